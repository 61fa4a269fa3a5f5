"""A leader who reads every figure, again and again, learns nothing about one person.

The machine builds a region of shops, lets people answer, and reads all figures after each step. It
subtracts figures from one another: of teams, and of before and after.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from itertools import count, product
from typing import Literal, NamedTuple, get_args

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule
from support.shop import SHOP_TIME, Shop
from support.state_machines import ShopStateMachine, assert_state_machine_holds

from learning.actions.practice.fold_team_figures import fold_team_figures
from learning.queries.people.current_user import CurrentUser
from learning.queries.practice.readiness import load_readiness
from learning.rules.people.small_groups import MIN_PEOPLE_SHOWN
from learning.tables.database import connection

CONCEPTS = ("pack.idea-0", "pack.idea-1")
INSERT_TEAM = """
WITH fresh AS (SELECT nextval(pg_get_serial_sequence('team', 'id')) AS id)
INSERT INTO team (id, parent, path, name, zone, work_days, join_code, created_at)
SELECT id, $1, $2::bigint[] || id, 'Team', 'UTC', '{1,2,3,4,5,6,7}', 'T' || id, now()
FROM fresh RETURNING id
"""
INSERT_PEOPLE = """
WITH added AS (
  INSERT INTO person (login, name, role, team, secret, created_at)
  SELECT 'p' || gen_random_uuid(), gen_random_uuid(), 'learner', $1::bigint, '', now()
  FROM generate_series(1, $2::int) AS n RETURNING id
), begun AS (INSERT INTO progress (person) SELECT id FROM added)
SELECT id FROM added
"""
ANSWER = """
WITH practised AS (
  UPDATE progress SET unfolded = true WHERE person = $1
), remembered AS (
  INSERT INTO memory (person, concept, stability, difficulty, due, last_day, last_at, last_grade,
    reviews, lapses, question)
  VALUES ($1, $2, $3, 5, $4::timestamptz::date, $4::timestamptz::date - 9, $4, 3, 1, 0, '')
  ON CONFLICT (person, concept) DO UPDATE SET stability = $3, last_at = $4,
    reviews = memory.reviews + 1
)
INSERT INTO attempt (person, key, question, concept, pack_version, response, sure, correct,
  answered_at, received_at, day, seconds)
VALUES ($1, gen_random_uuid(), '', $2, (SELECT max(id) FROM pack_version), '{}', true, $5, $4, $4,
  $4::timestamptz::date, 5)
"""


class Figure(NamedTuple):
    """What is shown of a team and a concept."""

    met: int
    known: float
    sure_wrong: float | None


Kind = Literal["known", "sure_wrong"]
Reading = Mapping[tuple[int, str], Figure]
example_numbers = count()


class ReadinessMachine(ShopStateMachine):
    """A leader of a region of three shops. A shop has none to nine people."""

    @initialize(sizes=st.tuples(*[st.integers(0, 9)] * 4), begun=st.integers(0, 2))
    def open_region(self, sizes: tuple[int, ...], begun: int) -> None:
        self.run_coroutine(self._open_region(sizes))
        self.minutes = 0
        self.shown: Reading = {}
        self.changed: defaultdict[tuple[str, Kind], set[int]] = defaultdict(set)
        self.met: defaultdict[str, set[int]] = defaultdict(set)
        for concept in CONCEPTS[:begun]:
            self.many_answer(0, 40, concept)
        self.read_everything(backwards=False)

    async def _open_region(self, sizes: tuple[int, ...]) -> None:
        root = self.shop.root
        async with connection() as conn:
            self.region: int = await conn.fetchval(INSERT_TEAM, root, [root])
            shops = [
                await conn.fetchval(INSERT_TEAM, self.region, [root, self.region]) for _ in range(3)
            ]
            self.teams = [self.region, *shops]
        self.team_by_person = {
            person: team
            for team, size in zip(self.teams, sizes, strict=True)
            for person in await self._add_people(team, size)
        }
        self.leader: CurrentUser = (
            await self.shop.add_member(f"Lea {next(example_numbers)}")
        )._replace(role="leader", team=self.region, path=(root, self.region))

    @rule(number=st.integers(0, 35), concept=st.sampled_from(CONCEPTS), right=st.booleans())
    def one_answers(self, number: int, concept: str, *, right: bool) -> None:
        people = list(self.team_by_person)
        if people:
            self._answer(people[number % len(people)], concept, right=right)
            self.read_everything(backwards=right)

    @rule(first=st.integers(0, 35), size=st.integers(1, 8), concept=st.sampled_from(CONCEPTS))
    def many_answer(self, first: int, size: int, concept: str) -> None:
        people = list(self.team_by_person)
        for person in people[first % max(1, len(people)) :][:size]:
            self._answer(person, concept, right=person % 2 == 0)

    def _answer(self, person: int, concept: str, *, right: bool) -> None:
        self.minutes += 1
        at = SHOP_TIME + timedelta(minutes=self.minutes)
        self.run_coroutine(self._write_answer(person, concept, 20.0 if right else 1.0, at, right))
        self.met[concept].add(person)
        for kind in get_args(Kind):
            self.changed[concept, kind].add(person)

    @rule(shop=st.integers(0, 3), number=st.integers(1, 4), concept=st.sampled_from(CONCEPTS))
    def some_join(self, shop: int, number: int, concept: str) -> None:
        team = self.teams[shop]
        for person in self.run_coroutine(self._add_people(team, number)):
            self.team_by_person[person] = team
            self._answer(person, concept, right=True)
            self.read_everything(backwards=False)

    @rule(number=st.integers(0, 35))
    def one_leaves(self, number: int) -> None:
        if people := list(self.team_by_person):
            person = people[number % len(people)]
            del self.team_by_person[person]
            self.run_coroutine(self._erase(person))
            for concept, kind in product(CONCEPTS, get_args(Kind)):
                if person in self.met[concept]:
                    self.changed[concept, kind].add(person)
            self.read_everything(backwards=False)

    async def _add_people(self, team: int, number: int) -> list[int]:
        async with connection() as conn:
            return [row["id"] for row in await conn.fetch(INSERT_PEOPLE, team, number)]

    async def _erase(self, person: int) -> None:
        async with connection() as conn:
            await conn.execute("UPDATE person SET erased_at = now() WHERE id = $1", person)

    async def _load_heads(self) -> dict[int, int | None]:
        async with connection() as conn:
            return dict(await conn.fetch("SELECT id, counted_with FROM person"))

    async def _write_answer(
        self, person: int, concept: str, stability: float, at: object, right: bool
    ) -> None:
        async with connection() as conn:
            await conn.execute(ANSWER, person, concept, stability, at, right)

    @rule(backwards=st.booleans())
    def read_everything(self, *, backwards: bool) -> None:
        now = SHOP_TIME + timedelta(minutes=self.minutes)
        self.run_coroutine(fold_team_figures(now))
        reading: dict[tuple[int, str], Figure] = {}
        for team in reversed(self.teams) if backwards else self.teams:
            view = self.run_coroutine(load_readiness(self.leader, team))
            for row in view.concepts:
                figure = Figure(row.met, row.known, row.sure_wrong)
                reading[team, row.concept_id] = figure
        self.heads = self.run_coroutine(self._load_heads())
        for concept in CONCEPTS:
            self._compare_teams(concept, reading)
            self._compare_times(concept, "known", self.shown, reading)
            self._compare_times(concept, "sure_wrong", self.shown, reading)
        self.shown = reading

    def _compare_teams(self, concept: str, reading: Reading) -> None:
        """Subtract the shops from their region."""
        whole, *parts = (self._find_sum(reading, team, concept, "known") for team in self.teams)
        assert whole[0] - sum(part[0] for part in parts) not in range(1, MIN_PEOPLE_SHOWN)

    def _compare_times(self, concept: str, kind: Kind, before: Reading, after: Reading) -> None:
        """Subtract what was read before. What is left comes from a part of which three changed."""
        changed = {
            team: {one for one in self.changed[concept, kind] if self.heads[one] == team}
            for team in self.teams
        }
        left = self._subtract(concept, kind, before, after, self.region)
        others = {self.region}
        for shop in self.teams[1:]:
            if (shop, concept) in before.keys() & after.keys():
                change = self._subtract(concept, kind, before, after, shop)
                assert is_nothing(change) or len(changed[shop]) >= MIN_PEOPLE_SHOWN
                left = (left[0] - change[0], left[1] - change[1])
            else:
                others.add(shop)
        is_read_twice = (self.region, concept) in before.keys() & after.keys()
        if kind == "known" and is_read_twice and not is_nothing(left):
            assert max(len(changed[team]) for team in others) >= MIN_PEOPLE_SHOWN
        for team, people in changed.items():
            there = self.met[concept] & self.team_by_person.keys()
            number = sum(self.heads[one] == team for one in there)
            if min(number, len(people)) >= MIN_PEOPLE_SHOWN:
                self.changed[concept, kind] -= people

    def _subtract(
        self, concept: str, kind: Kind, before: Reading, after: Reading, team: int
    ) -> tuple[float, float]:
        old, new = (self._find_sum(reading, team, concept, kind) for reading in (before, after))
        return new[0] - old[0], new[1] - old[1]

    def _find_sum(
        self, reading: Reading, team: int, concept: str, kind: Kind
    ) -> tuple[float, float]:
        """Give how many people a figure is about and the sum over them; a share stays a share."""
        figure = reading.get((team, concept))
        if figure is None:
            return 0, 0.0
        if kind == "known":
            return figure.met, figure.met * figure.known
        return 0, -1.0 if figure.sure_wrong is None else figure.sure_wrong


def is_nothing(change: tuple[float, float]) -> bool:
    """Say whether a change is only that of rounding."""
    return change == pytest.approx((0, 0), abs=0.1)


async def test_no_difference_of_figures_tells_about_one_person(shop: Shop) -> None:
    await assert_state_machine_holds(ReadinessMachine, shop, examples=15, steps=12)
