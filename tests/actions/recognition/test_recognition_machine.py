"""Ledger, totals, boards, level, badges and streak agree after any sequence of events."""

from collections.abc import Awaitable
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from asyncpg import Record
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule
from msgspec.structs import asdict
from support.catalogues import make_hero_badge, make_pack, publish_to_team
from support.people import add_person
from support.practice import issue_breaks
from support.shop import SHOP_TIME, Shop
from support.state_machines import ShopStateMachine, assert_state_machine_holds

from learning.actions.boards.open_boards import open_boards
from learning.actions.boards.sweep_boards import sweep_boards
from learning.actions.people.change_profile import ProfileChanges, change_profile
from learning.actions.people.change_team import change_team
from learning.actions.people.create_team import create_team
from learning.actions.practice.answer_questions import RecordedBatch, answer_questions
from learning.actions.recognition.correct_points import correct_points
from learning.actions.recognition.record_moment import NewMoment, record_moment
from learning.actions.recognition.settle_moment import settle_moment
from learning.actions.rota.import_rota import RotaImportOptions, import_rota
from learning.actions.rota.record_days_off import record_days_off
from learning.actions.rota.set_work_days import set_work_days
from learning.leaderboards import make_board_key
from learning.queries.boards.boards import BoardScope, load_board
from learning.queries.packs.team_catalogue import load_team_catalogue
from learning.queries.people.current_user import CurrentUser, find_user_by_login
from learning.queries.people.progress_today import ProgressToday, load_progress_today
from learning.queries.practice.todays_break import load_day, make_todays_break
from learning.queries.recognition.badges import load_badges
from learning.queries.recognition.points import load_points_page
from learning.queries.recognition.streak import load_streak_page
from learning.queries.rota.rota import load_practised_days, load_rota
from learning.rules.boards.boards import BOARD_SCORE_SCALE
from learning.rules.boards.periods import PERIOD_RULES, find_next_period_start
from learning.rules.practice.grading import Response
from learning.rules.practice.learner_state import Attempt, LessonReading
from learning.rules.practice.weights import DEFAULT_WEIGHTS_HISTORY
from learning.rules.recognition.levels import LEVELS
from learning.rules.recognition.streaks import replay_streak
from learning.rules.refusals import Conflict, Forbidden, TooManyRequests
from learning.rules.rota.days import to_local_day
from learning.steps.practice.build_practice_batch import PracticeEvent
from learning.steps.recognition.post_ledger_entries import PostingResult
from learning.tables.database import connection
from learning.tables.people import TeamTable
from learning.tables.progress import ProgressTable

QUESTIONS = [f"pack.q{concept}-{variant}" for concept in range(6) for variant in range(2)] + [
    "pack.c0-0",
    "pack.c1-0",
]
ZONES = ("UTC", "Asia/Tokyo", "America/Los_Angeles", "Pacific/Kiritimati")
FEW_DAYS = st.lists(st.integers(-9, 6), min_size=1, max_size=4, unique=True)
WEEKS = st.sets(st.integers(1, 7), min_size=1)
numbers = count(1)


class PersonMachine(ShopStateMachine):
    """Anna, a colleague and their leader over days and weeks. The invariants are about Anna."""

    @initialize()
    def begin(self) -> None:
        self.now, self.ids = SHOP_TIME, count(1)
        self.sent: list[list[PracticeEvent]] = []
        self.moments: list[UUID] = []
        self.announced_badges: list[str] = []
        self.run_coroutine(self._add_people())

    async def _add_people(self) -> None:
        number = next(numbers)
        self.team = await create_team(
            f"Team {number}", self.shop.root, "UTC", range(1, 6), f"{number:08}", SHOP_TIME
        )
        team = await TeamTable.objects().get(TeamTable.id == self.team)
        assert team is not None
        self.logins = [f"{name}-{number}" for name in ("anna", "ben", "lea")]
        for login, role in zip(self.logins, ("learner", "learner", "leader"), strict=True):
            person = await add_person(login, team, SHOP_TIME - timedelta(days=60), role)
            await ProgressTable(person=person.id).save()
            joined = SHOP_TIME.date() - timedelta(days=60)
            await issue_breaks(person.id, joined, joined + timedelta(days=200))

    async def who(self, place: int = 0) -> CurrentUser:
        found = await find_user_by_login(self.logins[place])
        assert found is not None
        return found

    @property
    def anna(self) -> CurrentUser:
        return self.run_coroutine(self.who())

    def today(self) -> date:
        return to_local_day(self.now, self.anna.zone)

    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(
        found=st.lists(
            st.tuples(st.sampled_from(QUESTIONS), st.booleans(), st.integers(0, 100)),
            min_size=1,
            max_size=4,
        )
    )
    def answers_up_to_four_days_late(self, found: list[tuple[str, bool, int]]) -> None:
        self._send_batch([self._make_attempt(*one) for one in found])

    @rule(lesson=st.integers(0, 2), ago=st.integers(0, 100))
    def reads(self, lesson: int, ago: int) -> None:
        at = self.now - timedelta(hours=ago)
        self._send_batch(
            [LessonReading(self._make_id(), f"pack.lesson-{lesson}", at, at.date(), 60)]
        )

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def sends_again(self, data: st.DataObject) -> None:
        before = self.run_coroutine(self.progress())
        self._send_batch(data.draw(st.permutations(data.draw(st.sampled_from(self.sent)))))
        assert self.run_coroutine(self.progress()) == before

    @rule(days=FEW_DAYS)
    def gets_days_off(self, days: list[int]) -> None:
        before = self.run_coroutine(self.stands())
        self.run_coroutine(
            record_days_off(
                self.logins[0], [self.today() + timedelta(days=day) for day in days], self.now
            )
        )
        after = self.run_coroutine(self.stands())
        assert after.streak >= before.streak, "a day off has broken a streak"

    @rule(shifts=FEW_DAYS)
    def gets_a_rota(self, shifts: list[int]) -> None:
        days = (self.today() + timedelta(days=day) for day in shifts)
        lines = [f"{self.logins[0]},{day.isoformat()},work" for day in days]
        self.run_coroutine(
            import_rota(
                None,
                "\n".join(["login,date,shift", *lines]).encode(),
                RotaImportOptions(),
                self.now,
            )
        )

    @rule(week=WEEKS | st.none())
    def works_another_week(self, week: set[int] | None) -> None:
        before = self.run_coroutine(self.stands())
        self.run_coroutine(
            set_work_days(self.logins[0], week, self.now, actor=self.run_coroutine(self.who(2)))
        )
        assert self.run_coroutine(self.stands()).streak >= before.streak, (
            "another week has broken a streak"
        )

    @rule(week=WEEKS)
    def is_of_a_team_that_works_another_week(self, week: set[int]) -> None:
        before = self.run_coroutine(self.stands())
        self.run_coroutine(
            change_team(
                self.run_coroutine(self.who(2)),
                self.team,
                self.shop.boards,
                self.now,
                work_days=sorted(week),
            )
        )
        assert self.run_coroutine(self.stands()).streak >= before.streak, (
            "another week of the team has broken a streak"
        )

    @rule(zone=st.sampled_from(ZONES))
    def changes_the_time_zone(self, zone: str) -> None:
        self.run_coroutine(self.execute("UPDATE team SET zone = $2 WHERE id = $1", self.team, zone))

    @rule(points=st.integers(-60, 60).filter(bool), ago=st.integers(0, 40), twice=st.booleans())
    def is_corrected(self, points: int, ago: int, *, twice: bool) -> None:
        number, day = self._make_id(), self.today() - timedelta(days=ago)
        for _ in range(1 + twice):
            try:
                self._run_posting(
                    correct_points(
                        None, self.logins[0], number, points, "Counted wrong", self.now, day=day
                    )
                )
            except Conflict:
                assert points < 0

    @rule(giver=st.sampled_from((1, 2)), lesson=st.integers(0, 2))
    def gets_a_moment(self, giver: int, lesson: int) -> None:
        draft = NewMoment(
            UUID(int=next(numbers)), "seen", self.logins[0], f"pack.lesson-{lesson}", "Stayed calm."
        )
        try:
            self._run_posting(self._call_as(record_moment, giver, draft, self.now))
            self.moments.append(draft.key)
        except TooManyRequests:
            pass

    @precondition(lambda self: self.moments)
    @rule(data=st.data(), action=st.sampled_from(("confirm", "remove")))
    def a_moment_is_settled(self, data: st.DataObject, action: str) -> None:
        moment = data.draw(st.sampled_from(self.moments))
        for _ in range(2):
            try:
                self._run_posting(self._call_as(settle_moment, 2, moment, action, self.now))
            except (Conflict, Forbidden):  # nobody confirms what they gave
                return

    @rule(shown=st.booleans())
    def leaves_the_boards_or_comes_back(self, *, shown: bool) -> None:
        self.run_coroutine(
            change_profile(
                self.anna, ProfileChanges(on_boards=shown), "", self.now, self.shop.boards
            )
        )

    @rule()
    def redis_loses_its_data(self) -> None:
        self.run_coroutine(self._flush_redis())

    async def _flush_redis(self) -> None:
        await self.shop.boards.flush()
        await self.shop.boards.nodes.client.execute_command("FLUSHALL")
        await sweep_boards(self.shop.boards, self.now)

    async def _call_as(self, action: Any, place: int, *arguments: Any) -> PostingResult | None:
        made: Awaitable[PostingResult | None] = action(await self.who(place), *arguments)
        return await made

    def _make_id(self) -> UUID:
        return UUID(int=next(self.ids))

    def _make_attempt(self, question: str, right: bool, ago: int) -> Attempt:
        at = self.now - timedelta(hours=ago)
        return Attempt(
            self._make_id(), question, Response(("a" if right else "b",)), True, at, at.date(), 12
        )

    def _send_batch(self, batch: list[PracticeEvent]) -> None:
        recorded: RecordedBatch = self.run_coroutine(
            answer_questions(self.anna, batch, self.shop.boards, self.now)
        )
        assert all(outcome.status != "refused" for outcome in recorded.outcomes)
        self.announced_badges += [badge.id for badge in recorded.awards]
        self.sent.append(batch)
        stands = asdict(self.run_coroutine(self.stands()))
        assert asdict(recorded.figures).items() <= stands.items(), "a receipt and the profile"

    def _run_posting(self, work: Awaitable[PostingResult | None]) -> None:
        self.run_coroutine(self._await_posting(work))

    async def _await_posting(self, work: Awaitable[PostingResult | None]) -> None:
        if posted := await work:
            posted.enqueue_board_update(self.shop.boards)
            self.announced_badges += [badge.id for badge in posted.awards]

    async def execute(self, statement: str, *values: object) -> None:
        async with connection() as conn:
            await conn.execute(statement, *values)

    async def progress(self) -> dict[str, Any]:
        async with connection() as conn:
            return dict(
                await conn.fetchrow(
                    "SELECT * FROM progress WHERE person = $1", (await self.who()).id
                )
            )

    async def ledger(self) -> list[Record]:
        async with connection() as conn:
            found: list[Record] = await conn.fetch(
                "SELECT cause, points, day FROM ledger_entry WHERE person = $1",
                (await self.who()).id,
            )
            return found

    async def stands(self) -> ProgressToday:
        return await load_progress_today(await self.who(), self.now)

    @invariant()
    def totals_are_sums_of_the_ledger(self) -> None:
        progress, ledger = self.run_coroutine(self.progress()), self.run_coroutine(self.ledger())
        assert progress["points"] == sum(line["points"] for line in ledger)
        assert progress["points"] >= 0
        for period, period_rule in PERIOD_RULES.items():
            days = [period_rule.find_start(line["day"]) for line in ledger]
            assert progress[period] == max(days, default=None)
            total = sum(
                line["points"]
                for line, day in zip(ledger, days, strict=True)
                if day == progress[period]
            )
            assert progress[f"{period}_points"] == total

    @invariant()
    def boards_show_the_total(self) -> None:
        self.run_coroutine(self._check_boards())

    async def _check_boards(self) -> None:
        who, progress, ledger, boards = (
            await self.who(),
            await self.progress(),
            await self.ledger(),
            self.shop.boards,
        )
        await boards.flush(who.id)
        today = to_local_day(self.now, who.zone)
        for period, period_rule in PERIOD_RULES.items():
            if (start := progress[period]) != period_rule.find_start(today):
                continue  # boards of past periods are not repaired; they are read from PostgreSQL
            until = find_next_period_start(period, start)
            total = sum(line["points"] for line in ledger if start <= line["day"] < until)
            names = [make_board_key("team", team, period, start) for team in who.path]
            found = await boards.read_scores({name: [who.id] for name in names})
            shown = {
                score // BOARD_SCORE_SCALE if score is not None else None
                for [score] in found.values()
            }
            assert shown == {total if who.on_boards and total > 0 else None}, period

    @invariant()
    def all_screens_say_the_same(self) -> None:
        self.run_coroutine(self._check_screens())

    async def _check_screens(self) -> None:
        who, stands = await self.who(), await self.stands()
        catalogue = await load_team_catalogue(who.path, who.catalogue_revision)
        day = to_local_day(self.now, who.zone)
        streak_page = await load_streak_page(who, self.now)
        today = make_todays_break(who, await load_day(who, day), catalogue)
        ledger = await load_points_page(who, catalogue, None)
        badges = (await load_badges(who, catalogue, self.now)).badges
        assert stands.points == today.points == ledger.points
        assert stands.streak == today.streak == streak_page.streak
        assert stands.day == today.day == streak_page.today
        if not stands.practised_today:
            assert stands.streak_if_today == streak_page.if_today
        for step in (step for badge in badges for step in badge.steps):
            if step.code == "streak":
                assert step.have == min(step.need, streak_page.longest)
        board = await load_board(
            who, BoardScope("team", who.team), "week", stands.week, self.shop.boards
        )
        own_rows = [(entry.points, entry.rank is None) for entry in board.entries if entry.me]
        shown_points = max(0, stands.week_points)
        assert own_rows == ([(shown_points, not shown_points)] if who.on_boards else [])

    @invariant()
    def the_level_is_what_is_remembered(self) -> None:
        self.run_coroutine(self._check_level())

    async def _check_level(self) -> None:
        who, level = await self.who(), (await self.stands()).level
        async with connection() as conn:
            rows = await conn.fetch(
                "SELECT stability, last_day FROM memory WHERE person = $1 AND concept IN ("
                " SELECT concept FROM attempt a WHERE person = $1 AND grade > 1 AND NOT EXISTS ("
                "  SELECT FROM attempt WHERE person = $1 AND concept = a.concept AND grade = 1"
                "  AND (answered_at, key::text) > (a.answered_at, a.key::text))"
                " GROUP BY concept HAVING count(DISTINCT day) > 1)",
                who.id,
            )
        today = to_local_day(self.now, who.zone)
        weights = DEFAULT_WEIGHTS_HISTORY.weights_at(self.now)
        remembered = sum(
            weights.calculate_recall(row["stability"], max(0, (today - row["last_day"]).days))
            for row in rows
        )
        assert level.remembered == pytest.approx(remembered, abs=0.11)
        assert level.number == sum(level.remembered >= start for start, _ in LEVELS)

    @invariant()
    def each_badge_is_stored_once_and_announced_once(self) -> None:
        self.run_coroutine(self._check_badges())

    async def _check_badges(self) -> None:
        async with connection() as conn:
            rows = await conn.fetch(
                "SELECT badge FROM award WHERE person = $1", (await self.who()).id
            )
        assert sorted(row["badge"] for row in rows) == sorted(self.announced_badges)

    @invariant()
    def the_streak_equals_a_replay_of_the_days(self) -> None:
        self.run_coroutine(self._check_streak())

    async def _check_streak(self) -> None:
        who, progress = await self.who(), await self.progress()
        async with connection() as conn:
            streak = replay_streak(
                await load_practised_days(conn, who.id), await load_rota(conn, who.id)
            )
        assert (progress["streak"], progress["freezes"], progress["lost_streak"]) == (
            streak.days,
            streak.freezes,
            streak.lost,
        )
        assert progress["last_day"] == streak.last
        assert progress["longest_streak"] >= streak.longest


async def test_all_figures_agree_after_any_sequence_of_events(shop: Shop, clean_redis: str) -> None:
    await publish_to_team(
        replace(make_pack(version=2), badges=(make_hero_badge(),)), shop.root, SHOP_TIME
    )
    boards = open_boards(clean_redis, timeout_seconds=20.0)  # the machine may be busy
    try:
        await assert_state_machine_holds(
            PersonMachine, replace(shop, boards=boards), examples=6, steps=25
        )
    finally:
        await boards.close()
