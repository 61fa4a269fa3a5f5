"""Who sends the requests of the matrix: people, sessions that ended, machines, and nobody."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from secrets import token_urlsafe
from typing import Final

from audit.matrix.challenge_objects import make_machine
from audit.matrix.people_objects import make_display
from audit.matrix.world import World
from httpx import AsyncClient
from litestar import Litestar
from support import transport
from support.api_client import URL, create_session
from support.organisation import add_member
from support.people import find_person

from learning.actions.people.erase_person import erase_person
from learning.queries.people.current_user import hash_token
from learning.tables.database import connection

LOGIN_OF_MEMBER: Final[Mapping[str, str]] = {
    "learner": "anna-lee",
    "leader": "lea-leader",
    "leader_above": "nora-leader",
    "leader_elsewhere": "sol-leader",
    "admin": "ada-admin",
}
ENDED_SESSIONS: Final = ("ended", "expired", "erased")
OTHERS_SECRET: Final = "other's secret"
MACHINES: Final = ("metrics token", "figure token", "display")
STRANGERS: Final = ("nobody", *ENDED_SESSIONS, OTHERS_SECRET, *MACHINES)
"""Callers without the rights of a person. Their sessions, if they have one, are of admins."""
LOGINS: Final[Mapping[str, str]] = {**LOGIN_OF_MEMBER, OTHERS_SECRET: "other-admin"}
"""Of all callers who have a session."""
METRICS_TOKEN: Final = token_urlsafe(32)
EXPIRE_SESSION = "UPDATE session SET expires_at = now() - interval '1 second' WHERE token = $1"
TAKE_SECRET_FROM_OTHER = "UPDATE person SET secret_from_other = true WHERE login = $1"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sends a request: the login, if there is a session, and a client with its headers."""

    name: str
    login: str
    client: AsyncClient


@asynccontextmanager
async def open_callers(app: Litestar, world: World) -> AsyncIterator[dict[str, Caller]]:
    """Open a client for each caller, at an address of its own."""
    headers = {
        "nobody": {},
        "metrics token": {"Authorization": f"Bearer {METRICS_TOKEN}"},
        "figure token": {"Authorization": f"Bearer {await make_machine(world)}"},
        "display": {"Cookie": f"herobreak-display={(await make_display(world, 'colleague'))[1]}"},
        **{name: await sign_in(login) for name, login in LOGIN_OF_MEMBER.items()},
        **{name: await _sign_in_new_admin(world, name) for name in ENDED_SESSIONS},
        OTHERS_SECRET: await _sign_in_new_admin(world, "other"),
    }
    async with AsyncExitStack() as stack:
        callers = {}
        for number, (name, sent) in enumerate(headers.items(), start=1):
            asgi = transport.make_transport(app, f"192.0.2.{number}", raise_app_errors=False)
            client = AsyncClient(transport=asgi, base_url=URL, headers=sent, timeout=60)
            await stack.enter_async_context(client)
            callers[name] = Caller(name, LOGINS.get(name, ""), client)
        await _end_sessions(callers)
        yield callers


async def sign_in(login: str) -> dict[str, str]:
    """Make a new session of a person, and give the header that uses it."""
    return {"Cookie": f"herobreak={await create_session((await find_person(login)).id)}"}


async def _sign_in_new_admin(world: World, name: str) -> dict[str, str]:
    return await sign_in(await add_member(world.teams.root, f"{name.title()} Admin", "admin"))


async def _end_sessions(callers: Mapping[str, Caller]) -> None:
    """End sessions, each in its way. Each was used before, so that caches know it."""
    for name in (*ENDED_SESSIONS, OTHERS_SECRET):
        used = await callers[name].client.get("/api/today")
        assert used.status_code == 200, used.text
    signed_out = await callers["ended"].client.delete("/api/session")
    assert signed_out.status_code == 204, signed_out.text
    token = callers["expired"].client.headers["cookie"].removeprefix("herobreak=")
    async with connection() as conn:
        await conn.execute(EXPIRE_SESSION, hash_token(token))
        await conn.execute(TAKE_SECRET_FROM_OTHER, LOGINS[OTHERS_SECRET])
    await erase_person("erased-admin", datetime.now(UTC) + timedelta(seconds=1))
