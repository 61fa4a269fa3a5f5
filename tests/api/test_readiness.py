"""A leader sees how ready the team is as a group: no single person, and no other team."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from support.catalogues import make_pack, publish_to_team
from support.organisation import Organisation, add_member
from support.statements import collect_statements
from support.visits import Visit

from learning.actions.practice.fold_team_figures import fold_team_figures
from learning.rules.practice.weights import DEFAULT_WEIGHTS
from learning.rules.rota.days import to_local_day
from learning.tables.database import connection

NOW = datetime.now(UTC)
TODAY = to_local_day(NOW, "Europe/London")
KNOWN = """
INSERT INTO memory (person, concept, stability, difficulty, due, last_day, last_at, last_grade,
  reviews, lapses, question, right_days)
SELECT id, $2, $4, 5, $3::date, $3::date, $3::date, 3, 1, 0, '', 1
FROM person WHERE team = $1 ORDER BY id LIMIT $5
"""
ANSWERED = """
INSERT INTO attempt (person, key, question, concept, pack_version, response, sure, correct,
  answered_at, received_at, day, seconds)
SELECT m.person, gen_random_uuid(), '', m.concept, (SELECT max(id) FROM pack_version), '{}', $3,
  $4, m.last_at - $6::interval, now(), m.last_day, 5
FROM (SELECT * FROM memory WHERE concept = $2 ORDER BY person) AS m
JOIN person p ON p.id = m.person AND p.team = $1
ORDER BY m.person LIMIT $5
"""


@pytest.fixture
async def team(acme: Organisation) -> Organisation:
    """Six people in the shop, none on a longest streak.

    Five of them have practised this week.
    """
    await publish_to_team(make_pack(), acme.root, NOW)
    for number in range(4):
        await add_member(acme.shop, f"Colleague {number}")
    await run_statement(
        "UPDATE progress SET last_day = $1, streak = 4, longest_streak = 9",
        TODAY - timedelta(days=1),
    )
    return acme


async def run_statement(statement: str, *values: object) -> None:
    async with connection() as conn:
        await conn.execute(statement, *values)


async def insert_memories(
    team: int, idea: int, ago: int, stability: float = 5, people: int = 6
) -> None:
    """Let some of a team have practised an idea some days ago."""
    await run_statement(
        KNOWN, team, f"pack.idea-{idea}", TODAY - timedelta(days=ago), stability, people
    )


async def insert_attempts(
    team: int, idea: int, people: int, *, sure: bool, correct: bool, older: int = 0
) -> None:
    """Let the newest answer of some be this, or one that was given some hours before it."""
    await run_statement(
        ANSWERED, team, f"pack.idea-{idea}", sure, correct, people, timedelta(hours=older)
    )


async def get_readiness(visit: Visit, login: str = "lea-leader", team: int | None = None) -> Any:
    await run_statement("UPDATE progress SET unfolded = true")
    await fold_team_figures(datetime.now(UTC))
    answer = await (await visit(login)).get("/api/readiness", params={"team": team} if team else {})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_an_idea_is_known_as_the_forgetting_curve_says(
    visit: Visit, team: Organisation
) -> None:
    await insert_memories(team.shop, 1, ago=10)
    readiness = await get_readiness(visit)
    assert (readiness["team"], readiness["people"], readiness["few"]) == (str(team.shop), 6, False)
    assert readiness["concepts"] == [
        {
            "concept_id": "pack.idea-1",
            "statement": "Idea 1.",
            "lesson_id": "pack.lesson-0",
            "lesson": "Lesson 0",
            "pack": "Pack",
            "critical": True,
            "met": 6,
            "known": round(DEFAULT_WEIGHTS.calculate_recall(5, 10), 3),
            "sure_wrong": None,
            "language": "en",
            "pack_language": "en",
        }
    ]


async def test_only_the_newest_answers_of_the_last_weeks_say_who_is_sure_and_wrong(
    visit: Visit, team: Organisation
) -> None:
    for number, ago in ((0, 2), (1, 2), (2, 2), (3, 40)):
        await insert_memories(team.shop, number, ago, stability=200)
    await insert_attempts(team.shop, 0, 6, sure=True, correct=False, older=3)
    await insert_attempts(team.shop, 0, 6, sure=True, correct=True)
    await insert_attempts(team.shop, 1, 6, sure=False, correct=False)
    await insert_attempts(team.shop, 2, 6, sure=True, correct=False)
    await insert_attempts(team.shop, 3, 6, sure=True, correct=False)
    readiness = await get_readiness(visit)
    assert [row["sure_wrong"] for row in readiness["concepts"]] == [0, 0, 1, None]
    assert [row["concept_id"] for row in readiness["confident_wrong"]] == ["pack.idea-2"]
    assert readiness["suggestion"]["template"] == "new-menu"


async def test_fewer_than_five_are_not_broken_down(visit: Visit, team: Organisation) -> None:
    await insert_memories(team.shop, 0, ago=1, people=4)
    await insert_memories(team.shop, 1, ago=1)
    await insert_attempts(team.shop, 1, 4, sure=True, correct=False)
    readiness = await get_readiness(visit)
    assert [(row["concept_id"], row["sure_wrong"]) for row in readiness["concepts"]] == [
        ("pack.idea-1", None)
    ]
    await run_statement(
        "UPDATE person SET erased_at = now() WHERE name IN ('Colleague 0', 'Colleague 1')"
    )
    readiness = await get_readiness(visit)
    assert (readiness["people"], readiness["few"]) == (4, True)
    assert (readiness["concepts"], readiness["confident_wrong"], readiness["suggestion"]) == (
        [],
        [],
        None,
    )


async def change_answers(number: int, day: date) -> None:
    """Let some people answer idea 0 again, sure and wrong, and forget it."""
    await run_statement(
        "UPDATE memory SET reviews = reviews + 1, stability = 0.1, last_at = $2, last_day = $3"
        " WHERE person IN (SELECT person FROM memory ORDER BY person LIMIT $1)",
        number,
        NOW - timedelta(hours=1),
        day,
    )


async def test_the_answer_of_one_person_changes_no_figure(visit: Visit, team: Organisation) -> None:
    await insert_memories(team.shop, 0, ago=2, stability=200)
    before = await get_readiness(visit)
    for number in (1, 2):
        await change_answers(number, TODAY - timedelta(days=2))
        assert await get_readiness(visit) == before
        assert (await get_readiness(visit, "nora-leader"))["concepts"] == before["concepts"]
    await run_statement("UPDATE group_knowledge SET day = day - 1")  # a day later
    assert await get_readiness(visit) == before
    await run_statement("UPDATE memory SET reviews = reviews - 1")
    await change_answers(3, TODAY - timedelta(days=2))
    after = (await get_readiness(visit))["concepts"]
    assert after[0]["known"] < before["concepts"][0]["known"]


async def test_a_figure_falls_by_the_day_where_nobody_answers(
    visit: Visit, team: Organisation
) -> None:
    await insert_memories(team.shop, 0, ago=1)
    await get_readiness(visit)
    await run_statement("UPDATE memory SET last_day = last_day - 20")
    await run_statement("UPDATE group_knowledge SET day = day - 20")
    known = (await get_readiness(visit))["concepts"][0]["known"]
    assert known == round(DEFAULT_WEIGHTS.calculate_recall(5, 21), 3)


async def test_what_is_not_taught_any_more_is_left_out(visit: Visit, team: Organisation) -> None:
    await run_statement(KNOWN, team.shop, "old-pack.idea-0", TODAY, 5, 6)
    assert (await get_readiness(visit))["concepts"] == []


async def test_a_lively_team_is_sent_for_the_award_and_growing_sites_race(
    visit: Visit, team: Organisation
) -> None:
    await insert_memories(team.shop, 0, ago=0, stability=200)
    assert (await get_readiness(visit))["suggestion"]["template"] == "national-award"
    await run_statement("UPDATE progress SET longest_streak = streak")
    assert (await get_readiness(visit))["suggestion"]["template"] == "national-award"
    assert (await get_readiness(visit, "ada-admin"))["suggestion"]["template"] == "race"


async def test_the_part_of_the_tree_below_is_seen_and_no_other(
    visit: Visit, team: Organisation
) -> None:
    await insert_memories(team.shop, 0, ago=1)
    nora = await visit("nora-leader")
    readiness = await get_readiness(visit, "nora-leader")
    assert (readiness["team_name"], readiness["teams_below"]) == ("North", 1)
    assert (readiness["people"], readiness["concepts"][0]["met"]) == (7, 6)
    assert (await get_readiness(visit, "nora-leader", team.shop))["people"] == 6
    for other in (team.root, team.south, 10**12):
        assert (await nora.get(f"/api/readiness?team={other}")).status_code == 404
    assert (await (await visit("anna-lee")).get("/api/readiness")).status_code == 403
    assert (await (await visit()).get("/api/readiness")).status_code == 401


async def test_a_whole_tree_takes_a_fixed_number_of_statements(
    visit: Visit, team: Organisation
) -> None:
    await insert_memories(team.shop, 0, ago=1)
    leader = await visit("nora-leader")
    await get_readiness(visit, "nora-leader")
    await leader.get("/api/readiness")
    async with collect_statements() as statements:
        await leader.get("/api/readiness")
    assert len(statements) == 4, "who asks, the team, its figures, and what its people know"
