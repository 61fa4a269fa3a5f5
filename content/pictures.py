"""Decode pictures within bounds, and encode them again so that nothing but the picture is left.

Photos hold where and when they were taken, and by which camera. Nothing of that may reach phones.
"""

import re
from io import BytesIO
from typing import Literal, NamedTuple

from PIL import Image, ImageOps

PictureFormat = Literal["JPEG", "PNG", "WEBP"]
PICTURE_FORMATS: tuple[PictureFormat, ...] = ("JPEG", "PNG", "WEBP")
MAX_PICTURE_PIXELS = 36_000_000
"""More than phones send. Decoding takes 100 MB of memory, so decode one picture at a time."""

MAX_SCANNED_PIXELS = 1_000_000_000
"""The pixels of a JPEG, times its scans. Each scan goes over all pixels and takes few bytes; a
progressive picture has ten."""

_JPEG_MARK = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_SCAN_MARK, _END_MARK, _MARKS_ALONE = 0xDA, 0xD9, (0x01, 0xD8)
_QUALITY = {"JPEG": 88, "WEBP": 80}
_ANIMATED_FORMATS = ("PNG", "WEBP")  # a JPEG of several frames is a photo and its preview
_DEEP_MODES = ("I", "I;16", "I;16B", "I;16L", "I;16N")


class PictureError(Exception):
    """The picture cannot be used."""


class PictureUnreadableError(PictureError):
    """The bytes are no picture of an accepted format, or a part of one."""


class PictureTooLargeError(PictureError):
    """The picture has more pixels than are decoded."""


class PictureAnimatedError(PictureError):
    """The picture moves."""


class PictureRules(NamedTuple):
    """How a picture is encoded: its longer side at most, its format (None: as it is), its ground.

    On a ground, nothing is transparent.
    """

    most_side: int
    encoded_as: PictureFormat | None = None
    ground: str | None = None
    animated: bool = False


def count_pixels(content: bytes) -> int:
    """The pixels that a picture says it has; 0 if it is unreadable."""
    try:
        with Image.open(BytesIO(content), formats=PICTURE_FORMATS) as image:
            return image.width * image.height
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return MAX_PICTURE_PIXELS + 1
    except Exception:  # decoders raise many types for broken bytes
        return 0


def keep_picture(content: bytes, rules: PictureRules) -> bytes:
    """Return the picture alone: upright, bounded in size, without EXIF, XMP, comments or profiles.

    Raises:
        PictureError: it is broken, too large, or moves.
    """
    try:
        # Opening reads the header only, so the size is known before any pixel is decoded.
        with Image.open(BytesIO(content), formats=PICTURE_FORMATS) as image:
            if image.width * image.height > MAX_PICTURE_PIXELS:
                raise PictureTooLargeError
            if _name_format(image.format) == "JPEG":
                _bound_scans(content, MAX_SCANNED_PIXELS // max(1, image.width * image.height))
            moves = image.format in _ANIMATED_FORMATS and getattr(image, "n_frames", 1) > 1
            if moves and not rules.animated:
                raise PictureAnimatedError
            return _encode(image, rules)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureTooLargeError from None
    except (PictureError, MemoryError):
        raise
    except Exception:  # decoders raise many types for broken bytes
        raise PictureUnreadableError from None


def _bound_scans(content: bytes, most: int) -> None:
    """Refuse a JPEG with more scans, up to the end of its first picture."""
    scans = at = 0
    while found := _JPEG_MARK.search(content, at):
        mark, at = content[found.end() - 1], found.end()
        if mark == _END_MARK:
            return
        if mark not in _MARKS_ALONE:
            at += int.from_bytes(content[at : at + 2], "big")
        scans += mark == _SCAN_MARK
        if scans > most:
            raise PictureUnreadableError


def _encode(image: Image.Image, rules: PictureRules) -> bytes:
    side = (rules.most_side, rules.most_side)
    target = rules.encoded_as or _name_format(image.format)
    # `draft` makes the decoder read a large JPEG at a smaller size.
    image.draft("RGB", side)
    image.load()
    upright = ImageOps.exif_transpose(image)
    clean = _convert_mode(upright, target)
    if max(clean.size) > rules.most_side:
        clean = clean.convert("RGBA") if clean.mode == "P" else clean
        clean.thumbnail(side)
    # What is left in `info` would be written again: comments, profiles, texts.
    clean.info = {key: value for key, value in clean.info.items() if key == "transparency"}
    if rules.ground:
        clean = _put_on_ground(clean, rules.ground)
    buffer = BytesIO()
    clean.save(buffer, target, **({"quality": _QUALITY[target]} if target in _QUALITY else {}))
    return buffer.getvalue()


def _name_format(name: str | None) -> PictureFormat:
    """The format to keep; a JPEG of several frames has another name."""
    kept: dict[str | None, PictureFormat] = {"PNG": "PNG", "WEBP": "WEBP"}
    return kept.get(name, "JPEG")


def _convert_mode(image: Image.Image, target: PictureFormat) -> Image.Image:
    """The pixels in eight bits, in colours that screens show and the format can hold."""
    if image.mode in _DEEP_MODES:
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("CMYK", "YCbCr", "LAB", "HSV", "F"):
        return image.convert("RGB")
    if target == "JPEG":
        return image.convert("L" if image.mode == "L" else "RGB")
    return image.copy()


def _put_on_ground(image: Image.Image, ground: str) -> Image.Image:
    layered = image.convert("RGBA")
    flat = Image.new("RGB", layered.size, ground)
    flat.paste(layered, mask=layered.getchannel("A"))
    return flat
