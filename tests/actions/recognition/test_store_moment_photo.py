"""Photos of moments are encoded again, bounded in size, and fixed once a leader has settled them."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from support.moments import Crew, give_moment
from support.photos import make_picture, make_pixel_bomb
from support.shop import SHOP_TIME

from learning.actions.recognition.settle_moment import settle_moment
from learning.actions.recognition.store_moment_photo import (
    MAX_PHOTO_BYTES,
    MAX_PHOTO_SIDE_PIXELS,
    reencode_photo,
    store_moment_photo,
)
from learning.queries.recognition.moments import load_photo
from learning.rules.refusals import Conflict, Invalid, NotFound, TooLarge


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_becomes_an_upright_webp_without_metadata(kind: str) -> None:
    photo = make_picture(3000, 2000, kind)
    assert Image.open(BytesIO(photo)).getexif().get_ifd(0x8825), "it says where it was taken"
    encoded = Image.open(BytesIO(reencode_photo(photo)))
    assert (encoded.format, encoded.size) == ("WEBP", (853, MAX_PHOTO_SIDE_PIXELS))
    assert not encoded.getexif()
    pixel: Any = encoded.convert("RGB").getpixel((400, 600))
    red, green, blue = pixel
    assert red < 60 < min(green, blue)


@pytest.mark.parametrize(
    "photo", [b"", b"GIF89a" + bytes(40), b"<svg/>", make_picture()[:200], b"%PDF-1.7"]
)
def test_an_unreadable_photo_is_refused(photo: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        reencode_photo(photo)
    assert refused.value.code == "moment.unreadable_photo"


def test_a_photo_with_too_many_pixels_is_refused() -> None:
    with pytest.raises(TooLarge):
        reencode_photo(make_pixel_bomb())


async def test_a_photo_with_too_many_bytes_is_refused(crew: Crew) -> None:
    key = await give_moment(crew.ben, crew.anna)
    with pytest.raises(TooLarge):
        await store_moment_photo(crew.ben, key, bytes(MAX_PHOTO_BYTES + 1))


async def test_the_first_photo_stays(crew: Crew) -> None:
    key = await give_moment(crew.ben, crew.anna)
    await store_moment_photo(crew.ben, key, make_picture())
    first = await load_photo(crew.ben, key)
    await store_moment_photo(crew.ben, key, make_picture(colour="red"))
    assert await load_photo(crew.ben, key) == first


async def test_only_the_giver_adds_a_photo(crew: Crew) -> None:
    key = await give_moment(crew.ben, crew.anna)
    for user in (crew.anna, crew.lea):
        with pytest.raises(NotFound):
            await store_moment_photo(user, key, make_picture())


@pytest.mark.parametrize(
    ("action", "code"),
    [("confirm", "moment.confirmed_without_photo"), ("decline", "moment.is_gone")],
)
async def test_a_settled_moment_takes_no_photo(crew: Crew, action: Any, code: str) -> None:
    key = await give_moment(crew.ben, crew.anna)
    await settle_moment(crew.lea, key, action, SHOP_TIME)
    with pytest.raises(Conflict) as refused:
        await store_moment_photo(crew.ben, key, make_picture())
    assert refused.value.code == code
