"""Give the badges that people have earned by what they were paid for: each once, in three statements for all of them."""

from collections.abc import Mapping
from datetime import datetime

from asyncpg import Connection

from learning.actions.accounts import Account
from learning.actions.find_badges import Seeker, find_badges
from learning.queries.catalogue import shelf_of
from learning.queries.weights import eras_of
from learning.rules.badge_rules import Facts
from learning.rules.badges import Badge
from learning.rules.days import local_day

HELD = "SELECT person, badge FROM award WHERE person = ANY($1)"
AWARD = """
INSERT INTO award (person, badge, earned_at)
SELECT person, badge, $3 FROM unnest($1::bigint[], $2::text[]) AS earned (person, badge)
ON CONFLICT (person, badge) DO NOTHING RETURNING person, badge
"""


async def give_badges(conn: Connection, accounts: Mapping[int, Account], now: datetime) -> dict[int, tuple[Badge, ...]]:
    """Give the badges whose rule is met now that counters have changed, inside the caller's transaction; return them by person."""
    held: dict[int, set[str]] = {person: set() for person in accounts}
    for row in await conn.fetch(HELD, list(accounts)):
        held[row["person"]].add(row["badge"])
    seekers = {person: await _seeker(account, held[person], now) for person, account in accounts.items()}
    found = await find_badges(conn, seekers)
    earned = {(person, badge.id): badge for person, badges in found.items() for badge in badges}
    given: dict[int, tuple[Badge, ...]] = {}
    if earned:
        for row in await conn.fetch(AWARD, *map(list, zip(*earned, strict=True)), now):
            given[row["person"]] = (*given.get(row["person"], ()), earned[row["person"], row["badge"]])
    return given


async def _seeker(account: Account, held: set[str], now: datetime) -> Seeker:
    shelf = await shelf_of(account.path, account.edition)
    eras = await eras_of(account.path[0], account.adoption)
    facts = Facts(account.counters, day=local_day(now, account.zone), weights=eras.at(now))
    return Seeker(shelf, facts, held, account.moved)
