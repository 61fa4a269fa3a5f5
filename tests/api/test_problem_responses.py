"""Bad input gets a sentence, never a 500; our own faults get an id, never their insides."""

import json
from typing import Any

import pytest
from asyncpg import InterfaceError, connect
from httpx import AsyncClient
from litestar import Litestar, get
from support import transport
from support.visits import Visit

from api.decode_errors import describe_decode_error
from api.problem_responses import EXCEPTION_HANDLERS
from learning.log_setup import configure_logging
from learning.messages import render_problem


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        (b"", 422, "empty"),
        (b"{", 400, "not valid JSON"),
        (b'{"login": "a", "secret": "b"', 400, "not valid JSON"),
        (b'{"login": "\xff", "secret": "b"}', 400, "not valid JSON"),
        (b'{"login": "\\ud800", "secret": "b"}', 400, "not valid JSON"),
        (b"[]", 422, "Expected an object, got a list"),
        (b"null", 422, "Expected an object, got nothing"),
        (b'{"login": 5, "secret": "b"}', 422, "Expected text, got a whole number"),
        (b'{"login": "a"}', 422, "secret"),
        (b'{"login": "a", "secret": "b", "x": 1}', 422, "no field"),
        (b'{"login": "", "secret": "b"}', 422, "length"),
        (b'{"login": "a", "secret": "' + b"x" * 201 + b'"}', 422, "length"),
        (b'{"login": "\\u0000", "secret": "\\u0000"}', 401, "do not belong together"),
        (b'{"login": ' + b"[" * 9000, 422, "Expected text, got a list"),
        (b'{"login": "' + b"x" * 1024 * 1024 + b'"}', 413, "too large"),
    ],
    ids=lambda value: repr(value[:40]) if isinstance(value, bytes) else None,
)
async def test_a_bad_body_gets_a_problem_document(
    visit: Visit, body: bytes, status: int, says: str
) -> None:
    answer = await (await visit()).post(
        "/api/session", content=body, headers={"content-type": "application/json"}
    )
    document = answer.json()
    assert answer.status_code == document["status"] == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert says in json.dumps(document)
    assert {"type", "title", "status", "detail"} <= set(document)


@pytest.mark.parametrize("wanted", ["fr", "fr-CA, de;q=0.5", "en-GB", "*", ""])
async def test_the_language_of_a_problem_is_that_of_its_text(visit: Visit, wanted: str) -> None:
    client = await visit()
    answer = await client.get("/api/no-such-path", headers={"accept-language": wanted})
    english = await client.get("/api/no-such-path", headers={"accept-language": "en"})
    assert answer.json()["detail"] == english.json()["detail"]
    assert answer.headers["content-language"] == "en"


async def test_a_body_nested_without_end_is_refused(visit: Visit) -> None:
    client = await visit("anna-lee")
    answer = await client.post("/api/attempts", content=b'{"attempts": [' + b"[" * 200_000)
    assert answer.status_code == 400
    assert "nested" in answer.json()["detail"]


async def test_bytes_that_are_no_text_are_refused_wherever_they_stand(visit: Visit) -> None:
    client = await visit("anna-lee")
    answer = await client.post("/api/attempts", content=b'{"attempts": [{"id": "\xff"}]}')
    assert answer.status_code == 400


async def test_a_fault_names_its_place(visit: Visit) -> None:
    client = await visit("anna-lee")
    answer = await client.patch("/api/me", json={"secret": {"old": 5, "new": "7391"}})
    (problem,) = answer.json()["problems"]
    assert problem["where"] == "secret.old"
    assert problem["what"] == "Expected text, got a whole number."
    assert problem["code"] == "request.wrong_type"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/nothing/here", 404),
        ("POST", "/api/nothing", 404),
        ("GET", "/api", 404),
        ("GET", "/api/join/a/b", 404),
        ("GET", "/api/%00", 404),
        ("PUT", "/api/me", 405),
        ("GET", "/api/session", 405),
    ],
)
async def test_no_such_address_or_method_is_a_problem_too(
    visit: Visit, method: str, path: str, status: int
) -> None:
    answer = await (await visit()).request(method, path)
    assert answer.status_code == answer.json()["status"] == status
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 10**30])
@pytest.mark.parametrize(
    ("method", "path", "sent"),
    [
        ("GET", "/api/challenges/{}", None),
        ("PATCH", "/api/challenges/{}", {}),
        ("POST", "/api/challenges/{}/cancel", {"reason": "Moved."}),
        ("POST", "/api/challenges/{}/cheer", None),
        ("GET", "/api/challenges/{}/certificate.pdf", None),
        ("GET", "/api/challenges/{}/tokens", None),
        ("DELETE", "/api/challenges/1/tokens/{}", None),
        ("PATCH", "/api/teams/{}", {"hidden": True}),
        ("DELETE", "/api/displays/{}", None),
    ],
)
async def test_an_id_that_no_row_can_have_is_no_fault_of_ours(
    visit: Visit, method: str, path: str, sent: object, number: int
) -> None:
    answer = await (await visit("lea-leader")).request(method, path.format(number), json=sent)
    assert answer.status_code == 422, answer.text


def failing(error: Exception) -> AsyncClient:
    @get("/fail/{name:str}")
    async def fail() -> None:
        raise error

    configure_logging()
    app = Litestar(
        [fail], exception_handlers=EXCEPTION_HANDLERS, logging_config=None, openapi_config=None
    )
    return AsyncClient(transport=transport.make_transport(app), base_url="http://hero.test")


async def test_a_fault_of_ours_shows_an_id_and_logs_no_person(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with failing(RuntimeError("anna lee has pin 8402")) as client:
        answer = await client.get("/fail/anna-lee?pin=8402")
    document = answer.json()
    assert answer.status_code == 500
    assert document["id"] in document["detail"]
    assert "RuntimeError" not in answer.text
    line: dict[str, Any] = json.loads(capsys.readouterr().err)
    assert (line["id"], line["error"], line["route"]) == (
        document["id"],
        "RuntimeError",
        "/fail/{name}",
    )
    assert any("test_problem_responses.py" in frame for frame in line["trace"])
    assert "anna" not in json.dumps({**line, "trace": []})
    assert "8402" not in json.dumps(line)


async def test_a_connection_that_was_closed_is_the_database_away(database: str) -> None:
    connection = await connect(database)
    await connection.close()
    with pytest.raises(InterfaceError, match="closed") as raised:
        await connection.execute("SELECT 1")
    async with failing(raised.value) as client:
        answer = await client.get("/fail/now")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


def test_messages_without_a_place_stay_readable() -> None:
    problem = describe_decode_error("Expected `array | null`, got `str`")
    assert render_problem(problem, "en").what == "Expected a list or nothing, got text."
    assert (
        describe_decode_error("Invalid enum value 'x' - at `$.attempts[3].confidence`").where
        == "attempts[3].confidence"
    )
