"""Keep the photo of a moment: drawn anew in a bounded size, so that nothing is left of what the camera noted."""

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
"""More than telephones send; 100 MB while it is drawn, one at a time."""
MAX_PHOTO_SIDE_PIXELS = 1280
"""Pixels of the longer side, at most."""
WEBP_QUALITY = 80
ACCEPTED_PHOTO_FORMATS = ("JPEG", "PNG", "WEBP")
PHOTO_CONTENT_TYPE = "image/webp"

LOCK_MOMENT_OF_GIVER = (
    "SELECT id, kind, status, settled_by FROM moment WHERE key = $1 AND giver = $2 FOR UPDATE"
)
INSERT_MOMENT_PHOTO = """
INSERT INTO moment_photo (moment, content_type, content) VALUES ($1, $2, $3) ON CONFLICT (moment) DO NOTHING RETURNING id
"""
SELECT_PHOTO_EXISTS = "SELECT EXISTS (SELECT FROM moment_photo WHERE moment = $1)"

_photo_executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="photos")


async def store_moment_photo(giver: CurrentUser, key: UUID, content: bytes) -> None:
    """Keep it, once: what a leader has confirmed is not changed afterwards, and a repeat changes nothing.

    Raises:
        TooLarge: too many bytes or pixels.
        Invalid: it is no picture that we read.
        Unknown: the person has given no such moment.
        Conflict: the moment is gone, or a leader has confirmed it without.
    """
    if len(content) > MAX_PHOTO_BYTES:
        raise make_photo_too_large_error()
    encoded = await asyncio.get_running_loop().run_in_executor(
        _photo_executor, reencode_photo, content
    )
    async with transaction() as conn:
        moment = await conn.fetchrow(LOCK_MOMENT_OF_GIVER, key, giver.id)
        if moment is None:
            raise NotFound("There is no such moment.")
        if moment["status"] in ("declined", "removed"):
            raise Conflict("The moment is gone, and its photo with it.")
        if moment["settled_by"] in (None, giver.id):
            await conn.execute(INSERT_MOMENT_PHOTO, moment["id"], PHOTO_CONTENT_TYPE, encoded)
        elif not await conn.fetchval(SELECT_PHOTO_EXISTS, moment["id"]):
            raise Conflict("A leader has confirmed it as it was: a photo can no longer be added.")


def make_photo_too_large_error() -> TooLarge:
    """Say how large a photo can be."""
    return TooLarge(
        f"A photo can have {MAX_PHOTO_BYTES // 1024 // 1024} MB and {MAX_PHOTO_PIXELS // 1_000_000} million pixels."
    )


def reencode_photo(content: bytes) -> bytes:
    """Return a picture as WebP of at most 1280 pixels a side, upright, without any note of camera, place or time.

    Raises:
        TooLarge: it has too many pixels.
        Invalid: it is no JPEG, PNG or WebP, or a broken one.
    """
    try:
        with Image.open(
            BytesIO(content), formats=ACCEPTED_PHOTO_FORMATS
        ) as image:  # reads the head alone
            if image.width * image.height > MAX_PHOTO_PIXELS:
                raise make_photo_too_large_error()
            return _encode_webp(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise make_photo_too_large_error() from None
    except (TooLarge, MemoryError):
        raise
    except Exception:  # whatever a decoder finds wrong with a stranger's bytes: it is no picture
        raise Invalid(
            "This is no photo that we can read.",
            [InputProblem("photo", "Send a JPEG, PNG or WebP.")],
        ) from None


def _encode_webp(image: Image.Image) -> bytes:
    image.draft(
        "RGB", (MAX_PHOTO_SIDE_PIXELS, MAX_PHOTO_SIDE_PIXELS)
    )  # a large JPEG is read in a smaller size at once
    image.thumbnail((MAX_PHOTO_SIDE_PIXELS, MAX_PHOTO_SIDE_PIXELS))
    upright = ImageOps.exif_transpose(image).convert("RGBA")
    clean = Image.new("RGB", upright.size, "white")
    clean.paste(upright, mask=upright.getchannel("A"))
    buffer = BytesIO()
    clean.save(buffer, "WEBP", quality=WEBP_QUALITY)
    return buffer.getvalue()
