"""Access to the database: Piccolo's pool, transactions, and connections for single statements."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from asyncpg import Connection, InterfaceError, PostgresError

from learning.piccolo_conf import DB

SERVER_SETTINGS = {"plan_cache_mode": "force_generic_plan"}
"""Statements are prepared once per connection and their arrays are small. Planning them again for
every call gains nothing."""

CANCEL_TIMEOUT_SECONDS = 5.0
"""How long the server may take to end a cancelled statement."""


class _StatementConnections:
    """Connections that are kept out of the pool for single statements.

    Lending one needs no task, no timer and no round trip.
    """

    def __init__(self, max_connections: int) -> None:
        self.max_connections, self.lent_count, self.closed = max_connections, 0, False
        self.idle_connections: list[Any] = []
        self.waiting_turns: deque[asyncio.Future[None]] = deque()
        self.returning_tasks: set[asyncio.Task[None]] = set()

    async def acquire(self) -> Any:
        """Give an idle connection that is open, else a new one, else wait for a released one."""
        _get_pool()
        while True:
            while self.idle_connections:
                found = self.idle_connections.pop()
                if _is_connection_open(found):
                    return found
                await self._release_to_pool(found)
            if self.lent_count < self.max_connections:
                return await self._acquire_from_pool()
            turn = asyncio.get_running_loop().create_future()
            self.waiting_turns.append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                if not turn.cancelled():  # A released connection was assigned to this waiter.
                    self._wake_next_waiter()
                raise

    def release(self, back: Any) -> None:
        """Take a connection back and wake the next waiter."""
        self.idle_connections.append(back)
        self._wake_next_waiter()

    def give_up(self, cancelled: Any) -> None:
        """Take back a connection whose statement was cancelled, without waiting.

        It returns to the pool when the server has ended the statement. A server that does not do so
        in time loses the connection.
        """
        self.lent_count -= 1
        task = asyncio.create_task(_return_cancelled(cancelled))
        self.returning_tasks.add(task)
        task.add_done_callback(self.returning_tasks.discard)
        self._wake_next_waiter()

    async def close(self) -> None:
        """Return the idle connections to the pool. The others follow when they are released."""
        self.closed = True
        await self.release_idle()

    async def release_idle(self) -> None:
        """Return all idle connections to the pool."""
        while self.idle_connections:
            await self._release_to_pool(self.idle_connections.pop())

    async def _acquire_from_pool(self) -> Any:
        self.lent_count += 1
        try:
            return await _get_pool().acquire()
        except BaseException:
            self.lent_count -= 1
            self._wake_next_waiter()
            raise

    async def _release_to_pool(self, found: Any) -> None:
        self.lent_count -= 1
        await _get_pool().release(found)

    def _wake_next_waiter(self) -> None:
        while self.waiting_turns:
            turn = self.waiting_turns.popleft()
            if not turn.done():
                turn.set_result(None)
                return


_statement_connections = _StatementConnections(0)


async def open_pool(dsn: str, max_connections: int = 10, *, role: str = "") -> None:
    """Open the process's pool on the database at `dsn`.

    With `role`, every connection acts as that role instead of the one that signs in.

    It holds at most `max_connections` connections for transactions, and as many for single
    statements. A returned connection is not reset: no statement leaves session state behind, and a
    reset costs a round trip.
    """
    global _statement_connections
    await DB.start_connection_pool(
        dsn=dsn,
        min_size=1,
        max_size=2 * max_connections,
        reset=_roll_back_if_open,
        server_settings={**SERVER_SETTINGS, **({"role": role} if role else {})},
    )
    _statement_connections = _StatementConnections(max_connections)


async def close_pool() -> None:
    """Close the pool. Wait for the connections that are in use."""
    await _statement_connections.close()
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
    async with _get_pool().acquire() as conn, conn.transaction():
        joined = DB.transaction()
        joined.connection = conn
        token = DB.current_transaction.set(joined)
        try:
            yield conn
        finally:
            DB.current_transaction.reset(token)


class connection:  # noqa: N801 - it is used like the function `transaction`
    """Lend a connection for single statements.

    Inside a transaction it is the connection of that transaction.
    """

    __slots__ = ("_conn", "_is_borrowed")

    async def __aenter__(self) -> Connection:
        """Take a connection. The pool must be open."""
        opened: Any = DB.current_transaction.get()
        self._is_borrowed = opened is None
        self._conn: Any = (
            await _statement_connections.acquire() if opened is None else opened.connection
        )
        return self._conn

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Release the connection, unless it belongs to a transaction."""
        if self._is_borrowed and kind is asyncio.CancelledError:
            _statement_connections.give_up(self._conn)
        elif self._is_borrowed:
            _statement_connections.release(self._conn)
            if _statement_connections.closed:
                await _statement_connections.release_idle()


async def _return_cancelled(cancelled: Any) -> None:
    try:
        await _get_pool().release(cancelled, timeout=CANCEL_TIMEOUT_SECONDS)
    except (OSError, TimeoutError, InterfaceError, PostgresError):
        cancelled.terminate()


def _get_pool() -> Any:
    if DB.pool is None:
        raise RuntimeError("the pool is not open: call open_pool() first")
    return DB.pool


def _is_connection_open(found: Any) -> bool:
    """Say whether a kept connection is open. The pool has removed one that the server closed."""
    try:
        return not found.is_closed()
    except InterfaceError:
        return False


async def _roll_back_if_open(conn: Connection) -> None:
    """Roll back a transaction that a cancelled task left open. Do nothing else on return."""
    if conn.is_in_transaction():
        await conn.execute("ROLLBACK")
