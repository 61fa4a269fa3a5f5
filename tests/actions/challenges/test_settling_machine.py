"""A race through days that clocks tear holes in: whatever is edited, moved, late, repeated or killed, one result, the ledger's."""

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
"""Midnights that are missing or come twice among them, and a day apart."""
TORN = (
    date(2026, 3, 8),
    date(2026, 3, 29),
    date(2026, 4, 5),
    date(2026, 9, 6),
    date(2026, 10, 25),
    date(2026, 11, 1),
)
"""Days on which a clock changes in one of them."""
EDGES = st.sampled_from((-90_000, -3601, -1, 0, 1, 3599, 3600, 90_000))
"""Seconds from a team's own beginning or end."""
numbers = count(1)


@dataclass
class Team:
    """A team that takes part: the zones in which its first and its last day are counted, and who practised when."""

    id: int
    zone: str
    begins_in: str
    ends_in: str
    person: CurrentUser
    lines: set[tuple[datetime, date]]


class Race(ShopStateMachine):
    """Two teams, a person each, and a leader above both."""

    @initialize(
        zones=st.tuples(st.sampled_from(ZONES), st.sampled_from(ZONES)),
        torn=st.sampled_from(TORN),
        before=st.integers(0, 3),
        days=st.integers(1, 6),
    )
    def begin(self, zones: tuple[str, str], torn: date, before: int, days: int) -> None:
        self.first, self.last = torn - timedelta(days=before), torn + timedelta(days=days - 1)
        self.now = datetime.combine(self.first - timedelta(days=3), datetime.min.time(), UTC)
        self.target, self.result, self.expected = 9.0, None, dict[int, int]()
        self.run_coroutine(self._launch(zones))

    async def _launch(self, zones: tuple[str, str]) -> None:
        self.leader = await self.shop.add_member(f"Lea {next(numbers)}", "leader", self.shop.root)
        self.teams = [await self._team(zone) for zone in zones]
        ids = tuple(team.id for team in self.teams)
        wanted = make_plan(
            self.shop,
            id=UUID(int=next(numbers)),
            team=self.shop.root,
            teams=ids,
            form="race",
            stages=(),
        )
        wanted = replace(wanted, target=self.target, first_day=self.first, last_day=self.last)
        self.challenge = await launch_challenge(self.leader, wanted, self.now)

    async def _team(self, zone: str) -> Team:
        number = next(numbers)
        made = await create_team(
            f"Team {number}", self.shop.root, zone, range(1, 8), f"{number:08}", self.now
        )
        return Team(
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
    def practises_near_an_edge_and_sends_it_when_it_can(
        self, which: int, at_end: bool, seconds: int
    ) -> None:
        edges = self.run_coroutine(self._edges(self.teams[which].id))
        self._practise(self.teams[which], edges[at_end] + timedelta(seconds=seconds))

    @rule(which=st.integers(0, 1), ago=st.integers(0, 60))
    def practises(self, which: int, ago: int) -> None:
        self._practise(self.teams[which], self.now - timedelta(hours=ago))

    def _practise(self, team: Team, at: datetime) -> None:
        if at > self.now:
            self.now = at  # nobody practises in the future: it is then
        day = to_local_day(at, team.zone)
        self.run_coroutine(record_practice(team.person, at, f"pack.c{next(numbers)}", day))
        team.lines.add((at, day))

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
            assert last < self.now.date(), "only what no worker has begun cannot end in the past"
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
    def a_worker_dies_on_the_way(self, turns: int) -> None:
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
    def something_arrives_after_the_end(self, which: int) -> None:
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

    def _counted(self, team: Team) -> int:
        """Days of practice, by what the calendar of the team said."""
        inside = (
            day
            for at, day in team.lines
            if to_local_day(at, team.begins_in) >= self.first
            and to_local_day(at, team.ends_in) <= self.last
        )
        return len(set(inside))

    @invariant()
    def it_ends_once_in_time_and_as_the_ledger_says(self) -> None:
        stored = self.run_coroutine(read_challenge_row(self.challenge))
        if self.result is None and stored["status"] == "settled":
            self.result = msgspec.json.decode(stored["result"])
            self.expected = {team.id: self._counted(team) for team in self.teams}
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
        assert self.run_coroutine(self._told()) == [("settled", team.id) for team in self.teams]

    async def _told(self) -> list[tuple[str, int]]:
        async with connection() as conn:
            statement = "SELECT kind, team FROM notice WHERE challenge = $1 AND kind = 'settled' ORDER BY team"
            return [tuple(found) for found in await conn.fetch(statement, self.challenge)]

    def teardown(self) -> None:
        """Long after everything, it is settled: late is not never."""
        self.now = max(self.now, datetime.combine(self.last, datetime.min.time(), UTC)) + timedelta(
            days=60
        )
        self.run_coroutine(self._work(2))
        self.it_ends_once_in_time_and_as_the_ledger_says()
        assert self.result is not None, "it was never settled"


async def test_a_race_through_torn_days_has_one_result_and_it_is_the_ledgers(shop: Shop) -> None:
    await assert_state_machine_holds(Race, shop, examples=12, steps=20)
