"""The whole app over a small organisation, and devices that visit it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from httpx import AsyncClient
from litestar import Litestar
from support import transport
from support.api_client import create_session
from support.organisation import Organisation, create_organisation
from support.people import find_person
from support.pool import open_test_pool
from support.visits import Visit

from api.cookies import get_session_cookie_name


@pytest.fixture
async def acme(database: str) -> AsyncIterator[Organisation]:
    """The organisation, with the pool open."""
    async with open_test_pool():
        yield await create_organisation()


@pytest.fixture
async def visit(acme: Organisation) -> AsyncIterator[Visit]:
    """Open the app on a new device: `await visit()`; signed in: `await visit("anna-lee")`.

    A secret, if given, signs in.
    """
    apps: dict[str, Litestar] = {}

    async def app_of(environment: dict[str, str]) -> Litestar:
        key = str(environment)
        if key not in apps:
            apps[key] = await exit_stack.enter_async_context(transport.open_app(**environment))
        return apps[key]

    async with AsyncExitStack() as exit_stack:

        async def open_client(
            login: str = "",
            secret: str = "",
            *,
            url: str = "http://hero.test",
            address: str = "192.0.2.1",
            **env: str,
        ) -> AsyncClient:
            app = await app_of({"HEROBREAK_URL": url, **env})
            asgi_transport = transport.make_transport(app, address, raise_app_errors=False)
            client = await exit_stack.enter_async_context(
                AsyncClient(transport=asgi_transport, base_url=url)
            )
            if secret:
                answer = await client.post("/api/session", json={"login": login, "secret": secret})
                assert answer.status_code == 201, answer.text
            elif login:
                token = await create_session((await find_person(login)).id)
                client.cookies.set(
                    get_session_cookie_name(app.state.settings), token, domain=client.base_url.host
                )
            return client

        yield open_client
