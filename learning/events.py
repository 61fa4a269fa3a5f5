"""Events inside one process, and the list of those that listen to them.

An event is published after the commit of the change that it names. Each process builds its list of
listeners where it starts: `api/app.py` and `worker/process_resources.py`. The list cannot change
afterwards.
"""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

import structlog

log = structlog.get_logger("herobreak.events")


@dataclass(frozen=True, slots=True)
class PointsChanged:
    """The points of these people have changed, or what boards may show of them."""

    people: frozenset[int]


@dataclass(frozen=True, slots=True)
class MomentChanged:
    """A moment was recorded, changed or settled."""

    key: UUID


@dataclass(frozen=True, slots=True)
class ChallengeChanged:
    """Something was done to a challenge: launched, edited, cancelled, cheered or given a figure."""

    challenge: int


Event = PointsChanged | MomentChanged | ChallengeChanged


class EventListener(Protocol):
    """Receives every event of its process. It returns at once; slow work goes into a task."""

    def handle_event(self, event: Event) -> None:
        """Note an event. Never wait."""


@dataclass(frozen=True, slots=True)
class Listeners:
    """The listeners of one process, in the order in which they are called."""

    listeners: tuple[EventListener, ...] = ()

    def publish(self, event: Event) -> None:
        """Give an event to every listener. Never waits or fails: a listener's error is logged."""
        for listener in self.listeners:
            try:
                listener.handle_event(event)
            except Exception as error:
                log.warning(
                    "event not handled",
                    listener=type(listener).__name__,
                    kind=type(event).__name__,
                    error=type(error).__name__,
                )


NO_LISTENERS = Listeners()
"""For programs in which nobody listens: commands, and most tests."""
