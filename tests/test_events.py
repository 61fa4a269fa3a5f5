"""Events: every listener receives them in order, and none can disturb the others or the caller."""

from uuid import UUID

from structlog.testing import capture_logs

from learning.events import (
    NO_LISTENERS,
    ChallengeChanged,
    Event,
    Listeners,
    MomentChanged,
    PointsChanged,
)
from learning.leaderboards import BoardLine, BoardPublisher
from worker.changed_people import ChangedPeople

UNREACHABLE_REDIS_URL = "redis://127.0.0.1:1/0"


class RecordingListener:
    """Keeps the events that it receives."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def handle_event(self, event: Event) -> None:
        self.events.append(event)


class FailingListener:
    """Fails at every event."""

    def handle_event(self, event: Event) -> None:
        raise RuntimeError("this listener is broken")


def test_every_listener_receives_every_event_in_order() -> None:
    first, second = RecordingListener(), RecordingListener()
    events: list[Event] = [PointsChanged(frozenset({1})), MomentChanged(UUID(int=2))]
    for event in events:
        Listeners((first, second)).publish(event)
    assert first.events == second.events == events


def test_an_event_without_listeners_does_nothing() -> None:
    with capture_logs() as logs:
        NO_LISTENERS.publish(ChallengeChanged(1))
    assert logs == []


def test_a_listener_that_fails_stops_neither_the_caller_nor_the_others() -> None:
    recording = RecordingListener()
    with capture_logs() as logs:
        Listeners((FailingListener(), recording)).publish(ChallengeChanged(7))
    assert recording.events == [ChallengeChanged(7)]
    assert [(line["listener"], line["kind"]) for line in logs] == [
        ("FailingListener", "ChallengeChanged")
    ]


async def test_the_boards_publish_whose_points_changed() -> None:
    async def load_no_lines(people: object) -> list[BoardLine]:
        return []

    async def note_nothing(boards: object) -> None:
        pass

    recording = RecordingListener()
    boards = BoardPublisher(
        UNREACHABLE_REDIS_URL, load_no_lines, note_nothing, listeners=Listeners((recording,))
    )
    boards.enqueue(3, 4)
    boards.enqueue(5, exact=True)
    assert recording.events == [PointsChanged(frozenset({3, 4})), PointsChanged(frozenset({5}))]
    await boards.close()


def test_a_worker_collects_people_until_they_are_taken() -> None:
    collected = ChangedPeople()
    for event in (
        PointsChanged(frozenset({1, 2})),
        ChallengeChanged(9),
        PointsChanged(frozenset({2, 3})),
    ):
        collected.handle_event(event)
    assert collected.take_people() == {1, 2, 3}
    assert collected.take_people() == set()
