"""Award the badges that people have earned: each once, in three statements for all people."""

from collections.abc import Mapping
from datetime import datetime

from asyncpg import Connection

from learning.queries.packs.team_catalogue import load_team_catalogue
from learning.queries.practice.weights import load_weights_history
from learning.rules.recognition.badge_rules import BadgeFacts
from learning.rules.recognition.badges import Badge
from learning.rules.rota.days import to_local_day
from learning.steps.recognition.find_badges import BadgeSearch, find_badges
from learning.steps.recognition.lock_progress import LockedProgress

SELECT_HELD_BADGES = "SELECT person, badge FROM award WHERE person = ANY($1)"
INSERT_AWARDS = """
INSERT INTO award (person, badge, earned_at)
SELECT person, badge, $3 FROM unnest($1::bigint[], $2::text[]) AS earned (person, badge)
ON CONFLICT (person, badge) DO NOTHING RETURNING person, badge
"""


async def award_badges(
    conn: Connection, progress_by_person: Mapping[int, LockedProgress], now: datetime
) -> dict[int, tuple[Badge, ...]]:
    """Award the badges whose rule holds after a change of counters.

    Returns the new awards by person. Joins the caller's transaction.
    """
    held: dict[int, set[str]] = {person: set() for person in progress_by_person}
    for row in await conn.fetch(SELECT_HELD_BADGES, list(progress_by_person)):
        held[row["person"]].add(row["badge"])
    searches = {
        person: await _build_badge_search(progress, held[person], now)
        for person, progress in progress_by_person.items()
    }
    found = await find_badges(conn, searches)
    earned = {(person, badge.id): badge for person, badges in found.items() for badge in badges}
    awarded: dict[int, tuple[Badge, ...]] = {}
    if earned:
        for row in await conn.fetch(INSERT_AWARDS, *map(list, zip(*earned, strict=True)), now):
            awarded[row["person"]] = (
                *awarded.get(row["person"], ()),
                earned[row["person"], row["badge"]],
            )
    return awarded


async def _build_badge_search(
    progress: LockedProgress, held_badges: set[str], now: datetime
) -> BadgeSearch:
    catalogue = await load_team_catalogue(progress.path, progress.catalogue_revision)
    weights_history = await load_weights_history(progress.path[0], progress.adoption)
    facts = BadgeFacts(
        progress.counters,
        day=to_local_day(now, progress.zone),
        weights=weights_history.weights_at(now),
    )
    return BadgeSearch(catalogue, facts, held_badges, progress.changed_counters)
