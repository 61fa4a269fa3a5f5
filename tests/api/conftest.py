"""The whole app over a small organisation, and visitors at its door."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from httpx import AsyncClient
from litestar import Litestar
from support import transport
from support.organisation import PIN, Organisation, organisation
from support.pool import open_for_test
from support.visits import Visit


@pytest.fixture
async def acme(database: str) -> AsyncIterator[Organisation]:
    """The organisation, with the pool open."""
    async with open_for_test():
        yield await organisation()


@pytest.fixture
async def visit(acme: Organisation) -> AsyncIterator[Visit]:
    """Open the app on a new device: `await visit()`, or signed in, `await visit("anna-lee")`."""
    from api.app import create_app
    from learning.settings import from_environment

    apps: dict[str, Litestar] = {}

    def app(environment: dict[str, str]) -> Litestar:
        key = str(environment)
        if key not in apps:
            apps[key] = create_app(from_environment(environment))
        return apps[key]

    async with AsyncExitStack() as leaving:

        async def opened(
            login: str = "", secret: str = PIN, *, url: str = "http://hero.test", address: str = "192.0.2.1", **env: str
        ) -> AsyncClient:
            way = transport.to(app({"HEROBREAK_URL": url, **env}), address, raising=False)
            client = await leaving.enter_async_context(AsyncClient(transport=way, base_url=url))
            if login:
                answer = await client.post("/api/session", json={"login": login, "secret": secret})
                assert answer.status_code == 201, answer.text
            return client

        yield opened
