"""Read the input of a forecast: how people practised, and when they will be on duty."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from asyncpg import Record

from learning.queries.challenges.habit_sql import (
    HABIT_HISTORY,
    HABIT_SQL,
    NO_EVENTS_SQL,
    SELECT_HABITS,
)
from learning.rules.challenges.measures import Measure
from learning.rules.challenges.practice_forecast import DayHistory, EventHistory
from learning.tables.database import connection


@dataclass(frozen=True, slots=True)
class PersonHabit:
    """What is known of one person, and the days of a challenge.

    `minutes` is the length of a break. `days_known` is the number of days on duty since the person
    joined, within the history. `duty` and `free` are days on and off duty. `events` is what the
    measure counts, where that is not days.
    """

    person: int
    minutes: int
    days_known: int
    duty: DayHistory
    free: DayHistory
    events: EventHistory


@dataclass(frozen=True, slots=True)
class TeamHabits:
    """The people of a team that would take part, and the names of those without a day on duty."""

    habits: list[PersonHabit]
    names_off_duty: list[str]


async def load_team_habits(
    teams: Collection[int],
    measure: Measure,
    first: date,
    last: date,
    today: date,
    trait: str | None = None,
) -> dict[int, TeamHabits]:
    """Read the habits of teams, each with the teams below it.

    `first` and `last` are the days of the challenge. A team without people is left out.
    """
    habit_sql = HABIT_SQL.get(measure)
    events = habit_sql.events if habit_sql and habit_sql.events else NO_EVENTS_SQL
    statement = SELECT_HABITS.format(events=events)
    oldest = today - HABIT_HISTORY
    async with connection() as conn:
        rows = await conn.fetch(statement, sorted(teams), first, last, today, oldest, trait)
    return {
        team: _make_team_habits(list(people))
        for team, people in groupby(rows, key=lambda row: row["team"])
    }


def _make_team_habits(rows: Sequence[Record]) -> TeamHabits:
    return TeamHabits(
        [_make_person_habit(row) for row in rows if row["duty_ahead"]],
        [row["name"] for row in rows if not row["duty_ahead"]],
    )


def _make_person_habit(row: Record) -> PersonHabit:
    return PersonHabit(
        row["id"],
        row["minutes"],
        row["days_known"],
        DayHistory(row["duty_ahead"], row["duty_practised"], row["duty_known"]),
        DayHistory(row["free_ahead"], row["free_practised"], row["free_known"]),
        EventHistory(row["duty_ahead"], float(row["events"]), row["duty_known"]),
    )
