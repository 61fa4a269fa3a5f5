"""The content type of a picture, by its bytes and by its name."""

_CONTENT_TYPE_BY_SUFFIX = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
}


def detect_content_type(data: bytes) -> str | None:
    """Detect the content type from the bytes; None if it is not one of the four types."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return "image/svg+xml" if b"<svg" in data[:4096] else None


def expected_content_type(name: str) -> str | None:
    """The content type that belongs to a file's name; None for another suffix."""
    return _CONTENT_TYPE_BY_SUFFIX.get(name.rpartition(".")[2])
