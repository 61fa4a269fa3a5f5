"""Photos of moments: add one, and read it."""

from uuid import UUID

from litestar import Response, get, put
from litestar.params import FromPath
from litestar.status_codes import HTTP_304_NOT_MODIFIED

from api.identity import Me
from api.live import RequestListeners
from api.media import MEDIA_HEADERS
from api.refusal_docs import declare_refusals
from api.request_clocks import SLOW_ROUTE
from api.shared_refusals import UPLOAD_REFUSALS
from api.strict_requests import StrictRequest
from api.uploads import MULTIPART_OVERHEAD_BYTES, PhotoUploadOperation, read_uploaded_file
from learning.actions.recognition.store_moment_photo import (
    MAX_PHOTO_BYTES,
    make_photo_too_large_error,
    may_send_photo,
    store_moment_photo,
)
from learning.events import MomentChanged
from learning.queries.recognition.moments import load_photo
from learning.rules.refusals import Conflict, Invalid, NotFound, TooLarge


@put(
    "/moments/{moment:uuid}/photo",
    tags=["moments"],
    opt=SLOW_ROUTE
    | declare_refusals(
        *UPLOAD_REFUSALS,
        (TooLarge, "moment.photo_too_large"),
        (Invalid, "moment.unreadable_photo"),
        (NotFound, "moment.unknown"),
        (Conflict, "moment.is_gone"),
        (Conflict, "moment.confirmed_without_photo"),
    ),
    status_code=204,
    request_max_body_size=MAX_PHOTO_BYTES + MULTIPART_OVERHEAD_BYTES,
    operation_class=PhotoUploadOperation,
)
async def upload_moment_photo(
    request: StrictRequest, moment: FromPath[UUID], me: Me, listeners: RequestListeners
) -> None:
    """Add a photo to a moment that the person gave.

    Send a JPEG, PNG or WebP as the body, or in the multipart field `photo`.
    """
    await may_send_photo(me, moment)  # before the body is read
    content = await read_uploaded_file(request, "photo", make_photo_too_large_error())
    await store_moment_photo(me, moment, content)
    listeners.publish(MomentChanged(moment))


@get(
    "/moments/{moment:uuid}/photo",
    tags=["moments"],
    opt=declare_refusals((NotFound, "moment.unknown_photo")),
    media_type="image/webp",
)
async def read_moment_photo(
    request: StrictRequest, moment: FromPath[UUID], me: Me
) -> Response[bytes]:
    """Read the photo of a moment that the person sees.

    A browser must ask again each time, because the moment may be removed or reported.
    """
    photo = await load_photo(me, moment)
    if photo is None:
        raise NotFound("moment.unknown_photo")
    headers = {
        **MEDIA_HEADERS,
        "Cache-Control": "private, no-cache",
        "Content-Disposition": 'inline; filename="photo.webp"',
        "ETag": f'"{moment}"',
    }
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=HTTP_304_NOT_MODIFIED, headers=headers)
    return Response(photo.content, media_type=photo.content_type, headers=headers)


handlers = [upload_moment_photo, read_moment_photo]
