from hypothesis import given
from hypothesis import strategies as st

from learning.rules import seeded_random


def test_the_same_parts_fall_the_same_way_for_ever() -> None:
    assert seeded_random.hash64(7, "ten-habits.smile", 3) == 4333034479673105845


@given(st.lists(st.integers(), max_size=40), st.text())
def test_a_shuffle_keeps_every_thing(things: list[int], seed: str) -> None:
    assert sorted(seeded_random.shuffle_seeded(things, seed)) == sorted(things)


@given(st.text(), st.integers())
def test_a_fraction_is_below_one(name: str, number: int) -> None:
    assert 0 <= seeded_random.random_fraction(name, number) < 1


def test_first_places_are_fair() -> None:
    firsts = [seeded_random.shuffle_seeded("abcd", seed)[0] for seed in range(4000)]
    assert all(850 < firsts.count(letter) < 1150 for letter in "abcd")


@given(st.lists(st.integers(min_value=0, max_value=2**63 - 1), min_size=1, max_size=3))
def test_whole_numbers_mix_into_another_one_each(numbers: list[int]) -> None:
    mixed = seeded_random.mix64(*numbers)
    assert 0 <= mixed < 2**64
    assert mixed != seeded_random.mix64(*numbers[:-1], numbers[-1] + 1)


def test_mixed_numbers_are_fair_in_all_their_parts() -> None:
    """One after the other, as people's numbers are."""
    for shift in range(0, 60, 4):
        firsts = [(seeded_random.mix64(person, 739_000) >> shift) % 4 for person in range(4000)]
        assert all(850 < firsts.count(place) < 1150 for place in range(4))
