"""The name that a picture of a pack must have, and the formats that phones cannot show."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from anyascii import anyascii

FORMAT_BY_SUFFIX: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("heic", "heif", "hif"), "HEIC"),
        **dict.fromkeys(("tif", "tiff"), "TIFF"),
        **dict.fromkeys(("bmp", "dib"), "BMP"),
        **dict.fromkeys(("avif", "gif", "pdf", "jxl", "jp2", "ico"), ""),
        **dict.fromkeys(("psd", "ai", "eps", "raw", "dng", "cr2", "nef", "arw"), ""),
    }
)
"""Formats that are not for phones, by the suffix. An empty name is the suffix in capitals."""

_SUFFIXES = {"jpeg": "jpg", "jpe": "jpg", "jfif": "jpg", "jpg": "jpg", "png": "png", "svg": "svg"}
_SUFFIXES |= {"webp": "webp"}
_MAX_STEM_CHARS = 60  # so that the whole name fits into a finding
_OTHER_CHARACTERS = re.compile(r"[^A-Za-z0-9._-]+")


def find_unshown_format(path: str) -> str | None:
    """The format that a file's suffix names, if phones cannot show it; else None."""
    suffix = _read_suffix(path)
    return FORMAT_BY_SUFFIX[suffix] or suffix.upper() if suffix in FORMAT_BY_SUFFIX else None


def names_picture(path: str) -> bool:
    """Whether a file's suffix is that of a picture, in any spelling."""
    suffix = _read_suffix(path)
    return suffix in _SUFFIXES or suffix in FORMAT_BY_SUFFIX


def suggest_picture_path(path: str) -> str:
    """The path that a picture should have: `media/my-shop.jpg` for `My Folder/my shop.JPEG`."""
    name = path.replace("\\", "/").rpartition("/")[2]
    stem = name.rpartition(".")[0] or name
    plain = _OTHER_CHARACTERS.sub("-", anyascii(stem)).strip("._-") or "picture"
    return f"media/{plain[:_MAX_STEM_CHARS]}.{_SUFFIXES.get(_read_suffix(path), 'jpg')}"


def _read_suffix(path: str) -> str:
    return path.rpartition(".")[2].lower()
