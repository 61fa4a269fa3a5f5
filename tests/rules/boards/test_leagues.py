from hypothesis import given
from hypothesis import strategies as st

from learning.rules.boards.leagues import (
    LEAGUE_TIERS,
    MAX_LEAGUE_MOVES,
    MAX_LEAGUE_SIZE,
    MIN_LEAGUE_SIZE,
    LeagueMemberScore,
    OpenLeague,
    calculate_league_sizes,
    place_newcomers,
    rank_league,
)

tiers = st.integers(1, LEAGUE_TIERS)
members = st.lists(st.tuples(tiers, st.none() | st.integers(1, 50)), max_size=45).map(
    lambda rows: [
        LeagueMemberScore(person, tier, score) for person, (tier, score) in enumerate(rows, start=1)
    ]
)
newcomers = st.lists(tiers, max_size=120).map(lambda rows: dict(enumerate(rows, start=1000)))
leagues = st.lists(st.tuples(tiers, st.integers(1, 39)), max_size=6).map(
    lambda rows: [
        OpenLeague(number, tier, size) for number, (tier, size) in enumerate(rows, start=1)
    ]
)


@given(st.integers(0, 2_000_000))
def test_leagues_hold_twenty_to_thirty_five_where_there_are_enough_people(people: int) -> None:
    cut = calculate_league_sizes(people)
    assert sum(cut) == people
    if people >= 2 * MIN_LEAGUE_SIZE:
        assert all(MIN_LEAGUE_SIZE <= size <= MAX_LEAGUE_SIZE for size in (min(cut), max(cut)))
    assert max(cut, default=0) - min(cut, default=0) <= 1


@given(st.integers(1, 2 * MIN_LEAGUE_SIZE - 1))
def test_a_small_organisation_gets_one_league(people: int) -> None:
    assert calculate_league_sizes(people) == [people]


@given(members)
def test_everybody_ends_once_and_moves_by_one_tier_at_most(league: list[LeagueMemberScore]) -> None:
    results = rank_league(league)
    assert sorted(result.person for result in results) == [member.person for member in league]
    for result in results:
        tier = league[result.person - 1].tier
        assert abs(result.moved) <= 1
        assert 1 <= tier + result.moved <= LEAGUE_TIERS


@given(members)
def test_only_who_took_part_has_a_place_or_moves(league: list[LeagueMemberScore]) -> None:
    away = {member.person for member in league if member.score is None}
    results = rank_league(league)
    assert {result.person for result in results if result.place is None} == away
    assert all(not result.moved for result in results if result.person in away)
    assert [result.place for result in results if result.place] == list(
        range(1, len(league) - len(away) + 1)
    )


@given(members)
def test_the_best_go_up_and_the_last_go_down_as_few_as_many(
    league: list[LeagueMemberScore],
) -> None:
    scores = {member.person: member.score or 0 for member in league}
    results = rank_league(league)
    up = [scores[result.person] for result in results if result.moved > 0]
    down = [scores[result.person] for result in results if result.moved < 0]
    stay = [scores[result.person] for result in results if not result.moved and result.place]
    active = sum(member.score is not None for member in league)
    assert max(len(up), len(down)) <= min(MAX_LEAGUE_MOVES, active // 3)
    middle = [score for score in stay if league]
    if all(1 < member.tier < LEAGUE_TIERS for member in league) and middle:
        assert min(up, default=50) >= max(middle)
        assert max(down, default=0) <= min(middle)


@given(newcomers, leagues)
def test_newcomers_find_one_league_each_and_none_is_overfull(
    people: dict[int, int], known: list[OpenLeague]
) -> None:
    found = place_newcomers(people, known)
    placed = [
        person
        for group in [*found.people_by_league.values(), *found.new_leagues]
        for person in group
    ]
    assert sorted(placed) == sorted(people)
    before = {league.id: league.size for league in known}
    assert all(
        before[league] + len(group) <= MAX_LEAGUE_SIZE
        for league, group in found.people_by_league.items()
    )
    full = all(
        before[league.id] + len(found.people_by_league.get(league.id, ())) >= MAX_LEAGUE_SIZE
        for league in known
    )
    assert full or not found.new_leagues
    assert [len(group) for group in found.new_leagues] == calculate_league_sizes(
        sum(map(len, found.new_leagues))
    )


@given(newcomers, leagues)
def test_newcomers_join_their_own_tier_while_it_has_room(
    people: dict[int, int], known: list[OpenLeague]
) -> None:
    tier_of = {league.id: league.tier for league in known}
    found = place_newcomers(people, known)
    for tier in set(people.values()):
        own = sum(people[person] == tier for person in people)
        room = sum(
            MAX_LEAGUE_SIZE - league.size
            for league in known
            if league.tier == tier and league.size < MAX_LEAGUE_SIZE
        )
        placed = [
            league
            for league, group in found.people_by_league.items()
            if any(people[person] == tier for person in group)
        ]
        if own and room >= len(people):
            assert {tier_of[league] for league in placed} == {tier}


def test_newcomers_fill_the_smallest_league_first() -> None:
    known = [OpenLeague(1, 1, 30), OpenLeague(2, 1, 28), OpenLeague(3, 2, 5)]
    assert place_newcomers({10: 1, 11: 1, 12: 1, 13: 2}, known).people_by_league == {
        2: [10, 11],
        1: [12],
        3: [13],
    }
    assert place_newcomers(dict.fromkeys(range(10, 14), 1), known[:2]).people_by_league == {
        2: [10, 11, 13],
        1: [12],
    }
