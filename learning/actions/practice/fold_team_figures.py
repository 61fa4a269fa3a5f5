"""Keep the figures of teams: count anew what has changed since they were counted last.

Screens read these figures and never scan people. Counting is repeated safely: a team is counted
from its rows, and a change that is noted meanwhile is counted the next time.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from asyncpg import Connection

from learning.queries.packs.team_catalogue import load_newest_catalogue_revision
from learning.queries.people.stale_teams import StaleTeam, list_stale_teams, list_team_changes
from learning.queries.practice.capacity import load_capacities
from learning.queries.practice.weights import load_newest_adoption_id, load_weights_history
from learning.steps.people.fill_name_keys import fill_name_keys
from learning.steps.people.join_groups import STAFF_WITHOUT_GROUP_SQL, join_groups
from learning.steps.practice.refresh_group_knowledge import refresh_group_knowledge
from learning.steps.practice.refresh_team_figures import refresh_team_figures
from learning.steps.practice.refresh_team_knowledge import (
    list_knowledge_keys,
    refresh_team_knowledge,
)
from learning.tables.database import connection, transaction
from learning.tables.named_locks import try_lock, wait_for_lock

TEAMS_PER_TRANSACTION = 50
MAX_TEAMS_PER_FOLD = 500
"""Teams of one run. The next run counts the others."""
MAX_PEOPLE_NOTED = 10_000
FOLD_LOCK = "herobreak.fold-figures"
NOTE_PRACTICE = """
WITH practised AS (
  UPDATE progress SET unfolded = false WHERE person IN (
    SELECT person FROM progress WHERE unfolded LIMIT $1 FOR UPDATE SKIP LOCKED
  ) RETURNING person
), counted AS (
  INSERT INTO team_change (team) SELECT DISTINCT one.team
  FROM practised JOIN person p ON p.id = practised.person,
    unnest(ARRAY[p.team, p.counted_with]) AS one (team) WHERE one.team IS NOT NULL
)
SELECT count(*) FROM practised
"""
SELECT_ROOTS_OF_WAITING = f"""
SELECT DISTINCT t.path[1] AS root FROM person p JOIN team t ON t.id = p.team
WHERE p.team = ANY($1) AND {STAFF_WITHOUT_GROUP_SQL}
"""
FORGET_DAYS = "UPDATE team_figures SET day = '0001-01-01'"
DELETE_CHANGES = "DELETE FROM team_change WHERE id = ANY($1)"


async def fold_team_figures(now: datetime, max_teams: int = MAX_TEAMS_PER_FOLD) -> int:
    """Count the figures of teams that are out of date. Return how many teams were counted.

    It returns 0 while another process does so.
    """
    await _note_practice()
    await _fill_keys()
    folded = 0
    while folded < max_teams and (number := await _fold_some_teams(now, waits=False)):
        folded += number
    return folded


async def recount_team_figures(now: datetime) -> int:
    """Count the figures of all teams from scratch. Return how many teams were counted here.

    A worker that counts at the same time takes some of them.
    """
    async with connection() as conn:
        await conn.execute(FORGET_DAYS)
    await _note_practice()
    await _fill_keys()
    folded = 0
    while number := await _fold_some_teams(now, waits=True):
        folded += number
    return folded


async def _note_practice() -> None:
    """Note the teams of people who have practised. Their rows are locked only for a moment."""
    noted = MAX_PEOPLE_NOTED
    while noted == MAX_PEOPLE_NOTED:
        async with connection() as conn:
            noted = await conn.fetchval(NOTE_PRACTICE, MAX_PEOPLE_NOTED)


async def _fill_keys() -> None:
    filled = 1
    while filled:
        async with connection() as conn:
            filled = await fill_name_keys(conn)


async def _fold_some_teams(now: datetime, *, waits: bool) -> int:
    async with transaction() as conn:
        if waits:
            await wait_for_lock(conn, FOLD_LOCK)
        elif not await try_lock(conn, FOLD_LOCK):
            return 0
        teams = await list_stale_teams(conn, now, TEAMS_PER_TRANSACTION)
        ids = [team.id for team in teams]
        for row in await conn.fetch(SELECT_ROOTS_OF_WAITING, ids):
            await join_groups(conn, row["root"])
        changes = await list_team_changes(conn, ids)
        for (root, day), some in _group_by_day(teams).items():
            await _fold_knowledge(conn, root, day, some, now)
        capacities = await load_capacities(await load_newest_catalogue_revision(), ids, now)
        await refresh_team_figures(conn, {team.id: team.day for team in teams}, capacities)
        await conn.execute(DELETE_CHANGES, changes)
    return len(teams)


async def _fold_knowledge(
    conn: Connection, root: int, day: date, teams: Sequence[StaleTeam], now: datetime
) -> None:
    weights = (await load_weights_history(root, await load_newest_adoption_id())).weights_at(now)
    changed = await refresh_group_knowledge(
        conn, [team.id for team in teams], day, weights.curve_parameters, now
    )
    recounted = [team.id for team in teams if team.is_uncounted]
    changed += await list_knowledge_keys(conn, recounted) if recounted else []
    await refresh_team_knowledge(conn, changed, day)


def _group_by_day(teams: Iterable[StaleTeam]) -> dict[tuple[int, date], list[StaleTeam]]:
    """Group teams by organisation and local day."""
    grouped: defaultdict[tuple[int, date], list[StaleTeam]] = defaultdict(list)
    for team in teams:
        grouped[team.root, team.day].append(team)
    return grouped
