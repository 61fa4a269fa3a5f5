"""Connections that are kept out of a pool for single statements, and how broken ones come back."""

import asyncio
from collections import deque
from typing import Any

from asyncpg import InterfaceError, PostgresError

CANCEL_TIMEOUT_SECONDS = 5.0
"""How long the server may take to end a cancelled statement."""


class StatementConnections:
    """Connections of one pool for single statements.

    Lending one needs no task, no timer and no round trip.
    """

    def __init__(self, pool: Any, max_connections: int) -> None:
        self.pool, self.max_connections = pool, max_connections
        self.lent_count, self.closed = 0, False
        self.idle_connections: list[Any] = []
        self.waiting_turns: deque[asyncio.Future[None]] = deque()
        self.returning_tasks: set[asyncio.Task[None]] = set()

    async def acquire(self) -> Any:
        """Give an idle connection that is open, else a new one, else wait for a released one."""
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
        """Take back a connection whose statement was cancelled, without waiting."""
        self.lent_count -= 1
        self.return_cancelled(cancelled)
        self._wake_next_waiter()

    def return_cancelled(self, cancelled: Any) -> None:
        """Return a connection to the pool when the server has ended its cancelled statement.

        A server that does not do so in time loses the connection.
        """
        task = asyncio.create_task(self._return_cancelled(cancelled))
        self.returning_tasks.add(task)
        task.add_done_callback(self.returning_tasks.discard)

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
            return await self.pool.acquire()
        except BaseException:
            self.lent_count -= 1
            self._wake_next_waiter()
            raise

    async def _release_to_pool(self, found: Any) -> None:
        self.lent_count -= 1
        await self.pool.release(found)

    async def _return_cancelled(self, cancelled: Any) -> None:
        try:
            await self.pool.release(cancelled, timeout=CANCEL_TIMEOUT_SECONDS)
        except (OSError, TimeoutError, InterfaceError, PostgresError):
            cancelled.terminate()

    def _wake_next_waiter(self) -> None:
        while self.waiting_turns:
            turn = self.waiting_turns.popleft()
            if not turn.done():
                turn.set_result(None)
                return


def _is_connection_open(found: Any) -> bool:
    """Say whether a kept connection is open. The pool has removed one that the server closed."""
    try:
        return not found.is_closed()
    except InterfaceError:
        return False
