"""Join codes survive being read out and typed again."""

from hypothesis import given
from hypothesis import strategies as st

from learning.rules.people.join_codes import (
    JOIN_CODE_ALPHABET,
    JOIN_CODE_LENGTH,
    format_join_code,
    make_join_code,
    normalise_join_code,
)


@given(st.binary(min_size=5, max_size=5))
def test_a_code_survives_being_read_out(random_bytes: bytes) -> None:
    code = make_join_code(random_bytes)
    assert len(code) == JOIN_CODE_LENGTH
    assert normalise_join_code(code) == code
    sloppy = format_join_code(code).lower().replace("0", "o").replace("1", "l")
    assert normalise_join_code(f" {sloppy} ") == code


@given(st.binary(min_size=5, max_size=5), st.binary(min_size=5, max_size=5))
def test_different_bytes_make_different_codes(one: bytes, other: bytes) -> None:
    assert (make_join_code(one) == make_join_code(other)) == (one == other)


@given(st.text(max_size=60))
def test_any_text_is_a_code_or_none(text: str) -> None:
    code = normalise_join_code(text)
    assert code is None or (len(code) == 8 and set(code) <= set(JOIN_CODE_ALPHABET))
