"""Store the stages of a challenge that is changed."""

from collections.abc import Sequence

from asyncpg import Connection, Record

from learning.queries.challenges.challenge_measures import read_scoring
from learning.rules.challenges.challenges import StageEdit, TargetLimits
from learning.rules.challenges.stage_targets import (
    TargetScale,
    find_target_step,
    merge_stages,
    scale_stages,
)

SELECT_STAGES = """
SELECT number, title, story, target, reached_at FROM challenge_stage
WHERE challenge = $1 ORDER BY number
"""
DELETE_STAGES = "DELETE FROM challenge_stage WHERE challenge = $1"
INSERT_STAGES = """
INSERT INTO challenge_stage (challenge, number, title, story, target, reached_at)
SELECT $1, * FROM unnest($2::smallint[], $3::text[], $4::text[], $5::float8[], $6::timestamptz[])
"""


async def load_stages(conn: Connection, challenge: int) -> list[Record]:
    """Load the stages of a challenge in their order."""
    return list(await conn.fetch(SELECT_STAGES, challenge))


async def move_stages_with_target(
    conn: Connection, row: Record, stages: Sequence[Record], target: float, limits: TargetLimits
) -> None:
    """Move the stages of a challenge, a row of the table `challenge`, to a new target."""
    scoring = read_scoring(row)
    step = find_target_step(scoring.unit_type, target, per_person=scoring.per_person)
    scale = TargetScale(step, limits.lower_is_better, limits.highest)
    targets = scale_stages([stage["target"] for stage in stages], row["target"], target, scale)
    moved = [
        StageEdit(stage["number"], stage["title"], stage["story"], moved_target)
        for stage, moved_target in zip(stages, targets, strict=True)
    ]
    await replace_stages(conn, row["id"], stages, moved)


async def replace_stages(
    conn: Connection, challenge: int, stages: Sequence[Record], edited: Sequence[StageEdit]
) -> None:
    """Replace all stages. Those that stay keep the instant at which they were reached.

    Of several at one value the last one stays.
    """
    reached_at = {stage["number"]: stage["reached_at"] for stage in stages}
    edited = merge_stages(edited)
    await conn.execute(DELETE_STAGES, challenge)
    await conn.execute(
        INSERT_STAGES,
        challenge,
        list(range(1, len(edited) + 1)),
        [stage.title for stage in edited],
        [stage.story for stage in edited],
        [stage.target for stage in edited],
        [reached_at.get(stage.number) for stage in edited],
    )
