"""A cheat who knows every key, claims any times, and sends as often as they like, on PostgreSQL."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from learning.actions.practice.answer_questions import answer_questions
from learning.actions.practice.note_issued_break import note_issued_break
from learning.queries.people.current_user import CurrentUser, find_user_by_login
from learning.queries.practice.todays_break import load_user_and_day
from learning.rules.practice.grading import Response
from learning.rules.practice.learner_state import Attempt, LessonReading
from learning.rules.rota.days import to_local_day
from learning.steps.practice.build_practice_batch import PracticeEvent
from learning.tables.database import connection
from support.api_client import create_session
from support.catalogues import make_pack
from support.shop import SHOP_TIME
from support.state_machines import ShopStateMachine

LESSONS, CHECKPOINTS = 40, 4
PACK = make_pack("big", lessons=LESSONS, checkpoints=CHECKPOINTS)
QUESTIONS = [question.id for question in PACK.questions]
DAYS_AGO = st.integers(0, 40)
MOST_IN_A_BATCH = 200
numbers = count(1)


@dataclass
class Account:
    """An account of the cheat. `gains` are its points by local day of receipt."""

    user: CurrentUser
    token: str
    fetched: set[date] = field(default_factory=set)
    received: set[date] = field(default_factory=set)
    gains: Counter[date] = field(default_factory=Counter)


class CheatMachine(ShopStateMachine):
    """One cheat over weeks, in the shop of the machine. `now` is the time of the server."""

    @initialize()
    def begin(self) -> None:
        self.now = SHOP_TIME + timedelta(days=1)
        self.sent: list[list[PracticeEvent]] = []
        self.account = self.run_coroutine(self.open_account())
        self.accounts = [self.account]
        self.run_coroutine(self.prepare())

    async def prepare(self) -> None:
        """Add what a machine needs besides the cheat."""

    async def open_account(self) -> Account:
        """Join the shop. No break was fetched yet."""
        user = await self.shop.add_member(f"Cheat {next(numbers)}")
        async with connection() as conn:
            await conn.execute("DELETE FROM issued_break WHERE person = $1", user.id)
        return Account(user, await create_session(user.id))

    @property
    def today(self) -> date:
        """The local day of the cheat."""
        return to_local_day(self.now, self.run_coroutine(self.reload()).zone)

    async def reload(self) -> CurrentUser:
        """Give the current account as the database has it."""
        found = await find_user_by_login(self.account.user.login)
        assert found is not None
        return found

    @rule(hours=st.sampled_from([1, 5, 24, 30, 24 * 6, 24 * 9]))
    def waits(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def fetches_todays_break(self) -> None:
        found = self.run_coroutine(load_user_and_day(self.account.token, self.now))
        assert found is not None
        self.run_coroutine(note_issued_break(found[0].id, found[1].day))
        self.account.fetched.add(self.today)

    @rule(days=st.lists(DAYS_AGO, min_size=1, max_size=8), first=st.integers(0, LESSONS - 1))
    def claims_lessons(self, days: list[int], first: int) -> None:
        self.send(
            self.make_reading(f"big.lesson-{(first + place) % LESSONS}", ago)
            for place, ago in enumerate(days)
        )

    @rule(
        answers=st.lists(
            st.tuples(st.sampled_from(QUESTIONS), st.booleans(), DAYS_AGO), min_size=1, max_size=12
        )
    )
    def claims_answers(self, answers: list[tuple[str, bool, int]]) -> None:
        self.send(self.make_attempt(*one) for one in answers)

    @precondition(lambda self: self.account.fetched)
    @rule(days=st.sampled_from([1, 2, 8, 30]), variant=st.integers(0, 2), lessons=st.booleans())
    def claims_everything(self, days: int, variant: int, *, lessons: bool) -> None:
        """Claim all concepts, and all lessons, on each of the last days, the oldest first."""
        for ago in reversed(range(days)):
            if lessons:
                self.send(self.make_reading(lesson.id, ago) for lesson in PACK.lessons)
            asked = [question for question in QUESTIONS if question.endswith(f"-{variant}")]
            self.send(self.make_attempt(question, True, ago) for question in asked)

    @rule(ago=st.integers(1, 9), question=st.integers(0, CHECKPOINTS - 1))
    def guesses_a_checkpoint_once_a_claimed_day(self, ago: int, question: int) -> None:
        self.send(
            self.make_attempt(f"big.c{question}-0", day == 0, day) for day in reversed(range(ago))
        )

    def send(self, events: Iterable[PracticeEvent]) -> None:
        """Send a batch, and count what it earns for the local day of its receipt."""
        batch, account, today = list(events)[:MOST_IN_A_BATCH], self.account, self.today
        before = self.run_coroutine(self.load_points())
        recorded = self.run_coroutine(
            answer_questions(account.user, batch, self.shop.boards, self.now)
        )
        self.sent.append(batch)
        account.received.add(today)
        account.gains[today] += recorded.progress.points - before

    async def load_points(self) -> int:
        """Give the points of the current account."""
        async with connection() as conn:
            return int(
                await conn.fetchval(
                    "SELECT points FROM progress WHERE person = $1", self.account.user.id
                )
            )

    def make_attempt(self, question: str, right: bool, ago: int) -> Attempt:
        at, response = self._find_claim(ago), Response(("a" if right else "b",))
        return Attempt(uuid4(), question, response, True, at, at.date(), 9)

    def make_reading(self, lesson: str, ago: int) -> LessonReading:
        at = self._find_claim(ago)
        return LessonReading(uuid4(), lesson, at, at.date(), 60)

    def _find_claim(self, ago: int) -> datetime:
        """The noon of some days ago; not after now."""
        noon = datetime.combine(self.now.date() - timedelta(days=ago), time(12), self.now.tzinfo)
        return min(self.now, noon)
