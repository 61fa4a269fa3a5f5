"""Teams whose people practise by laws that the forecast does not know.

Nothing here is as the forecast assumes. Log odds add up from the organisation, the team, the
person, the weekday, the season of the team and the mood of the person. Whoever practised yesterday
is more likely to practise today. People fall ill for days, leave, and join late.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp
from random import Random

from learning.queries.challenges.habit_sql import HABIT_HISTORY, HALF_LIFE_DAYS
from learning.rules.challenges.practice_forecast import DayHistory, EventHistory

HISTORY_DAYS = HABIT_HISTORY.days


@dataclass(frozen=True, slots=True)
class SimulatedChallenge:
    """What was seen of a team before a challenge of some days, and how it ended.

    `duty` and `free` are days on and off duty, `events` something that happens on days on duty.
    `practised` and `practised_on_duty` are the days with practice of all people within the
    challenge, `happened` is the number of events.
    """

    people: int
    days_away: float
    duty: tuple[DayHistory, ...]
    free: tuple[DayHistory, ...]
    events: tuple[EventHistory, ...]
    practised: int
    practised_on_duty: int
    happened: int


@dataclass(frozen=True, slots=True)
class _Calendar:
    """The days that are simulated: the history, those until the start, and the challenge."""

    today: int
    first: int
    end: int


def simulate_challenge(random: Random) -> SimulatedChallenge:
    """Draw a team, its weeks before a challenge, and the challenge."""
    first = HISTORY_DAYS + random.choice((0, 0, 1, 3, 7, 14))
    length = random.choice((5, 7, 10, 14, 14, 21, 28, 30))
    calendar = _Calendar(HISTORY_DAYS, first, first + length)
    size = random.choice((1, 2, 3, 4, 5, 6, 8, 9, 12, 15, 20, 30, 60))
    is_new = random.random() < 0.08
    level = random.gauss(0.0, 0.8) + random.gauss(0.0, 0.6)
    weekdays = [random.gauss(0.0, 0.5) for _ in range(7)]
    closed = {day for day in range(calendar.end) if random.random() < 0.02}
    seasons = list(walk_randomly(random, calendar.end, 0.05, 0.98))
    drive = random.choice((0.0, 0.3, 0.8))
    usual_rate = random.choice((0.01, 0.03, 0.06, 0.12))
    people = [
        _simulate_person(
            random, calendar, is_new, level, weekdays, closed, seasons, drive, usual_rate
        )
        for _ in range(size)
    ]
    duty, free, events, results = zip(*people, strict=True)
    return SimulatedChallenge(
        size,
        first - HISTORY_DAYS + length / 2,
        duty,
        free,
        events,
        *(sum(column) for column in zip(*results, strict=True)),
    )


def walk_randomly(random: Random, days: int, step: float, pull: float) -> Iterator[float]:
    """Walk at random, pulled back to zero."""
    place = random.gauss(0.0, step / max(1e-9, (1 - pull * pull) ** 0.5))
    for _ in range(days):
        place = pull * place + random.gauss(0.0, step)
        yield place


def _simulate_person(
    random: Random,
    calendar: _Calendar,
    is_new: bool,
    level: float,
    weekdays: list[float],
    closed: set[int],
    seasons: list[float],
    drive: float,
    usual_rate: float,
) -> tuple[DayHistory, DayHistory, EventHistory, tuple[int, int, int]]:
    base = level + random.choice((random.gauss(0, 0.8), random.gauss(0, 0.8), random.gauss(0, 2)))
    moods = list(walk_randomly(random, calendar.end, 0.12, 0.97))
    work_days = set(random.sample(range(7), random.choice((3, 4, 5, 5, 5, 6))))
    joined = _draw_joining(random, calendar, is_new)
    away = _draw_absences(random, calendar)
    rate = usual_rate * exp(random.gauss(0.0, 0.8))
    seen, ahead, done = _Seen(), [0, 0], [0, 0, 0]
    yesterday = False
    for day in range(joined, calendar.end):
        on_duty = day % 7 in work_days and day not in closed
        odds = base + weekdays[day % 7] + seasons[day] + moods[day] + drive * (yesterday - 0.5)
        odds -= 0 if on_duty else 2.5
        practised = day not in away and random.random() < 1 / (1 + exp(-odds))
        happened = on_duty and day not in away and random.random() < rate * exp(seasons[day])
        yesterday = practised
        if day < calendar.today:
            seen.add(calendar.today - day, on_duty, practised, happened)
        elif day >= calendar.first:
            ahead[not on_duty] += 1
            done[0] += practised
            done[1] += practised and on_duty
            done[2] += happened
    return (
        DayHistory(ahead[0], seen.practised[0], seen.known[0]),
        DayHistory(ahead[1], seen.practised[1], seen.known[1]),
        EventHistory(ahead[0], seen.events, seen.known[0]),
        (done[0], done[1], done[2]),
    )


class _Seen:
    """What is known of a person's days on duty (0) and off duty (1), weighted by age."""

    def __init__(self) -> None:
        self.known, self.practised, self.events = [0.0, 0.0], [0.0, 0.0], 0.0

    def add(self, age: int, on_duty: bool, practised: bool, happened: bool) -> None:
        weight = 0.5 ** (age / HALF_LIFE_DAYS)
        self.known[not on_duty] += weight
        self.practised[not on_duty] += weight * practised
        self.events += weight * happened


def _draw_joining(random: Random, calendar: _Calendar, is_new: bool) -> int:
    if is_new:
        return calendar.today
    return random.randrange(1, calendar.today + 1) if random.random() < 0.15 else 0


def _draw_absences(random: Random, calendar: _Calendar) -> set[int]:
    """Draw days of illness that no rota knows, and the day after which a person is gone."""
    away: set[int] = set()
    for day in range(calendar.end):
        if random.random() < 0.008:
            away.update(range(day, day + random.randrange(2, 7)))
    if random.random() < 0.02:
        away.update(range(random.randrange(calendar.end), calendar.end))
    return away
