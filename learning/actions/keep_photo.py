"""Keep the photo of a moment: drawn anew in a bounded size, so that nothing is left of what the camera noted."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from uuid import UUID

from PIL import Image, ImageOps

from learning.queries.who import Who
from learning.rules.problems import Conflict, Invalid, Problem, TooLarge, Unknown
from learning.tables.database import transaction

MOST_BYTES = 4 * 1024 * 1024
MOST_PIXELS = 36_000_000
"""More than telephones send; 100 MB while it is drawn, one at a time."""
SIDE = 1280
"""Pixels of the longer side, at most."""
QUALITY = 80
FORMATS = ("JPEG", "PNG", "WEBP")
KEPT_AS = "image/webp"

LOCK = "SELECT id, kind, status, settled_by FROM moment WHERE key = $1 AND giver = $2 FOR UPDATE"
INSERT = """
INSERT INTO moment_photo (moment, content_type, content) VALUES ($1, $2, $3) ON CONFLICT (moment) DO NOTHING RETURNING id
"""
HAS = "SELECT EXISTS (SELECT FROM moment_photo WHERE moment = $1)"

_darkroom = ThreadPoolExecutor(max_workers=1, thread_name_prefix="photos")


async def keep_photo(giver: Who, key: UUID, content: bytes) -> None:
    """Keep it, once: what a leader has confirmed is not changed afterwards, and a repeat changes nothing.

    Raises:
        TooLarge: too many bytes or pixels.
        Invalid: it is no picture that we read.
        Unknown: the person has given no such moment.
        Conflict: the moment is gone, or a leader has confirmed it without.
    """
    if len(content) > MOST_BYTES:
        raise too_large()
    drawn = await asyncio.get_running_loop().run_in_executor(_darkroom, redraw, content)
    async with transaction() as conn:
        moment = await conn.fetchrow(LOCK, key, giver.id)
        if moment is None:
            raise Unknown("There is no such moment.")
        if moment["status"] in ("declined", "removed"):
            raise Conflict("The moment is gone, and its photo with it.")
        if moment["settled_by"] in (None, giver.id):
            await conn.execute(INSERT, moment["id"], KEPT_AS, drawn)
        elif not await conn.fetchval(HAS, moment["id"]):
            raise Conflict("A leader has confirmed it as it was: a photo can no longer be added.")


def too_large() -> TooLarge:
    """Say how large a photo can be."""
    return TooLarge(f"A photo can have {MOST_BYTES // 1024 // 1024} MB and {MOST_PIXELS // 1_000_000} million pixels.")


def redraw(content: bytes) -> bytes:
    """Return a picture as WebP of at most 1280 pixels a side, upright, without any note of camera, place or time.

    Raises:
        TooLarge: it has too many pixels.
        Invalid: it is no JPEG, PNG or WebP, or a broken one.
    """
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as sent:  # reads the head alone
            if sent.width * sent.height > MOST_PIXELS:
                raise too_large()
            return _drawn(sent)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise too_large() from None
    except (TooLarge, MemoryError):
        raise
    except Exception:  # whatever a decoder finds wrong with a stranger's bytes: it is no picture
        raise Invalid("This is no photo that we can read.", [Problem("photo", "Send a JPEG, PNG or WebP.")]) from None


def _drawn(sent: Image.Image) -> bytes:
    sent.draft("RGB", (SIDE, SIDE))  # a large JPEG is read in a smaller size at once
    sent.thumbnail((SIDE, SIDE))
    upright = ImageOps.exif_transpose(sent).convert("RGBA")
    clean = Image.new("RGB", upright.size, "white")
    clean.paste(upright, mask=upright.getchannel("A"))
    written = BytesIO()
    clean.save(written, "WEBP", quality=QUALITY)
    return written.getvalue()
