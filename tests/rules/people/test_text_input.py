"""Names are the same from every keyboard, and unusable ones are refused."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.rules.people import text_input
from learning.rules.people.name_keys import make_name_key
from learning.rules.people.text_input import normalise_name, normalise_text
from learning.rules.refusals import Invalid


def normalise_or_none(text: str) -> str | None:
    try:
        return normalise_name(text)
    except Invalid:
        return None


@given(st.text(max_size=120))
def test_a_normalised_name_is_short_composed_visible_and_stays_so(text: str) -> None:
    name = normalise_or_none(text)
    if name is not None:
        assert 1 <= len(name) <= text_input.MAX_NAME_CHARS
        assert name == unicodedata.normalize("NFC", name) == name.strip()
        assert "\x00" not in name
        assert "  " not in name
        assert normalise_or_none(name) == name


@given(st.text(max_size=60))
def test_all_spellings_of_a_name_have_one_key(text: str) -> None:
    name = normalise_or_none(text)
    if name is not None:
        decomposed = unicodedata.normalize("NFD", name).replace(" ", " \t ")
        assert make_name_key(normalise_or_none(decomposed) or "") == make_name_key(name)
        assert make_name_key(make_name_key(name)) == make_name_key(name)


def test_spellings_of_one_name() -> None:
    assert make_name_key("STRASSE Zoë") == make_name_key("straße zoe\u0308")
    assert make_name_key("می\u200cنی") == make_name_key("مینی")
    assert make_name_key("Anna") != make_name_key("Anne")


@pytest.mark.parametrize(
    "name", ["می\u200cنی", "Nguyễn Thị", "O'Neil-Smith Jr.", "李小龙", "Zoë 2", "👩\u200d🍳 Chef"]
)
def test_real_names_stay_as_they_are(name: str) -> None:
    assert normalise_name(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    "name", ["", " ", "\u200b", "An\x00na", "An\u202ena", "\ud800", "\ue000", "---", "x" * 81]
)
def test_unusable_names_are_refused(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        normalise_name(name, "alias")
    assert refused.value.problems[0].where == "alias"


def test_a_text_keeps_its_lines_and_loses_spaces_around_them() -> None:
    assert normalise_text("  one \t two \n\n three ", "sentence", 20) == "one two\n\nthree"
    assert normalise_text(" \n ", "sentence", 20) == ""


@pytest.mark.parametrize(
    ("text", "code"), [("x" * 21, "text.too_long"), ("a\u202eb", "text.unprintable")]
)
def test_unusable_texts_are_refused(text: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        normalise_text(text, "sentence", 20)
    (problem,) = refused.value.problems
    assert (problem.where, problem.code, refused.value.code) == ("sentence", code, code)


@pytest.mark.parametrize("language", ["e", "english language", "en_GB", "", "en\n", "x" * 17])
def test_unusable_language_tags_are_refused(language: str) -> None:
    with pytest.raises(Invalid):
        text_input.validate_language_tag(language)
