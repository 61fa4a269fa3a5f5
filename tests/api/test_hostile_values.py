"""Texts, numbers and days that nothing can hold are refused wherever a request can hold one."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest
from httpx import AsyncClient, Response
from support.visits import Visit

DOCUMENT = json.loads((Path(__file__).parents[2] / "frontend/openapi.json").read_text())
TEXTS = {
    "zero": "a\0b",
    "only-zero": "\0",
    "half-pair": "a\ud800",
    "no-character": "\uffff\ufdd0",
    "backwards": "\u202egpj.exe",
    "unassigned": "a\U000e0fff",
    "stacked": "a" + "\u0301" * 60,
    "grows": "\ufdfa" * 40,
    "quotes": "'; DROP TABLE person; -- \\\" {0} %s $1",
    "newline": "7\n",
    "huge-number": "9" * 4000,
    "large-number": str(2**63),
    "first-day": "0001-01-01",
    "last-day": "9999-12-31",
    "first-time": "0001-01-01T00:00:00+23:59",
    "last-time": "9999-12-31T23:59:59-23:59",
}
NUMBERS = (2**63, -(2**63) - 1, 10**30, 0, -1, 1e308, -1e308, 5e-324, -0.0, True, 0.1)
BYTES_IN_ADDRESSES = ("%00", "%FF", "%ED%A0%80", "%C0%AF", "%0A", "%2F..%2F", "%")
SHARE = 5
SAMPLE_ID = "0198f2a4-7d1c-7c3a-9c55-0e6f0b1f4a11"


class Place(NamedTuple):
    """A place of a request that holds a value: an operation, and a parameter or a path in its body.

    `steps` are keys and positions in the example of the body; a parameter has one step.
    """

    method: str
    path: str
    where: str
    steps: tuple[str | int, ...]
    example: Any = ""

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.where} {'.'.join(map(str, self.steps))}"

    def list_values(self) -> list[Any]:
        """List hostile values of the kind that stands here."""
        if isinstance(self.example, int | float):
            return list(NUMBERS)
        if isinstance(self.example, list):
            return [[], self.example * 700, [self.example]]
        return list(TEXTS.values())


def list_operations() -> Iterator[tuple[str, str, Any]]:
    for path, operations in DOCUMENT["paths"].items():
        for method, operation in operations.items():
            if method in ("get", "post", "put", "patch", "delete"):
                yield method, path, operation


def find_example(operation: Any) -> Any:
    content = operation.get("requestBody", {}).get("content", {})
    return content.get("application/json", {}).get("example")


def list_steps(value: Any, steps: tuple[str | int, ...] = ()) -> Iterator[tuple[Any, Any]]:
    """List the places in an example, each with what stands there."""
    if not isinstance(value, dict):
        yield steps, value
    pairs = value.items() if isinstance(value, dict) else []
    for step, inner in enumerate(value) if isinstance(value, list) else pairs:
        yield from list_steps(inner, (*steps, step))


def list_places() -> Iterator[Place]:
    for method, path, operation in list_operations():
        for parameter in operation.get("parameters", []):
            yield Place(method, path, parameter["in"], (parameter["name"],))
        if (example := find_example(operation)) is not None:
            for steps, inner in list_steps(example):
                yield Place(method, path, "body", steps, inner)


def put_value(value: Any, steps: tuple[str | int, ...], inner: Any) -> Any:
    """Put a value in its place in a copy of another one."""
    if not steps:
        return inner
    copied: Any = dict(value) if isinstance(value, dict) else list(value)
    copied[steps[0]] = put_value(value[steps[0]], steps[1:], inner)
    return copied


def fill_path(path: str, name: str = "", text: str = "") -> str:
    """Fill the parameters of an address: with the text, and elsewhere with samples."""
    for known, sample in (
        *(("moment", SAMPLE_ID), ("import_id", SAMPLE_ID), ("login", "anna-lee")),
        *(("day", "2026-12-07"), ("code", "AAAA2222"), ("lesson_id", "pack.lesson-0")),
        *(("pack", "pack"), ("digest", "0" * 64), ("name", "board"), ("team", "2")),
        *(("challenge", "1"), ("figure", "1"), ("number", "1"), ("display", "1")),
        ("session_id", "1"),
    ):
        path = path.replace(f"{{{known}}}", text if known == name else sample)
    return path


async def send_value(client: AsyncClient, place: Place, value: Any) -> Response:
    example = find_example(DOCUMENT["paths"][place.path][place.method])
    name, query = str(place.steps[0] if place.steps else ""), ""
    address = fill_path(place.path)
    if place.where == "body":
        example = put_value(example, place.steps, value)
    else:
        written = quote(str(value).encode("utf-8", "surrogatepass"), safe="")
        if place.where == "path":
            address = fill_path(place.path, name, written)
        else:
            query = f"?{name}={written}"
    return await client.request(
        place.method.upper(),
        address + query,
        content=None if example is None else json.dumps(example).encode(),
        headers={"Content-Type": "application/json"},
    )


@pytest.mark.parametrize(("login", "turn"), [("ada-admin", 0), ("lea-leader", 2)])
async def test_no_value_of_a_request_is_a_fault_of_ours(
    visit: Visit, login: str, turn: int
) -> None:
    """Each place is given some of the values, and each value is given to some places."""
    faults = []
    places = list(list_places())
    assert len(places) > 100
    for number, place in enumerate(places, start=turn):
        client = await visit(login)
        for value in place.list_values()[number % SHARE :: SHARE]:
            answer = await send_value(client, place, value)
            if answer.status_code >= 500:
                faults.append(f"{place} {str(value)[:40]!r}: {answer.status_code}")
    assert faults == []


@pytest.mark.parametrize("written", BYTES_IN_ADDRESSES)
async def test_no_bytes_of_an_address_are_a_fault_of_ours(visit: Visit, written: str) -> None:
    client = await visit("ada-admin")
    for place in list_places():
        if place.where == "path":
            address = fill_path(place.path, str(place.steps[0]), written)
            answer = await client.request(place.method.upper(), address, content=b"{}")
            assert answer.status_code < 500, address


@pytest.mark.parametrize("depth", range(880, 1000, 6))
async def test_an_entry_nested_at_any_depth_is_answered(visit: Visit, depth: int) -> None:
    client = await visit("anna-lee")
    nested = b'{"attempts":[{"id":"a","x":' + b"[" * depth + b"]" * depth + b"}]}"
    answer = await client.post("/api/attempts", content=nested)
    assert answer.status_code in (200, 400)
