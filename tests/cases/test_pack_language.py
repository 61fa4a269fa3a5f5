"""Texts of a pack have its language and direction, whatever the language of the app."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Locator, expect
from support.phone import Phone, open_phone

HEROBREAK = Path(sys.executable).parent / "herobreak"

MEASURE_ENDS = """element => {
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let node, last;
  while ((node = texts.nextNode())) if (node.data.trim()) last = node;
  const place = (from) => {
    const range = document.createRange();
    range.setStart(last, from); range.setEnd(last, from + 1);
    return range.getBoundingClientRect();
  };
  const end = last.data.trimEnd().length - 1;
  return [place(0).x, place(end).x];
}"""
"""The places, from the left, of the first and the last character of an element's last text."""


@pytest.fixture
def preview_address(case_folder: Path, tmp_path: Path) -> Iterator[str]:
    with ZipFile(case_folder / "pack.zip") as archive:
        archive.extractall(tmp_path)
    process = subprocess.Popen(
        [HEROBREAK, "pack", "preview", tmp_path / "arabic-hands", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout
        said = process.stdout.readline()
        address = re.search(r"http://localhost:\d+", said)
        assert address, said
        yield address[0]
    finally:
        process.kill()
        process.wait(10)
        if process.stdout:
            process.stdout.close()


@pytest.fixture
def phone(chromium: Path, tmp_path: Path) -> Iterator[Phone]:
    with open_phone(chromium, tmp_path / "profile") as opened:
        yield opened


def read_surroundings(text: Locator) -> tuple[str, str]:
    """The language and the direction that an element has or inherits."""
    language: str = text.evaluate("element => element.closest('[lang]').lang")
    direction: str = text.evaluate("element => getComputedStyle(element).direction")
    return language, direction


@pytest.mark.case("31")
def test_an_arabic_pack_is_read_from_right_to_left(preview_address: str, phone: Phone) -> None:
    phone.page.goto(preview_address)
    title = phone.page.get_by_role("main").get_by_text("انظر أولاً!")
    expect(title).to_be_visible()
    assert read_surroundings(title) == ("ar", "rtl")
    phone.find_button("Start your break").click()
    card = phone.page.get_by_text("يبتسم")
    expect(card).to_be_visible()
    for text in (card, phone.find_heading("من الباب"), phone.page.get_by_text("انظر إلى PIN")):
        assert read_surroundings(text) == ("ar", "rtl")
        first, last = text.evaluate(MEASURE_ENDS)
        assert last < first, "the sign at the end stands on the left"
    while not phone.find_button("I’ll try it").is_visible():
        phone.find_button("Next card").click()
    phone.find_button("I’ll try it").click()
    choice = phone.page.get_by_text("انظر إليه")
    expect(choice).to_be_visible()
    assert read_surroundings(choice) == ("ar", "rtl")
    assert read_surroundings(phone.page.get_by_role("heading").first) == ("ar", "rtl")
    assert (
        read_surroundings(phone.find_button("Unsure").or_(phone.find_button("Sure")).first)[1]
        == "ltr"
    ), "the app's own words keep their direction"
    assert phone.faults == []
