"""Pictures of packs. An address contains the digest of a version, so its content never changes."""

from mimetypes import guess_extension

from litestar import Response, get
from litestar.params import FromPath
from litestar.status_codes import HTTP_304_NOT_MODIFIED

from api.answer_docs import declare_media_types
from api.identity import Me
from api.refusal_docs import declare_refusals
from api.strict_requests import StrictRequest
from content.image_types import CONTENT_TYPE_BY_SUFFIX
from learning.queries.packs.packs import load_picture
from learning.rules.refusals import NotFound

SVG = "image/svg+xml"
SVG_MEDIA_TYPE = f"{SVG}; charset=utf-8"
"""It outweighs an encoding that the file declares, in versions from before it was checked."""
MEDIA_HEADERS = {
    "Cache-Control": "private, max-age=31536000, immutable",
    # An SVG that is opened by itself is a document: no script, no form, no origin.
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


@get(
    "/media/{digest:str}/{name:path}",
    media_type="application/octet-stream",
    tags=["packs"],
    opt=declare_media_types(*CONTENT_TYPE_BY_SUFFIX.values())
    | declare_refusals((NotFound, "pack.picture_unknown")),
)
async def read_pack_media(
    request: StrictRequest, me: Me, digest: FromPath[str], name: FromPath[str]
) -> Response[bytes]:
    """Read a picture of a pack. What is at one address never changes."""
    name = name.removeprefix("/")
    picture = await load_picture(digest, name) if f"{digest}{name}".isprintable() else None
    if picture is None:
        raise NotFound("pack.picture_unknown")
    suffix = guess_extension(picture.content_type) or ""
    headers = {
        **MEDIA_HEADERS,
        "Content-Disposition": f'inline; filename="picture{suffix}"',
        "ETag": f'"{digest}"',
    }
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=HTTP_304_NOT_MODIFIED, headers=headers)
    media_type = SVG_MEDIA_TYPE if picture.content_type == SVG else picture.content_type
    return Response(picture.content, media_type=media_type, headers=headers)


handlers = [read_pack_media]
"""What `api.app` serves of this slice."""
