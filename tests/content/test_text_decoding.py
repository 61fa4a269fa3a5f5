"""Texts without characters that nobody sees."""

import pytest
from support.findings import render_text

from content.text_decoding import decode_text


@pytest.mark.parametrize("character", ["\u202e", "\u202d", "\ufeff", "\u2028", "\x0b"])
def test_a_character_that_changes_what_is_seen_is_found(character: str) -> None:
    text, finding = decode_text("x.md", f"one\nt{character}wo".encode())
    assert text == ""
    assert finding is not None
    assert finding.line == 2
    assert f"U+{ord(character):04X}" in render_text(finding).what


def test_marks_of_direction_that_texts_need_are_kept() -> None:
    written = "\u200f\u0645\u0631\u062d\u0628\u0627\u200e \u2066Herobreak\u2069"
    assert decode_text("x.md", written.encode()) == (written, None)
