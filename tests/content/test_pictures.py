"""Pictures are decoded within bounds and hold nothing but the picture when phones get them."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image, PngImagePlugin
from support.findings import render_text
from support.packs import make_valid_pack, zip_files
from support.photos import make_picture, make_pixel_bomb

from content import Finding, read_pack
from content.limits import MAX_PICTURE_SIDE


def read_picture(name: str, data: bytes) -> tuple[bytes | None, list[Finding]]:
    """The picture as phones get it, and the findings, of a pack with one picture more."""
    report = read_pack(zip_files(make_valid_pack() | {f"media/{name}": data}))
    kept = report.pack.media[name].data if report.pack else None
    return kept, [finding for finding in report.findings if finding.rule != "media-unused"]


def save(image: Image.Image, kind: str, **options: Any) -> bytes:
    written = BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def open_kept(name: str, data: bytes) -> Image.Image:
    kept, findings = read_picture(name, data)
    assert findings == []
    assert kept is not None
    return Image.open(BytesIO(kept))


@pytest.mark.parametrize(
    ("name", "kind"), [("a.jpg", "JPEG"), ("a.png", "PNG"), ("a.webp", "WEBP")]
)
def test_a_picture_is_turned_upright_and_cleaned(name: str, kind: str) -> None:
    photo = make_picture(60, 40, kind)
    kept = open_kept(name, photo)
    assert (kept.format, kept.size) == (kind, (40, 60))
    assert dict(kept.getexif()) == {}
    assert b"Secret Camera" in photo


def test_texts_profiles_and_comments_are_removed() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "Ann Example")
    notes.add_itxt("XML:com.adobe.xmp", "<x>Ann Example</x>")
    image = Image.new("RGB", (9, 9), "teal")
    png = save(image, "PNG", pnginfo=notes, icc_profile=b"Ann Example")
    jpeg = save(
        image, "JPEG", comment=b"Ann Example", icc_profile=b"Ann Example", xmp=b"Ann Example"
    )
    for name, data in (("a.png", png), ("a.jpg", jpeg)):
        assert b"Ann Example" in data or name == "a.png"
        kept = open_kept(name, data)
        assert not {"Author", "icc_profile", "comment", "xmp", "exif"} & set(kept.info)


def test_transparency_is_kept() -> None:
    clear = Image.new("RGBA", (9, 9), (0, 0, 0, 0))
    assert open_kept("a.png", save(clear, "PNG")).convert("RGBA").getpixel((1, 1)) == (0, 0, 0, 0)
    palette = Image.new("P", (9, 9), 0)
    palette.putpalette([255, 0, 0] * 256)
    kept = open_kept("a.png", save(palette, "PNG", transparency=0))
    assert kept.convert("RGBA").getpixel((1, 1)) == (255, 0, 0, 0)


def test_unusual_colours_are_converted() -> None:
    ink = Image.new("CMYK", (9, 9), (255, 0, 0, 0))
    assert open_kept("a.jpg", save(ink, "JPEG")).mode == "RGB"
    deep = Image.new("I;16", (9, 9), 0x8000)
    assert open_kept("a.png", save(deep, "PNG")).getpixel((1, 1)) == 0x80


def test_a_large_photo_is_made_smaller() -> None:
    kept = open_kept("a.jpg", make_picture(4000, 3000))
    assert max(kept.size) == MAX_PICTURE_SIDE


def make_moving(kind: str) -> bytes:
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue")]
    return save(frames[0], kind, save_all=True, append_images=frames[1:])


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.png", b"\x89PNG\r\n\x1a\n", "media-broken"),
        ("a.jpg", make_picture(200, 200)[:900], "media-broken"),
        ("a.webp", make_picture(200, 200, "WEBP")[:200], "media-broken"),
        ("a.png", make_picture(200, 200, "PNG")[:300], "media-broken"),
        ("a.png", make_moving("PNG"), "media-animated"),
        ("a.webp", make_moving("WEBP"), "media-animated"),
        ("a.png", make_pixel_bomb(), "media-pixels"),
    ],
)
def test_a_picture_that_cannot_be_shown_is_found(name: str, data: bytes, code: str) -> None:
    kept, findings = read_picture(name, data)
    assert kept is None
    assert [(one.file, one.rule, one.code) for one in findings] == [
        (f"media/{name}", "media-broken", code)
    ]


def test_the_pixels_of_all_pictures_are_bounded() -> None:
    bomb = make_pixel_bomb(6000, 5900)
    files = make_valid_pack() | {f"media/{i}.png": bomb for i in range(9)}
    codes = [one.code for one in read_pack(zip_files(files)).errors]
    assert codes == ["media-pixels-total"] * 3


HEIC, AVIF = b"\0\0\0\x18ftypheic" + bytes(40), b"\0\0\0\x18ftypavif" + bytes(40)


@pytest.mark.parametrize(
    ("path", "data", "fix"),
    [
        ("media/shop.HEIC", HEIC, "save it as JPEG: media/shop.jpg"),
        ("media/shop.avif", AVIF, "save it as JPEG: media/shop.jpg"),
        ("media/shop.gif", b"GIF89a", "save it as JPEG: media/shop.jpg"),
        ("media/shop.tif", b"II*\0", "save it as JPEG: media/shop.jpg"),
        ("media/shop.jpg", HEIC, "save it as JPEG: media/shop.jpg"),
        ("media/shop.png", AVIF, "save it as JPEG: media/shop.jpg"),
        ("media/shop.png", b"%PDF-1.7", "save it as JPEG: media/shop.jpg"),
        ("media/shop.Png", b"x", "rename it to media/shop.png"),
        ("media/my  shop.png", b"x", "rename it to media/my-shop.png"),
        ("images/shop.png", b"x", "rename it to media/shop.png"),
        ("shop.svg", b"x", "rename it to media/shop.svg"),
        ("media/inner/shop.png", b"x", "rename it to media/shop.png"),
        ("media/caf\u00e9.jpeg", b"x", "rename it to media/cafe.jpg"),
        ("pack.yml", b"x", "rename it to pack.yaml, or remove it"),
        ("lessons/Look Up.md", b"x", "rename it to lessons/look-up.md, or remove it"),
        ("kind.zip", b"PK", "unpack it; if it is the pack, upload it by itself"),
    ],
)
def test_the_advice_for_a_file_helps(path: str, data: bytes, fix: str) -> None:
    report = read_pack(zip_files(make_valid_pack() | {path: data}))
    (finding,) = [one for one in report.errors if one.file == path]
    assert render_text(finding).fix.endswith(fix)


def test_a_picture_that_is_named_as_another_is_renamed() -> None:
    _, (finding,) = read_picture("shop.jpg", make_picture(kind="PNG"))
    assert render_text(finding).fix.startswith("rename it to media/shop.png")


def make_many_scans(scans: int) -> bytes:
    """Make a progressive JPEG whose last scan is there many times."""
    data = save(Image.new("L", (640, 640), "white"), "JPEG", progressive=True)
    last, end = data.rindex(b"\xff\xda"), data.rindex(b"\xff\xd9")
    return data[:end] + data[last:end] * scans + data[end:]


def test_a_jpeg_that_goes_over_its_pixels_again_and_again_is_refused() -> None:
    assert read_picture("a.jpg", make_many_scans(100))[1] == []
    kept, findings = read_picture("a.jpg", make_many_scans(3000))
    assert (kept, [finding.code for finding in findings]) == (None, ["media-broken"])


def test_what_follows_a_jpeg_is_no_scan_of_it() -> None:
    """Phones put a film behind a photo."""
    photo = save(Image.new("RGB", (640, 640), "white"), "JPEG") + b"\xff\xda\x00\x02" * 9000
    assert read_picture("a.jpg", photo)[1] == []
