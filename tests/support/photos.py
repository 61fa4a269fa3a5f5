"""Pictures as telephones send them, and as nobody should."""

from io import BytesIO

from PIL import Image

GPS, ORIENTATION, MAKE = 0x8825, 0x0112, 0x010F
QUARTER_TURN = 6
"""To be shown a quarter turn clockwise."""


def make_picture(
    width: int = 60,
    height: int = 40,
    kind: str = "JPEG",
    *,
    with_metadata: bool = True,
    colour: str = "teal",
) -> bytes:
    """A picture that tells where and by which camera it was taken, lying on its side."""
    exif = Image.Exif()
    if with_metadata:
        exif[MAKE], exif[ORIENTATION] = "Secret Camera", QUARTER_TURN
        exif[GPS] = {1: "N", 2: (51.0, 30.0, 26.0), 3: "W", 4: (0.0, 7.0, 39.0)}
    written = BytesIO()
    Image.new("RGB", (width, height), colour).save(written, kind, exif=exif)
    return written.getvalue()


def make_pixel_bomb(width: int = 8000, height: int = 5000) -> bytes:
    """Forty million pixels in a few kilobytes."""
    written = BytesIO()
    Image.new("1", (width, height)).save(written, "PNG")
    return written.getvalue()
