"""What the clients ask for: requests as bytes, and what a right answer to each looks like."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle

import msgspec
import uuid_utils

from learning.rules.packs.pack_contents import Question
from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.seeded_random import random_fraction

HELLO, THREE, ONE = "hello", "floor: SELECT+INSERT+UPDATE", "floor: one SELECT"
ANSWER, ANSWER_TEN, TODAY = "record one answer", "record ten answers", "open today"
RIGHT = 0.8
"""The share of right answers."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody with a phone that is signed in."""

    person: int
    token: str


@dataclass(frozen=True, slots=True)
class Scene:
    """One kind of request. `ask` gives the endless requests of one client, who speaks for these people in turn."""

    name: str
    ask: Callable[[Sequence[Visitor]], Iterator[bytes]]
    check: Callable[[bytes], bool]
    records: int = 0
    """Answers that each request records."""

    def clients(self, visitors: Sequence[Visitor], number: int) -> list[Iterator[bytes]]:
        """Divide the people among so many clients: nobody has two, so everybody's answers arrive in order."""
        return [self.ask(visitors[client::number]) for client in range(number)]


def scenes(shelf: TeamCatalogue) -> list[Scene]:
    """All kinds, in the order in which they are measured: each beside its floor."""
    script = Script(shelf)
    return [
        Scene(THREE, script.ask_floor, _recorded(1), 1),
        Scene(ANSWER, lambda visitors: script.ask(visitors, 1), _recorded(1), 1),
        Scene(ANSWER_TEN, lambda visitors: script.ask(visitors, 10), _recorded(10), 10),
        Scene(TODAY, _ask_today, lambda answer: b'"items":[{' in answer),
        Scene(ONE, _ask_one, lambda answer: b'"points":' in answer),
    ]


def hello() -> Scene:
    """Give the scene that asks for nothing, to see that the generator keeps up."""
    return Scene(
        HELLO,
        lambda visitors: cycle([_get("/floor/hello")]),
        lambda answer: answer.endswith(b'"hero"}'),
    )


class Script:
    """What is answered: the practice questions of a shelf, a concept after the other, each variant in its turn."""

    def __init__(self, shelf: TeamCatalogue) -> None:
        """Encode every answer but for its id and instant."""
        variants = [
            [question for question in questions if question.key and _answerable(question)]
            for volume in shelf.pack_versions
            for questions in volume.questions_by_concept.values()
        ]
        most = max(map(len, variants))
        self._answers = [
            _encoded(questions[turn % len(questions)], turn)
            for turn in range(most)
            for questions in variants
            if questions
        ]

    def ask(self, visitors: Sequence[Visitor], size: int) -> Iterator[bytes]:
        """Give one batch after the other, the people in turn; nobody meets a concept again before all others."""
        places = [0] * len(visitors)
        while True:
            for number, visitor in enumerate(visitors):
                body = self._batch(places[number], size)
                places[number] += size
                yield _post("/api/attempts", b"{%b}" % body, visitor.token)

    def body(self, size: int) -> bytes:
        """Give one batch."""
        return b"{%b}" % self._batch(0, size)

    def ask_floor(self, visitors: Sequence[Visitor]) -> Iterator[bytes]:
        """Give the same batches of one, for the floor."""
        place = 0
        while True:
            for visitor in visitors:
                yield _post(
                    "/floor/three", b'{"person":%d,%b}' % (visitor.person, self._batch(place, 1))
                )
            place += 1

    def _batch(self, place: int, size: int) -> bytes:
        at = datetime.now(UTC).isoformat().encode()
        chosen = (self._answers[(place + step) % len(self._answers)] for step in range(size))
        return b'"attempts":[%b]' % b",".join(
            [answer % (str(uuid_utils.uuid7()).encode(), at) for answer in chosen]
        )


def _answerable(question: Question) -> bool:
    return question.form != "scenario" and not question.checkpoint


def _encoded(question: Question, turn: int) -> bytes:
    """Encode an answer with two places left open: `%b` for its id and for its instant."""
    right = random_fraction(question.id, turn) < RIGHT
    rest = {
        "question_id": question.id,
        "response": response(question, right=right),
        "confidence": "sure" if random_fraction("sure", question.id, turn) < RIGHT else "unsure",
        "seconds": 8.5,
    }
    encoded = msgspec.json.encode(rest).replace(b"%", b"%%")
    return b'{"id":"%b","answered_at":"%b",' + encoded[1:]


def response(question: Question, *, right: bool) -> dict[str, object]:
    """Make a response to a question of any form but a scenario."""
    key = question.key
    assert key is not None
    if question.form in ("match", "sort"):
        return {"pairs": key.pairs if right else dict.fromkeys(key.pairs, question.targets[0].id)}
    if right:
        return {"choices": key.choices}
    return {
        "choices": [next(choice.id for choice in question.choices if (choice.id,) != key.choices)]
    }


def _recorded(number: int) -> Callable[[bytes], bool]:
    return lambda answer: answer.count(b'"status":"recorded"') == number


def _ask_today(visitors: Sequence[Visitor]) -> Iterator[bytes]:
    return cycle([_get("/api/today", visitor.token) for visitor in visitors])


def _ask_one(visitors: Sequence[Visitor]) -> Iterator[bytes]:
    return cycle([_get(f"/floor/one?{visitor.person}") for visitor in visitors])


def _get(path: str, token: str = "") -> bytes:
    return b"GET %b HTTP/1.1\r\n%b\r\n" % (path.encode(), _headers(token))


def _post(path: str, body: bytes, token: str = "") -> bytes:
    kind = (
        b"Content-Type: application/json\r\nContent-Length: %d\r\nSec-Fetch-Site: same-origin\r\n"
        % len(body)
    )
    return b"POST %b HTTP/1.1\r\n%b%b\r\n%b" % (path.encode(), _headers(token), kind, body)


def _headers(token: str) -> bytes:
    """What a phone's browser sends with it, in short; the cookies as they are after a sign-in."""
    cookies = (
        f"Cookie: herobreak={token}; herobreak-device=benchbenchbenchbenchbe\r\n" if token else ""
    )
    agent = "User-Agent: Mozilla/5.0 (Linux; Android 14) Mobile\r\nAccept: */*\r\nAccept-Encoding: identity\r\n"
    return f"Host: 127.0.0.1\r\n{agent}{cookies}".encode()
