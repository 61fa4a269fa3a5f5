"""What a browser would do for other sites: no answer is shared, no address holds a secret."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from support.visits import Visit

from api.app import create_app
from learning.settings import parse_settings

EVIL = {"Origin": "https://evil.test"}
SECRET_NAMES = re.compile(r"token|secret|pin|pass(word|key)?|session$|cookie", re.IGNORECASE)


def list_operations() -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """List method, path and description of all operations."""
    document = create_app(parse_settings({})).openapi_schema.to_schema()
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield method.upper(), path, operation


READABLE = sorted(path for method, path, _ in list_operations() if method == "GET")


def fill(path: str) -> str:
    """Fill the parameters of a path with something that no row has."""
    filled = re.sub(r"\{(moment|import_id)\}", "00000000-0000-0000-0000-000000000001", path)
    return re.sub(r"\{\w+\}", "1", filled)


async def test_no_answer_lets_another_origin_read_it(visit: Visit) -> None:
    client = await visit("ada-admin")
    assert len(READABLE) > 30
    paths = [fill(path) for path in READABLE if not path.endswith("/live")]
    for path in [*paths, "/", "/schema/openapi.json", "/metrics"]:
        preflight = {**EVIL, "Access-Control-Request-Method": "GET"}
        for answer in (
            await client.get(path, headers=EVIL),
            await client.options(path, headers=preflight),
        ):
            shared = [name for name in answer.headers if name.startswith("access-control-")]
            assert shared == [], path


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "TRACK"])
async def test_trace_and_connect_are_not_answered(visit: Visit, method: str) -> None:
    client = await visit("anna-lee")
    for path in ("/api/me", "/api/nothing", "/", "/metrics"):
        answer = await client.request(method, path, headers={"X-Mark": "echo-me"})
        assert answer.status_code in (404, 405), (path, answer.text)
        assert "echo-me" not in answer.text
        assert client.cookies["herobreak"] not in answer.text


def test_no_address_takes_a_secret() -> None:
    names = {
        parameter["name"]
        for _, _, operation in list_operations()
        for parameter in operation.get("parameters", [])
        if parameter["in"] in ("path", "query")
    }
    assert {"login", "code", "challenge"} <= names
    assert {name for name in names if SECRET_NAMES.search(name)} == {"passkey"}, "the id of a row"


async def test_secrets_count_only_where_they_belong(visit: Visit) -> None:
    """A token or a secret in the address is no sign-in."""
    token = (await visit("anna-lee")).cookies["herobreak"]
    stranger = await visit()
    for path in (f"/api/me?herobreak={token}", f"/api/me?token={token}"):
        assert (await stranger.get(path)).status_code == 401
    bearer = await stranger.get("/api/me", headers={"Authorization": f"Bearer {token}"})
    assert bearer.status_code == 401
    answer = await stranger.post("/api/session?login=anna-lee&secret=8402")
    assert answer.status_code == 422
