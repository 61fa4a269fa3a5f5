"""The HTTP door with somebody before it who is signed in."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from secrets import token_urlsafe

from httpx import AsyncClient
from support import transport

from learning.tables.people import Person

URL = "http://127.0.0.1:8000"


@asynccontextmanager
async def at_the_door(person: Person | None = None) -> AsyncIterator[AsyncClient]:
    """A client of the whole app, signed in as this person by a session row of its own. The pool is open already."""
    from api.app import create_app
    from learning.leaderboards import Boards
    from learning.queries.who import digest_of
    from learning.settings import from_environment
    from learning.tables.people import Session

    cookies = {}
    if person is not None:
        now = datetime.now(UTC)
        token = token_urlsafe(32)
        await Session(
            token=digest_of(token), person=person.id, created_at=now, expires_at=now + timedelta(hours=1)
        ).save()
        cookies["herobreak"] = token
    app = create_app(from_environment({"HEROBREAK_URL": URL}))
    app.state.boards = Boards(os.environ["REDIS_URL"])  # what the app's own lifespan would open beside the pool
    async with AsyncClient(transport=transport.to(app), base_url=URL, cookies=cookies) as client:
        yield client
    await app.state.boards.close()
