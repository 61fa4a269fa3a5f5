"""How ready a part of the tree is: a fixed number of statements, however many teams it has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import msgspec
from asyncpg import Record

from learning.queries.packs.team_catalogue import load_team_catalogue
from learning.queries.people.current_user import CurrentUser
from learning.queries.practice.capacity import load_capacities
from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.practice.capacity import MIN_TEAM_SIZE_FOR_FIGURES, Capacity
from learning.rules.practice.readiness import (
    RECENT_ANSWER_AGE,
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
SELECT_GROUP_KNOWLEDGE = f"""
SELECT concept, kind, sum(people)::bigint AS people, sum(total) AS total FROM group_knowledge
WHERE team = ANY($1) AND (kind = 'known' OR day > $2)
GROUP BY concept, kind HAVING sum(people) >= {MIN_TEAM_SIZE_FOR_FIGURES}
"""
"""Sums over groups of people. What people were sure of is left out when it is old."""


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


@dataclass(frozen=True, slots=True)
class ReadinessScope:
    """The teams that a leader leads, by id, and the one that is looked at, on its local day."""

    names: Mapping[int, str]
    paths: Mapping[int, tuple[int, ...]]
    team: int
    today: date

    def list_teams_within(self) -> list[int]:
        """List the team that is looked at, and all below it."""
        return [team for team, path in self.paths.items() if self.team in path]


async def load_readiness_scope(
    leader: CurrentUser, team: int | None, now: datetime
) -> ReadinessScope:
    """Find what a leader looks at: a team, or without `team` the own one.

    Raises:
        NotFound: the leader does not lead this team.
    """
    async with connection() as conn:
        rows = await conn.fetch(SELECT_LED_TEAMS, leader.role == "admin", leader.team)
    wanted = team or leader.team
    zones: dict[int, str] = {row["id"]: row["zone"] for row in rows}
    if wanted not in zones:
        raise NotFound("readiness.team_not_led")
    return ReadinessScope(
        {row["id"]: row["name"] for row in rows},
        {row["id"]: tuple(row["path"]) for row in rows},
        wanted,
        to_local_day(now, zones[wanted]),
    )


async def load_readiness(
    leader: CurrentUser, scope: ReadinessScope, now: datetime
) -> TeamReadiness:
    """Read how ready a team is, with all below it, from what may be shown."""
    catalogue = await load_team_catalogue(scope.paths[scope.team], leader.catalogue_revision)
    activity, row_by_key = await _load_team_knowledge(scope)
    concepts = _make_concept_rows(catalogue, row_by_key, leader.language)
    return TeamReadiness(
        teams=[ReadinessTeam(str(team_id), name) for team_id, name in scope.names.items()],
        team=str(scope.team),
        people=activity.people,
        few=activity.is_too_small,
        concepts=concepts,
        confident_wrong=find_confident_wrong(concepts),
        capacity=sum_capacities(
            (await load_capacities(leader, scope.list_teams_within(), now)).values()
        ),
        suggestion=suggest_challenge(
            concepts, activity, sum(path[-2:-1] == (scope.team,) for path in scope.paths.values())
        ),
    )


async def _load_team_knowledge(
    scope: ReadinessScope,
) -> tuple[TeamActivity, Mapping[tuple[str, str], Record]]:
    """Read a team's activity and, where it is not too small, a row by concept and kind."""
    async with connection() as conn:
        activity = TeamActivity(*await conn.fetchrow(SELECT_TEAM_ACTIVITY, scope.team, scope.today))
        rows: Sequence[Record] = (
            []
            if activity.is_too_small
            else await conn.fetch(
                SELECT_GROUP_KNOWLEDGE,
                scope.list_teams_within(),
                scope.today - RECENT_ANSWER_AGE,
            )
        )
    return activity, {(row["concept"], row["kind"]): row for row in rows}


def _make_concept_rows(
    catalogue: TeamCatalogue, row_by_key: Mapping[tuple[str, str], Record], language: str
) -> list[ConceptReadiness]:
    """Put what is known beside what is taught, in the order of the catalogue.

    A concept that is not taught any more is left out.
    """
    return [
        ConceptReadiness(
            concept.id,
            concept.statement,
            concept.lesson,
            lesson_by_id[concept.lesson][0],
            pack.title,
            concept.critical,
            known["people"],
            round(known["total"] / known["people"], 3),
            round(sure_wrong["total"] / sure_wrong["people"], 3) if sure_wrong else None,
            lesson_by_id[concept.lesson][1],
            pack.language,
        )
        for pack in (
            pack_version.pack_in_language(language) for pack_version in catalogue.pack_versions
        )
        for lesson_by_id in [
            {lesson.id: (lesson.title, pack.language_of(lesson)) for lesson in pack.lessons}
        ]
        for concept in pack.concepts
        for sure_wrong in [row_by_key.get((concept.id, "sure_wrong"))]
        if (known := row_by_key.get((concept.id, "known")))
    ]
