"""Store the stages of a challenge that is changed."""

from collections.abc import Sequence

from asyncpg import Connection, Record

from learning.queries.challenges.challenge_measures import read_scoring
from learning.rules.challenges.challenges import StageEdit, TargetLimits
from learning.rules.challenges.stage_targets import TargetScale, find_target_step, scale_stages

SELECT_STAGES = """
SELECT number, title, story, target, reached_at FROM challenge_stage
WHERE challenge = $1 ORDER BY number
"""
UPDATE_STAGE_TARGETS = """
UPDATE challenge_stage s SET target = new.target
FROM unnest($2::smallint[], $3::float8[]) AS new (number, target)
WHERE s.challenge = $1 AND s.number = new.number
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
    numbers = [stage["number"] for stage in stages]
    await conn.execute(UPDATE_STAGE_TARGETS, row["id"], numbers, targets)


async def replace_stages(
    conn: Connection, challenge: int, stages: Sequence[Record], edited: Sequence[StageEdit]
) -> None:
    """Replace all stages. Those that stay keep the instant at which they were reached."""
    reached_at = {stage["number"]: stage["reached_at"] for stage in stages}
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
