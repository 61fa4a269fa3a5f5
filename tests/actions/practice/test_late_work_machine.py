"""Whoever claims days that they did not practise earns no more than somebody who practised them."""

from datetime import timedelta

from hypothesis.stateful import invariant
from support.catalogues import publish_to_team
from support.cheat_machine import PACK, CheatMachine
from support.honest_day import compute_honest_day
from support.shop import SHOP_TIME, Shop
from support.state_machines import assert_state_machine_holds

from learning.queries.rota.rota import load_practised_days
from learning.rules.practice.device_times import MAX_DAYS_AFTER_ISSUE
from learning.tables.database import connection

MOST_IN_A_DAY = compute_honest_day(PACK, moments=0).points


class LateWorkMachine(CheatMachine):
    """The cheat alone: no colleagues, and the calendar stays."""

    @invariant()
    def no_day_of_receipt_earns_more_than_an_honest_day(self) -> None:
        gains = self.account.gains
        assert max(gains.values(), default=0) <= MOST_IN_A_DAY, gains

    @invariant()
    def practice_is_only_on_days_of_receipt_and_days_with_a_break(self) -> None:
        self.run_coroutine(self._check_days())

    async def _check_days(self) -> None:
        account = self.account
        async with connection() as conn:
            days = await load_practised_days(conn, account.user.id)
            progress = await conn.fetchrow(
                "SELECT longest_streak, counters FROM progress WHERE person = $1", account.user.id
            )
            earned = await conn.fetch(
                "SELECT day, sum(points) AS points FROM ledger_entry WHERE person = $1"
                " GROUP BY day",
                account.user.id,
            )
        possible = account.received | {
            day + timedelta(days=after)
            for day in account.fetched
            for after in range(MAX_DAYS_AFTER_ISSUE.days + 1)
        }
        assert days <= possible
        contacts = account.fetched | account.received
        elapsed = (self.now.date() - min(contacts)).days + 1 if contacts else 0
        assert progress["longest_streak"] <= elapsed
        assert {row["day"] for row in earned} <= possible
        assert max((row["points"] for row in earned), default=0) <= MOST_IN_A_DAY
        assert sum(row["points"] for row in earned) <= elapsed * MOST_IN_A_DAY


async def test_a_cheat_gains_no_more_a_day_than_an_honest_person(shop: Shop) -> None:
    await publish_to_team(PACK, shop.root, SHOP_TIME)
    await assert_state_machine_holds(LateWorkMachine, shop, examples=8, steps=15)
