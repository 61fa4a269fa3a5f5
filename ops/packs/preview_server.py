"""Serve the phone app over a pack's folder.

Serves the built files, a small API with the same JSON as the real one, and an event for each save.
Listens only on the loopback address, stores nothing, and needs no database.
"""

import threading
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
from watchfiles import watch

from api.static_files import StaticFile, read_app_files
from learning.rules.practice.grading import Response
from learning.rules.recognition.levels import find_level
from ops.embedded.ports import LOOPBACK_ADDRESS
from ops.operator_errors import OperatorError
from ops.packs.preview import PreviewState

HEARTBEAT_SECONDS = 10.0  # after this time a closed page is noticed
MAX_PREVIEW_BODY_BYTES = 1024 * 1024
BAR_SCRIPT = Path(__file__).with_name("bar.js")
_BAR_TAG = b'<script type="module" src="/preview/bar.js"></script></head>'
_EMPTY_SERVICE_WORKER = b"// A preview is never kept for offline use.\n"


class PreviewServer(ThreadingHTTPServer):
    """Serves one pack."""

    daemon_threads = True

    def __init__(self, port: int, state: PreviewState, files: dict[str, StaticFile]) -> None:
        """Bind to `port`; `files` is the built app."""
        super().__init__((LOOPBACK_ADDRESS, port), PreviewHandler)
        self.state = state
        self.files = files
        self.stopping = threading.Event()

    @property
    def address(self) -> str:
        """The URL to open in a browser."""
        return f"http://localhost:{self.server_address[1]}/"

    def watch_folder(self) -> None:
        """Read the pack again after each save, until the server stops."""
        for _ in watch(
            self.state.path, stop_event=self.stopping, debounce=300, step=50, raise_interrupt=False
        ):
            self.state.reload_pack()


class PreviewHandler(BaseHTTPRequestHandler):
    """One request."""

    server: PreviewServer
    protocol_version = "HTTP/1.1"

    @property
    def host(self) -> str:
        """The host name of the request."""
        return self.headers.get("Host", "").rpartition(":")[0]

    def do_GET(self) -> None:
        """Serve a page, a file, a picture or the API."""
        self._handle_request(_GET_HANDLERS)

    def do_POST(self) -> None:
        """Grade answers without storing them."""
        self._handle_request(_POST_HANDLERS)

    do_PATCH = do_POST  # noqa: N815 - the library looks it up by this name

    def _handle_request(self, table: "dict[str, Callable[[PreviewHandler, str], None]]") -> None:
        path = urlsplit(self.path).path
        if self.host not in ("localhost", LOOPBACK_ADDRESS):  # DNS rebinding
            self.send_json(
                403, {"title": "Forbidden", "detail": "Only this machine may look at a preview."}
            )
            return
        found = table.get(path) or next(
            (table[area] for area in _PREFIX_ROUTES if area in table and path.startswith(area)),
            None,
        )
        if found:
            found(self, path)
        else:
            self.send_not_found()

    def send_not_found(self) -> None:
        """Answer that there is nothing at this path."""
        self.send_json(404, {"title": "Not found", "detail": "A preview has no such thing."})

    def send_json(self, status: int, body: object) -> None:
        """Answer with JSON."""
        kind = "application/json" if status < 400 else "application/problem+json"
        self.send_bytes(status, msgspec.json.encode(body), kind)

    def send_bytes(self, status: int, body: bytes, kind: str, **headers: str) -> None:
        """Answer with bytes that no browser caches."""
        self.send_response(status)
        for name, value in {
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            "Cache-Control": "no-store",
        }.items():
            self.send_header(name, value)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def read_json(self) -> dict[str, Any]:
        """The JSON object that was sent; {} for anything else."""
        size = int(self.headers.get("Content-Length", "0") or 0)
        if size > MAX_PREVIEW_BODY_BYTES:
            self.close_connection = True
            return {}
        try:
            found = msgspec.json.decode(self.rfile.read(size) or b"{}")
        except msgspec.DecodeError:
            return {}
        return found if isinstance(found, dict) else {}

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Log nothing, so that the terminal shows only findings."""


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
            "points": 0,
            "week_points": 0,
            "streak": 0,
            "minutes": 5,
            "on_boards": False,
            "language": "en",
            "working_today": True,
            "level": asdict(find_level(0)),
        },
    )


def _serve_today(handler: PreviewHandler, path: str) -> None:
    """All items, or those of `?lesson=` in this address or in that of the page that asks."""
    asked = parse_qs(urlsplit(handler.path).query) or parse_qs(
        urlsplit(handler.headers.get("Referer", "")).query
    )
    lesson = next(iter(asked.get("lesson", [])), None)
    items = [item["shown"] for item in handler.server.state.revision.list_items(lesson)]
    goal = {"items": len(items), "seconds": sum(item["seconds"] for item in items)}
    day = datetime.now().astimezone().date().isoformat()
    progress = {
        "day": day,
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
    progress = {"awards": [], "points": 0, "week_points": 0, "streak": 0}
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


_GET_HANDLERS: dict[str, Callable[[PreviewHandler, str], None]] = {
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
_PREFIX_ROUTES = ("/api/leaderboards/", "/api/media/", "/api/", "/")
"""Prefixes of paths, the longest first. All other paths in the tables are exact."""
_POST_HANDLERS: dict[str, Callable[[PreviewHandler, str], None]] = {
    "/api/attempts": _serve_attempts,
    "/api/me": _serve_me,
    "/preview/restart": _serve_restart,
}


def serve_preview(
    path: Path, port: int, build: Path, ready: Callable[[PreviewServer], None]
) -> None:
    """Serve the preview until interrupted. Calls `ready` once the server listens.

    Raises:
        OperatorError: the app is not built, or the port is in use.
    """
    files = read_app_files(build)
    if "index.html" not in files:
        raise OperatorError("operator.phone_app_not_built")
    try:
        server = PreviewServer(port, PreviewState(path), files)
    except OSError as error:
        raise OperatorError(
            "operator.preview_port_unusable", port=port, reason=error.strerror
        ) from error
    watcher = threading.Thread(target=server.watch_folder, daemon=True)
    watcher.start()
    ready(server)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass  # Ctrl-C ends a preview
    finally:
        server.stopping.set()
        server.state.reload_pack()  # wakes the pages that wait
        server.server_close()
        watcher.join(5)
