"""An HTTP client of the app that is signed in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from secrets import token_urlsafe

from httpx import AsyncClient

from learning.queries.people.current_user import hash_token
from learning.tables.people import PersonTable, SessionTable
from support import transport

URL = "http://127.0.0.1:8000"


async def create_session(person: int) -> str:
    """Create a session of one hour and give its token.

    It is inserted as a row, because signing in with a secret is slow by design.
    """
    token, now = token_urlsafe(32), datetime.now(UTC)
    row = SessionTable(
        token=hash_token(token), person=person, created_at=now, expires_at=now + timedelta(hours=1)
    )
    await row.save()
    return token


@asynccontextmanager
async def open_api_client(person: PersonTable | None = None) -> AsyncIterator[AsyncClient]:
    """Open a client of the whole app, signed in as `person` if one is given.

    The pool must be open.
    """
    cookies = {"herobreak": await create_session(person.id)} if person is not None else {}
    async with (
        transport.open_app(HEROBREAK_URL=URL) as app,
        AsyncClient(
            transport=transport.make_transport(app), base_url=URL, cookies=cookies
        ) as client,
    ):
        yield client
