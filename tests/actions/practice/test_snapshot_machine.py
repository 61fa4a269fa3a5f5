"""Stored memories and snapshots follow from the attempts, whatever arrives and whatever changes.

A phone sends in order, late, again and in pieces, over months. Meanwhile weights are adopted, the
rota and the time zone change, and the clock of the server is put back.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule
from support.postgres_urls import connect_as_admin
from support.practice import issue_breaks
from support.review_logs import FAST_FORGETTING_WEIGHTS
from support.shop import SHOP_TIME, Shop
from support.state_machines import ShopStateMachine, assert_state_machine_holds

from learning.actions.people.erase_person import erase_person
from learning.actions.practice.answer_questions import answer_questions
from learning.queries.people.current_user import CurrentUser, find_user_by_login
from learning.queries.practice.weights import (
    clear_weights_cache,
    load_newest_adoption_id,
    load_weights_history,
)
from learning.rules.practice.grading import Response
from learning.rules.practice.learner_state import Attempt
from learning.rules.practice.memory import GradedAttempt, Memory, drop_repeats, replay_attempts
from learning.rules.practice.memory_snapshot import MemorySnapshot
from learning.rules.practice.weights import DEFAULT_WEIGHTS, Weights
from learning.rules.rota.days import Rota, to_local_day
from learning.steps.practice.adopt_weights import ADOPTION_DELAY, adopt_weights
from learning.steps.practice.load_review_history import make_review
from learning.tables.database import connection, transaction
from learning.tables.fits import MemoryFitTable

INTERVAL = 3
DAYS = 150
ZONES = ("UTC", "Pacific/Kiritimati", "America/Los_Angeles")
WEIGHTS = {one.digest: one for one in (DEFAULT_WEIGHTS, FAST_FORGETTING_WEIGHTS)}
ANSWERS = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 2), st.booleans(), st.floats(0, 29 * 24)),
    min_size=1,
    max_size=8,
)
numbers = count(1)


class SnapshotMachine(ShopStateMachine):
    """One person who practises two concepts over months."""

    @initialize()
    def begin(self) -> None:
        self.now = SHOP_TIME + timedelta(days=1)
        self.sent: list[list[Attempt]] = []
        self.run_coroutine(self._add_person())

    async def _add_person(self) -> None:
        clear_weights_cache()
        async with connect_as_admin() as conn:
            await conn.execute("DELETE FROM adoption")
        user = await self.shop.add_member(f"Amira {next(numbers)}")
        self.login = user.login
        joined = SHOP_TIME.date() - timedelta(days=60)
        await issue_breaks(user.id, joined, joined + timedelta(days=60 + 3 * DAYS))
        self.fits = [
            await self._store_fit(weights) for weights in (DEFAULT_WEIGHTS, FAST_FORGETTING_WEIGHTS)
        ]

    async def _store_fit(self, weights: Weights) -> int:
        row = MemoryFitTable(
            team=self.shop.root, weights=list(weights.values), reason="", made_at=SHOP_TIME
        )
        await row.save()
        return int(row.id)

    @rule(days=st.integers(1, 20))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule(days=st.integers(1, 6))
    def practises_for_days(self, days: int) -> None:
        for _ in range(days):
            self.now += timedelta(days=2)
            for concept in (0, 1):
                self._send([self._answer(concept, 0, right=True, hours=0)])

    @rule(answers=ANSWERS)
    def sends_late_answers(self, answers: list[tuple[int, int, bool, float]]) -> None:
        self._send(
            [
                self._answer(concept, form, right=right, hours=ago)
                for concept, form, right, ago in answers
            ]
        )

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def sends_again(self, data: st.DataObject) -> None:
        batch = data.draw(st.sampled_from(self.sent))
        self._send(data.draw(st.permutations(batch)))

    @rule(number=st.integers(0, 1))
    def weights_are_adopted(self, number: int) -> None:
        self.now = max([self.now, *(one.occurred_at for batch in self.sent for one in batch)])
        self.run_coroutine(self._adopt(self.fits[number]))
        self.now += ADOPTION_DELAY

    async def _adopt(self, fit: int) -> None:
        async with transaction() as conn:
            await adopt_weights(conn, self.shop.root, fit, self.now)
        assert not await self._load_snapshots(), "snapshots have outlived an adoption"

    @rule(zone=st.sampled_from(ZONES))
    def changes_the_time_zone(self, zone: str) -> None:
        self.run_coroutine(
            self._execute("UPDATE team SET zone = $2 WHERE id = $1", self.shop.shop, zone)
        )

    @rule(week=st.sets(st.integers(1, 7), min_size=1))
    def works_another_week(self, week: set[int]) -> None:
        self.run_coroutine(
            self._execute(
                "UPDATE person SET work_days = $2 WHERE login = $1", self.login, sorted(week)
            )
        )

    @rule(days=st.integers(1, 40))
    def the_clock_is_put_back(self, days: int) -> None:
        self.now = max(SHOP_TIME + timedelta(days=1), self.now - timedelta(days=days))

    def _answer(self, concept: int, form: int, *, right: bool, hours: float) -> Attempt:
        at, picked = self.now - timedelta(hours=hours), ("a",) if right else ("b",)
        question = f"pack.q{concept}-{form}"
        key = UUID(int=next(numbers))
        return Attempt(key, question, Response(picked), True, at, at.date(), 9)

    def _send(self, batch: list[Attempt]) -> None:
        self.run_coroutine(self._record(batch))
        self.sent.append(batch)

    async def _record(self, batch: list[Attempt]) -> None:
        user = await find_user_by_login(self.login)
        assert user is not None
        await answer_questions(user, batch, self.shop.boards, self.now)

    async def _execute(self, statement: str, *values: object) -> None:
        async with connection() as conn:
            await conn.execute(statement, *values)

    async def _load_snapshots(self) -> list[tuple[str, MemorySnapshot]]:
        user = await find_user_by_login(self.login)
        assert user is not None
        async with connection() as conn:
            rows = await conn.fetch("SELECT * FROM memory_snapshot WHERE person = $1", user.id)
        fields = MemorySnapshot.__struct_fields__
        return [
            (
                row["concept"],
                MemorySnapshot(
                    **{**{name: row[name] for name in fields}, "last_id": str(row["last_id"])}
                ),
            )
            for row in rows
        ]

    async def _load_log(self, user: CurrentUser) -> dict[str, list[GradedAttempt]]:
        log = defaultdict(list)
        async with connection() as conn:
            for row in await conn.fetch("SELECT * FROM attempt WHERE person = $1", user.id):
                log[row["concept"]].append(make_review(row))
        return log

    @invariant()
    def memories_and_snapshots_are_those_of_a_replay(self) -> None:
        self.run_coroutine(self._check())

    async def _check(self) -> None:
        user = await find_user_by_login(self.login)
        assert user is not None
        log = await self._load_log(user)
        history = await load_weights_history(user.path[0], await load_newest_adoption_id())
        async with connection() as conn:
            rows = await conn.fetch("SELECT * FROM memory WHERE person = $1", user.id)
        assert {row["concept"] for row in rows} == set(log)
        for row in rows:
            counting = list(drop_repeats(log[row["concept"]]))
            expected = self._fold(
                counting, user, row["concept"], history.weights_at(counting[-1].answered_at)
            )
            stored = Memory(**{name: row[name] for name in Memory.__struct_fields__})
            assert without_due(stored) == without_due(expected)
        for concept, snapshot in await self._load_snapshots():
            part = [
                one
                for one in drop_repeats(log[concept])
                if (one.answered_at, one.id) <= (snapshot.last_at, snapshot.last_id)
            ]
            expected = self._fold(part, user, concept, WEIGHTS[snapshot.weights])
            assert part[-1].id == snapshot.last_id
            assert all(
                getattr(expected, name) == getattr(snapshot, name)
                for name in MemorySnapshot.__struct_fields__
                if name not in ("weights", "last_id")
            )

    def _fold(
        self, log: list[GradedAttempt], user: CurrentUser, concept: str, weights: Weights
    ) -> Memory:
        memory = replay_attempts(log, user.id, concept, Rota(user.work_days), weights)
        assert memory is not None
        return memory


def without_due(memory: Memory) -> dict[str, Any]:
    """A due day is promised by the rota of its time, which a later rota does not change."""
    return {name: getattr(memory, name) for name in Memory.__struct_fields__ if name != "due"}


async def test_memories_and_snapshots_follow_from_the_attempts(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("learning.rules.practice.concept_replay.SNAPSHOT_INTERVAL", INTERVAL)
    await assert_state_machine_holds(SnapshotMachine, shop, examples=12, steps=25)


async def practise(shop: Shop, user: CurrentUser, begin: datetime, days: int) -> None:
    for day in range(days):
        at = begin + timedelta(days=day)
        attempt = Attempt(
            UUID(int=next(numbers)), "pack.q0-0", Response(("a",)), True, at, at.date(), 9
        )
        await answer_questions(user, [attempt], shop.boards, at)


async def count_snapshots() -> int:
    async with connection() as conn:
        return int(await conn.fetchval("SELECT count(*) FROM memory_snapshot"))


async def test_only_a_late_answer_to_a_long_log_writes_a_snapshot_and_erasure_removes_it(
    shop: Shop,
) -> None:
    user = await shop.add_member("Amira")
    begin = SHOP_TIME + timedelta(hours=1)
    await issue_breaks(user.id, SHOP_TIME.date(), SHOP_TIME.date() + timedelta(days=200))
    await practise(shop, user, begin, 110)
    assert await count_snapshots() == 0
    now = begin + timedelta(days=110)
    late = now - timedelta(days=3, hours=1)
    attempt = Attempt(
        UUID(int=next(numbers)),
        "pack.q0-1",
        Response(("b",)),
        True,
        late,
        to_local_day(late, "UTC"),
        9,
    )
    await answer_questions(user, [attempt], shop.boards, now)
    assert await count_snapshots() == 1
    await erase_person(user.login, now)
    assert await count_snapshots() == 0
