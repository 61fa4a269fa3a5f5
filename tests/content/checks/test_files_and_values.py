"""Files and values that are not as the format wants them get the advice that helps."""

import pytest
from support.findings import render_text
from support.packs import make_valid_pack, zip_files
from support.photos import make_picture

from content import PackReport, read_pack

LESSON = "lessons/look-up.md"


def read_with_picture(file: str, shown: str) -> PackReport:
    """Read a pack with a JPEG that a card shows by a path."""
    texts = make_valid_pack()
    texts[LESSON] += f"\n![A shop]({shown})\n"
    return read_pack(zip_files({**texts, file: make_picture()}))


@pytest.mark.parametrize("file", ["media/a.jpeg", "media/a.JPG", "media/a.jfif", "photos/a.jpg"])
def test_a_picture_that_has_to_be_renamed_is_not_missing(file: str) -> None:
    report = read_with_picture(file, "media/a.jpg")
    assert [(one.file, one.rule) for one in report.findings] == [(file, "file-kind")]
    assert render_text(report.findings[0]).fix == "rename it to media/a.jpg"


def test_a_backslash_in_the_path_of_a_picture_stands_between_folders() -> None:
    report = read_with_picture("media/shop.jpg", r"media\shop.jpg")
    missing = next(one for one in report.findings if one.rule == "media-missing")
    assert render_text(missing).fix == "name the file media/shop.jpg, and write media/shop.jpg here"


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("pack.yaml.txt", "pack.yaml"),
        ("pack.YML", "pack.yaml"),
        ("lessons/look-up.md.txt", LESSON),
        ("lessons/Look Up.markdown", LESSON),
    ],
)
def test_a_file_that_an_editor_has_named_gets_its_name(wrong: str, right: str) -> None:
    files = make_valid_pack()
    files[wrong] = files.pop(right)
    finding = next(one for one in read_pack(zip_files(files)).findings if one.file == wrong)
    assert render_text(finding).fix == f"rename it to {right}, or remove it"


@pytest.mark.parametrize("listed", ["look-up.md", "lessons/look-up.md", "Look up", "look_up"])
def test_a_lesson_that_is_listed_by_another_name_is_known(listed: str) -> None:
    files = make_valid_pack()
    files["pack.yaml"] = files["pack.yaml"].replace("- look-up", f"- {listed}")
    missing = next(
        one for one in read_pack(zip_files(files)).findings if one.rule == "lesson-file-missing"
    )
    assert render_text(missing).fix == "did you mean `look-up`?"


@pytest.mark.parametrize(
    ("right", "wrong", "advice"),
    [
        (
            "authors:\n  - The Herobreak authors",
            "authors: Anna, Ben",
            "write each item in a line of its own below it, after a dash and a blank: `  - first`",
        ),
        ("version: 1", 'version: "1"', "leave out the quotes: 1"),
    ],
)
def test_a_value_of_another_kind_gets_the_advice_that_helps(
    right: str, wrong: str, advice: str
) -> None:
    files = make_valid_pack()
    files["pack.yaml"] = files["pack.yaml"].replace(right, wrong)
    finding = next(one for one in read_pack(zip_files(files)).findings if one.rule == "value-type")
    assert render_text(finding).fix == advice
