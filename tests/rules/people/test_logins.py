"""Logins can be typed on every keyboard."""

from hypothesis import given
from hypothesis import strategies as st

from learning.rules.people.logins import (
    MAX_LOGIN_CHARS,
    MAX_LOGIN_NUMBER_CHARS,
    make_login_stem,
    normalise_login,
)


@given(st.text(max_size=200))
def test_a_login_is_plain_and_short_and_can_be_retyped(name: str) -> None:
    login = make_login_stem(name)
    assert 1 <= len(login) <= MAX_LOGIN_CHARS - MAX_LOGIN_NUMBER_CHARS
    assert set(login) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert normalise_login(login) == login
    assert normalise_login(f" {login.upper()}12 ") == f"{login}12"


@given(st.text(max_size=80))
def test_typing_the_name_finds_the_login(name: str) -> None:
    typed = normalise_login(name)
    assert (
        typed in ("", make_login_stem(name))
        or len(typed) > MAX_LOGIN_CHARS - MAX_LOGIN_NUMBER_CHARS
    )


def test_a_name_without_letters_still_gets_a_login() -> None:
    assert make_login_stem("\u2800") == "hero"
