"""Teams are put together until no group is small, and groups never overlap."""

from hypothesis import given
from hypothesis import strategies as st

from learning.rules.people.small_groups import MIN_GROUP_SIZE, group_teams

PATHS = {1: (1,), 2: (1, 2), 3: (1, 2, 3), 4: (1, 2, 4), 5: (1, 5), 6: (1, 2, 3, 6)}


def test_a_small_team_is_counted_with_the_team_above() -> None:
    people = {1: 1, 2: 1, 3: 5, 4: 4, 5: 7}
    assert group_teams(PATHS, people) == {3: 3, 6: 3, 2: 2, 4: 2, 5: 5}


def test_people_who_are_too_few_even_at_the_root_are_counted_nowhere() -> None:
    assert group_teams(PATHS, {1: 2, 2: 2, 5: 9}) == {5: 5}


@given(st.fixed_dictionaries({team: st.integers(0, 12) for team in PATHS}))
def test_every_group_is_large_and_below_its_head(people: dict[int, int]) -> None:
    heads = group_teams(PATHS, people)
    for head in set(heads.values()):
        members = [team for team, of in heads.items() if of == head]
        assert sum(people[team] for team in members) >= MIN_GROUP_SIZE
        assert all(head in PATHS[team] for team in members)
        assert heads[head] == head
    left_out = sum(count for team, count in people.items() if team not in heads)
    assert left_out < MIN_GROUP_SIZE
