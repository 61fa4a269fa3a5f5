"""Take in a rota: from its first day to its last, everybody in it works on the days that it says, and on no others."""

import asyncio
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from asyncpg import Connection

from learning.actions.note_act import note_act
from learning.actions.refold_streak import refold_streak
from learning.actions.standing import lock_all
from learning.queries.colleagues import Colleague, find_colleagues
from learning.queries.reach import find_led
from learning.queries.who import Who
from learning.rules.days import local_day
from learning.rules.problems import Invalid, Problem, TooLarge
from learning.rules.rota import Difference, RotaFile, Window, difference, window
from learning.rules.rota_calendar import read_calendar
from learning.rules.rota_csv import Order, read_csv
from learning.tables.database import connection, transaction

MOST_BYTES = 1024 * 1024
MOST_PEOPLE = 500

WEEKS = """
SELECT p.id, COALESCE(p.work_days, t.work_days) FROM person p JOIN team t ON t.id = p.team WHERE p.id = ANY($1)
"""
KNOWN = "SELECT person, day, works FROM rota_day WHERE person = ANY($1) AND day BETWEEN $2 AND $3"
PUT = """
INSERT INTO rota_day (person, day, works) SELECT $1, day, works FROM unnest($2::date[], $3::boolean[]) AS put (day, works)
ON CONFLICT (person, day) DO UPDATE SET works = EXCLUDED.works
"""
DROP = "DELETE FROM rota_day WHERE person = $1 AND day = ANY($2)"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for. `login` says whose calendar it is; a table names people itself, and its days are in `order`.

    A dry run changes nothing. With `keep_good`, what is right is taken although something else is wrong.
    """

    login: str | None = None
    order: Order = "iso"
    dry_run: bool = False
    keep_good: bool = False


@dataclass(frozen=True, slots=True)
class PersonsRota:
    """What a file says of somebody: how many shifts it has, and which of their days it changes."""

    person: Colleague
    shifts: int
    change: Difference


@dataclass(frozen=True, slots=True)
class RotaReport:
    """What a file covers and changes, what is wrong in it, and whether the changes were kept."""

    covers: Window
    people: tuple[PersonsRota, ...]
    problems: tuple[Problem, ...]
    kept: bool


async def import_rota(leader: Who | None, raw: bytes, wish: Wish, now: datetime) -> RotaReport:
    """Take in a table (CSV) or one person's calendar (iCalendar); `leader` None is the operator.

    Streaks of those whose days change are folded anew. The same file again changes nothing.

    Raises:
        TooLarge: more than a megabyte, or than `MOST_PEOPLE` people.
        Invalid: nothing in it can be used; or something can't, and neither a dry run nor the good rest was asked for.
        Unknown: the calendar is of nobody within the leader's reach.
    """
    if len(raw) > MOST_BYTES:
        raise too_large()
    calendar = raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].upper() == b"BEGIN:VCALENDAR"
    rotas, file = await (_calendar if calendar else _table)(leader, raw, wish, now)
    if file.covers is None or not rotas:
        raise Invalid("There is no rota in the file.", file.problems or [Problem("file", "It names no day.")])
    if file.problems and not (wish.dry_run or wish.keep_good):
        raise Invalid("Something in the file is not right. Nothing was changed.", file.problems)
    if wish.dry_run:
        async with connection() as conn:
            people = await _compare(conn, rotas, file.covers, now)
        return RotaReport(file.covers, people, file.problems, kept=False)
    async with transaction() as conn:
        await lock_all(conn, [person.id for person in rotas])
        people = await _compare(conn, rotas, file.covers, now)
        for one in people:
            if one.change.days:
                await _keep(conn, leader, one, file.covers, now)
    return RotaReport(file.covers, people, file.problems, kept=True)


def too_large() -> TooLarge:
    """Say how large a rota can be."""
    return TooLarge("A rota can be 1 MB at most. Export a shorter time.")


Rotas = Mapping[Colleague, Collection[date]]
"""Everybody in a file, in the order of their ids, with their shifts."""


async def _calendar(leader: Who | None, raw: bytes, wish: Wish, now: datetime) -> tuple[Rotas, RotaFile]:
    if wish.login is None:
        raise Invalid("A calendar does not say whose it is.", [Problem("login", "Say whose shifts these are.")])
    who = await find_led(leader, wish.login)
    file = await asyncio.to_thread(read_calendar, raw, who.zone, window(local_day(now, who.zone)))
    person = Colleague(who.id, who.login, who.name, who.zone)
    return ({person: _shifts(file.people[""])} if file.people else {}), file


async def _table(leader: Who | None, raw: bytes, wish: Wish, now: datetime) -> tuple[Rotas, RotaFile]:
    today = local_day(now, leader.zone if leader else "UTC")
    file = await asyncio.to_thread(partial(read_csv, raw, wish.order, window(today)))
    if len(file.people) > MOST_PEOPLE:
        raise TooLarge(f"A rota can be of {MOST_PEOPLE} people at most. Send it in parts.")
    found, problems = await find_colleagues(leader, file.people, file.by)
    rotas: dict[Colleague, set[date]] = {person: set() for person in sorted(found.values(), key=lambda one: one.id)}
    for called, person in found.items():
        rotas[person] |= _shifts(file.people[called])
    return rotas, RotaFile(file.people, (*file.problems, *problems), file.by)


def _shifts(days: Mapping[date, bool]) -> set[date]:
    return {day for day, works in days.items() if works}


async def _compare(conn: Connection, rotas: Rotas, covers: Window, now: datetime) -> tuple[PersonsRota, ...]:
    """Compare everybody's shifts with their week and what is known of the days, as both are now."""
    ids = [person.id for person in rotas]
    weeks: dict[int, list[int]] = dict(await conn.fetch(WEEKS, ids))
    known: dict[int, dict[date, bool]] = {}
    for row in await conn.fetch(KNOWN, ids, covers.first, covers.last):
        known.setdefault(row["person"], {})[row["day"]] = row["works"]
    return tuple(
        PersonsRota(
            person,
            len(shifts),
            difference(shifts, covers, weeks[person.id], known.get(person.id, {}), local_day(now, person.zone)),
        )
        for person, shifts in rotas.items()
    )


async def _keep(conn: Connection, leader: Who | None, one: PersonsRota, covers: Window, now: datetime) -> None:
    put, drop = one.change.put, one.change.drop
    await conn.execute(PUT, one.person.id, list(put), list(put.values()))
    await conn.execute(DROP, one.person.id, list(drop))
    await refold_streak(conn, one.person.id)
    detail = {
        "first": covers.first.isoformat(),
        "last": covers.last.isoformat(),
        "on": _written(day for day, works in put.items() if works),
        "off": _written(day for day, works in put.items() if not works),
        "as_the_week": _written(drop),
    }
    await note_act(now, leader.id if leader else None, "import_rota", one.person.login, detail)


def _written(days: Iterable[date]) -> list[str]:
    return [day.isoformat() for day in sorted(days)]
