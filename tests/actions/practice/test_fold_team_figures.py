"""Figures of teams that are folded from changes are equal to those counted from the raw rows."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule
from support.shop import SHOP_TIME, Shop
from support.state_machines import ShopStateMachine, assert_state_machine_holds

from learning.actions.people.create_team import create_team
from learning.actions.practice.fold_team_figures import fold_team_figures, recount_team_figures
from learning.queries.packs.team_catalogue import load_newest_catalogue_revision
from learning.queries.practice.capacity import load_capacities
from learning.rules.practice.readiness import RECENT_ANSWER_AGE
from learning.tables.database import connection

CONCEPTS = ("pack.idea-0", "pack.idea-1")
INSERT_PEOPLE = """
WITH added AS (
  INSERT INTO person (login, name, role, team, secret, created_at)
  SELECT 'p' || gen_random_uuid(), gen_random_uuid(), 'learner', $1::bigint, '', now()
  FROM generate_series(1, $2::int) AS n RETURNING id
)
INSERT INTO progress (person) SELECT id FROM added
"""
PRACTISE = """
WITH chosen AS (
  SELECT id FROM person WHERE team = $1 AND erased_at IS NULL ORDER BY id LIMIT $2
), practised AS (
  UPDATE progress SET unfolded = true, last_day = $3::timestamptz::date, streak = streak + 1,
    longest_streak = greatest(longest_streak, streak + 1) WHERE person IN (SELECT id FROM chosen)
), remembered AS (
  INSERT INTO memory (person, concept, stability, difficulty, due, last_day, last_at, last_grade,
    reviews, lapses, question, right_days)
  SELECT id, $4, 9, 5, $3::timestamptz::date + 3, $3::timestamptz::date, $3, 3, 1, 0, '', 1
  FROM chosen ON CONFLICT (person, concept) DO UPDATE SET last_at = $3, reviews = memory.reviews + 1
)
INSERT INTO attempt (person, key, question, concept, pack_version, response, sure, correct,
  answered_at, received_at, day, seconds)
SELECT id, gen_random_uuid(), '', $4, (SELECT max(id) FROM pack_version), '{}', true,
  id % 2 = 0, $3, $3, $3::timestamptz::date, 5 FROM chosen
"""
ERASE_ONE = """
UPDATE person SET erased_at = now()
WHERE id = (SELECT max(id) FROM person WHERE team = $1 AND erased_at IS NULL)
"""
MOVE_ONE = """
UPDATE person SET team = $2 WHERE id = (SELECT min(id) FROM person WHERE team = $1)
"""
COUNT_PEOPLE = """
SELECT t.id, count(g.person),
  count(*) FILTER (WHERE g.last_day > $1::date - 7),
  count(*) FILTER (WHERE g.last_day > $1::date - 7 AND g.streak >= 3
    AND g.streak = g.longest_streak)
FROM team t LEFT JOIN person p ON p.team = t.id AND p.erased_at IS NULL AND p.role <> 'admin'
LEFT JOIN progress g ON g.person = p.id GROUP BY t.id ORDER BY t.id
"""
SELECT_FIGURES = """
SELECT team, people, active, on_longest_streak FROM team_figures ORDER BY team
"""
ADD_UP_GROUPS = """
SELECT t.id, g.kind, g.concept, sum(g.people), sum(g.total)
FROM team t JOIN team below ON below.path @> ARRAY[t.id] JOIN group_knowledge g ON g.team = below.id
WHERE g.kind = 'known' OR g.day > $1 GROUP BY t.id, g.kind, g.concept ORDER BY 1, 2, 3
"""
SELECT_SUMS = "SELECT team, kind, concept, people, total FROM team_knowledge ORDER BY 1, 2, 3"
SELECT_CAPACITIES = """
SELECT team, due_minutes, available_minutes, over FROM team_figures
WHERE over IS NOT NULL ORDER BY team
"""


class FigureMachine(ShopStateMachine):
    """A chain of a region with two shops, whose people join, practise, move and leave."""

    @initialize()
    def open_region(self) -> None:
        self.now = SHOP_TIME
        self.teams = self.run_coroutine(self._create_teams())
        self.is_folded = False

    async def _create_teams(self) -> list[int]:
        async with connection() as conn:
            await conn.execute("DELETE FROM person")
            await conn.execute(
                "DELETE FROM team WHERE parent IS NOT NULL AND id <> $1", self.shop.shop
            )
        code = iter(f"FIGURES{number}" for number in range(9))
        region = await create_team("R", self.shop.root, "UTC", range(1, 8), next(code), SHOP_TIME)
        return [
            region,
            *[
                await create_team(name, region, "UTC", range(1, 8), next(code), SHOP_TIME)
                for name in ("A", "B")
            ],
        ]

    def _execute(self, statement: str, *values: object) -> None:
        async def run() -> None:
            async with connection() as conn:
                await conn.execute(statement, *values)

        self.run_coroutine(run())
        self.is_folded = False

    @rule(team=st.integers(0, 2), number=st.integers(1, 7))
    def some_join(self, team: int, number: int) -> None:
        self._execute(INSERT_PEOPLE, self.teams[team], number)

    @rule(team=st.integers(0, 2), number=st.integers(1, 7), concept=st.sampled_from(CONCEPTS))
    def some_practise(self, team: int, number: int, concept: str) -> None:
        self.now += timedelta(minutes=1)
        self._execute(PRACTISE, self.teams[team], number, self.now, concept)

    @rule(team=st.integers(0, 2))
    def one_leaves(self, team: int) -> None:
        self._execute(ERASE_ONE, self.teams[team])

    @rule(team=st.integers(0, 2), other=st.integers(0, 2))
    def one_moves(self, team: int, other: int) -> None:
        self._execute(MOVE_ONE, self.teams[team], self.teams[other])

    @rule(days=st.sampled_from((1, 8, 30)))
    def days_pass(self, days: int) -> None:
        self.now += timedelta(days=days)
        self.is_folded = False

    @rule(again=st.booleans())
    def fold(self, *, again: bool) -> None:
        self.run_coroutine((recount_team_figures if again else fold_team_figures)(self.now))
        self.is_folded = True

    @invariant()
    def figures_are_those_of_the_raw_rows(self) -> None:
        if self.is_folded:
            assert self.run_coroutine(self._compare())

    async def _compare(self) -> bool:
        today: date = self.now.date()
        async with connection() as conn:
            counted = await fetch(conn, COUNT_PEOPLE, today)
            assert await fetch(conn, SELECT_FIGURES) == counted
            sums = await fetch(conn, ADD_UP_GROUPS, today - RECENT_ANSWER_AGE)
            kept = await fetch(conn, SELECT_SUMS)
            assert [row[:4] for row in kept] == [row[:4] for row in sums]
            assert [row[4] for row in kept] == pytest.approx([row[4] for row in sums])
            shown = {row[0]: row[1:] for row in await fetch(conn, SELECT_CAPACITIES)}
        revision = await load_newest_catalogue_revision()
        capacities = await load_capacities(revision, [row[0] for row in counted], self.now)
        assert shown == {
            team: (one.due_minutes, one.available_minutes, one.over)
            for team, one in capacities.items()
        }
        return True


async def fetch(conn: Any, statement: str, *values: object) -> Sequence[tuple[Any, ...]]:
    """Read rows as tuples."""
    return [tuple(row) for row in await conn.fetch(statement, *values)]


async def test_folded_figures_are_those_of_the_raw_rows(shop: Shop) -> None:
    await assert_state_machine_holds(FigureMachine, shop, examples=12, steps=15)


async def test_damaged_figures_are_mended_by_a_recount(shop: Shop) -> None:
    async with connection() as conn:
        await conn.execute(INSERT_PEOPLE, shop.shop, 6)
        await conn.execute(PRACTISE, shop.shop, 6, SHOP_TIME, CONCEPTS[0])
        await fold_team_figures(SHOP_TIME)
        right = await fetch(conn, SELECT_SUMS), await fetch(conn, SELECT_FIGURES)
        assert right[0]
        await conn.execute(
            "UPDATE team_knowledge SET people = people + 7, concept = 'x' || concept"
        )
        await conn.execute("UPDATE team_figures SET people = 99")
        assert await fold_team_figures(SHOP_TIME) == 0, "nothing has changed"
        assert await recount_team_figures(SHOP_TIME) == 2
        assert (await fetch(conn, SELECT_SUMS), await fetch(conn, SELECT_FIGURES)) == right
