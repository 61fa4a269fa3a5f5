"""JSON bodies: a phone's outbox, and everything else that handlers take."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, get_type_hints
from uuid import UUID

from fuzz.answers import check_can_be_sent, check_can_be_stored, check_round_trip
from fuzz.decoder import Decoder
from fuzz.line_probe import REPOSITORY
from litestar.handlers import HTTPRouteHandler

from api.app import API_ROUTE_HANDLERS
from api.outbox import OutboxBatch, decode_attempt, decode_reading
from api.strict_requests import decode_body
from learning.messages import render_message
from learning.rules.practice.device_times import place_device_times
from learning.rules.practice.learner_state import Attempt, EntryOutcome, LessonReading

CASES = REPOSITORY / "tests/cases/inputs"
RECEIVED_AT = datetime(2026, 12, 1, 10, tzinfo=UTC)
MOST_ENTRIES = 200
JSON_TOKENS = (b'"', b"\\u0000", b"\\ud800", b"[", b"{", b"null", b"1e999", b'"id":', b"\\n")


@cache
def list_body_examples() -> dict[str, Any]:
    """Return an example of each body, by the operation that takes it."""
    document = json.loads((REPOSITORY / "frontend/openapi.json").read_text())
    return {
        operation["operationId"]: content["example"]
        for path in document["paths"].values()
        for operation in path.values()
        if isinstance(operation, dict)
        for content in operation.get("requestBody", {}).get("content", {}).values()
        if "example" in content
    }


@cache
def list_body_types() -> list[Any]:
    """List the types of all JSON bodies."""
    hints = [
        get_type_hints(handler.fn).get("data")
        for handler in API_ROUTE_HANDLERS
        if isinstance(handler, HTTPRouteHandler)
    ]
    return sorted({hint for hint in hints if hint is not None}, key=str)


def _decode_attempts(data: bytes) -> object:
    batch = decode_body(data, OutboxBatch)
    attempts = [decode_attempt(raw) for raw in batch.attempts[:MOST_ENTRIES]]
    readings = [decode_reading(raw) for raw in batch.reads[:MOST_ENTRIES]]
    return [*attempts, *readings]


def _check_entries(entries: object) -> None:
    assert isinstance(entries, list)
    claims: list[tuple[datetime, int]] = []
    for entry in entries:
        if isinstance(entry, EntryOutcome):
            assert entry.code
            render_message(entry.code, entry.values or {})
            check_can_be_sent(entry)
            continue
        assert isinstance(entry, Attempt | LessonReading)
        assert isinstance(entry.id, UUID)
        assert 0 <= entry.seconds <= 86_400
        check_can_be_stored(entry)
        claims.append((entry.occurred_at, len(claims)))
    joined_at = RECEIVED_AT - timedelta(days=90)
    for zone in ("Pacific/Kiritimati", "Europe/London"):
        times = place_device_times(claims, RECEIVED_AT, joined_at, zone, [])
        assert all(joined_at <= one <= RECEIVED_AT for one in times)


def _list_attempt_seeds() -> Sequence[bytes]:
    example = list_body_examples()
    outbox = [one for one in example.values() if isinstance(one, dict) and "attempts" in one]
    entry = {
        "id": "01932b5e-7d3c-7a51-8f0e-2c4d6a8b9c10",
        "question_id": "warm-welcomes.q-1",
        "response": {"choices": ["a"], "pairs": {"a": "b"}, "path": ["c"]},
        "confidence": "sure",
        "answered_at": "2026-11-30T10:04:27Z",
        "seconds": 12.5,
    }
    reading = {"id": entry["id"], "lesson_id": "a.b", "read_at": "1970-01-01T00:00:00+23:59"}
    nested = b'{"attempts":[{"id":"a","x":' + b"[" * 940 + b"]" * 940 + b"}]}"
    cases = [path.read_bytes() for path in CASES.glob("*/*.json")]
    written = [json.dumps(one).encode() for one in (*outbox, {"attempts": [entry] * 3})]
    return [*cases, *written, json.dumps({"reads": [reading]}).encode(), nested]


def _decode_any_body(data: bytes) -> object:
    """The first byte says which body it is."""
    types = list_body_types()
    chosen = types[(data[0] if data else 0) % len(types)]
    return chosen, decode_body(data[1:], chosen)


def _check_body(answer: object) -> None:
    assert isinstance(answer, tuple)
    chosen, value = answer
    if chosen is not OutboxBatch:  # its entries are kept as they came
        check_round_trip(value, chosen)


def _list_body_seeds() -> Sequence[bytes]:
    """Give each example to each type that takes it."""
    seeds = []
    for number, body_type in enumerate(list_body_types()):
        for example in list_body_examples().values():
            data = json.dumps(example).encode()
            try:
                decode_body(data, body_type)
            except Exception:  # noqa: S112 - it is the example of another type
                continue
            seeds.append(bytes([number]) + data)
    return seeds


BODY_DECODERS = (
    Decoder(
        "attempts",
        _decode_attempts,
        _check_entries,
        _list_attempt_seeds,
        ("api/outbox.py", "api/decode_errors.py", "learning/rules/practice/device_times.py"),
        shape="json",
        tokens=JSON_TOKENS,
    ),
    Decoder(
        "bodies",
        _decode_any_body,
        _check_body,
        _list_body_seeds,
        ("api/strict_requests.py", "api/decode_errors.py"),
        tokens=JSON_TOKENS,
    ),
)
