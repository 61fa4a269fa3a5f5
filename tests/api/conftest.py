"""The whole app over a small organisation, and visitors at its door."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from httpx import AsyncClient
from litestar import Litestar
from support import transport
from support.door import session_of
from support.organisation import Organisation, organisation
from support.people import person_of
from support.pool import open_for_test
from support.visits import Visit

from api.cookies import session_cookie


@pytest.fixture
async def acme(database: str) -> AsyncIterator[Organisation]:
    """The organisation, with the pool open."""
    async with open_for_test():
        yield await organisation()


@pytest.fixture
async def visit(acme: Organisation) -> AsyncIterator[Visit]:
    """Open the app on a new device: `await visit()`, or signed in, `await visit("anna-lee")`; by a secret, if given."""
    apps: dict[str, Litestar] = {}

    async def app_of(environment: dict[str, str]) -> Litestar:
        key = str(environment)
        if key not in apps:
            apps[key] = await leaving.enter_async_context(transport.app_of(**environment))
        return apps[key]

    async with AsyncExitStack() as leaving:

        async def opened(
            login: str = "", secret: str = "", *, url: str = "http://hero.test", address: str = "192.0.2.1", **env: str
        ) -> AsyncClient:
            app = await app_of({"HEROBREAK_URL": url, **env})
            way = transport.to(app, address, raising=False)
            client = await leaving.enter_async_context(AsyncClient(transport=way, base_url=url))
            if secret:
                answer = await client.post("/api/session", json={"login": login, "secret": secret})
                assert answer.status_code == 201, answer.text
            elif login:
                token = await session_of((await person_of(login)).id)
                client.cookies.set(session_cookie(app.state.settings), token, domain=client.base_url.host)
            return client

        yield opened
