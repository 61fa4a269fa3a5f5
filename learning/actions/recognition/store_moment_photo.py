"""Store the photo of a moment, encoded again in a bounded size and without camera metadata."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from asyncpg import Record

from content.pictures import (
    MAX_PICTURE_PIXELS,
    PictureError,
    PictureRules,
    PictureTooLargeError,
    keep_picture,
)
from learning.heavy_work import run_in_turn
from learning.queries.people.current_user import CurrentUser
from learning.rules.refusals import Conflict, InputProblem, Invalid, NotFound, TooLarge
from learning.tables.database import connection, transaction

MAX_PHOTO_BYTES = 4 * 1024 * 1024
MAX_PHOTO_SIDE_PIXELS = 1280
"""The longer side of a stored photo, at most."""
PHOTO_CONTENT_TYPE = "image/webp"
_PHOTO_RULES = PictureRules(MAX_PHOTO_SIDE_PIXELS, encoded_as="WEBP", ground="white", animated=True)

SELECT_MOMENT_OF_GIVER = """
SELECT id, giver, status, settled_by,
  EXISTS (SELECT FROM moment_photo WHERE moment = m.id) AS has_photo
FROM moment m WHERE key = $1 AND giver = $2
"""
LOCK_MOMENT_OF_GIVER = f"{SELECT_MOMENT_OF_GIVER} FOR UPDATE"
INSERT_MOMENT_PHOTO = """
INSERT INTO moment_photo (moment, content_type, content) VALUES ($1, $2, $3)
ON CONFLICT (moment) DO NOTHING RETURNING id
"""

_photo_executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="photos")
"""One photo is decoded at a time: it takes 100 MB."""


async def store_moment_photo(giver: CurrentUser, key: UUID, content: bytes) -> None:
    """Store the photo of a moment that the user gave. A moment has one photo; a repeat is ignored.

    Raises:
        TooLarge: too many bytes or pixels.
        Invalid: it is no JPEG, PNG or WebP image, or a broken one.
        NotFound: the user gave no such moment.
        Conflict: the moment is declined or removed, or a leader confirmed it without a photo.
    """
    if len(content) > MAX_PHOTO_BYTES:
        raise make_photo_too_large_error()
    if not await may_send_photo(giver, key):
        return
    encoded = await run_in_turn(_photo_executor, reencode_photo, content)
    async with transaction() as conn:
        moment = await conn.fetchrow(LOCK_MOMENT_OF_GIVER, key, giver.id)
        if _check_photo_is_wanted(moment):
            await conn.execute(INSERT_MOMENT_PHOTO, moment["id"], PHOTO_CONTENT_TYPE, encoded)


async def may_send_photo(giver: CurrentUser, key: UUID) -> bool:
    """Say whether a moment takes a photo; False if it has one. Ask before the photo is read.

    Raises:
        NotFound: the user gave no such moment.
        Conflict: the moment is declined or removed, or a leader confirmed it without a photo.
    """
    async with connection() as conn:
        return _check_photo_is_wanted(await conn.fetchrow(SELECT_MOMENT_OF_GIVER, key, giver.id))


def _check_photo_is_wanted(moment: Record | None) -> bool:
    if moment is None:
        raise NotFound("moment.unknown")
    if moment["status"] in ("declined", "removed"):
        raise Conflict("moment.is_gone")
    if moment["has_photo"]:
        return False
    if moment["settled_by"] not in (None, moment["giver"]):
        raise Conflict("moment.confirmed_without_photo")
    return True


def make_photo_too_large_error() -> TooLarge:
    """Refuse a photo with too many bytes or pixels."""
    return TooLarge(
        "moment.photo_too_large",
        megabytes=MAX_PHOTO_BYTES // 1024 // 1024,
        megapixels=MAX_PICTURE_PIXELS // 1_000_000,
    )


def reencode_photo(content: bytes) -> bytes:
    """Return a picture as WebP: upright, at most 1280 pixels a side, without EXIF or other data.

    Raises:
        TooLarge: it has too many pixels.
        Invalid: it is no JPEG, PNG or WebP, or a broken one.
    """
    try:
        return keep_picture(content, _PHOTO_RULES)
    except PictureTooLargeError:
        raise make_photo_too_large_error() from None
    except PictureError:
        raise Invalid(
            "moment.unreadable_photo", [InputProblem("photo", "moment.photo_format")]
        ) from None
