"""Whoever claims days that they did not practise earns no more than somebody who practised them.

The machine plays a cheat: it knows every key, claims any times, and sends as often as it likes.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import count
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule
from support.api_client import create_session
from support.catalogues import make_pack, publish_to_team
from support.shop import SHOP_TIME, Shop
from support.state_machines import ShopStateMachine, assert_state_machine_holds

from learning.actions.practice.answer_questions import answer_questions
from learning.actions.practice.note_issued_break import note_issued_break
from learning.queries.practice.todays_break import load_user_and_day
from learning.queries.rota.rota import load_practised_days
from learning.rules.practice.device_times import MAX_DAYS_AFTER_ISSUE
from learning.rules.practice.grading import Response
from learning.rules.practice.learner_state import Attempt, LessonReading
from learning.rules.recognition.points import (
    MAX_PAID_ITEMS_PER_DAY,
    MAX_PAID_LESSONS_PER_DAY,
    POINTS_CHECKPOINT_PASSED,
    POINTS_LESSON_READ,
    POINTS_RIGHT_ANSWER,
)
from learning.steps.practice.build_practice_batch import PracticeEvent
from learning.tables.database import connection

LESSONS, CHECKPOINTS = 40, 4
PACK = make_pack("big", lessons=LESSONS, checkpoints=CHECKPOINTS)
QUESTIONS = [question.id for question in PACK.questions]
MOST_IN_A_DAY = (
    (MAX_PAID_ITEMS_PER_DAY - MAX_PAID_LESSONS_PER_DAY) * POINTS_RIGHT_ANSWER
    + MAX_PAID_LESSONS_PER_DAY * POINTS_LESSON_READ
    + CHECKPOINTS * POINTS_CHECKPOINT_PASSED
)
"""The points of an honest person who does as much as is paid on one day, all of it right."""
DAYS_AGO = st.integers(0, 40)
MOST_IN_A_BATCH = 200
numbers = count(1)


class CheatMachine(ShopStateMachine):
    """One person over weeks. `gains` are points by day of receipt."""

    @initialize()
    def begin(self) -> None:
        self.now = SHOP_TIME + timedelta(days=1)
        self.fetched: set[date] = set()
        self.received: set[date] = set()
        self.gains: Counter[date] = Counter()
        self.cheat = self.run_coroutine(self.shop.add_member(f"Cheat {next(numbers)}"))
        self.run_coroutine(self._forget_breaks())
        self.token = self.run_coroutine(create_session(self.cheat.id))

    async def _forget_breaks(self) -> None:
        async with connection() as conn:
            await conn.execute("DELETE FROM issued_break WHERE person = $1", self.cheat.id)

    @rule(hours=st.sampled_from([1, 5, 24, 30, 24 * 6, 24 * 9]))
    def waits(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def fetches_todays_break(self) -> None:
        found = self.run_coroutine(load_user_and_day(self.token, self.now))
        assert found is not None
        self.run_coroutine(note_issued_break(self.cheat.id, found[1].day))
        self.fetched.add(self.now.date())

    @rule(days=st.lists(DAYS_AGO, min_size=1, max_size=8), first=st.integers(0, LESSONS - 1))
    def claims_lessons(self, days: list[int], first: int) -> None:
        self._send(
            self._make_reading(f"big.lesson-{(first + place) % LESSONS}", ago)
            for place, ago in enumerate(days)
        )

    @rule(
        answers=st.lists(
            st.tuples(st.sampled_from(QUESTIONS), st.booleans(), DAYS_AGO), min_size=1, max_size=12
        )
    )
    def claims_answers(self, answers: list[tuple[str, bool, int]]) -> None:
        self._send(self._make_attempt(*one) for one in answers)

    @precondition(lambda self: self.fetched)
    @rule(days=st.sampled_from([2, 8, 30]), variant=st.integers(0, 2))
    def claims_everything(self, days: int, variant: int) -> None:
        """Claim all lessons and all concepts on each of the last days, the oldest first."""
        for ago in reversed(range(days)):
            self._send(self._make_reading(lesson.id, ago) for lesson in PACK.lessons)
            asked = [question for question in QUESTIONS if question.endswith(f"-{variant}")]
            self._send(self._make_attempt(question, True, ago) for question in asked)

    @rule(ago=st.integers(1, 9), question=st.integers(0, CHECKPOINTS - 1))
    def guesses_a_checkpoint_once_a_claimed_day(self, ago: int, question: int) -> None:
        self._send(
            self._make_attempt(f"big.c{question}-0", day == 0, day) for day in reversed(range(ago))
        )

    def _send(self, events: Iterable[PracticeEvent]) -> None:
        batch = list(events)[:MOST_IN_A_BATCH]
        before = self.run_coroutine(self._load_points())
        recorded = self.run_coroutine(
            answer_questions(self.cheat, batch, self.shop.boards, self.now)
        )
        self.received.add(self.now.date())
        self.gains[self.now.date()] += recorded.progress.points - before

    async def _load_points(self) -> int:
        async with connection() as conn:
            return int(
                await conn.fetchval("SELECT points FROM progress WHERE person = $1", self.cheat.id)
            )

    def _find_claim(self, ago: int) -> datetime:
        """The noon of some days ago; not after now."""
        noon = datetime.combine(self.now.date() - timedelta(days=ago), time(12), self.now.tzinfo)
        return min(self.now, noon)

    def _make_attempt(self, question: str, right: bool, ago: int) -> Attempt:
        at, response = self._find_claim(ago), Response(("a" if right else "b",))
        return Attempt(uuid4(), question, response, True, at, at.date(), 9)

    def _make_reading(self, lesson: str, ago: int) -> LessonReading:
        at = self._find_claim(ago)
        return LessonReading(uuid4(), lesson, at, at.date(), 60)

    @invariant()
    def no_day_of_receipt_earns_more_than_an_honest_day(self) -> None:
        assert max(self.gains.values(), default=0) <= MOST_IN_A_DAY, self.gains

    @invariant()
    def practice_is_only_on_days_of_receipt_and_days_with_a_break(self) -> None:
        self.run_coroutine(self._check_days())

    async def _check_days(self) -> None:
        async with connection() as conn:
            days = await load_practised_days(conn, self.cheat.id)
            progress = await conn.fetchrow(
                "SELECT longest_streak, counters FROM progress WHERE person = $1", self.cheat.id
            )
            earned = await conn.fetch(
                "SELECT day, sum(points) AS points FROM ledger_entry WHERE person = $1"
                " GROUP BY day",
                self.cheat.id,
            )
        possible = self.received | {
            day + timedelta(days=after)
            for day in self.fetched
            for after in range(MAX_DAYS_AFTER_ISSUE.days + 1)
        }
        assert days <= possible
        contacts = self.fetched | self.received
        elapsed = (self.now.date() - min(contacts)).days + 1 if contacts else 0
        assert progress["longest_streak"] <= elapsed
        assert {row["day"] for row in earned} <= possible
        assert max((row["points"] for row in earned), default=0) <= MOST_IN_A_DAY
        assert sum(row["points"] for row in earned) <= elapsed * MOST_IN_A_DAY


async def test_a_cheat_gains_no_more_a_day_than_an_honest_person(shop: Shop) -> None:
    await publish_to_team(PACK, shop.root, SHOP_TIME)
    await assert_state_machine_holds(CheatMachine, shop, examples=8, steps=15)
