"""The phone app: a few hundred small files, read into memory at start.

They are looked up by name, never by a path on disk.
"""

import re
from base64 import b64encode
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from gzip import compress
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from litestar import HttpMethod, Request, Response, route
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from learning.rules.refusals import NotFound

PHONE_APP_BUILD = Path(__file__).parent.parent / "frontend" / "build"
INLINE_SCRIPT_PATTERN = re.compile(
    rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE
)
STYLE_ATTRIBUTE_PATTERN = re.compile(rb'<[a-z]+ [^<>]*\bstyle="([^"<>]*)"')
MEDIA_TYPES = {
    ".js": "text/javascript",
    ".svg": "image/svg+xml; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
CACHE_FOREVER = "public, max-age=31536000, immutable"
CACHE_REVALIDATE = "no-cache"
MISSING_BUILD_PAGE = (
    b"<!doctype html><title>Herobreak</title>"
    b"<p>The phone app is not built yet: run <code>make build</code>."
)
TRUSTED_TYPES = "require-trusted-types-for 'script'; trusted-types"
"""Text becomes HTML or code only through the named policies; without names, through none."""
PAGE_TRUSTED_TYPES = f"{TRUSTED_TYPES} svelte-trusted-html herobreak"
"""The policies of Svelte's templates and of `frontend/src/lib/trustedTypes.ts`."""
ASSET_POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none';"
    f" frame-ancestors 'none'; {TRUSTED_TYPES} 'none'"
)
"""The policy of files that are not pages. That of the service worker bounds what it may fetch."""
UNUSED_BROWSER_FEATURES = ("geolocation", "microphone", "payment", "usb")
STATIC_BASE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED_BROWSER_FEATURES),
    "Vary": "accept-encoding",
}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file of the app, ready to send. `zipped` is None where gzip gains nothing."""

    content: bytes
    zipped: bytes | None
    media_type: str
    headers: dict[str, str]


def read_app_files(build: Path) -> dict[str, StaticFile]:
    """Read the built app: files by their address without the leading slash."""
    paths = {
        path.relative_to(build).as_posix(): path
        for path in sorted(build.rglob("*"))
        if path.is_file()
    }
    contents = {name: path.read_bytes() for name, path in paths.items()}
    styles = find_style_attributes(
        content for name, content in contents.items() if name.endswith((".html", ".js"))
    )
    return {name: _prepare_file(name, content, styles) for name, content in contents.items()}


def make_static_handlers(build: Path = PHONE_APP_BUILD) -> list[HTTPRouteHandler]:
    """Serve the app at the root.

    Every address that is neither a file nor part of the API gets the front page.
    """
    files = read_app_files(build)
    front_page = files.get("index.html") or _prepare_file("index.html", MISSING_BUILD_PAGE)

    @route(
        ["/", "/{name:path}"],
        http_method=[HttpMethod.GET, HttpMethod.HEAD],
        include_in_schema=False,
        sync_to_thread=False,
    )
    def serve_app_file(
        request: Request[Any, Any, Any], name: FromPath[str] = "/"
    ) -> Response[bytes]:
        file_name = name.strip("/")
        file = files.get(file_name)
        if file is None:
            if "." in file_name.rpartition("/")[2]:
                raise NotFound("request.unknown_path", path=name[:200])
            file = front_page
        return _answer_file(request, file)

    return [serve_app_file]


def find_style_attributes(texts: Iterable[bytes]) -> set[bytes]:
    """Find the style attributes that the build wrote into pages and templates."""
    return {style for text in texts for style in STYLE_ATTRIBUTE_PATTERN.findall(text)}


def make_content_security_policy(page: bytes, style_attributes: Collection[bytes] = ()) -> str:
    """Write the content security policy of a page.

    It allows our own scripts and styles, the inline scripts that the build put there, and the style
    attributes that it wrote. Scripts make HTML through two policies of Trusted Types only.
    """
    scripts = _list_digests(INLINE_SCRIPT_PATTERN.findall(page))
    styles = _list_digests(sorted(style_attributes))
    return (
        "default-src 'self'; img-src 'self' data: blob:;"
        f" style-src 'self'; style-src-attr 'unsafe-hashes' {styles};"
        f" script-src 'self' {scripts};"
        " object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none';"
        f" {PAGE_TRUSTED_TYPES}"
    )


def _list_digests(inline: Iterable[bytes]) -> str:
    """List inline texts as the sources of a directive."""
    digests = (b64encode(sha256(text).digest()).decode() for text in inline)
    return " ".join(f"'sha256-{digest}'" for digest in digests)


def _prepare_file(
    name: str, content: bytes, style_attributes: Collection[bytes] = ()
) -> StaticFile:
    media_type = (
        MEDIA_TYPES.get(Path(name).suffix) or guess_type(name)[0] or "application/octet-stream"
    )
    is_text = media_type.startswith("text/") or media_type.endswith(("json", "xml"))
    zipped = compress(content, 6, mtime=0) if is_text and len(content) > 1024 else None
    headers = {
        **STATIC_BASE_HEADERS,
        "Cache-Control": CACHE_FOREVER if "/immutable/" in name else CACHE_REVALIDATE,
        "ETag": f'"{sha256(content).hexdigest()[:32]}"',
    }
    headers["Content-Security-Policy"] = (
        make_content_security_policy(content, style_attributes)
        if media_type == "text/html"
        else ASSET_POLICY
    )
    return StaticFile(content, zipped, media_type, headers)


def _answer_file(request: Request[Any, Any, Any], file: StaticFile) -> Response[bytes]:
    if request.headers.get("if-none-match") == file.headers["ETag"]:
        return Response(b"", status_code=304, headers=file.headers)
    if file.zipped is not None and "gzip" in request.headers.get("accept-encoding", ""):
        headers = {**file.headers, "Content-Encoding": "gzip"}
        return Response(file.zipped, media_type=file.media_type, headers=headers)
    return Response(file.content, media_type=file.media_type, headers=file.headers)
