"""How ready a part of the tree is, read from the figures that the worker keeps."""

from collections.abc import Mapping

import msgspec
from asyncpg import Record

from learning.queries.packs.team_catalogue import load_team_catalogue
from learning.queries.people.current_user import CurrentUser
from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.practice.capacity import MIN_TEAM_SIZE_FOR_FIGURES, Capacity
from learning.rules.practice.readiness import (
    ChallengeSuggestion,
    ConceptReadiness,
    TeamActivity,
    find_confident_wrong,
    suggest_challenge,
)
from learning.rules.refusals import NotFound
from learning.tables.database import connection

SELECT_LED_TEAM = """
SELECT t.id, t.name, t.path,
  (SELECT count(*) FROM team c WHERE c.parent = t.id) AS teams_below
FROM team t WHERE t.id = $1 AND ($2 OR t.path @> ARRAY[$3::bigint])
"""
SELECT_FIGURES_OF_TREE = """
SELECT COALESCE(sum(f.people), 0), COALESCE(sum(f.active), 0),
  COALESCE(sum(f.on_longest_streak), 0), sum(f.due_minutes)::bigint,
  sum(f.available_minutes)::bigint, bool_or(f.over)
FROM team t JOIN team_figures f ON f.team = t.id WHERE t.path @> ARRAY[$1::bigint]
"""
SELECT_TEAM_KNOWLEDGE = f"""
SELECT concept, kind, people, total FROM team_knowledge
WHERE team = $1 AND people >= {MIN_TEAM_SIZE_FOR_FIGURES}
"""


class TeamReadiness(msgspec.Struct, frozen=True):
    """A team, with all below it, as its leader sees it.

    `teams_below` is the number of teams directly below. `few`: too few people to be broken down by
    concept, so there are no rows.
    """

    team: str
    team_name: str
    teams_below: int
    people: int
    few: bool
    concepts: list[ConceptReadiness]
    confident_wrong: list[ConceptReadiness]
    capacity: Capacity | None
    suggestion: ChallengeSuggestion | None


async def load_readiness(leader: CurrentUser, team: int | None) -> TeamReadiness:
    """Read how ready a team is, with all below it; without `team`, the leader's own.

    Raises:
        NotFound: the leader does not lead this team.
    """
    async with connection() as conn:
        row = await conn.fetchrow(
            SELECT_LED_TEAM, team or leader.team, leader.role == "admin", leader.team
        )
        if row is None:
            raise NotFound("readiness.team_not_led")
        *people, due, available, over = await conn.fetchrow(SELECT_FIGURES_OF_TREE, row["id"])
        activity = TeamActivity(*people)
        knowledge = (
            [] if activity.is_too_small else await conn.fetch(SELECT_TEAM_KNOWLEDGE, row["id"])
        )
    catalogue = await load_team_catalogue(tuple(row["path"]), leader.catalogue_revision)
    concepts = _make_concept_rows(
        catalogue, {(one["concept"], one["kind"]): one for one in knowledge}, leader.language
    )
    return TeamReadiness(
        team=str(row["id"]),
        team_name=row["name"],
        teams_below=row["teams_below"],
        people=activity.people,
        few=activity.is_too_small,
        concepts=concepts,
        confident_wrong=find_confident_wrong(concepts),
        capacity=None if over is None else Capacity(due, available, over),
        suggestion=suggest_challenge(concepts, activity, row["teams_below"]),
    )


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
