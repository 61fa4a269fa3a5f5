"""The streams that are open in this process: few for each owner, and ended with their session."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from datetime import datetime

from api.problem_responses import DATABASE_UNAVAILABLE_ERRORS
from learning.live_hints import HintListener
from learning.queries.notices.subscriptions import find_open_tokens
from learning.queries.people.current_user import hash_token

MAX_STREAMS_OF_DEVICE = 8
"""Streams of one session or display: a browser opens one for each tab."""
MAX_STREAMS_OF_OWNER = 24
"""Streams of one person on all devices."""
TOKEN_CHECK_SECONDS = 1.0
"""Seconds between two checks that the sessions of all streams exist, in one statement."""


class OpenStreams:
    """Counts streams by owner and token, and ends those whose session or display was deleted.

    Whoever deletes it, in this process or another one, its streams end within a second.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        """Begin without streams. `clock` is that of the entry point."""
        self._clock = clock
        self._listeners_by_token: dict[bytes, set[HintListener]] = {}
        self._count_by_owner: Counter[str] = Counter()
        self._check_task: asyncio.Task[None] | None = None

    def has_room(self, token: str, owner: str) -> bool:
        """Say whether the owner of a token may open one more stream."""
        streams_of_device = self._listeners_by_token.get(hash_token(token), ())
        return (
            len(streams_of_device) < MAX_STREAMS_OF_DEVICE
            and self._count_by_owner[owner] < MAX_STREAMS_OF_OWNER
        )

    @contextmanager
    def hold_stream(self, token: str, owner: str, listener: HintListener) -> Iterator[None]:
        """Count a stream while it is open. One too many ends at once."""
        if not self.has_room(token, owner):
            listener.end_listening()
        digest = hash_token(token)
        self._listeners_by_token.setdefault(digest, set()).add(listener)
        self._count_by_owner[owner] += 1
        self._start_checking()
        try:
            yield
        finally:
            self._count_by_owner[owner] -= 1
            if not self._count_by_owner[owner]:
                del self._count_by_owner[owner]
            self._listeners_by_token[digest].discard(listener)
            if not self._listeners_by_token[digest]:
                del self._listeners_by_token[digest]

    def end_streams(self, token: str) -> None:
        """End the streams of a token in this process."""
        for listener in self._listeners_by_token.get(hash_token(token), ()):
            listener.end_listening()

    async def close(self) -> None:
        """Stop checking."""
        if self._check_task is not None:
            self._check_task.cancel()
            await asyncio.wait({self._check_task})

    def _start_checking(self) -> None:
        if self._check_task is None or self._check_task.done():
            self._check_task = asyncio.create_task(self._check_tokens(), context=Context())

    async def _check_tokens(self) -> None:
        while self._listeners_by_token:
            await asyncio.sleep(TOKEN_CHECK_SECONDS)
            await self._end_deleted()

    async def _end_deleted(self) -> None:
        checked = list(self._listeners_by_token)
        try:
            still_open = await find_open_tokens(checked, self._clock())
        except (*DATABASE_UNAVAILABLE_ERRORS, TimeoutError):
            return  # the database restarts, which does not end a session
        for digest in checked:
            if digest not in still_open:
                for listener in self._listeners_by_token.get(digest, ()):
                    listener.end_listening()
