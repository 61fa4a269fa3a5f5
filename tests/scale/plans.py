"""Ask PostgreSQL how it would run the hot statements with a hundred million attempts.

The statistics are multiplied, not the rows: the planner decides by them alone.
"""

from collections.abc import Iterator
from typing import Any

import msgspec
from asyncpg import Connection

from learning.queries.boards.board_scores import (
    SELECT_BOARD_LINES_BY_PERIOD,
    SELECT_NEWEST_BOARD_LINES,
)
from learning.queries.boards.team_scores import SELECT_TEAM_SCORES_BY_PERIOD
from learning.queries.challenges.habit_sql import CHECKPOINT_EVENTS_SQL, SELECT_HABITS
from learning.queries.practice.todays_break import SELECT_USER_AND_STORED_DAY
from learning.queries.recognition.points import SELECT_LEDGER_PAGE
from learning.queries.recognition.week_points import SELECT_LEDGER_WEEK_POINTS
from learning.steps.practice.load_learner_state import (
    SELECT_FINISHED_ITEMS,
    SELECT_LEARNER_STATE_BY_TOKEN,
)
from learning.steps.practice.load_review_history import SELECT_CONCEPT_REVIEWS
from learning.tables.database import connection

PLANNED_ATTEMPTS, PLANNED_PEOPLE = 100_000_000, 100_000
LARGE_TABLES = ("attempt", "ledger_entry", "memory", "lesson_read", "plan")
PLANNED_STATEMENTS = {
    "load what an answer changes": SELECT_LEARNER_STATE_BY_TOKEN,
    "load what was done on a day": SELECT_FINISHED_ITEMS,
    "load attempts to replay": SELECT_CONCEPT_REVIEWS,
    "open today": SELECT_USER_AND_STORED_DAY,
    "points of a person": SELECT_LEDGER_PAGE,
    "points of an earlier week": SELECT_LEDGER_WEEK_POINTS,
    "newest board lines of people": SELECT_NEWEST_BOARD_LINES,
    "board lines of people in an earlier week": SELECT_BOARD_LINES_BY_PERIOD["week"],
    "scores of teams in an earlier week": SELECT_TEAM_SCORES_BY_PERIOD["week"],
    "habits for a forecast": SELECT_HABITS.format(events=CHECKPOINT_EVENTS_SQL),
}
MULTIPLY_STATISTICS = """
UPDATE pg_class SET reltuples = reltuples * $1
WHERE relnamespace = 'public'::regnamespace AND reltuples > 0
"""
SELECT_BLOCK_RANGE_INDEXES = """
SELECT c.relname FROM pg_class c JOIN pg_am a ON a.oid = c.relam WHERE a.amname = 'brin'
"""
COUNT_PARAMETERS = (
    "SELECT cardinality(parameter_types) FROM pg_prepared_statements WHERE name = 'planned'"
)


async def find_slow_scans() -> dict[str, list[str]]:
    """List, for each hot statement, the scans that read a large table as a whole.

    The statistics stay multiplied: this comes last. The pool must be open as the administrator.
    """
    async with connection() as conn:
        attempts = await conn.fetchval("SELECT count(*) FROM attempt")
        for table in LARGE_TABLES:
            distinct = -PLANNED_PEOPLE / PLANNED_ATTEMPTS
            await conn.execute(
                f"ALTER TABLE {table} ALTER COLUMN person SET (n_distinct = {distinct})"
            )
            await conn.execute(f"ANALYZE {table}")
        await conn.execute(MULTIPLY_STATISTICS, PLANNED_ATTEMPTS / attempts)
        brin = {row["relname"] for row in await conn.fetch(SELECT_BLOCK_RANGE_INDEXES)}
        return {
            name: [
                _describe_scan(node) for node in await _explain(conn, sql) if _is_slow(node, brin)
            ]
            for name, sql in PLANNED_STATEMENTS.items()
        }


async def _explain(conn: Connection, sql: str) -> list[dict[str, Any]]:
    """Give the nodes of the plan. The connections of the product plan for any values."""
    await conn.execute(f"PREPARE planned AS {sql}")
    nulls = ", ".join(["NULL"] * await conn.fetchval(COUNT_PARAMETERS))
    explained = await conn.fetchval(f"EXPLAIN (FORMAT JSON) EXECUTE planned ({nulls})")
    await conn.execute("DEALLOCATE planned")
    return list(_iterate_nodes(msgspec.json.decode(explained)[0]["Plan"]))


def _iterate_nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", []):
        yield from _iterate_nodes(child)


def _is_slow(node: dict[str, Any], brin: set[str]) -> bool:
    """Say whether a node reads a large table, or the index of its blocks, from end to end.

    Reading all days of a person for a few of them is slow as well.
    """
    if node.get("Relation Name") in LARGE_TABLES:
        whole = "Index Name" in node and "Index Cond" not in node
        return node["Node Type"] == "Seq Scan" or whole or "day >=" in node.get("Filter", "")
    return node.get("Index Name") in brin


def _describe_scan(node: dict[str, Any]) -> str:
    return f"{node['Node Type']} of {node.get('Index Name') or node['Relation Name']}"
