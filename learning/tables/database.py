"""Access to the database: pools, transactions, and connections for single statements.

A process may have two pools. The main one is for what people wait for at every answer. The other
one is for screens, which read a lot, and for the tasks of the process itself. So an answer never
waits for a connection that a screen has.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import asyncpg
from asyncpg import Connection

from learning.piccolo_conf import DB
from learning.tables.statement_connections import StatementConnections

SERVER_SETTINGS = {"plan_cache_mode": "force_generic_plan"}
"""Statements are prepared once per connection and their arrays are small. Planning them again for
every call gains nothing."""

uses_screen_pool: ContextVar[bool] = ContextVar("uses_screen_pool", default=True)
"""Whether the current task uses the pool for screens, if there is one."""


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """How long the server lets one statement run, wait for a lock, and a transaction do nothing.

    All are in seconds; 0 is no limit. The server keeps them also when the client stands still.
    """

    statement_seconds: float = 0.0
    lock_seconds: float = 0.0
    idle_transaction_seconds: float = 0.0

    def list_settings(self) -> dict[str, str]:
        """Give them as settings of the server, in milliseconds.

        The server also ends statements of a client that has gone.
        """
        limits = {
            "statement_timeout": self.statement_seconds,
            "lock_timeout": self.lock_seconds,
            "idle_in_transaction_session_timeout": self.idle_transaction_seconds,
        }
        settings = {name: str(int(seconds * 1000)) for name, seconds in limits.items() if seconds}
        return settings | ({"client_connection_check_interval": "1000"} if settings else {})


NO_TIME_LIMITS = TimeLimits()


class _OpenPool:
    """A pool, and its connections for single statements."""

    def __init__(self, pool: Any, max_connections: int) -> None:
        self.pool, self.statements = pool, StatementConnections(pool, max_connections)


_main_pool: _OpenPool | None = None
_screen_pool: _OpenPool | None = None


async def open_pool(
    dsn: str,
    max_connections: int = 10,
    *,
    role: str = "",
    limits: TimeLimits = NO_TIME_LIMITS,
) -> None:
    """Open the main pool of the process on the database at `dsn`.

    With `role`, every connection acts as that role instead of the one that signs in.

    It holds at most `max_connections` connections for transactions, and as many for single
    statements. A returned connection is not reset: no statement leaves session state behind, and a
    reset costs a round trip.
    """
    global _main_pool
    settings = _make_server_settings(limits) | ({"role": role} if role else {})
    await DB.start_connection_pool(
        dsn=dsn,
        min_size=1,
        max_size=2 * max_connections,
        reset=_roll_back_if_open,
        server_settings=settings,
    )
    _main_pool = _OpenPool(DB.pool, max_connections)


async def open_screen_pool(dsn: str, max_connections: int, limits: TimeLimits) -> None:
    """Open the pool for screens. Its connections are opened when they are needed."""
    global _screen_pool
    pool = await asyncpg.create_pool(
        dsn=dsn,
        min_size=0,
        max_size=2 * max_connections,
        reset=_roll_back_if_open,
        server_settings=_make_server_settings(limits),
    )
    _screen_pool = _OpenPool(pool, max_connections)


async def close_pool() -> None:
    """Close the pools. Wait for the connections that are in use."""
    global _screen_pool
    if _screen_pool is not None:
        await _screen_pool.statements.close()
        await _screen_pool.pool.close()
        _screen_pool = None
    if _main_pool is not None:
        await _main_pool.statements.close()
    await DB.close_connection_pool()


@asynccontextmanager
async def transaction() -> AsyncIterator[Connection]:
    """Open a transaction that Piccolo's queries join, and give its connection for raw statements.

    Never use `asyncio.gather` inside, because there is one connection. A nested call joins the
    outer transaction. The driver opens and closes the transaction: Piccolo's own class keeps the
    connection for ever if it is cancelled or broken at BEGIN or COMMIT.
    """
    outer = DB.current_transaction.get()
    if outer is not None:
        yield outer.connection
        return
    async with _lend_connection(_get_pool()) as conn, conn.transaction():
        joined = DB.transaction()
        joined.connection = conn
        token = DB.current_transaction.set(joined)
        try:
            yield conn
        finally:
            DB.current_transaction.reset(token)


@asynccontextmanager
async def separate_transaction() -> AsyncIterator[Connection]:
    """Open a transaction that no query joins, on a connection of its own."""
    async with _lend_connection(_get_pool()) as conn, conn.transaction():
        yield conn


def is_in_transaction() -> bool:
    """Say whether the current task has opened a transaction."""
    return DB.current_transaction.get() is not None


class connection:  # noqa: N801 - it is used like the function `transaction`
    """Lend a connection for single statements.

    Inside a transaction it is the connection of that transaction.
    """

    __slots__ = ("_conn", "_lender")

    async def __aenter__(self) -> Connection:
        """Take a connection. The pool must be open."""
        opened: Any = DB.current_transaction.get()
        self._lender = _get_pool().statements if opened is None else None
        self._conn: Any = (
            opened.connection if self._lender is None else await self._lender.acquire()
        )
        return self._conn

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Release the connection, unless it belongs to a transaction."""
        lender = self._lender
        if lender is None:
            return
        if kind is not None and not issubclass(kind, Exception):  # the task was cancelled
            lender.give_up(self._conn)
            return
        lender.release(self._conn)
        if lender.closed:
            await lender.release_idle()


@asynccontextmanager
async def _lend_connection(opened: _OpenPool) -> AsyncIterator[Any]:
    """Lend a connection of a pool. A task that is cancelled does not wait for its return."""
    conn = await opened.pool.acquire()
    try:
        yield conn
    except Exception:
        await opened.pool.release(conn)
        raise
    except BaseException:
        opened.statements.return_cancelled(conn)
        raise
    else:
        await opened.pool.release(conn)


def _make_server_settings(limits: TimeLimits) -> dict[str, str]:
    return SERVER_SETTINGS | limits.list_settings()


def _get_pool() -> _OpenPool:
    if _main_pool is None or DB.pool is None:
        raise RuntimeError("the pool is not open: call open_pool() first")
    return _screen_pool if _screen_pool is not None and uses_screen_pool.get() else _main_pool


async def _roll_back_if_open(conn: Connection) -> None:
    """Roll back a transaction that a cancelled task left open. Do nothing else on return."""
    if conn.is_in_transaction():
        await conn.execute("ROLLBACK")
