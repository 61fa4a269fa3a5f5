"""A name compares equal from every keyboard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.vectors import read_vectors

from learning.rules.people.name_keys import (
    APOSTROPHES,
    make_name_key,
    write_digits_in_ascii,
)

DASHES = "-\u00ad\u058a\u05be\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d"
SPACES = " \t\u00a0\u2002\u2007\u2009\u200a\u202f\u205f\u3000"
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\u2066\u2069\ufeff\ufe0f\u034f\u00ad\u180e\u3164"
DIGITS = ("٤٨٣١", "۴۸۳۱", "४८३१", "４８３１", "߄߈߃߁", "๔๘๓๑", "𝟒𝟖𝟑𝟏")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("STRASSE Zoë", "straße zoe\u0308"),
        ("می\u200cنی", "مینی"),
        ("IŞIL Yılmaz", "ışıl yilmaz"),
        ("İPEK", "ipek"),
        ("ΓΙΩΡΓΟΣ", "Γιώργος"),
        ("Ａｎｎａ　Ｌｅｅ", "anna lee"),
        ("山田　太郎", "山田太郎"),
        ("ﾔﾏﾀﾞ", "ヤマダ"),
        ("علی", "علي"),
        ("ســارة", "سارة"),
        ("ג׳ורג׳", "ג'ורג'"),
        ("Anne Marie", "Anne-Marie"),
        ("Smith, Jr.", "Smith Jr"),
    ],
)
def test_two_spellings_have_one_key(one: str, other: str) -> None:
    assert make_name_key(one) == make_name_key(other)


@pytest.mark.parametrize("mark", APOSTROPHES)
def test_every_apostrophe_is_the_same(mark: str) -> None:
    assert make_name_key(f"Siobhan O{mark}Hara") == make_name_key("Siobhan O'Hara")


@pytest.mark.parametrize("mark", [*DASHES, *SPACES])
def test_every_dash_and_every_space_is_the_same(mark: str) -> None:
    assert make_name_key(f"Anne{mark}Marie") == make_name_key("Anne-Marie")


@pytest.mark.parametrize("digits", DIGITS)
def test_digits_of_every_script_are_the_same(digits: str) -> None:
    assert make_name_key(f"Ali {digits}") == make_name_key("Ali 4831")
    assert make_name_key(write_digits_in_ascii(digits)) == "4831"


@pytest.mark.parametrize(
    ("one", "other"), [("Anna", "Anne"), ("José", "Jose"), ("Ian", "Iàn"), ("Anna 1", "Anna 2")]
)
def test_different_names_have_different_keys(one: str, other: str) -> None:
    assert make_name_key(one) != make_name_key(other)


@given(st.text(max_size=60), st.sampled_from(INVISIBLE), st.data())
def test_an_invisible_character_changes_no_key(text: str, mark: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text)))
    assert make_name_key(text[:place] + mark + text[place:]) == make_name_key(text)


@given(st.text(max_size=60))
def test_the_key_of_a_key_is_the_key(text: str) -> None:
    assert make_name_key(make_name_key(text)) == make_name_key(text)


@given(st.text(st.characters(codec="ascii"), max_size=60))
def test_capitals_of_ascii_names_change_nothing(text: str) -> None:
    assert make_name_key(text.upper()) == make_name_key(text) == make_name_key(text.lower())


@pytest.mark.parametrize(("name", "key"), read_vectors("names")["keys"])
def test_the_server_and_the_phone_make_one_key(name: str, key: str) -> None:
    assert make_name_key(name) == key


@pytest.mark.parametrize("digits", read_vectors("names")["digits"])
def test_the_server_and_the_phone_read_digits_alike(digits: str) -> None:
    assert write_digits_in_ascii(digits) == "4831"
