"""The pictures of a pack as phones get them, and what is wrong with those that cannot be shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from content.findings import FilePlace, Message, Violation, make_message
from content.image_types import detect_content_type, expected_content_type
from content.limits import MAX_PICTURE_SIDE, MAX_TOTAL_PIXELS
from content.paths import MEDIA_FILE
from content.pictures import (
    MAX_PICTURE_PIXELS,
    PictureAnimatedError,
    PictureRules,
    PictureTooLargeError,
    PictureUnreadableError,
    count_pixels,
    keep_picture,
)
from content.svg_rewriting import rewrite_svg
from content.svg_safety import inspect_svg
from content.text_decoding import decode_text

SVG = "image/svg+xml"
_RULES = PictureRules(MAX_PICTURE_SIDE)


@dataclass(slots=True)
class PackPictures:
    """Pictures by path: cleaned, and broken ones with a message that says how.

    Phones get only what was written here: a picture that was encoded, or an SVG that was written
    from what the check found in it. `unsafe` is what an SVG must not have.
    """

    clean: dict[str, bytes] = field(default_factory=dict)
    broken: dict[str, Message] = field(default_factory=dict)
    unsafe: list[Violation] = field(default_factory=list)


def read_pictures(files: Mapping[str, bytes]) -> PackPictures:
    """Clean the pictures in media/ whose bytes are what their names say. Others are left out."""
    pictures, left = PackPictures(), MAX_TOTAL_PIXELS
    for path, data in sorted(files.items()):
        kind = expected_content_type(path) if MEDIA_FILE.fullmatch(path) else None
        if kind is None or detect_content_type(data) != kind:
            continue
        if kind == SVG:
            _rewrite_svg(path, data, pictures)
            continue
        left -= count_pixels(data)
        if left < 0:
            pictures.broken[path] = make_message(
                "media-pixels-total", megapixels=MAX_TOTAL_PIXELS // 1_000_000
            )
        else:
            _clean_picture(path, data, pictures)
    return pictures


def _rewrite_svg(path: str, data: bytes, pictures: PackPictures) -> None:
    text, finding = decode_text(path, data)
    if finding:
        message: Message = {"code": finding.code, "values": dict(finding.values)}
        pictures.unsafe.append(Violation(FilePlace(path, finding.line), message))
    elif faults := inspect_svg(text):
        pictures.unsafe += [Violation(FilePlace(path, line), message) for line, message in faults]
    else:
        pictures.clean[path] = rewrite_svg(text)


def _clean_picture(path: str, data: bytes, pictures: PackPictures) -> None:
    try:
        pictures.clean[path] = keep_picture(data, _RULES)
    except PictureTooLargeError:
        most = MAX_PICTURE_PIXELS // 1_000_000
        pictures.broken[path] = make_message("media-pixels", megapixels=most)
    except PictureAnimatedError:
        pictures.broken[path] = make_message("media-animated")
    except PictureUnreadableError:
        pictures.broken[path] = make_message("media-broken")
