"""Names, logins and codes survive every keyboard."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.rules import names
from learning.rules.names import login_stem, make_code, same_name, shown_code, tidy_code, tidy_login, tidy_name
from learning.rules.problems import Invalid


def tidied(text: str) -> str | None:
    try:
        return tidy_name(text)
    except Invalid:
        return None


@given(st.text(max_size=120))
def test_a_tidy_name_is_short_composed_visible_and_stays_so(text: str) -> None:
    name = tidied(text)
    if name is not None:
        assert 1 <= len(name) <= names.NAME_LENGTH
        assert name == unicodedata.normalize("NFC", name) == name.strip()
        assert "\x00" not in name
        assert "  " not in name
        assert tidied(name) == name


@given(st.text(max_size=60))
def test_one_name_is_one_person_however_it_is_typed(text: str) -> None:
    name = tidied(text)
    if name is not None:
        decomposed = unicodedata.normalize("NFD", name).replace(" ", " \t ")
        assert same_name(tidied(decomposed) or "") == same_name(name)
        assert same_name(same_name(name)) == same_name(name)


def test_spellings_of_one_name() -> None:
    assert same_name("STRASSE Zoë") == same_name("straße zoe\u0308")
    assert same_name("می\u200cنی") == same_name("مینی")
    assert same_name("Anna") != same_name("Anne")


@pytest.mark.parametrize("name", ["می\u200cنی", "Nguyễn Thị", "O'Neil-Smith Jr.", "李小龙", "Zoë 2", "👩\u200d🍳 Chef"])
def test_real_names_pass_as_they_are(name: str) -> None:
    assert tidy_name(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize("name", ["", " ", "\u200b", "An\x00na", "An\u202ena", "\ud800", "\ue000", "---", "x" * 81])
def test_what_is_no_name(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        tidy_name(name, "who")
    assert refused.value.problems[0].where == "who"


@given(st.text(max_size=200))
def test_a_login_is_plain_short_and_found_again(name: str) -> None:
    login = login_stem(name)
    assert 1 <= len(login) <= names.LOGIN_LENGTH - 6
    assert set(login) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert tidy_login(login) == login
    assert tidy_login(f" {login.upper()}12 ") == f"{login}12"


@given(st.text(max_size=80))
def test_typing_the_name_finds_the_login(name: str) -> None:
    typed = tidy_login(name)
    assert typed in ("", login_stem(name)) or len(typed) > names.LOGIN_LENGTH - 6


@given(st.binary(min_size=5, max_size=5))
def test_a_code_survives_being_read_out(dice: bytes) -> None:
    code = make_code(dice)
    assert len(code) == names.CODE_LENGTH
    assert tidy_code(code) == code
    sloppy = shown_code(code).lower().replace("0", "o").replace("1", "l")
    assert tidy_code(f" {sloppy} ") == code


@given(st.binary(min_size=5, max_size=5), st.binary(min_size=5, max_size=5))
def test_different_dice_make_different_codes(one: bytes, other: bytes) -> None:
    assert (make_code(one) == make_code(other)) == (one == other)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_code_or_none(text: str) -> None:
    code = tidy_code(text)
    assert code is None or (len(code) == 8 and set(code) <= set(names.CODE_SIGNS))


@pytest.mark.parametrize("zone", ["Europe/London", "Asia/Kolkata", "UTC"])
def test_zones_that_are(zone: str) -> None:
    assert names.known_zone(zone) == zone


@pytest.mark.parametrize("language", ["e", "english language", "en_GB", "", "en\n", "x" * 17])
def test_languages_that_are_none(language: str) -> None:
    with pytest.raises(Invalid):
        names.tidy_language(language)
