"""Store the photo of a moment, encoded again in a bounded size and without camera metadata."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from uuid import UUID

from PIL import Image, ImageOps

from learning.queries.people.current_user import CurrentUser
from learning.rules.refusals import Conflict, InputProblem, Invalid, NotFound, TooLarge
from learning.tables.database import transaction

MAX_PHOTO_BYTES = 4 * 1024 * 1024
MAX_PHOTO_PIXELS = 36_000_000
"""More than phones send. Decoding takes 100 MB of memory, so one photo is decoded at a time."""
MAX_PHOTO_SIDE_PIXELS = 1280
"""The longer side of a stored photo, at most."""
WEBP_QUALITY = 80
ACCEPTED_PHOTO_FORMATS = ("JPEG", "PNG", "WEBP")
PHOTO_CONTENT_TYPE = "image/webp"

LOCK_MOMENT_OF_GIVER = (
    "SELECT id, kind, status, settled_by FROM moment WHERE key = $1 AND giver = $2 FOR UPDATE"
)
INSERT_MOMENT_PHOTO = """
INSERT INTO moment_photo (moment, content_type, content) VALUES ($1, $2, $3)
ON CONFLICT (moment) DO NOTHING RETURNING id
"""
SELECT_PHOTO_EXISTS = "SELECT EXISTS (SELECT FROM moment_photo WHERE moment = $1)"

_photo_executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="photos")


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
    encoded = await asyncio.get_running_loop().run_in_executor(
        _photo_executor, reencode_photo, content
    )
    async with transaction() as conn:
        moment = await conn.fetchrow(LOCK_MOMENT_OF_GIVER, key, giver.id)
        if moment is None:
            raise NotFound("moment.unknown")
        if moment["status"] in ("declined", "removed"):
            raise Conflict("moment.is_gone")
        if moment["settled_by"] in (None, giver.id):
            await conn.execute(INSERT_MOMENT_PHOTO, moment["id"], PHOTO_CONTENT_TYPE, encoded)
        elif not await conn.fetchval(SELECT_PHOTO_EXISTS, moment["id"]):
            raise Conflict("moment.confirmed_without_photo")


def make_photo_too_large_error() -> TooLarge:
    """Refuse a photo with too many bytes or pixels."""
    return TooLarge(
        "moment.photo_too_large",
        megabytes=MAX_PHOTO_BYTES // 1024 // 1024,
        megapixels=MAX_PHOTO_PIXELS // 1_000_000,
    )


def reencode_photo(content: bytes) -> bytes:
    """Return a picture as WebP: upright, at most 1280 pixels a side, without EXIF or other data.

    Raises:
        TooLarge: it has too many pixels.
        Invalid: it is no JPEG, PNG or WebP, or a broken one.
    """
    try:
        # Opening reads the header only, so the size is known before any pixel is decoded.
        with Image.open(BytesIO(content), formats=ACCEPTED_PHOTO_FORMATS) as image:
            if image.width * image.height > MAX_PHOTO_PIXELS:
                raise make_photo_too_large_error()
            return _encode_webp(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise make_photo_too_large_error() from None
    except (TooLarge, MemoryError):
        raise
    except Exception:  # decoders raise many types for broken bytes
        raise Invalid(
            "moment.unreadable_photo", [InputProblem("photo", "moment.photo_format")]
        ) from None


def _encode_webp(image: Image.Image) -> bytes:
    # `draft` makes the decoder read a large JPEG at a smaller size.
    image.draft("RGB", (MAX_PHOTO_SIDE_PIXELS, MAX_PHOTO_SIDE_PIXELS))
    image.thumbnail((MAX_PHOTO_SIDE_PIXELS, MAX_PHOTO_SIDE_PIXELS))
    upright = ImageOps.exif_transpose(image).convert("RGBA")
    clean = Image.new("RGB", upright.size, "white")
    clean.paste(upright, mask=upright.getchannel("A"))
    buffer = BytesIO()
    clean.save(buffer, "WEBP", quality=WEBP_QUALITY)
    return buffer.getvalue()
