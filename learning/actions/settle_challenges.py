"""Settle challenges whose last answers are in: once, whoever tries, however late, from the rows that say what happened.

All that are due are settled in chunks, each a transaction that holds both the claim and the effect. A worker that dies leaves its
chunk as it was; two workers take different ones.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from asyncpg import Connection, Record

from learning.actions.due_jobs import Job, do_due
from learning.actions.measure_challenges import refresh, sides_of
from learning.actions.tell_team import tell
from learning.queries.measures import value_of
from learning.rules.challenges import Side, placed, reached

CHUNK = 500

OPEN = """
SELECT c.id, c.form, c.measure, c.unit, c.target, c.per_person, c.title, c.template, c.reward FROM challenge c
JOIN unnest($1::bigint[], $2::text[]) AS due (challenge, slot) ON due.challenge = c.id AND due.slot = c.version::text
WHERE c.status IN ('scheduled', 'running') ORDER BY c.id FOR UPDATE OF c
"""
STAGES = """
UPDATE challenge_stage s SET reached_at = $3 FROM unnest($1::bigint[], $2::int[]) AS new (challenge, number)
WHERE s.challenge = new.challenge AND s.number <= new.number AND s.reached_at IS NULL
"""
TARGETS = "SELECT challenge, target FROM challenge_stage WHERE challenge = ANY($1) ORDER BY challenge, number"
PLACES = """
UPDATE challenge_team ct SET place = new.place FROM unnest($1::bigint[], $2::bigint[], $3::int[]) AS new (challenge, team, place)
WHERE ct.challenge = new.challenge AND ct.team = new.team
"""
CLOSE = """
UPDATE challenge c SET status = 'settled', settled_at = $3, result = new.result::jsonb
FROM unnest($1::bigint[], $2::text[]) AS new (id, result) WHERE c.id = new.id
"""
CEREMONIES = """
INSERT INTO due_job (kind, subject, slot, due_at) SELECT 'challenge_ceremony', unnest($1::bigint[])::text, '', $2
ON CONFLICT ON CONSTRAINT due_job_once DO NOTHING
"""


async def settle_challenges(_: Job | None, now: datetime) -> int:
    """Settle everything that is due, not only the job that woke us; return how many were settled."""

    async def settle(conn: Connection, jobs: Sequence[Job]) -> tuple[Sequence[Job], int]:
        return jobs, await _settle_some(conn, jobs, now)

    return sum([settled async for settled in do_due("challenge_settle", CHUNK, now, settle)])


async def _settle_some(conn: Connection, jobs: Sequence[Job], now: datetime) -> int:
    """Count for the last time, decide and close: some fifteen statements for up to five hundred challenges."""
    rows = await conn.fetch(OPEN, [int(job.subject) for job in jobs], [job.slot for job in jobs])
    if rows:
        await refresh(conn, rows, now, thorough=True)
        await _close(conn, rows, now)
    return len(rows)


async def _close(conn: Connection, rows: Sequence[Record], now: datetime) -> None:
    ids = [row["id"] for row in rows]
    sides, targets = await sides_of(conn, ids), defaultdict(list)
    for stage in await conn.fetch(TARGETS, ids):
        targets[stage["challenge"]].append(stage["target"])
    results = {row["id"]: _result(row, sides[row["id"]], targets[row["id"]]) for row in rows}
    await conn.execute(STAGES, ids, [results[one]["stages"] for one in ids], now)
    places = [(one, team["team"], team["place"]) for one in ids for team in results[one]["teams"]]
    await conn.execute(PLACES, *map(list, zip(*places, strict=True)))
    texts = [msgspec.json.encode(results[one]).decode() for one in ids]
    await conn.execute(CLOSE, ids, texts, now)
    await conn.execute(CEREMONIES, ids, now)
    told = [(side.team, row["id"], "", _told(row, results[row["id"]])) for row in rows for side in sides[row["id"]]]
    await tell(conn, "settled", told, now)


def _result(row: Record, sides: Sequence[Side], targets: Sequence[float]) -> dict[str, Any]:
    """Say how it ended. It is kept as it is, whatever arrives later."""
    value = value_of(row, sides)
    return {
        "value": value,
        "target": row["target"],
        "reached": value >= row["target"] - 1e-9,
        "stages": reached(targets, value),
        "teams": [
            {
                "team": one.side.team,
                "name": one.side.name,
                "value": one.side.value,
                "duty": one.side.duty,
                "score": one.score,
                "place": one.place,
            }
            for one in placed(sides, per_person=row["per_person"])
        ],
    }


def _told(row: Record, result: Mapping[str, Any]) -> dict[str, object]:
    said = {name: row[name] for name in ("title", "unit", "reward")}
    return said | {name: result[name] for name in ("value", "target", "reached")}
