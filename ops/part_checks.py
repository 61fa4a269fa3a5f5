"""What `herobreak doctor` asks of a Herobreak that runs: the API's parts, Redis, the boards.

Each check gives a text when all is well, and raises an error that says what to do when it is not.
"""

import asyncio
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import asyncpg
import msgspec
import redis

from learning.settings import Settings
from ops.data_folder import DataFolder
from ops.embedded import ServerAddresses
from ops.operator_errors import OperatorError
from ops.server_addresses import read_operator_token
from ops.supervisor import probe
from ops.terminal_messages import render_for_terminal

SERVER_TIMEOUT_SECONDS = 5.0
WRITE_TEST_KEY = "herobreak:doctor"
COUNT_UNWRITTEN_BOARDS = "SELECT count(*) FROM unwritten_board"
REPORTING_STATES = frozenset({"never_reported", "silent"})
"""States of parts with a heartbeat."""

PartCheck = tuple[str, Callable[[], str]]
"""The label of a part, and its check."""


class _Part(msgspec.Struct):
    state: str
    since: str = ""
    overdue_jobs: int = 0


class _Readiness(msgspec.Struct):
    status: str
    parts: dict[str, _Part] = {}


def list_part_checks(settings: Settings) -> Iterator[PartCheck]:
    """Give a check for each part of the API's readiness, or one that says that there is no answer.

    A server without the operator's token does not name its parts.
    """
    folder = DataFolder(settings.data)
    token = settings.metrics_token or read_operator_token(folder)
    status, answer = probe.get_api_path(settings.host, settings.port, "/api/health/ready", token)
    try:
        readiness = msgspec.json.decode(answer, type=_Readiness)
    except msgspec.DecodeError:
        readiness = _Readiness("not_ready")
    for name, part in readiness.parts.items():
        yield name, partial(_check_part, name, part, folder.root / "logs")
    if status != 200 and not any(part.state != "ok" for part in readiness.parts.values()):
        yield (
            render_for_terminal("operator.check_readiness"),
            lambda: _fail("operator.not_ready_unnamed", status=status),
        )


def _check_part(name: str, part: _Part, logs: Path) -> str:
    """Check one part by its state.

    Raises:
        OperatorError: it is not well.
    """
    if part.state == "ok":
        return render_for_terminal("operator.part_well")
    log = logs / ("postgres.log" if part.state == "unreachable" else "worker.log")
    code = f"operator.part_{part.state}"
    if part.state in REPORTING_STATES:
        return _fail(code, since=part.since, log=log, beat_log=logs / "beat.log")
    if part.state == "overdue":
        return _fail(code, count=part.overdue_jobs, since=part.since, log=log)
    if part.state == "unreachable":
        return _fail(code, log=log)
    return _fail("operator.part_not_well", name=name, state=part.state)


def check_redis_writes(url: str) -> str:
    """Check that Redis takes a write.

    Raises:
        OperatorError: it does not answer, or it refuses: its memory or its disk is full.
    """
    try:
        with redis.Redis.from_url(
            url, socket_timeout=SERVER_TIMEOUT_SECONDS, socket_connect_timeout=5
        ) as client:
            client.set(WRITE_TEST_KEY, 1, ex=10)
    except redis.exceptions.OutOfMemoryError:
        return _fail("operator.redis_full")
    except redis.RedisError as error:
        return _fail("operator.redis_refuses", reason=error)
    return render_for_terminal("operator.redis_takes_writes")


def check_boards(servers: ServerAddresses) -> str:
    """Check that no leaderboard misses a change.

    Raises:
        OperatorError: some do, or the database does not answer.
    """
    try:
        count = asyncio.run(_count_unwritten_boards(servers.database_url))
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        return _fail("operator.boards_unknown", reason=type(error).__name__)
    if count:
        return _fail("operator.boards_unwritten", count=count)
    return render_for_terminal("operator.boards_whole")


async def _count_unwritten_boards(url: str) -> int:
    conn = await asyncpg.connect(url, timeout=SERVER_TIMEOUT_SECONDS)
    try:
        count: int = await conn.fetchval(COUNT_UNWRITTEN_BOARDS, timeout=SERVER_TIMEOUT_SECONDS)
    finally:
        await conn.close(timeout=SERVER_TIMEOUT_SECONDS)
    return count


def _fail(code: str, /, **values: object) -> str:
    raise OperatorError(code, **values)
