"""A state machine: a race over clock changes always gets one result, that of the ledger.

The challenge is edited, teams move, attempts arrive late, and workers are repeated or killed.
"""

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from uuid import UUID

import msgspec
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule
from support.challenges import make_plan, read_challenge_row, record_practice
from support.shop import Shop
from support.state_machines import ShopStateMachine, assert_state_machine_holds

from learning.actions.challenges.change_challenge import edit_challenge
from learning.actions.challenges.launch_challenge import launch_challenge
from learning.actions.challenges.measure_challenges import measure_challenges
from learning.actions.challenges.settle_challenges import settle_challenges
from learning.actions.people.create_team import create_team
from learning.queries.people.current_user import CurrentUser
from learning.rules.challenges.challenges import LATE_ATTEMPTS_GRACE, ChallengeEdit
from learning.rules.refusals import Conflict, Invalid
from learning.rules.rota.days import to_local_day
from learning.tables.database import connection

ZONES = (
    "America/Santiago",
    "Asia/Beirut",
    "America/Havana",
    "Pacific/Apia",
    "Pacific/Honolulu",
    "Europe/London",
)
"""Some have a midnight that is missing or comes twice. They are up to a day apart."""
CLOCK_CHANGE_DAYS = (
    date(2026, 3, 8),
    date(2026, 3, 29),
    date(2026, 4, 5),
    date(2026, 9, 6),
    date(2026, 10, 25),
    date(2026, 11, 1),
)
"""Days on which the clock of a zone changes."""
EDGES = st.sampled_from((-90_000, -3601, -1, 0, 1, 3599, 3600, 90_000))
"""Seconds from the start or end of a team's part."""
numbers = count(1)


@dataclass
class RacingTeam:
    """A team that takes part.

    `begins_in` and `ends_in` are the zones of its start and end. `entries` are the times and days
    of its ledger entries.
    """

    id: int
    zone: str
    begins_in: str
    ends_in: str
    person: CurrentUser
    entries: set[tuple[datetime, date]]


class Race(ShopStateMachine):
    """Two teams with one person each, and a leader above both."""

    @initialize(
        zones=st.tuples(st.sampled_from(ZONES), st.sampled_from(ZONES)),
        clock_change_day=st.sampled_from(CLOCK_CHANGE_DAYS),
        before=st.integers(0, 3),
        days=st.integers(1, 6),
    )
    def begin(self, zones: tuple[str, str], clock_change_day: date, before: int, days: int) -> None:
        self.first, self.last = (
            clock_change_day - timedelta(days=before),
            clock_change_day + timedelta(days=days - 1),
        )
        self.now = datetime.combine(self.first - timedelta(days=3), datetime.min.time(), UTC)
        self.target, self.result, self.expected = 9.0, None, dict[int, int]()
        self.run_coroutine(self._launch(zones))

    async def _launch(self, zones: tuple[str, str]) -> None:
        self.leader = await self.shop.add_member(f"Lea {next(numbers)}", "leader", self.shop.root)
        self.teams = [await self._add_team(zone) for zone in zones]
        ids = tuple(team.id for team in self.teams)
        plan = make_plan(
            self.shop,
            id=UUID(int=next(numbers)),
            team=self.shop.root,
            teams=ids,
            form="race",
            stages=(),
        )
        plan = replace(plan, target=self.target, first_day=self.first, last_day=self.last)
        self.challenge = await launch_challenge(self.leader, plan, self.now)

    async def _add_team(self, zone: str) -> RacingTeam:
        number = next(numbers)
        made = await create_team(
            f"Team {number}", self.shop.root, zone, range(1, 8), f"{number:08}", self.now
        )
        return RacingTeam(
            made,
            zone,
            zone,
            zone,
            await self.shop.add_member(f"Amira {number}", zone_team=made),
            set(),
        )

    @rule(hours=st.integers(1, 100))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(which=st.integers(0, 1), at_end=st.booleans(), seconds=EDGES)
    def practises_near_the_start_or_end(self, which: int, at_end: bool, seconds: int) -> None:
        edges = self.run_coroutine(self._edges(self.teams[which].id))
        self._practise(self.teams[which], edges[at_end] + timedelta(seconds=seconds))

    @rule(which=st.integers(0, 1), ago=st.integers(0, 60))
    def practises(self, which: int, ago: int) -> None:
        self._practise(self.teams[which], self.now - timedelta(hours=ago))

    def _practise(self, team: RacingTeam, at: datetime) -> None:
        if at > self.now:
            self.now = at  # nobody practises in the future, so time passes
        day = to_local_day(at, team.zone)
        self.run_coroutine(record_practice(team.person, at, f"pack.c{next(numbers)}", day))
        team.entries.add((at, day))

    @rule(which=st.integers(0, 1), zone=st.sampled_from(ZONES))
    def moves(self, which: int, zone: str) -> None:
        self.teams[which].zone = zone
        self.run_coroutine(
            self._execute("UPDATE team SET zone = $2 WHERE id = $1", self.teams[which].id, zone)
        )

    @rule(more=st.integers(2, 4), easier=st.booleans())
    def is_extended(self, more: int, *, easier: bool) -> None:
        last, target = self.last + timedelta(days=more), max(1.0, self.target - easier)
        try:
            self.run_coroutine(
                edit_challenge(
                    self.leader,
                    self.challenge,
                    ChallengeEdit(last_day=last, target=target),
                    self.now,
                )
            )
        except Conflict:
            assert self.result is not None
            return
        except Invalid:
            assert last < self.now.date(), (
                "only the end of a scheduled challenge cannot be in the past"
            )
            return
        self.last, self.target = last, target
        for team in self.teams:
            team.ends_in = team.zone

    @rule(workers=st.integers(1, 4))
    def workers_count_and_settle(self, workers: int) -> None:
        self.run_coroutine(self._work(workers))

    async def _work(self, workers: int) -> None:
        await measure_challenges(self.now)
        await asyncio.gather(*(settle_challenges(None, self.now) for _ in range(workers)))

    @rule(turns=st.integers(1, 60))
    def a_worker_dies(self, turns: int) -> None:
        self.run_coroutine(self._die(turns))

    async def _die(self, turns: int) -> None:
        worker = asyncio.create_task(settle_challenges(None, self.now))
        for _ in range(turns):
            await asyncio.sleep(0)
        worker.cancel()
        await asyncio.wait({worker})

    @rule()
    def redis_is_wiped(self) -> None:
        self.run_coroutine(self.shop.boards.nodes.client.execute_command("FLUSHALL"))

    @precondition(lambda self: self.result is not None)
    @rule(which=st.integers(0, 1))
    def an_attempt_arrives_after_the_end(self, which: int) -> None:
        self._practise(self.teams[which], self.run_coroutine(self._edges(self.teams[which].id))[0])

    async def _edges(self, team: int) -> tuple[datetime, datetime]:
        async with connection() as conn:
            statement = (
                "SELECT starts_at, ends_at FROM challenge_team WHERE challenge = $1 AND team = $2"
            )
            return tuple(await conn.fetchrow(statement, self.challenge, team))

    async def _execute(self, statement: str, *values: object) -> None:
        async with connection() as conn:
            await conn.execute(statement, *values)

    def _count_days(self, team: RacingTeam) -> int:
        """Count the days of practice within the challenge, by the calendar of the team."""
        days = (
            day
            for at, day in team.entries
            if to_local_day(at, team.begins_in) >= self.first
            and to_local_day(at, team.ends_in) <= self.last
        )
        return len(set(days))

    @invariant()
    def it_is_settled_once_in_time_as_the_ledger_says(self) -> None:
        stored = self.run_coroutine(read_challenge_row(self.challenge))
        if self.result is None and stored["status"] == "settled":
            self.result = msgspec.json.decode(stored["result"])
            self.expected = {team.id: self._count_days(team) for team in self.teams}
            received = self.now - LATE_ATTEMPTS_GRACE
            assert all(to_local_day(received, team.ends_in) > self.last for team in self.teams), (
                "settled too early"
            )
        if self.result is None:
            return
        assert msgspec.json.decode(stored["result"]) == self.result, "a result has changed"
        assert {one["team"]: one["value"] for one in self.result["teams"]} == self.expected
        assert self.result["value"] == max(self.expected.values())
        assert self.result["reached"] == (self.result["value"] >= self.target)
        assert stored["target"] == self.target
        assert self.run_coroutine(self._read_settled_notices()) == [
            ("settled", team.id) for team in self.teams
        ]

    async def _read_settled_notices(self) -> list[tuple[str, int]]:
        async with connection() as conn:
            rows = await conn.fetch(
                "SELECT kind, team FROM notice WHERE challenge = $1 AND kind = 'settled'"
                " ORDER BY team",
                self.challenge,
            )
            return [tuple(row) for row in rows]

    def teardown(self) -> None:
        """Settle it two months later."""
        self.now = max(self.now, datetime.combine(self.last, datetime.min.time(), UTC)) + timedelta(
            days=60
        )
        self.run_coroutine(self._work(2))
        self.it_is_settled_once_in_time_as_the_ledger_says()
        assert self.result is not None, "it was never settled"


async def test_a_race_over_clock_changes_has_the_result_of_the_ledger(shop: Shop) -> None:
    await assert_state_machine_holds(Race, shop, examples=12, steps=20)
