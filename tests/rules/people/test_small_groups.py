"""People are put together until no group is small, and stay together."""

from hypothesis import given
from hypothesis import strategies as st

from learning.rules.people.small_groups import MIN_NEW_GROUP_SIZE, choose_groups

PATHS = {1: (1,), 2: (1, 2), 3: (1, 2, 3), 4: (1, 2, 4), 5: (1, 5), 6: (1, 2, 3, 6)}


def test_a_small_team_is_counted_with_the_team_above() -> None:
    waiting = {1: 1, 2: 1, 3: 5, 4: 4, 5: 7}
    assert choose_groups(PATHS, waiting, ()) == {3: 3, 2: 2, 4: 2, 5: 5}


def test_people_who_are_too_few_even_at_the_root_go_on_waiting() -> None:
    assert choose_groups(PATHS, {1: 2, 2: 2, 5: 9}, ()) == {5: 5}


def test_a_new_colleague_joins_the_group_that_is_there() -> None:
    assert choose_groups(PATHS, {3: 1, 6: 1, 4: 1}, {3, 1}) == {3: 3, 6: 3, 4: 1}


@given(
    st.fixed_dictionaries({team: st.integers(0, 12) for team in PATHS}),
    st.sets(st.sampled_from(sorted(PATHS))),
)
def test_every_new_group_is_large_and_below_its_head(
    waiting: dict[int, int], heads: set[int]
) -> None:
    chosen = choose_groups(PATHS, waiting, heads)
    for head in set(chosen.values()):
        members = [team for team, of in chosen.items() if of == head]
        assert head in heads or sum(waiting[team] for team in members) >= MIN_NEW_GROUP_SIZE
        assert all(head in PATHS[team] for team in members)
    assert sum(number for team, number in waiting.items() if team not in chosen) < 5
