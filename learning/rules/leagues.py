"""Weekly leagues of about thirty people of similar activity, and how people move between tiers.

A tier belongs to a person; a league holds neighbours in the order of tier and activity, so that a small organisation
has full leagues although few people are far up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from itertools import accumulate
from math import ceil

USUAL, LEAST, MOST = 30, 20, 35
"""People of a league."""
TIERS = 8
MOVES = 5
"""How many go up and down, at most; a third of the active in a small league."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a league; `score` is None for who has earned nothing, or is not shown."""

    person: int
    tier: int
    score: int | None


@dataclass(frozen=True, slots=True)
class Result:
    """How a week ended: the place, None without points, and the tier's change: 1, 0 or -1."""

    person: int
    place: int | None
    moved: int


@dataclass(frozen=True, slots=True)
class Open:
    """A league that people can join."""

    id: int
    tier: int
    size: int


@dataclass(slots=True)
class Joined:
    """Where newcomers go: into leagues by id, or into new ones."""

    leagues: dict[int, list[int]] = field(default_factory=dict)
    opened: list[list[int]] = field(default_factory=list)


def sizes(people: int) -> list[int]:
    """Cut so many people, in order, into leagues: one where there are too few for two, else all of 20 to 35."""
    if not people:
        return []
    leagues = 1 if people < 2 * LEAST else max(round(people / USUAL), ceil(people / MOST))
    size, more = divmod(people, leagues)
    return [size + (number < more) for number in range(leagues)]


def settle(members: Sequence[Member]) -> list[Result]:
    """Return how a league ended. Only who took part can move: nobody falls for having been away."""
    active = [member for member in members if member.score is not None]
    active.sort(key=lambda member: (member.score, str(member.person)), reverse=True)
    moving = min(MOVES, len(active) // 3)
    ended = [
        Result(member.person, place, _moved(member.tier, place <= moving, place > len(active) - moving))
        for place, member in enumerate(active, start=1)
    ]
    return ended + [Result(member.person, None, 0) for member in members if member.score is None]


def join(newcomers: Mapping[int, int], leagues: Sequence[Open]) -> Joined:
    """Place newcomers, tier by person: each in the smallest league of the nearest tier, in new ones when all are full."""
    found, left = Joined(), []
    room: dict[int, list[tuple[int, int]]] = {}
    for league in leagues:
        if league.size < MOST:
            room.setdefault(league.tier, []).append((league.size, league.id))
    for waiting in room.values():
        heapify(waiting)
    for person, tier in newcomers.items():
        near = min((known for known, free in room.items() if free), key=lambda known: abs(known - tier), default=None)
        if near is None:
            left.append(person)
            continue
        size, league_id = heappop(room[near])
        found.leagues.setdefault(league_id, []).append(person)
        if size + 1 < MOST:
            heappush(room[near], (size + 1, league_id))
    left.sort(key=lambda person: -newcomers[person])
    ends = list(accumulate(sizes(len(left))))
    found.opened = [left[first:end] for first, end in zip([0, *ends], ends, strict=False)]
    return found


def _moved(tier: int, up: bool, down: bool) -> int:
    if up and tier < TIERS:
        return 1
    return -1 if down and tier > 1 else 0
