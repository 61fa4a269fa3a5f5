"""Names, logins and codes survive every keyboard."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.rules.people import text_input
from learning.rules.people.join_codes import format_join_code, make_join_code, normalise_join_code
from learning.rules.people.logins import make_login_stem, normalise_login
from learning.rules.people.text_input import make_name_key, normalise_name
from learning.rules.refusals import Invalid


def tidied(text: str) -> str | None:
    try:
        return normalise_name(text)
    except Invalid:
        return None


@given(st.text(max_size=120))
def test_a_tidy_name_is_short_composed_visible_and_stays_so(text: str) -> None:
    name = tidied(text)
    if name is not None:
        assert 1 <= len(name) <= text_input.MAX_NAME_CHARS
        assert name == unicodedata.normalize("NFC", name) == name.strip()
        assert "\x00" not in name
        assert "  " not in name
        assert tidied(name) == name


@given(st.text(max_size=60))
def test_one_name_is_one_person_however_it_is_typed(text: str) -> None:
    name = tidied(text)
    if name is not None:
        decomposed = unicodedata.normalize("NFD", name).replace(" ", " \t ")
        assert make_name_key(tidied(decomposed) or "") == make_name_key(name)
        assert make_name_key(make_name_key(name)) == make_name_key(name)


def test_spellings_of_one_name() -> None:
    assert make_name_key("STRASSE Zoë") == make_name_key("straße zoe\u0308")
    assert make_name_key("می\u200cنی") == make_name_key("مینی")
    assert make_name_key("Anna") != make_name_key("Anne")


@pytest.mark.parametrize(
    "name", ["می\u200cنی", "Nguyễn Thị", "O'Neil-Smith Jr.", "李小龙", "Zoë 2", "👩\u200d🍳 Chef"]
)
def test_real_names_pass_as_they_are(name: str) -> None:
    assert normalise_name(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    "name", ["", " ", "\u200b", "An\x00na", "An\u202ena", "\ud800", "\ue000", "---", "x" * 81]
)
def test_what_is_no_name(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        normalise_name(name, "who")
    assert refused.value.problems[0].where == "who"


@given(st.text(max_size=200))
def test_a_login_is_plain_short_and_found_again(name: str) -> None:
    login = make_login_stem(name)
    assert 1 <= len(login) <= text_input.MAX_LOGIN_CHARS - 6
    assert set(login) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert normalise_login(login) == login
    assert normalise_login(f" {login.upper()}12 ") == f"{login}12"


@given(st.text(max_size=80))
def test_typing_the_name_finds_the_login(name: str) -> None:
    typed = normalise_login(name)
    assert typed in ("", make_login_stem(name)) or len(typed) > text_input.MAX_LOGIN_CHARS - 6


@given(st.binary(min_size=5, max_size=5))
def test_a_code_survives_being_read_out(dice: bytes) -> None:
    code = make_join_code(dice)
    assert len(code) == text_input.JOIN_CODE_LENGTH
    assert normalise_join_code(code) == code
    sloppy = format_join_code(code).lower().replace("0", "o").replace("1", "l")
    assert normalise_join_code(f" {sloppy} ") == code


@given(st.binary(min_size=5, max_size=5), st.binary(min_size=5, max_size=5))
def test_different_dice_make_different_codes(one: bytes, other: bytes) -> None:
    assert (make_join_code(one) == make_join_code(other)) == (one == other)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_code_or_none(text: str) -> None:
    code = normalise_join_code(text)
    assert code is None or (len(code) == 8 and set(code) <= set(text_input.JOIN_CODE_ALPHABET))


@pytest.mark.parametrize("zone", ["Europe/London", "Asia/Kolkata", "UTC"])
def test_zones_that_are(zone: str) -> None:
    assert text_input.validate_time_zone(zone) == zone


@pytest.mark.parametrize("language", ["e", "english language", "en_GB", "", "en\n", "x" * 17])
def test_languages_that_are_none(language: str) -> None:
    with pytest.raises(Invalid):
        text_input.validate_language_tag(language)
