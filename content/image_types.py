"""The content type of a picture, by its bytes and by its name."""

CONTENT_TYPE_BY_SUFFIX = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
}


_SUFFIX_BY_CONTENT_TYPE = {kind: suffix for suffix, kind in CONTENT_TYPE_BY_SUFFIX.items()}


def suffix_of_content_type(content_type: str) -> str:
    """The suffix of a name that belongs to one of the four content types."""
    return _SUFFIX_BY_CONTENT_TYPE[content_type]


def detect_content_type(data: bytes) -> str | None:
    """Detect the content type from the bytes; None if it is not one of the four types."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return "image/svg+xml" if b"<svg" in data[:4096] else None


_FOREIGN_STARTS = (
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"%PDF", "PDF"),
    (b"8BPS", "PSD"),
    (b"\0\0\1\0", "ICO"),
    (b"\xff\x0a", "JXL"),
    (b"\0\0\0\x0cJXL ", "JXL"),
)


def detect_foreign_format(data: bytes) -> str | None:
    """The format of a picture that phones cannot show; None if it is not one that is known."""
    if data[4:8] == b"ftyp":
        return "AVIF" if data[8:12] in (b"avif", b"avis") else "HEIC"
    return next((name for start, name in _FOREIGN_STARTS if data.startswith(start)), None)


def expected_content_type(name: str) -> str | None:
    """The content type that belongs to a file's name; None for another suffix."""
    return CONTENT_TYPE_BY_SUFFIX.get(name.rpartition(".")[2])
