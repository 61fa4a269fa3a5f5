"""After challenges: everybody who took part gets their share, each once, whatever is repeated or killed.

All ceremonies that are due are held in chunks, as challenges are settled: a transaction claims some of them and pays people
of theirs. A chunk has a limit of people, too, so that nobody's answer waits long for it: what is left of a ceremony stays due.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

import msgspec
from asyncpg import Connection, Record

from learning.actions.due_jobs import Job, do_due
from learning.actions.pay import Due, Paid, pay_all
from learning.leaderboards import Boards
from learning.rules.days import local_day
from learning.rules.points import Entry, challenge_cause

CEREMONIES, MEMBERS = 100, 1000
"""Ceremonies and members of a chunk, at most."""
REACHED, TOOK_PART = 50, 20
"""Points for everybody who took part; nobody gets more for having done more."""

SETTLED = "SELECT id, form, template, result FROM challenge WHERE id = ANY($1) AND status = 'settled'"
TOOK = """
WITH member AS (
  SELECT DISTINCT ON (ct.challenge, p.id) ct.challenge, p.id AS person, t.path, t.zone FROM challenge_team ct
  JOIN (SELECT id, path, zone, unnest(path) AS above FROM team) AS t ON t.above = ct.team
  JOIN person p ON p.team = t.id AND p.erased_at IS NULL
  WHERE ct.challenge = ANY($1) AND p.id > CASE WHEN ct.challenge = $2 THEN $3::bigint ELSE 0 END
  ORDER BY ct.challenge, p.id LIMIT $4
)
SELECT challenge, person, zone, EXISTS (
  SELECT FROM challenge_team ct WHERE ct.challenge = member.challenge AND ct.team = ANY(member.path) AND (
    EXISTS (SELECT FROM ledger_entry l WHERE l.person = member.person
            AND l.earned_at >= ct.starts_at AND l.earned_at < ct.ends_at
            AND l.cause NOT LIKE 'challenge:%' AND l.cause NOT LIKE 'correction:%')
    OR EXISTS (SELECT FROM moment m WHERE m.receiver = member.person AND m.status = 'confirmed'
               AND m.at >= ct.starts_at AND m.at < ct.ends_at)
  )
) AS took FROM member ORDER BY challenge, person
"""
"""Members of challenges, in order, and whether they took part; of the challenge $2 those after the person $3."""


class Place(NamedTuple):
    """How far a ceremony has come that one chunk could not hold: everybody up to this person has got their share."""

    challenge: int
    person: int


class Held(NamedTuple):
    """What a chunk did; `left` is what it has not come to the end of."""

    paid: list[Paid]
    left: Place | None


async def hold_ceremonies(_: Job | None, boards: Boards, now: datetime) -> int:
    """Hold all that are due, not only the one whose job woke us; return how many shares were paid.

    Awards follow from what is counted. The boards are told after each chunk.
    """
    shares, held = 0, Held([], None)

    async def hold(conn: Connection, jobs: Sequence[Job]) -> tuple[Sequence[Job], Held]:
        return await _hold_some(conn, jobs, held.left, now)

    async for held in do_due("challenge_ceremony", CEREMONIES, now, hold):
        boards.tell(*(one.person for one in held.paid if one.entries))
        shares += sum(len(one.entries) for one in held.paid)
    return shares


async def _hold_some(
    conn: Connection, jobs: Sequence[Job], left: Place | None, now: datetime
) -> tuple[Sequence[Job], Held]:
    """See who took part, and pay them: some twelve statements for up to a hundred ceremonies. Returns those that are over."""
    challenges = {row["id"]: row for row in await conn.fetch(SETTLED, [int(job.subject) for job in jobs])}
    members = await conn.fetch(TOOK, list(challenges), *(left or (None, None)), MEMBERS)
    paid = await pay_all(conn, _dues(challenges, members, now), now)
    last = Place(*members[-1][:2]) if len(members) == MEMBERS else None
    return [job for job in jobs if last is None or int(job.subject) < last.challenge], Held(paid, last)


def _dues(challenges: Mapping[int, Record], members: Sequence[Record], now: datetime) -> list[Due]:
    reached = {one: msgspec.json.decode(row["result"])["reached"] for one, row in challenges.items()}
    counters = {one: _counters(row, reached[one]) for one, row in challenges.items()}
    return [
        Due(person, [_entry(challenge, reached[challenge], local_day(now, zone), now)], counters[challenge])
        for challenge, person, zone, took in members
        if took
    ]


def _entry(challenge: int, reached: bool, day: date, now: datetime) -> Entry:
    return Entry(challenge_cause(challenge), REACHED if reached else TOOK_PART, day, now)


def _counters(challenge: Record, reached: bool) -> dict[str, int]:
    """Name what a badge can ask for: having been part of one that was won, of its form, of its template."""
    if not reached:
        return {"challenge.joined": 1}
    kinds = [f"challenge.won.{kind}" for kind in (challenge["form"], challenge["template"]) if kind]
    return dict.fromkeys(["challenge.joined", "challenge.won", *kinds], 1)
