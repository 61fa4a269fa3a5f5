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
from learning.queries.challenges.challenge_members import (
    MembersLeft,
    load_members_page,
    select_participants,
)
from learning.queries.challenges.challenge_results import decode_challenge_result
from learning.rules.recognition.points import PointsEntry, make_challenge_cause
from learning.rules.rota.days import to_local_day
from learning.steps.jobs.bulk_statements import use_bulk_options
from learning.steps.jobs.job_rows import Job
from learning.steps.recognition.post_ledger_entries import Posting, PostingResult, post_ledger_batch

MAX_CHALLENGES_PER_POINTS_CHUNK, MAX_MEMBERS_PER_POINTS_CHUNK = 100, 1000
"""The limits of one chunk: challenges, and people in them."""
TARGET_REACHED_POINTS, PARTICIPATION_POINTS = 50, 20
"""Points for everybody who took part, however much each person did."""

SELECT_SETTLED_CHALLENGE_RESULTS = (
    "SELECT id, form, template, result FROM challenge WHERE id = ANY($1) AND status = 'settled'"
)


class PointsChunk(NamedTuple):
    """What a chunk did. `left` are the members of a large challenge for the next chunks."""

    results: list[PostingResult]
    left: MembersLeft | None


async def post_challenge_points(_: Job | None, boards: BoardPublisher, now: datetime) -> int:
    """Work on all due jobs, not only the given one; return the number of new ledger entries.

    Posting also counts towards badges. The boards are updated after each chunk.
    """
    entry_count, chunk = 0, PointsChunk([], None)

    async def post_chunk(
        conn: Connection, jobs: Sequence[Job]
    ) -> tuple[Sequence[Job], PointsChunk]:
        return await _post_points_chunk(conn, jobs, chunk.left, now)

    async for chunk in run_due_jobs(
        "challenge_ceremony", MAX_CHALLENGES_PER_POINTS_CHUNK, now, post_chunk
    ):
        boards.enqueue(*(one.person for one in chunk.results if one.entries))
        entry_count += sum(len(one.entries) for one in chunk.results)
    return entry_count


async def _post_points_chunk(
    conn: Connection, jobs: Sequence[Job], left: MembersLeft | None, now: datetime
) -> tuple[Sequence[Job], PointsChunk]:
    """Post the points of one chunk with about fourteen statements; return the finished jobs."""
    await use_bulk_options(conn)
    challenges = {
        row["id"]: row
        for row in await conn.fetch(
            SELECT_SETTLED_CHALLENGE_RESULTS, [int(job.subject) for job in jobs]
        )
    }
    page = await load_members_page(conn, list(challenges), left, MAX_MEMBERS_PER_POINTS_CHUNK)
    participants = await select_participants(conn, page.members)
    results = await post_ledger_batch(
        conn, _build_challenge_postings(challenges, participants, now), now
    )
    done = [
        job
        for job in jobs
        if int(job.subject) in page.finished or int(job.subject) not in challenges
    ]
    return done, PointsChunk(results, page.left)


def _build_challenge_postings(
    challenges: Mapping[int, Record], participants: Sequence[Record], now: datetime
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
        for challenge, person, zone in participants
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
