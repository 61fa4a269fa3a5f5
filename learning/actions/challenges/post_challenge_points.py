"""Post points to everybody who took part in a settled challenge, once each.

It works in chunks. The transaction of a chunk claims some due jobs and posts the points of their
people, so a repeated or killed run posts nothing twice. A chunk has a limit of people, because it
locks the rows that an attempt also needs. A job that is not finished stays due.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from asyncpg import Connection, Record

from learning.actions.jobs.job_queue import run_due_jobs
from learning.leaderboards import BoardPublisher
from learning.queries.challenges.challenge_results import decode_challenge_result
from learning.rules.recognition.points import PointsEntry, make_challenge_cause
from learning.rules.rota.days import to_local_day
from learning.steps.jobs.job_rows import Job
from learning.steps.recognition.post_ledger_entries import Posting, PostingResult, post_ledger_batch

MAX_CHALLENGES_PER_POINTS_CHUNK, MAX_MEMBERS_PER_POINTS_CHUNK = 100, 1000
"""The limits of one chunk: challenges, and people in them."""
TARGET_REACHED_POINTS, PARTICIPATION_POINTS = 50, 20
"""Points for everybody who took part, however much each person did."""

SELECT_SETTLED_CHALLENGE_RESULTS = (
    "SELECT id, form, template, result FROM challenge WHERE id = ANY($1) AND status = 'settled'"
)
SELECT_CHALLENGE_MEMBERS = """
WITH member AS (
  SELECT DISTINCT ON (ct.challenge, p.id) ct.challenge, p.id AS person, t.path, t.zone
  FROM challenge_team ct
  JOIN (SELECT id, path, zone, unnest(path) AS above FROM team) AS t ON t.above = ct.team
  JOIN person p ON p.team = t.id AND p.erased_at IS NULL
  WHERE ct.challenge = ANY($1) AND p.id > CASE WHEN ct.challenge = $2 THEN $3::bigint ELSE 0 END
  ORDER BY ct.challenge, p.id LIMIT $4
)
SELECT challenge, person, zone, EXISTS (
  SELECT FROM challenge_team ct
  WHERE ct.challenge = member.challenge AND ct.team = ANY(member.path) AND (
    EXISTS (SELECT FROM ledger_entry l WHERE l.person = member.person
            AND l.earned_at >= ct.starts_at AND l.earned_at < ct.ends_at
            AND l.cause NOT LIKE 'challenge:%' AND l.cause NOT LIKE 'correction:%')
    OR EXISTS (SELECT FROM moment m WHERE m.receiver = member.person AND m.status = 'confirmed'
               AND m.at >= ct.starts_at AND m.at < ct.ends_at)
  )
) AS took FROM member ORDER BY challenge, person
"""
"""Members of the challenges $1 and whether they took part. Of $2, only those after person $3."""


class MemberPosition(NamedTuple):
    """Where the next chunk goes on: everybody up to this person of the challenge has points."""

    challenge: int
    person: int


class PointsChunk(NamedTuple):
    """What a chunk did. `resume_after` is None when it finished all its challenges."""

    results: list[PostingResult]
    resume_after: MemberPosition | None


async def post_challenge_points(_: Job | None, boards: BoardPublisher, now: datetime) -> int:
    """Work on all due jobs, not only the given one; return the number of new ledger entries.

    Posting also counts towards badges. The boards are updated after each chunk.
    """
    entry_count, chunk = 0, PointsChunk([], None)

    async def post_chunk(
        conn: Connection, jobs: Sequence[Job]
    ) -> tuple[Sequence[Job], PointsChunk]:
        return await _post_points_chunk(conn, jobs, chunk.resume_after, now)

    async for chunk in run_due_jobs(
        "challenge_ceremony", MAX_CHALLENGES_PER_POINTS_CHUNK, now, post_chunk
    ):
        boards.enqueue(*(one.person for one in chunk.results if one.entries))
        entry_count += sum(len(one.entries) for one in chunk.results)
    return entry_count


async def _post_points_chunk(
    conn: Connection, jobs: Sequence[Job], resume_after: MemberPosition | None, now: datetime
) -> tuple[Sequence[Job], PointsChunk]:
    """Post the points of one chunk with about twelve statements; return the finished jobs."""
    challenges = {
        row["id"]: row
        for row in await conn.fetch(
            SELECT_SETTLED_CHALLENGE_RESULTS, [int(job.subject) for job in jobs]
        )
    }
    members = await conn.fetch(
        SELECT_CHALLENGE_MEMBERS,
        list(challenges),
        *(resume_after or (None, None)),
        MAX_MEMBERS_PER_POINTS_CHUNK,
    )
    results = await post_ledger_batch(
        conn, _build_challenge_postings(challenges, members, now), now
    )
    last = (
        MemberPosition(*members[-1][:2]) if len(members) == MAX_MEMBERS_PER_POINTS_CHUNK else None
    )
    return [job for job in jobs if last is None or int(job.subject) < last.challenge], PointsChunk(
        results, last
    )


def _build_challenge_postings(
    challenges: Mapping[int, Record], members: Sequence[Record], now: datetime
) -> list[Posting]:
    reached_by_challenge = {
        one: decode_challenge_result(row["result"]).reached for one, row in challenges.items()
    }
    counters_by_challenge = {
        one: _make_challenge_counters(row, reached_by_challenge[one])
        for one, row in challenges.items()
    }
    return [
        Posting(
            person,
            [
                _make_challenge_entry(
                    challenge, reached_by_challenge[challenge], to_local_day(now, zone), now
                )
            ],
            counters_by_challenge[challenge],
        )
        for challenge, person, zone, took in members
        if took
    ]


def _make_challenge_entry(challenge: int, reached: bool, day: date, now: datetime) -> PointsEntry:
    return PointsEntry(
        make_challenge_cause(challenge),
        TARGET_REACHED_POINTS if reached else PARTICIPATION_POINTS,
        day,
        now,
    )


def _make_challenge_counters(challenge: Record, reached: bool) -> dict[str, int]:
    """Give the counters that badges can use: joined, won, won by form and by template."""
    if not reached:
        return {"challenge.joined": 1}
    kinds = [f"challenge.won.{kind}" for kind in (challenge["form"], challenge["template"]) if kind]
    return dict.fromkeys(["challenge.joined", "challenge.won", *kinds], 1)
