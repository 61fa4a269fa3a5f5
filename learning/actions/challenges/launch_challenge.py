"""Launch a challenge. One transaction stores the plan, its teams, its stages and its jobs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from asyncpg import Connection

from learning.queries.challenges.challenge_measures import count_duty_days
from learning.queries.people.current_user import CurrentUser
from learning.rules.challenges.challenge_templates import find_template
from learning.rules.challenges.challenges import (
    ChallengePlan,
    ChallengeStagePlan,
    complete_plan_units,
    find_plan_problems,
)
from learning.rules.challenges.measures import MEASURE_RULES
from learning.rules.challenges.stage_targets import round_up_targets
from learning.rules.people.text_input import normalise_text
from learning.rules.refusals import InputProblem, Invalid
from learning.rules.rota.days import to_local_day
from learning.steps.challenges.change_co_leaders import require_co_leaders
from learning.steps.challenges.validate_challenge_scope import (
    PlannedTeam,
    check_trait_is_taught,
    find_participating_teams,
)
from learning.steps.challenges.write_challenge_jobs import write_challenge_jobs
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.tables.database import transaction

INSERT_CHALLENGE = """
INSERT INTO challenge (key, team, owner, leaders, template, form, title, vision, message, reward,
  measure, trait, unit, unit_type, lower_is_better, score_max, target, per_person, first_day,
  last_day, starts_at, ends_at, status, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
  $21, $22, 'scheduled', $23)
ON CONFLICT (key) DO NOTHING RETURNING id
"""
INSERT_CHALLENGE_TEAMS = """
INSERT INTO challenge_team (challenge, team, starts_at, ends_at, weight)
SELECT $1, *, $5 FROM unnest($2::bigint[], $3::timestamptz[], $4::timestamptz[])
"""
INSERT_CHALLENGE_STAGES = """
INSERT INTO challenge_stage (challenge, number, title, story, target)
SELECT $1, * FROM unnest($2::smallint[], $3::text[], $4::text[], $5::float8[])
"""
UPDATE_TEAM_DUTY = "UPDATE challenge_team SET duty = $2 WHERE id = $1"
SELECT_CHALLENGE_BY_KEY = "SELECT id, owner FROM challenge WHERE key = $1"


async def launch_challenge(leader: CurrentUser, plan: ChallengePlan, now: datetime) -> int:
    """Launch a plan and return the id of the challenge. The same plan again gives the same id.

    Raises:
        Invalid: the plan has faults, the leader may not use its teams, co-leaders or trait, or
            another person used its id.
    """
    plan = _tidy_challenge_plan(plan)
    if problems := find_plan_problems(plan, to_local_day(now, leader.zone)):
        raise Invalid("challenge.plan_invalid", problems)
    plan = round_up_targets(plan)
    async with transaction() as conn:
        participants = await find_participating_teams(conn, leader, plan)
        await check_trait_is_taught(leader, plan, participants)
        leaders = await require_co_leaders(conn, leader, plan.leaders)
        challenge = await _insert_challenge(conn, leader, plan, leaders, participants, now)
        if challenge is None:
            return await _find_repeated_challenge(conn, leader, plan)
        await _insert_teams_and_stages(conn, challenge, plan, participants)
        teams, ends_at = (
            [(part.team, part.zone) for part in participants],
            max(part.ends_at for part in participants),
        )
        await write_challenge_jobs(
            conn, challenge, 1, plan.first_day, plan.last_day, teams, ends_at
        )
        await write_audit_entry(
            now,
            leader.id,
            "launch_challenge",
            str(challenge),
            {"team": plan.team, "co_leaders": list(leaders)},
        )
    return challenge


def _tidy_challenge_plan(plan: ChallengePlan) -> ChallengePlan:
    """Normalise the texts of a plan, and drop the id of a template that does not exist."""
    return replace(
        complete_plan_units(plan),
        title=normalise_text(plan.title, "title", 80),
        vision=normalise_text(plan.vision, "vision", 2000),
        message=normalise_text(plan.message, "message", 2000),
        reward=normalise_text(plan.reward, "reward", 200),
        unit=normalise_text(plan.unit, "unit", 40),
        trait=plan.trait or None,
        template=plan.template if find_template(plan.template) else "",
        stages=tuple(
            ChallengeStagePlan(
                normalise_text(one.title, "stages", 80),
                normalise_text(one.story, "stages", 400),
                one.target,
            )
            for one in plan.stages
        ),
    )


async def _insert_challenge(
    conn: Connection,
    leader: CurrentUser,
    plan: ChallengePlan,
    leaders: Sequence[int],
    participants: Sequence[PlannedTeam],
    now: datetime,
) -> int | None:
    challenge: int | None = await conn.fetchval(
        INSERT_CHALLENGE,
        plan.id,
        plan.team,
        leader.id,
        leaders,
        plan.template,
        plan.form,
        plan.title,
        plan.vision,
        plan.message,
        plan.reward,
        plan.measure,
        plan.trait,
        plan.unit,
        plan.unit_type,
        plan.lower_is_better,
        plan.score_max,
        plan.target,
        plan.per_person,
        plan.first_day,
        plan.last_day,
        min(part.starts_at for part in participants),
        max(part.ends_at for part in participants),
        now,
    )
    return challenge


async def _find_repeated_challenge(
    conn: Connection, leader: CurrentUser, plan: ChallengePlan
) -> int:
    """Return the challenge that the leader launched before with the same id."""
    row = await conn.fetchrow(SELECT_CHALLENGE_BY_KEY, plan.id)
    if row["owner"] != leader.id:
        raise Invalid("challenge.id_taken", [InputProblem("id", "challenge.use_new_id")])
    return int(row["id"])


async def _insert_teams_and_stages(
    conn: Connection, challenge: int, plan: ChallengePlan, participants: Sequence[PlannedTeam]
) -> None:
    columns = zip(
        *((part.team, part.starts_at, part.ends_at) for part in participants), strict=True
    )
    # Until there are figures, the values of teams say nothing.
    weight = 0.0 if MEASURE_RULES[plan.measure].accepts_figures else 1.0
    await conn.execute(INSERT_CHALLENGE_TEAMS, challenge, *map(list, columns), weight)
    if plan.stages:
        rows = (
            (number, one.title, one.story, one.target)
            for number, one in enumerate(plan.stages, start=1)
        )
        await conn.execute(INSERT_CHALLENGE_STAGES, challenge, *map(list, zip(*rows, strict=True)))
    await conn.executemany(
        UPDATE_TEAM_DUTY, list((await count_duty_days(conn, [challenge])).items())
    )
