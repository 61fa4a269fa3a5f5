"""Settle challenges after their last attempts arrived. The result is counted and stored once.

It works in chunks. The transaction of a chunk claims jobs and settles their challenges. A worker
that dies leaves the chunk unchanged; two workers take different chunks.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import msgspec
from asyncpg import Connection, Record

from learning.actions.jobs.job_queue import run_due_jobs
from learning.queries.challenges.challenge_measures import make_row_progress, read_scoring
from learning.queries.challenges.challenge_results import ChallengeResult, SettledTeam
from learning.queries.challenges.figure_values import load_rate_windows
from learning.rules.challenges.challenge_scores import (
    ParticipatingTeam,
    calculate_share,
    has_reached,
    is_challenge_measured,
    rank_teams_by_score,
)
from learning.rules.challenges.measures import MEASURE_RULES
from learning.rules.challenges.stage_progress import count_reached_stages
from learning.rules.notices.notices import NoticeBody
from learning.steps.challenges.update_challenge_values import (
    load_challenge_sides,
    update_challenge_values,
)
from learning.steps.jobs.bulk_statements import use_bulk_options
from learning.steps.jobs.job_rows import Job
from learning.steps.notices.post_notices import post_notices

CHALLENGES_PER_SETTLE_CHUNK = 500

LOCK_UNSETTLED_CHALLENGES = """
SELECT c.id, c.form, c.measure, c.unit, c.unit_type, c.lower_is_better, c.target, c.per_person,
  c.title, c.template, c.reward, c.first_day, c.last_day
FROM challenge c JOIN unnest($1::bigint[], $2::text[]) AS due (challenge, slot)
  ON due.challenge = c.id AND due.slot = c.version::text
WHERE c.status IN ('scheduled', 'running') ORDER BY c.id FOR UPDATE OF c
"""
MARK_FIRST_STAGES_REACHED = """
UPDATE challenge_stage s SET reached_at = $3
FROM unnest($1::bigint[], $2::int[]) AS new (challenge, number)
WHERE s.challenge = new.challenge AND s.number <= new.number AND s.reached_at IS NULL
"""
REOPEN_STAGES_OF_FIGURES = """
UPDATE challenge_stage s SET reached_at = NULL
FROM unnest($1::bigint[], $2::int[]) AS new (challenge, number)
JOIN challenge c ON c.id = new.challenge AND c.measure = 'figure'
WHERE s.challenge = new.challenge AND s.number > new.number
"""
"""Figures can be corrected: a stage that a wrong one reached was not reached."""
SELECT_STAGE_TARGETS = """
SELECT challenge, target FROM challenge_stage WHERE challenge = ANY($1) ORDER BY challenge, number
"""
UPDATE_TEAM_PLACES = """
UPDATE challenge_team ct SET place = new.place
FROM unnest($1::bigint[], $2::bigint[], $3::int[]) AS new (challenge, team, place)
WHERE ct.challenge = new.challenge AND ct.team = new.team
"""
UPDATE_SETTLED_CHALLENGES = """
UPDATE challenge c SET status = 'settled', settled_at = $3, result = new.result::jsonb
FROM unnest($1::bigint[], $2::text[]) AS new (id, result) WHERE c.id = new.id
"""
INSERT_CHALLENGE_POINTS_JOBS = """
INSERT INTO due_job (kind, subject, slot, due_at)
SELECT 'challenge_ceremony', unnest($1::bigint[])::text, '', $2
ON CONFLICT ON CONSTRAINT due_job_once DO NOTHING
"""


async def settle_challenges(_: Job | None, now: datetime) -> int:
    """Work on all due jobs, not only the given one; return the number of settled challenges."""

    async def settle_chunk(conn: Connection, jobs: Sequence[Job]) -> tuple[Sequence[Job], int]:
        return jobs, await _settle_challenge_chunk(conn, jobs, now)

    return sum(
        [
            settled
            async for settled in run_due_jobs(
                "challenge_settle", CHALLENGES_PER_SETTLE_CHUNK, now, settle_chunk
            )
        ]
    )


async def _settle_challenge_chunk(conn: Connection, jobs: Sequence[Job], now: datetime) -> int:
    """Count the challenges of one chunk for the last time and close them."""
    rows = await conn.fetch(
        LOCK_UNSETTLED_CHALLENGES, [int(job.subject) for job in jobs], [job.slot for job in jobs]
    )
    if rows:
        await use_bulk_options(conn)
        await update_challenge_values(conn, rows, now, thorough=True)
        await _close_challenges(conn, rows, now)
    return len(rows)


async def _close_challenges(conn: Connection, rows: Sequence[Record], now: datetime) -> None:
    ids = [row["id"] for row in rows]
    sides, targets = await load_challenge_sides(conn, ids), defaultdict(list)
    for stage in await conn.fetch(SELECT_STAGE_TARGETS, ids):
        targets[stage["challenge"]].append(stage["target"])
    windows = await load_rate_windows(conn, rows)
    results: dict[int, ChallengeResult] = {
        row["id"]: _build_challenge_result(
            row, sides[row["id"]], targets[row["id"]], windows.get(row["id"], ())
        )
        for row in rows
    }
    stage_counts = [results[one].stages for one in ids]
    await conn.execute(MARK_FIRST_STAGES_REACHED, ids, stage_counts, now)
    await conn.execute(REOPEN_STAGES_OF_FIGURES, ids, stage_counts)
    places = [(one, team.team, team.place) for one in ids for team in results[one].teams]
    await conn.execute(UPDATE_TEAM_PLACES, *map(list, zip(*places, strict=True)))
    texts = [msgspec.json.encode(results[one]).decode() for one in ids]
    await conn.execute(UPDATE_SETTLED_CHALLENGES, ids, texts, now)
    await conn.execute(INSERT_CHALLENGE_POINTS_JOBS, ids, now)
    notices = [
        (side.team, row["id"], "", _build_settled_notice(row, results[row["id"]], sides[row["id"]]))
        for row in rows
        for side in sides[row["id"]]
    ]
    await post_notices(conn, "settled", notices, now)


def _build_challenge_result(
    row: Record,
    sides: Sequence[ParticipatingTeam],
    targets: Sequence[float],
    windows: Sequence[float],
) -> ChallengeResult:
    """Build the result. Nothing that arrives later changes it.

    Where figures are awaited and none came, nothing is reached.
    """
    scoring, progress = read_scoring(row), make_row_progress(row, sides, windows, is_over=True)
    return ChallengeResult(
        value=progress.value,
        target=row["target"],
        reached=progress.is_measured
        and has_reached(progress.value, row["target"], lower_is_better=scoring.lower_is_better),
        stages=count_reached_stages(targets, progress, scoring),
        teams=[
            SettledTeam(
                team=ranked.team.team,
                name=ranked.team.name,
                value=ranked.team.value,
                duty=ranked.team.duty_days,
                score=ranked.score,
                place=ranked.place,
            )
            for ranked in rank_teams_by_score(sides, scoring)
        ],
    )


def _build_settled_notice(
    row: Record, result: ChallengeResult, sides: Sequence[ParticipatingTeam]
) -> NoticeBody:
    body = NoticeBody(
        row["title"],
        unit=row["unit"],
        reward=row["reward"],
        value=result.value,
        target=result.target,
        reached=result.reached,
    )
    if not MEASURE_RULES[row["measure"]].accepts_figures:
        return body
    is_measured, lower = is_challenge_measured(sides), row["lower_is_better"]
    return msgspec.structs.replace(
        body,
        unit_type=row["unit_type"],
        lower_is_better=lower,
        measured=is_measured,
        share=calculate_share(
            result.value, result.target, lower_is_better=lower, is_measured=is_measured
        ),
    )
