"""The kinds of requests that clients send, as bytes, and the checks of their responses."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle

import msgspec
import uuid_utils

from learning.rules.packs.pack_contents import Question
from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.seeded_random import random_fraction

HELLO_REQUEST, FLOOR_THREE_STATEMENTS, FLOOR_ONE_SELECT = (
    "hello",
    "floor: SELECT+INSERT+UPDATE",
    "floor: one SELECT",
)
RECORD_ONE_ANSWER, RECORD_TEN_ANSWERS, OPEN_TODAY = (
    "record one answer",
    "record ten answers",
    "open today",
)
CORRECT_SHARE = 0.8
"""The share of correct answers."""


@dataclass(frozen=True, slots=True)
class SignedInPerson:
    """A person with the token of a session."""

    person: int
    token: str


@dataclass(frozen=True, slots=True)
class RequestKind:
    """One kind of request.

    `iterate_requests` gives the endless requests of one client, for its people in turn.
    """

    name: str
    iterate_requests: Callable[[Sequence[SignedInPerson]], Iterator[bytes]]
    check: Callable[[bytes], bool]
    records: int = 0
    """The number of answers that each request records."""

    def make_clients(self, people: Sequence[SignedInPerson], number: int) -> list[Iterator[bytes]]:
        """Divide the people among clients. A person has one client, so answers arrive in order."""
        return [self.iterate_requests(people[client::number]) for client in range(number)]


def list_request_kinds(catalogue: TeamCatalogue) -> list[RequestKind]:
    """List all kinds in the order of measuring, each next to its floor."""
    script = AttemptScript(catalogue)
    return [
        RequestKind(FLOOR_THREE_STATEMENTS, script.iterate_floor_batches, _expect_recorded(1), 1),
        RequestKind(
            RECORD_ONE_ANSWER,
            lambda people: script.iterate_batches(people, 1),
            _expect_recorded(1),
            1,
        ),
        RequestKind(
            RECORD_TEN_ANSWERS,
            lambda people: script.iterate_batches(people, 10),
            _expect_recorded(10),
            10,
        ),
        RequestKind(OPEN_TODAY, _iterate_today_requests, lambda answer: b'"items":[{' in answer),
        RequestKind(
            FLOOR_ONE_SELECT, _iterate_one_select_requests, lambda answer: b'"points":' in answer
        ),
    ]


def make_hello_kind() -> RequestKind:
    """Make the kind that does nothing. It shows the limit of the load generator."""
    return RequestKind(
        HELLO_REQUEST,
        lambda people: cycle([_make_get("/floor/hello")]),
        lambda answer: answer.endswith(b'"hero"}'),
    )


class AttemptScript:
    """The answers to the practice questions of a catalogue, concept by concept."""

    def __init__(self, catalogue: TeamCatalogue) -> None:
        """Encode every answer except its id and time."""
        variants = [
            [question for question in questions if question.key and _is_answerable(question)]
            for version in catalogue.pack_versions
            for questions in version.questions_by_concept.values()
        ]
        max_variants = max(map(len, variants))
        self._answers = [
            _encode_attempt(questions[turn % len(questions)], turn)
            for turn in range(max_variants)
            for questions in variants
            if questions
        ]

    def iterate_batches(self, people: Sequence[SignedInPerson], size: int) -> Iterator[bytes]:
        """Give batches without end, for the people in turn.

        A person answers every concept once before one is repeated.
        """
        positions = [0] * len(people)
        while True:
            for number, person in enumerate(people):
                body = self._make_batch(positions[number], size)
                positions[number] += size
                yield _make_post("/api/attempts", b"{%b}" % body, person.token)

    def make_body(self, size: int) -> bytes:
        """Make the body of one batch."""
        return b"{%b}" % self._make_batch(0, size)

    def iterate_floor_batches(self, people: Sequence[SignedInPerson]) -> Iterator[bytes]:
        """Give batches of one answer for the floor."""
        position = 0
        while True:
            for person in people:
                yield _make_post(
                    "/floor/three",
                    b'{"person":%d,%b}' % (person.person, self._make_batch(position, 1)),
                )
            position += 1

    def _make_batch(self, position: int, size: int) -> bytes:
        answered_at = datetime.now(UTC).isoformat().encode()
        chosen = (self._answers[(position + step) % len(self._answers)] for step in range(size))
        return b'"attempts":[%b]' % b",".join(
            [answer % (str(uuid_utils.uuid7()).encode(), answered_at) for answer in chosen]
        )


def _is_answerable(question: Question) -> bool:
    return question.form != "scenario" and not question.checkpoint


def _encode_attempt(question: Question, turn: int) -> bytes:
    """Encode an answer with two placeholders `%b`, for its id and its time."""
    right = random_fraction(question.id, turn) < CORRECT_SHARE
    fields = {
        "question_id": question.id,
        "response": make_response_body(question, right=right),
        "confidence": "sure"
        if random_fraction("sure", question.id, turn) < CORRECT_SHARE
        else "unsure",
        "seconds": 8.5,
    }
    encoded = msgspec.json.encode(fields).replace(b"%", b"%%")
    return b'{"id":"%b","answered_at":"%b",' + encoded[1:]


def make_response_body(question: Question, *, right: bool) -> dict[str, object]:
    """Make the response to a question of any form except a scenario."""
    key = question.key
    assert key is not None
    if question.form in ("match", "sort"):
        return {"pairs": key.pairs if right else dict.fromkeys(key.pairs, question.targets[0].id)}
    if right:
        return {"choices": key.choices}
    return {
        "choices": [next(choice.id for choice in question.choices if (choice.id,) != key.choices)]
    }


def _expect_recorded(number: int) -> Callable[[bytes], bool]:
    return lambda answer: answer.count(b'"status":"recorded"') == number


def _iterate_today_requests(people: Sequence[SignedInPerson]) -> Iterator[bytes]:
    return cycle([_make_get("/api/today", person.token) for person in people])


def _iterate_one_select_requests(people: Sequence[SignedInPerson]) -> Iterator[bytes]:
    return cycle([_make_get(f"/floor/one?{person.person}") for person in people])


def _make_get(path: str, token: str = "") -> bytes:
    return b"GET %b HTTP/1.1\r\n%b\r\n" % (path.encode(), _make_headers(token))


def _make_post(path: str, body: bytes, token: str = "") -> bytes:
    kind = (
        b"Content-Type: application/json\r\nContent-Length: %d\r\nSec-Fetch-Site: same-origin\r\n"
        % len(body)
    )
    return b"POST %b HTTP/1.1\r\n%b%b\r\n%b" % (path.encode(), _make_headers(token), kind, body)


def _make_headers(token: str) -> bytes:
    """Make the headers of a phone's browser, with the cookies of a sign-in."""
    cookies = (
        f"Cookie: herobreak={token}; herobreak-device=benchbenchbenchbenchbe\r\n" if token else ""
    )
    agent = (
        "User-Agent: Mozilla/5.0 (Linux; Android 14) Mobile\r\n"
        "Accept: */*\r\nAccept-Encoding: identity\r\n"
    )
    return f"Host: 127.0.0.1\r\n{agent}{cookies}".encode()
