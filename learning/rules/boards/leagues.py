"""Weekly leagues of about thirty people of similar activity, and how people move between tiers.

A tier belongs to a person. A league is cut from the list of people in the order of tier and
activity, so that a small organisation has full leagues although few people are in the high tiers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from itertools import accumulate
from math import ceil
from typing import Literal, get_args

USUAL_LEAGUE_SIZE, MIN_LEAGUE_SIZE, MAX_LEAGUE_SIZE = 30, 20, 35
"""Numbers of people in a league."""
LeagueTier = Literal[1, 2, 3, 4, 5, 6, 7, 8]
"""The tiers of leagues. Everybody begins in tier 1."""
LEAGUE_TIERS = len(get_args(LeagueTier))
MAX_LEAGUE_MOVES = 5
"""People who move up, and who move down, at most. In a small league it is a third of the active."""


@dataclass(frozen=True, slots=True)
class LeagueMemberScore:
    """A member of a league. `score` is None for a person without points or hidden from boards."""

    person: int
    tier: int
    score: int | None


@dataclass(frozen=True, slots=True)
class LeagueResult:
    """How a week ended: the place (None without points), and the change of the tier: 1, 0 or -1."""

    person: int
    place: int | None
    moved: int


@dataclass(frozen=True, slots=True)
class OpenLeague:
    """A league that newcomers can join."""

    id: int
    tier: int
    size: int


@dataclass(slots=True)
class LeaguePlacements:
    """Where newcomers are placed: in leagues by id, or in new leagues."""

    people_by_league: dict[int, list[int]] = field(default_factory=dict)
    new_leagues: list[list[int]] = field(default_factory=list)


def calculate_league_sizes(people: int) -> list[int]:
    """Return the sizes of the leagues of so many people.

    Below 40 people there is one league; otherwise all leagues have 20 to 35 people.
    """
    if not people:
        return []
    leagues = (
        1
        if people < 2 * MIN_LEAGUE_SIZE
        else max(round(people / USUAL_LEAGUE_SIZE), ceil(people / MAX_LEAGUE_SIZE))
    )
    size, remainder = divmod(people, leagues)
    return [size + (number < remainder) for number in range(leagues)]


def rank_league(members: Sequence[LeagueMemberScore]) -> list[LeagueResult]:
    """Return how a league ended.

    Only people with points can move: nobody moves down for having been away.
    """
    active = [member for member in members if member.score is not None]
    active.sort(key=lambda member: (member.score, str(member.person)), reverse=True)
    moving = min(MAX_LEAGUE_MOVES, len(active) // 3)
    results = [
        LeagueResult(
            member.person,
            place,
            _calculate_tier_change(member.tier, place <= moving, place > len(active) - moving),
        )
        for place, member in enumerate(active, start=1)
    ]
    return results + [
        LeagueResult(member.person, None, 0) for member in members if member.score is None
    ]


def place_newcomers(
    newcomers: Mapping[int, int], leagues: Sequence[OpenLeague]
) -> LeaguePlacements:
    """Place newcomers, given as the tier of each person.

    Each gets the smallest league of the nearest tier. When all leagues are full, the rest get new
    ones.
    """
    placements, unplaced = LeaguePlacements(), []
    leagues_by_tier: dict[int, list[tuple[int, int]]] = {}
    for league in leagues:
        if league.size < MAX_LEAGUE_SIZE:
            leagues_by_tier.setdefault(league.tier, []).append((league.size, league.id))
    for waiting in leagues_by_tier.values():
        heapify(waiting)
    for person, tier in newcomers.items():
        nearest_tier = min(
            (known for known, free in leagues_by_tier.items() if free),
            key=lambda known: abs(known - tier),
            default=None,
        )
        if nearest_tier is None:
            unplaced.append(person)
            continue
        size, league_id = heappop(leagues_by_tier[nearest_tier])
        placements.people_by_league.setdefault(league_id, []).append(person)
        if size + 1 < MAX_LEAGUE_SIZE:
            heappush(leagues_by_tier[nearest_tier], (size + 1, league_id))
    unplaced.sort(key=lambda person: -newcomers[person])
    end_indexes = list(accumulate(calculate_league_sizes(len(unplaced))))
    placements.new_leagues = [
        unplaced[first:end] for first, end in zip([0, *end_indexes], end_indexes, strict=False)
    ]
    return placements


def _calculate_tier_change(tier: int, up: bool, down: bool) -> int:
    if up and tier < LEAGUE_TIERS:
        return 1
    return -1 if down and tier > 1 else 0
