"""Pictures as phones send them, and a picture that is too large."""

from io import BytesIO

from PIL import Image

GPS, ORIENTATION, MAKE = 0x8825, 0x0112, 0x010F
QUARTER_TURN = 6
"""The EXIF orientation of a picture that must be turned clockwise by 90 degrees."""


def make_picture(
    width: int = 60,
    height: int = 40,
    kind: str = "JPEG",
    *,
    with_metadata: bool = True,
    colour: str = "teal",
) -> bytes:
    """Make a picture whose metadata has a place, a camera and a rotation."""
    exif = Image.Exif()
    if with_metadata:
        exif[MAKE], exif[ORIENTATION] = "Secret Camera", QUARTER_TURN
        exif[GPS] = {1: "N", 2: (51.0, 30.0, 26.0), 3: "W", 4: (0.0, 7.0, 39.0)}
    written = BytesIO()
    Image.new("RGB", (width, height), colour).save(written, kind, exif=exif)
    return written.getvalue()


def make_pixel_bomb(width: int = 8000, height: int = 5000) -> bytes:
    """Make a file of a few kilobytes that has forty million pixels."""
    written = BytesIO()
    Image.new("1", (width, height)).save(written, "PNG")
    return written.getvalue()
