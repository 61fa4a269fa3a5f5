"""The ways in which one phone can ask for as much as possible, as endless requests."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from uuid import uuid4

from audit.fairness_world import FairnessWorld
from audit.largest_inputs import make_attempts, make_batch_body
from support.photos import make_picture

from api.breaks import MAX_ENTRIES_PER_BATCH
from learning.actions.recognition.store_moment_photo import MAX_PHOTO_BYTES
from learning.actions.rota.import_rota import MAX_ROTA_BYTES


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way to attack. `expected` are the statuses of answers that did what was asked for."""

    name: str
    iterate_requests: Callable[[FairnessWorld], Iterator[bytes]]
    expected: frozenset[int]
    is_stream: bool = False


def build_request(
    method: str, path: str, token: str, body: bytes = b"", kind: str = "application/json"
) -> bytes:
    """Build a request as a phone's browser sends it."""
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: herobreak={token}\r\n"
        "Sec-Fetch-Site: same-origin\r\nAccept: */*\r\n"
    )
    if body:
        head += f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body


def _open_today(world: FairnessWorld) -> Iterator[bytes]:
    while True:
        yield build_request("GET", "/api/today", world.learner)


def _answer_at_the_limit(world: FairnessWorld) -> Iterator[bytes]:
    for number in count():
        question = f"pack.q{number % 24}-{number % 3}"
        body = make_batch_body(make_attempts(MAX_ENTRIES_PER_BATCH, 0.01, question))
        yield build_request("POST", "/api/attempts", world.learner, body)


def _answer_late(world: FairnessWorld) -> Iterator[bytes]:
    random = Random(1)
    while True:
        body = make_batch_body(make_attempts(1, random.uniform(1, 20)))
        yield build_request("POST", "/api/attempts", world.learner, body)


def _send_photos(world: FairnessWorld) -> Iterator[bytes]:
    """Send a photo of 36 megapixels that ends too early: it is decoded, and never stored."""
    photo = make_picture(6000, 5990)[:-2000][:MAX_PHOTO_BYTES]
    path = f"/api/moments/{world.moment}/photo"
    while True:
        yield build_request("PUT", path, world.learner, photo, "image/jpeg")


def _send_rotas(world: FairnessWorld) -> Iterator[bytes]:
    """Send the largest rota that leaders may send, for a preview."""
    days = [(datetime.now(UTC) + timedelta(days=ahead)).date().isoformat() for ahead in range(360)]
    rows = b"name," + ",".join(days).encode() + b"\n" + (b"Anna Lee" + b",x" * 360 + b"\n") * 1400
    path = "/api/team/rota?dry_run=true"
    while True:
        yield build_request("POST", path, world.leader, rows[:MAX_ROTA_BYTES], "text/csv")


def _send_large_json(world: FairnessWorld) -> Iterator[bytes]:
    body = json.dumps({"attempts": [{}] * 250_000}).encode()
    while True:
        yield build_request("POST", "/api/attempts", world.learner, body)


def _open_streams(world: FairnessWorld) -> Iterator[bytes]:
    while True:
        yield build_request("GET", "/api/live", world.learner)


def _print_certificates(world: FairnessWorld) -> Iterator[bytes]:
    while True:
        path = f"/api/challenges/{world.challenge}/certificate.pdf"
        yield build_request("GET", path, world.learner)


def _search_people(world: FairnessWorld) -> Iterator[bytes]:
    while True:
        yield build_request("GET", f"/api/moments/choices?name={'%C3%A9' * 80}", world.learner)


def _praise(world: FairnessWorld) -> Iterator[bytes]:
    """Give moments with the longest sentence; the limit of the day refuses most."""
    for number in count():
        value = {
            "id": str(uuid4()),
            "kind": "kudos",
            "to": f"colleague-{number % 100}",
            "trait": "pack.lesson-0",
            "sentence": "x" * 280,
        }
        yield build_request("POST", "/api/moments", world.learner, json.dumps(value).encode())


PATTERNS = (
    Pattern("today, again and again", _open_today, frozenset({200})),
    Pattern("answers at the limit of entries", _answer_at_the_limit, frozenset({200})),
    Pattern("late answers to one concept", _answer_late, frozenset({200})),
    Pattern("photos of 36 megapixels", _send_photos, frozenset({422})),
    Pattern("rotas of 1 MB", _send_rotas, frozenset({200, 422})),
    Pattern("1 MB of empty answers", _send_large_json, frozenset({413})),
    Pattern("streams opened and closed", _open_streams, frozenset({200, 429}), is_stream=True),
    Pattern("certificates", _print_certificates, frozenset({200})),
    Pattern("search with the longest text", _search_people, frozenset({200})),
    Pattern("moments with the longest sentence", _praise, frozenset({201, 429})),
)
