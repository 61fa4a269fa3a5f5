"""The phone app, read into memory at start: a few hundred small files, looked up by name, never by path on disk."""

import re
from base64 import b64encode
from dataclasses import dataclass
from gzip import compress
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from litestar import HttpMethod, Request, Response, route
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from learning.rules.problems import NotFound

BUILD = Path(__file__).parent.parent / "frontend" / "build"
INLINE = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)
TYPES = {".js": "text/javascript", ".webmanifest": "application/manifest+json", ".woff2": "font/woff2"}
UNCHANGING = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
MISSING = b"<!doctype html><title>Herobreak</title><p>The phone app is not built yet: run <code>make build</code>."
BASE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Vary": "accept-encoding",
}


@dataclass(frozen=True, slots=True)
class File:
    """One file of the app, ready to send. `zipped` is None where gzip gains nothing."""

    content: bytes
    zipped: bytes | None
    media_type: str
    headers: dict[str, str]


def app_files(build: Path) -> dict[str, File]:
    """Read the built app: files by their address without the leading slash."""
    found = {path.relative_to(build).as_posix(): path for path in sorted(build.rglob("*")) if path.is_file()}
    return {name: _file(name, path.read_bytes()) for name, path in found.items()}


def handlers(build: Path = BUILD) -> list[HTTPRouteHandler]:
    """Serve the app at the root, its front page for every address that is not a file and not the API's."""
    files = app_files(build)
    front = files.get("index.html") or _file("index.html", MISSING)

    @route(
        ["/", "/{name:path}"],
        http_method=[HttpMethod.GET, HttpMethod.HEAD],
        include_in_schema=False,
        sync_to_thread=False,
    )
    def app(request: Request[Any, Any, Any], name: FromPath[str] = "/") -> Response[bytes]:
        wanted = name.strip("/")
        file = files.get(wanted)
        if file is None:
            if "." in wanted.rpartition("/")[2]:
                raise NotFound(f"There is nothing at {name[:200]}.")
            file = front
        return _answer(request, file)

    return [app]


def content_policy(page: bytes) -> str:
    """Write the content security policy of a page: our own scripts, and the inline ones that the build put there."""
    digests = (b64encode(sha256(script).digest()).decode() for script in INLINE.findall(page))
    scripts = " ".join(["'self'", *(f"'sha256-{digest}'" for digest in digests)])
    return (
        f"default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; script-src {scripts};"
        " object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    )


def _file(name: str, content: bytes) -> File:
    media_type = TYPES.get(Path(name).suffix) or guess_type(name)[0] or "application/octet-stream"
    textual = media_type.startswith("text/") or media_type.endswith(("json", "xml"))
    zipped = compress(content, 6, mtime=0) if textual and len(content) > 1024 else None
    headers = {
        **BASE,
        "Cache-Control": UNCHANGING if "/immutable/" in name else ASK_AGAIN,
        "ETag": f'"{sha256(content).hexdigest()[:32]}"',
    }
    if media_type == "text/html":
        headers["Content-Security-Policy"] = content_policy(content)
    return File(content, zipped, media_type, headers)


def _answer(request: Request[Any, Any, Any], file: File) -> Response[bytes]:
    if request.headers.get("if-none-match") == file.headers["ETag"]:
        return Response(b"", status_code=304, headers=file.headers)
    if file.zipped is not None and "gzip" in request.headers.get("accept-encoding", ""):
        headers = {**file.headers, "Content-Encoding": "gzip"}
        return Response(file.zipped, media_type=file.media_type, headers=headers)
    return Response(file.content, media_type=file.media_type, headers=file.headers)
