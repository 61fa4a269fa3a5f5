"""The phone app over a folder: the built files, a small API of the same shape as the real one, and news of every save.

Listens on the loopback address alone, keeps nothing, and needs no database.
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
from ops.packs.preview import Shown

HEARTBEAT = 10.0  # seconds: a page that has gone is noticed by then
LARGEST_BODY = 1024 * 1024
BAR = Path(__file__).with_name("bar.js")
_TAG = b'<script type="module" src="/preview/bar.js"></script></head>'
_NO_WORKER = b"// A preview is never kept for offline use.\n"


class Server(ThreadingHTTPServer):
    """Serves one pack."""

    daemon_threads = True

    def __init__(self, port: int, shown: Shown, files: dict[str, StaticFile]) -> None:
        """Bind; `files` is the built app."""
        super().__init__((LOOPBACK_ADDRESS, port), Handler)
        self.shown = shown
        self.files = files
        self.stopping = threading.Event()

    @property
    def address(self) -> str:
        """Where to point a browser."""
        return f"http://localhost:{self.server_address[1]}/"

    def watch(self) -> None:
        """Read the pack again at every save, until the server stops."""
        for _ in watch(
            self.shown.path, stop_event=self.stopping, debounce=300, step=50, raise_interrupt=False
        ):
            self.shown.renew()


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Server
    protocol_version = "HTTP/1.1"

    @property
    def host(self) -> str:
        """The name by which this server was asked for."""
        return self.headers.get("Host", "").rpartition(":")[0]

    def do_GET(self) -> None:
        """Serve a page, a file, a picture or the API."""
        self._answer(_GET)

    def do_POST(self) -> None:
        """Take answers, and forget them."""
        self._answer(_POST)

    do_PATCH = do_POST  # noqa: N815 - the library looks it up by this name

    def _answer(self, table: "dict[str, Callable[[Handler, str], None]]") -> None:
        path = urlsplit(self.path).path
        if self.host not in (
            "localhost",
            LOOPBACK_ADDRESS,
        ):  # a page elsewhere whose name was pointed at this machine
            self.tell(
                403, {"title": "Forbidden", "detail": "Only this machine may look at a preview."}
            )
            return
        found = table.get(path) or next(
            (table[area] for area in _AREAS if area in table and path.startswith(area)), None
        )
        if found:
            found(self, path)
        else:
            self.nothing()

    def nothing(self) -> None:
        """Say that there is nothing here."""
        self.tell(404, {"title": "Not found", "detail": "A preview has no such thing."})

    def tell(self, status: int, body: object) -> None:
        """Answer with JSON."""
        kind = "application/json" if status < 400 else "application/problem+json"
        self.send(status, msgspec.json.encode(body), kind)

    def send(self, status: int, body: bytes, kind: str, **headers: str) -> None:
        """Answer with bytes that no browser keeps."""
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

    def body(self) -> dict[str, Any]:
        """The JSON object that was sent; {} for anything else."""
        size = int(self.headers.get("Content-Length", "0") or 0)
        if size > LARGEST_BODY:
            self.close_connection = True
            return {}
        try:
            found = msgspec.json.decode(self.rfile.read(size) or b"{}")
        except msgspec.DecodeError:
            return {}
        return found if isinstance(found, dict) else {}

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing: findings are what an author wants to see in the terminal."""


def _file(handler: Handler, path: str) -> None:
    """A file of the app, or its front page with the bar in it."""
    name = path.strip("/")
    file = handler.server.files.get(name)
    if name == "service-worker.js":
        handler.send(200, _NO_WORKER, "text/javascript")
    elif file and name != "index.html":
        handler.send(200, file.content, file.media_type)
    elif "." in name.rpartition("/")[2]:
        handler.nothing()
    else:
        front = handler.server.files["index.html"]
        handler.send(200, front.content.replace(b"</head>", _TAG, 1), "text/html; charset=utf-8")


def _bar(handler: Handler, path: str) -> None:
    handler.send(200, BAR.read_bytes(), "text/javascript")


def _status(handler: Handler, path: str) -> None:
    handler.tell(200, handler.server.shown.edition.status())


def _news(handler: Handler, path: str) -> None:
    """Send the number of each new edition, by server-sent events, for as long as the page is there."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.send_header("Cache-Control", "no-store")
    handler.end_headers()
    handler.close_connection = True
    number = handler.server.shown.edition.number
    try:
        handler.wfile.write(b"retry: 500\ndata: %d\n\n" % number)
        while not handler.server.stopping.is_set():
            fresh = handler.server.shown.wait(number, HEARTBEAT).number
            handler.wfile.write(b"data: %d\n\n" % fresh if fresh != number else b":\n\n")
            number = fresh
    except OSError:
        pass  # the page has gone


def _media(handler: Handler, path: str) -> None:
    found = handler.server.shown.edition.media.get(path.rpartition("/")[2])
    if found is None:
        handler.nothing()
        return
    policy = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    handler.send(200, found.data, found.content_type, Content_Security_Policy=policy)


def _me(handler: Handler, path: str) -> None:
    handler.body()
    handler.tell(
        200,
        {
            "login": f"preview-{handler.server.shown.sitting}",
            "name": "Preview",
            "alias": None,
            "role": "learner",
            "team": {
                "id": "1",
                "name": handler.server.shown.edition.title or "Preview",
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


def _today(handler: Handler, path: str) -> None:
    """All items, or those of `?lesson=` in this address or in that of the page that asks."""
    asked = parse_qs(urlsplit(handler.path).query) or parse_qs(
        urlsplit(handler.headers.get("Referer", "")).query
    )
    lesson = next(iter(asked.get("lesson", [])), None)
    items = [item["shown"] for item in handler.server.shown.edition.items_of(lesson)]
    goal = {"items": len(items), "seconds": sum(item["seconds"] for item in items)}
    day = datetime.now().astimezone().date().isoformat()
    standing = {
        "day": day,
        "minutes": 5,
        "goal": goal,
        "streak": 0,
        "points": 0,
        "done": [],
        "day_off": False,
    }
    handler.tell(200, {**standing, "items": items})


def _attempts(handler: Handler, path: str) -> None:
    """Grade what was sent, and forget it."""
    sent = handler.body()
    entries = [
        entry
        for key in ("attempts", "reads")
        for entry in sent.get(key) or []
        if isinstance(entry, dict)
    ]
    standing = {"awards": [], "points": 0, "week_points": 0, "streak": 0}
    handler.tell(200, {"outcomes": [_outcome(handler, entry) for entry in entries], **standing})


def _outcome(handler: Handler, entry: dict[str, Any]) -> dict[str, object]:
    try:
        response = msgspec.convert(entry.get("response") or {}, Response)
    except msgspec.ValidationError:
        response = Response()
    correct = handler.server.shown.edition.right(str(entry.get("question_id", "")), response)
    return {
        "id": str(entry.get("id", "")),
        "status": "recorded",
        "correct": correct,
        "points": 0,
        "problem": None,
    }


def _badges(handler: Handler, path: str) -> None:
    badge = handler.server.shown.edition.badge
    progress: dict[str, object] = {
        "earned_at": None,
        "lapsed": False,
        "have": 0,
        "need": 1,
        "steps": [],
    }
    handler.tell(200, {"badges": [{**badge, **progress}] if badge else [], "nearest": []})


def _board(handler: Handler, path: str) -> None:
    board = {"board": path.rpartition("/")[2], "period": "", "entries": [], "on_boards": False}
    board |= {"percentile": None, "league": None}
    handler.tell(200, board)


def _again(handler: Handler, path: str) -> None:
    handler.body()
    handler.server.shown.begin_again()
    handler.tell(200, {})


_GET: dict[str, Callable[[Handler, str], None]] = {
    "/preview/bar.js": _bar,
    "/preview/status": _status,
    "/preview/news": _news,
    "/api/me": _me,
    "/api/today": _today,
    "/api/badges": _badges,
    "/api/leaderboards/": _board,
    "/api/media/": _media,
    "/api/": lambda handler, _: handler.nothing(),
    "/": _file,
}
_AREAS = ("/api/leaderboards/", "/api/media/", "/api/", "/")
"""Addresses under which there are many, the longest first; the others are served as they stand."""
_POST: dict[str, Callable[[Handler, str], None]] = {
    "/api/attempts": _attempts,
    "/api/me": _me,
    "/preview/again": _again,
}


def serve(path: Path, port: int, build: Path, ready: Callable[[Server], None]) -> None:
    """Serve the preview until interrupted; `ready` is told when it listens.

    Raises:
        Problem: the app is not built, or the port is taken.
    """
    files = read_app_files(build)
    if "index.html" not in files:
        raise OperatorError("The phone app is not built yet. Run `make build` first.")
    try:
        server = Server(port, Shown(path), files)
    except OSError as error:
        raise OperatorError(
            f"Port {port} cannot be used ({error.strerror}): choose another one with --port."
        ) from error
    watcher = threading.Thread(target=server.watch, daemon=True)
    watcher.start()
    ready(server)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass  # how a preview ends
    finally:
        server.stopping.set()
        server.shown.renew()  # lets go of pages that wait
        server.server_close()
        watcher.join(5)
