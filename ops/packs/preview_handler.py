"""The HTTP server of a preview, and how it handles a request.

It listens only on the loopback address.
"""

import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import msgspec
from watchfiles import watch

from api.static_files import StaticFile
from ops.embedded.ports import LOOPBACK_ADDRESS
from ops.packs.preview import PreviewState
from ops.terminal_messages import render_for_terminal

MAX_PREVIEW_BODY_BYTES = 1024 * 1024
ServeRoute = Callable[["PreviewHandler", str], None]
"""Answers a request for a path."""
FindRoute = Callable[[str, str], ServeRoute | None]
"""Gives the route for a method and a path; None when there is none."""


class PreviewServer(ThreadingHTTPServer):
    """Serves one pack."""

    daemon_threads = True

    def __init__(
        self, port: int, state: PreviewState, files: dict[str, StaticFile], find_route: FindRoute
    ) -> None:
        """Bind to `port`; `files` is the built app, `find_route` gives the route of a request."""
        super().__init__((LOOPBACK_ADDRESS, port), PreviewHandler)
        self.state = state
        self.find_route = find_route
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
        self._handle_request("GET")

    def do_POST(self) -> None:
        """Grade answers without storing them."""
        self._handle_request("POST")

    do_PATCH = do_POST  # noqa: N815 - the library looks it up by this name

    def _handle_request(self, method: str) -> None:
        path = urlsplit(self.path).path
        if self.host not in ("localhost", LOOPBACK_ADDRESS):  # DNS rebinding
            self.send_refusal(HTTPStatus.FORBIDDEN, "pack.preview_is_local")
            return
        found = self.server.find_route(method, path)
        if found:
            found(self, path)
        else:
            self.send_not_found()

    def send_not_found(self) -> None:
        """Answer that there is nothing at this path."""
        self.send_refusal(HTTPStatus.NOT_FOUND, "pack.preview_lacks_this")

    def send_refusal(self, status: HTTPStatus, code: str) -> None:
        """Answer with a problem document, as the API does."""
        text = render_for_terminal(code)
        self.send_json(status, {"title": status.phrase, "code": code, "detail": text})

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
