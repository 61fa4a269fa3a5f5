"""What a preview serves: the built app, and a small API with the same JSON as the real one."""

from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec

from learning.rules.boards.periods import PointsTotals
from learning.rules.practice.grading import Response
from learning.rules.recognition.levels import find_level
from learning.rules.recognition.streaks import Streak
from learning.rules.recognition.todays_figures import calculate_todays_figures
from learning.rules.rota.days import ALL_ISO_WEEKDAYS, Rota
from ops.packs.preview_handler import PreviewHandler, ServeRoute

HEARTBEAT_SECONDS = 10.0  # after this time a closed page is noticed
BAR_SCRIPT = Path(__file__).with_name("bar.js")
_BAR_TAG = b'<script type="module" src="/preview/bar.js"></script></head>'
_EMPTY_SERVICE_WORKER = b"// A preview is never kept for offline use.\n"


def _serve_file(handler: PreviewHandler, path: str) -> None:
    """Serve a file of the app, or its front page with the bar."""
    name = path.strip("/")
    file = handler.server.files.get(name)
    if name == "service-worker.js":
        handler.send_bytes(200, _EMPTY_SERVICE_WORKER, "text/javascript")
    elif file and name != "index.html":
        handler.send_bytes(200, file.content, file.media_type)
    elif "." in name.rpartition("/")[2]:
        handler.send_not_found()
    else:
        front = handler.server.files["index.html"]
        handler.send_bytes(
            200, front.content.replace(b"</head>", _BAR_TAG, 1), "text/html; charset=utf-8"
        )


def _serve_bar(handler: PreviewHandler, path: str) -> None:
    handler.send_bytes(200, BAR_SCRIPT.read_bytes(), "text/javascript")


def _serve_status(handler: PreviewHandler, path: str) -> None:
    handler.send_json(200, handler.server.state.revision.describe_status())


def _serve_news(handler: PreviewHandler, path: str) -> None:
    """Send the number of each new revision by server-sent events until the page closes."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.send_header("Cache-Control", "no-store")
    handler.end_headers()
    handler.close_connection = True
    number = handler.server.state.revision.number
    try:
        handler.wfile.write(b"retry: 500\ndata: %d\n\n" % number)
        while not handler.server.stopping.is_set():
            fresh = handler.server.state.wait_for_change(number, HEARTBEAT_SECONDS).number
            handler.wfile.write(b"data: %d\n\n" % fresh if fresh != number else b":\n\n")
            number = fresh
    except OSError:
        pass  # the page is closed


def _serve_media(handler: PreviewHandler, path: str) -> None:
    found = handler.server.state.revision.media.get(path.rpartition("/")[2])
    if found is None:
        handler.send_not_found()
        return
    policy = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    handler.send_bytes(200, found.data, found.content_type, Content_Security_Policy=policy)


def _serve_me(handler: PreviewHandler, path: str) -> None:
    handler.read_json()
    handler.send_json(
        200,
        {
            "login": f"preview-{handler.server.state.person_number}",
            "name": "Preview",
            "alias": None,
            "role": "learner",
            "team": {
                "id": "1",
                "name": handler.server.state.revision.title or "Preview",
                "zone": "Europe/London",
            },
            **_make_figures(),
            "minutes": 5,
            "on_boards": False,
            "language": "en",
            "working_today": True,
            "level": asdict(find_level(0)),
        },
    )


def _read_day() -> date:
    return datetime.now().astimezone().date()


def _make_figures() -> dict[str, object]:
    """Make the figures of somebody who has never practised."""
    figures = calculate_todays_figures(
        PointsTotals(), Streak(), Rota(ALL_ISO_WEEKDAYS), _read_day()
    )
    return dict(msgspec.to_builtins(figures))


def _serve_today(handler: PreviewHandler, path: str) -> None:
    """All items, or those of `?lesson=` in this address or in that of the page that asks."""
    asked = parse_qs(urlsplit(handler.path).query) or parse_qs(
        urlsplit(handler.headers.get("Referer", "")).query
    )
    lesson = next(iter(asked.get("lesson", [])), None)
    items = [item["shown"] for item in handler.server.state.revision.list_items(lesson)]
    goal = {"items": len(items), "seconds": sum(item["seconds"] for item in items)}
    progress = {
        "day": _read_day().isoformat(),
        "minutes": 5,
        "goal": goal,
        "streak": 0,
        "points": 0,
        "done": [],
        "day_off": False,
    }
    handler.send_json(200, {**progress, "items": items})


def _serve_attempts(handler: PreviewHandler, path: str) -> None:
    """Grade what was sent, and forget it."""
    sent = handler.read_json()
    entries = [
        entry
        for key in ("attempts", "reads")
        for entry in sent.get(key) or []
        if isinstance(entry, dict)
    ]
    progress = {"awards": [], **_make_figures()}
    handler.send_json(
        200, {"outcomes": [_grade_entry(handler, entry) for entry in entries], **progress}
    )


def _grade_entry(handler: PreviewHandler, entry: dict[str, Any]) -> dict[str, object]:
    try:
        response = msgspec.convert(entry.get("response") or {}, Response)
    except msgspec.ValidationError:
        response = Response()
    correct = handler.server.state.revision.grade_response(
        str(entry.get("question_id", "")), response
    )
    return {
        "id": str(entry.get("id", "")),
        "status": "recorded",
        "correct": correct,
        "points": 0,
        "problem": None,
    }


def _serve_badges(handler: PreviewHandler, path: str) -> None:
    badge = handler.server.state.revision.badge
    progress: dict[str, object] = {
        "earned_at": None,
        "lapsed": False,
        "have": 0,
        "need": 1,
        "steps": [],
    }
    handler.send_json(200, {"badges": [{**badge, **progress}] if badge else [], "nearest": []})


def _serve_board(handler: PreviewHandler, path: str) -> None:
    board = {"board": path.rpartition("/")[2], "period": "", "entries": [], "on_boards": False}
    board |= {"percentile": None, "league": None}
    handler.send_json(200, board)


def _serve_restart(handler: PreviewHandler, path: str) -> None:
    handler.read_json()
    handler.server.state.start_over()
    handler.send_json(200, {})


GET_HANDLERS: dict[str, ServeRoute] = {
    "/preview/bar.js": _serve_bar,
    "/preview/status": _serve_status,
    "/preview/news": _serve_news,
    "/api/me": _serve_me,
    "/api/today": _serve_today,
    "/api/badges": _serve_badges,
    "/api/leaderboards/": _serve_board,
    "/api/media/": _serve_media,
    "/api/": lambda handler, _: handler.send_not_found(),
    "/": _serve_file,
}
PREFIX_ROUTES = ("/api/leaderboards/", "/api/media/", "/api/", "/")
"""Prefixes of paths, the longest first. All other paths in the tables are exact."""
POST_HANDLERS: dict[str, ServeRoute] = {
    "/api/attempts": _serve_attempts,
    "/api/me": _serve_me,
    "/preview/restart": _serve_restart,
}


def find_route(method: str, path: str) -> ServeRoute | None:
    """Return the route for a method and a path; None when there is none."""
    table = GET_HANDLERS if method == "GET" else POST_HANDLERS
    return table.get(path) or next(
        (table[area] for area in PREFIX_ROUTES if area in table and path.startswith(area)), None
    )
