"""Checks that stored states are what the rows of their history say."""

from collections import defaultdict
from datetime import datetime
from typing import Any

import asyncpg
import pytest

from learning.leaderboards import make_board_key
from learning.queries.boards.board_scores import open_boards
from learning.rules.boards.boards import BOARD_SCORE_SCALE
from learning.rules.boards.periods import find_period_start
from learning.rules.practice.concept_replay import ConceptReplay
from learning.rules.practice.memory import Memory, next_memory
from learning.rules.practice.weights import WeightsHistory
from learning.rules.rota.days import ALL_ISO_WEEKDAYS, Rota
from learning.steps.practice.load_review_history import make_review

COMPARED_EXACTLY = ("last_day", "last_at", "reviews", "lapses", "question", "right_days")
SELECT_WRONG_POINTS = """
SELECT p.login, g.points, sum(l.points) FROM progress g JOIN person p ON p.id = g.person
LEFT JOIN ledger_entry l ON l.person = g.person
GROUP BY p.login, g.points HAVING g.points <> COALESCE(sum(l.points), 0)
"""


async def assert_memories_are_folds(conn: asyncpg.Connection) -> int:
    """Fold all attempts anew and compare them with the stored memories. Return their number."""
    attempts = defaultdict(list)
    for row in await conn.fetch("SELECT * FROM attempt WHERE grade IS NOT NULL"):
        attempts[row["person"], row["concept"]].append(make_review(row))
    stored = {
        (row["person"], row["concept"]): row for row in await conn.fetch("SELECT * FROM memory")
    }
    assert stored.keys() == attempts.keys()
    for key, row in stored.items():
        folded = _fold(*key, attempts[key])
        assert folded is not None
        assert (row["stability"], row["difficulty"]) == pytest.approx(
            (folded.stability, folded.difficulty), rel=1e-5
        )
        for name in COMPARED_EXACTLY:
            assert row[name] == getattr(folded, name), (key, name)
    return len(stored)


def _fold(person: int, concept: str, attempts: list[Any]) -> Memory | None:
    rota, weights = Rota(ALL_ISO_WEEKDAYS), WeightsHistory()
    memory = None
    for attempt in ConceptReplay(attempts, None, person, concept, rota, weights).log:
        memory = next_memory(
            memory, attempt, person, concept, rota, weights.weights_at(attempt.answered_at)
        )
    return memory


async def assert_points_are_those_of_the_ledger(conn: asyncpg.Connection) -> int:
    """Compare the points of everybody with the sum of the ledger. Return the sum of all points."""
    assert await conn.fetch(SELECT_WRONG_POINTS) == []
    return int(await conn.fetchval("SELECT COALESCE(sum(points), 0) FROM ledger_entry"))


async def read_season_board(redis_url: str, team: int, now: datetime) -> dict[int, int]:
    """Read the points of people on the season's board of a team, as Redis has them."""
    boards = open_boards(redis_url, timeout_seconds=10.0)
    name = make_board_key("team", team, "season", find_period_start("season", now.date()))
    points: dict[int, int] = {}
    try:
        async for rows in boards.scan_members(name):
            points |= {person: score // BOARD_SCORE_SCALE for person, score in rows.items()}
    finally:
        await boards.close()
    return points
