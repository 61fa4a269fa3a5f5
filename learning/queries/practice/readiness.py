"""How ready a part of the tree is: a fixed number of statements, however many teams it has."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

import msgspec
from asyncpg import Record

from learning.queries.packs.team_catalogue import load_team_catalogue
from learning.queries.people.current_user import CurrentUser
from learning.queries.practice.capacity import load_capacities
from learning.queries.practice.recall_sql import write_recall_sql
from learning.queries.practice.weights import load_weights_history
from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.practice.capacity import MIN_TEAM_SIZE_FOR_FIGURES, Capacity
from learning.rules.practice.readiness import (
    ChallengeSuggestion,
    ConceptReadiness,
    TeamActivity,
    find_confident_wrong,
    suggest_challenge,
    sum_capacities,
)
from learning.rules.refusals import NotFound
from learning.rules.rota.days import to_local_day
from learning.tables.database import connection

RECENT_ANSWER_AGE = timedelta(days=28)
"""How old an attempt may be that still shows what a person is sure of."""
ACTIVE_WITHIN_DAYS = 7
MIN_RISING_STREAK_DAYS = 3
"""Days from which on a longest streak counts as a rising one."""

SELECT_LED_TEAMS = """
SELECT id, name, path, zone FROM team WHERE $1 OR path @> ARRAY[$2::bigint] ORDER BY path
"""
TEAM_STAFF_SQL = """
FROM team t JOIN person p ON p.team = t.id AND p.erased_at IS NULL AND p.role <> 'admin'
"""
SELECT_TEAM_ACTIVITY = f"""
SELECT count(*), count(*) FILTER (WHERE g.last_day > $2::date - {ACTIVE_WITHIN_DAYS}),
  count(*) FILTER (
    WHERE g.last_day > $2::date - {ACTIVE_WITHIN_DAYS}
    AND g.streak >= {MIN_RISING_STREAK_DAYS} AND g.streak = g.longest_streak
  )
{TEAM_STAFF_SQL} JOIN progress g ON g.person = p.id WHERE t.path @> ARRAY[$1::bigint]
"""
SELECT_CONCEPT_READINESS = f"""
SELECT m.concept, count(*) AS met,
  avg(CASE WHEN m.right_days > 0 THEN {write_recall_sql("m", "$2", "$4", "$5")} ELSE 0 END)
    AS known,
  count(newest.wrong) AS answered, count(*) FILTER (WHERE newest.wrong) AS wrong
{TEAM_STAFF_SQL} JOIN memory m ON m.person = p.id
LEFT JOIN LATERAL (
  SELECT a.sure AND NOT a.correct AS wrong FROM attempt a
  WHERE m.last_at > $3 AND a.person = m.person AND a.concept = m.concept
  AND a.answered_at = m.last_at LIMIT 1
) AS newest ON true
WHERE t.path @> ARRAY[$1::bigint] GROUP BY m.concept HAVING count(*) >= {MIN_TEAM_SIZE_FOR_FIGURES}
"""
"""`last_at` of a memory is the instant of its newest attempt."""


class ReadinessTeam(msgspec.Struct, frozen=True):
    """A team that can be looked at."""

    id: str
    name: str


class TeamReadiness(msgspec.Struct, frozen=True):
    """A team, with all below it, as its leader sees it.

    `few`: too few people to be broken down by concept, so there are no rows.
    """

    teams: list[ReadinessTeam]
    team: str
    people: int
    few: bool
    concepts: list[ConceptReadiness]
    confident_wrong: list[ConceptReadiness]
    capacity: Capacity | None
    suggestion: ChallengeSuggestion | None


async def load_readiness(leader: CurrentUser, team: int | None, now: datetime) -> TeamReadiness:
    """Read how ready a team is, with all below it; without `team`, that of the leader.

    Raises:
        NotFound: the leader does not lead this team.
    """
    async with connection() as conn:
        rows = await conn.fetch(SELECT_LED_TEAMS, leader.role == "admin", leader.team)
    wanted = team or leader.team
    zones: dict[int, str] = {row["id"]: row["zone"] for row in rows}
    paths: dict[int, tuple[int, ...]] = {row["id"]: tuple(row["path"]) for row in rows}
    if wanted not in paths:
        raise NotFound("readiness.team_not_led")
    catalogue = await load_team_catalogue(paths[wanted], leader.catalogue_revision)
    activity, row_by_concept = await _load_team_knowledge(
        leader, wanted, to_local_day(now, zones[wanted]), now
    )
    concepts = _make_concept_rows(catalogue, row_by_concept, leader.language)
    led_team_ids = [team_id for team_id, path in paths.items() if wanted in path]
    return TeamReadiness(
        teams=[ReadinessTeam(str(row["id"]), row["name"]) for row in rows],
        team=str(wanted),
        people=activity.people,
        few=activity.is_too_small,
        concepts=concepts,
        confident_wrong=find_confident_wrong(concepts),
        capacity=sum_capacities((await load_capacities(leader, led_team_ids, now)).values()),
        suggestion=suggest_challenge(
            concepts, activity, sum(path[-2:-1] == (wanted,) for path in paths.values())
        ),
    )


async def _load_team_knowledge(
    leader: CurrentUser, team: int, today: date, now: datetime
) -> tuple[TeamActivity, Mapping[str, Record]]:
    """Read a team's activity and, where it is not too small, a row per concept that it knows.

    `today` is the team's local day.
    """
    weights = (await load_weights_history(leader.path[0], leader.adoption)).weights_at(now)
    async with connection() as conn:
        activity = TeamActivity(*await conn.fetchrow(SELECT_TEAM_ACTIVITY, team, today))
        rows: Sequence[Record] = (
            []
            if activity.is_too_small
            else await conn.fetch(
                SELECT_CONCEPT_READINESS,
                team,
                today,
                now - RECENT_ANSWER_AGE,
                *weights.curve_parameters,
            )
        )
    return activity, {row["concept"]: row for row in rows}


def _make_concept_rows(
    catalogue: TeamCatalogue, row_by_concept: Mapping[str, Record], language: str
) -> list[ConceptReadiness]:
    """Put what is known beside what is taught, in the order of the catalogue.

    A concept that is not taught any more is left out.
    """
    return [
        ConceptReadiness(
            concept.id,
            concept.statement,
            concept.lesson,
            lessons[concept.lesson],
            pack.title,
            concept.critical,
            row["met"],
            round(row["known"], 3),
            round(row["wrong"] / row["answered"], 3)
            if row["answered"] >= MIN_TEAM_SIZE_FOR_FIGURES
            else None,
        )
        for pack in (
            pack_version.pack_in_language(language) for pack_version in catalogue.pack_versions
        )
        for lessons in [{lesson.id: lesson.title for lesson in pack.lessons}]
        for concept in pack.concepts
        if (row := row_by_concept.get(concept.id))
    ]
