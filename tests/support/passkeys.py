"""Add passkeys and sign in with them, over HTTP."""

from typing import Any

from httpx import AsyncClient, Response

from support.authenticator import Authenticator

URL = "https://hero.test"
"""Passkeys need TLS, so the tests open the app at an address with it."""


async def begin_passkey(leader: AsyncClient, secret: str | None = None) -> Response:
    """Begin a new passkey."""
    return await leader.post("/api/passkeys/begin", json={"secret": secret})


async def add_passkey(leader: AsyncClient, device: Authenticator, name: str = "") -> Response:
    """Add a passkey of a device, with the sign-in that the client has."""
    begun = await begin_passkey(leader)
    assert begun.status_code == 200, begun.text
    made = device.make(begun.json()["options"])
    return await leader.post("/api/passkeys", json=made | {"name": name})


async def begin_sign_in(client: AsyncClient, login: str | None = None) -> dict[str, Any]:
    """Begin a sign-in and give what the browser is asked."""
    begun = await client.post("/api/session/passkey/begin", json={"login": login})
    assert begun.status_code == 200, begun.text
    options: dict[str, Any] = begun.json()["options"]
    return options


async def sign_in_by_passkey(
    client: AsyncClient, device: Authenticator, login: str | None = None, number: int = -1
) -> Response:
    """Sign in with a passkey of a device."""
    proof = device.sign(await begin_sign_in(client, login), number)
    return await client.post("/api/session/passkey", json=proof)
