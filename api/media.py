"""Pictures of packs. Their address holds the version's digest, so what is at one never changes."""

from litestar import Response, get
from litestar.params import FromPath
from litestar.status_codes import HTTP_304_NOT_MODIFIED

from api.identity import Me
from api.strict_requests import StrictRequest
from learning.queries.packs.packs import load_picture
from learning.rules.refusals import NotFound

MEDIA_HEADERS = {
    "Cache-Control": "private, max-age=31536000, immutable",
    # An SVG that is opened by itself is a document: no script, no form, no origin.
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


@get("/media/{digest:str}/{name:path}", media_type="application/octet-stream")
async def read_pack_media(
    request: StrictRequest, me: Me, digest: FromPath[str], name: FromPath[str]
) -> Response[bytes]:
    """Give a picture of a pack to somebody who is signed in."""
    name = name.removeprefix("/")
    picture = await load_picture(digest, name) if f"{digest}{name}".isprintable() else None
    if picture is None:
        raise NotFound("There is no such picture.")
    headers = {**MEDIA_HEADERS, "ETag": f'"{digest}"'}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=HTTP_304_NOT_MODIFIED, headers=headers)
    return Response(picture.content, media_type=picture.content_type, headers=headers)


handlers = [read_pack_media]
"""What `api.app` serves of this slice."""
