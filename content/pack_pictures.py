"""The pictures of a pack as phones get them, and what is wrong with those that cannot be shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from content.findings import Message, make_message
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

SVG = "image/svg+xml"
_RULES = PictureRules(MAX_PICTURE_SIDE)


@dataclass(slots=True)
class PackPictures:
    """Pictures by path: cleaned, and broken ones with a message that says how."""

    clean: dict[str, bytes] = field(default_factory=dict)
    broken: dict[str, Message] = field(default_factory=dict)


def read_pictures(files: Mapping[str, bytes]) -> PackPictures:
    """Clean the pictures in media/ whose bytes are what their names say. Others are left out."""
    pictures, left = PackPictures(), MAX_TOTAL_PIXELS
    for path, data in sorted(files.items()):
        kind = expected_content_type(path) if MEDIA_FILE.fullmatch(path) else None
        if kind is None or detect_content_type(data) != kind:
            continue
        if kind == SVG:
            pictures.clean[path] = data
            continue
        left -= count_pixels(data)
        if left < 0:
            pictures.broken[path] = make_message(
                "media-pixels-total", megapixels=MAX_TOTAL_PIXELS // 1_000_000
            )
        else:
            _clean_picture(path, data, pictures)
    return pictures


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
