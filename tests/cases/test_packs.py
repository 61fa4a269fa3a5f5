"""Packs are read as their authors wrote them, or a finding names the line."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from support.findings import render_text

from content import PackReport, read_pack

LESSON = "lessons/look-up-first.md"


def read_input(folder: Path, name: str) -> PackReport:
    return read_pack(folder / name)


def place_findings(report: PackReport) -> list[tuple[str, int, str]]:
    return [(finding.file, finding.line, finding.rule) for finding in report.findings]


def read_cards(report: PackReport) -> str:
    assert report.pack is not None, report.findings
    return "\n".join(card.html for card in report.pack.original.lessons[0].cards)


@pytest.mark.case("18")
@pytest.mark.parametrize("name", ["cafe.zip", "download.zip", "marys.zip"])
def test_the_name_of_the_top_folder_is_not_judged(case_folder: Path, name: str) -> None:
    report = read_input(case_folder, name)
    assert report.findings == ()
    assert report.pack is not None


@pytest.mark.case("19")
def test_a_zip_of_powershell_is_read(case_folder: Path) -> None:
    report = read_input(case_folder, "ps5.zip")
    assert report.findings == ()
    assert report.pack is not None


@pytest.mark.case("20")
def test_a_dialogue_is_shown(case_folder: Path) -> None:
    assert "<p>[Sam]: Hello</p>" in read_cards(read_input(case_folder, "pack.zip"))


@pytest.mark.case("22")
def test_a_list_keeps_its_numbers(case_folder: Path) -> None:
    assert '<ol start="3">' in read_cards(read_input(case_folder, "pack.zip"))


@pytest.mark.case("22")
def test_a_year_keeps_its_number_and_is_found(case_folder: Path) -> None:
    report = read_input(case_folder, "year.zip")
    assert '<ol start="2019">' in read_cards(report)
    assert place_findings(report) == [(LESSON, 172, "card-changed")]


@pytest.mark.case("24")
def test_a_text_that_is_cut_at_a_hash_is_found(case_folder: Path) -> None:
    report = read_input(case_folder, "pack.zip")
    assert place_findings(report) == [(LESSON, 24, "yaml-cut")]


@pytest.mark.case("25")
def test_an_open_quote_is_found_where_it_opens(case_folder: Path) -> None:
    report = read_input(case_folder, "pack.zip")
    assert place_findings(report) == [(LESSON, 24, "yaml-syntax")]


@pytest.mark.case("27")
@pytest.mark.parametrize(
    ("name", "picture"),
    [("eight.zip", "shop.png"), ("half.zip", "shop.png"), ("jpeg.zip", "shop.jpg")],
)
def test_a_broken_picture_is_found(case_folder: Path, name: str, picture: str) -> None:
    report = read_input(case_folder, name)
    assert place_findings(report) == [(f"media/{picture}", 1, "media-broken")]
    assert report.pack is None


@pytest.mark.case("28")
def test_the_place_of_a_photo_is_removed(case_folder: Path) -> None:
    report = read_input(case_folder, "pack.zip")
    assert report.pack is not None
    photo = Image.open(BytesIO(report.pack.media["shop.jpg"].data))
    assert dict(photo.getexif()) == {}
    assert {"exif", "comment", "xmp"} & photo.info.keys() == set()


@pytest.mark.case("29")
@pytest.mark.parametrize(
    ("name", "file", "advice"),
    [
        ("jpeg.zip", "media/shop.jpeg", "rename it to media/shop.jpg"),
        ("upper.zip", "media/shop.JPG", "rename it to media/shop.jpg"),
        ("space.zip", "media/my shop.png", "rename it to media/my-shop.png"),
        ("heic.zip", "media/shop.heic", "save it as JPEG: media/shop.jpg"),
    ],
)
def test_the_advice_for_a_picture_helps(
    case_folder: Path, name: str, file: str, advice: str
) -> None:
    found = {finding.file: finding for finding in read_input(case_folder, name).findings}
    assert set(found) == {LESSON, file}
    assert render_text(found[file]).fix == advice
    assert advice.rpartition(" ")[2] in render_text(found[LESSON]).fix
