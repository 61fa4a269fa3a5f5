"""What a handler does is done again after a conflict in the database, whatever handler it is."""

from inspect import iscoroutinefunction
from typing import Any

import pytest
from asyncpg import DeadlockDetectedError
from litestar.handlers import HTTPRouteHandler
from support.visits import Visit

from api.app import API_ROUTE_HANDLERS
from learning.actions.people.change_profile import change_profile


def test_every_handler_is_repeated() -> None:
    handlers = [one for one in API_ROUTE_HANDLERS if isinstance(one, HTTPRouteHandler)]
    used = [handler for handler in handlers if iscoroutinefunction(handler.fn)]
    assert len(used) > 80
    assert [handler for handler in used if not hasattr(handler.fn, "__wrapped__")] == []


async def test_a_deadlock_is_not_seen_by_the_phone(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = 0

    async def deadlock_once(*args: Any, **kwargs: Any) -> Any:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise DeadlockDetectedError("deadlock detected")
        return await change_profile(*args, **kwargs)

    monkeypatch.setattr("api.me.change_profile", deadlock_once)
    phone = await visit("anna-lee")
    answer = await phone.patch("/api/me", json={"minutes": 3})
    assert (answer.status_code, tries) == (200, 2)
