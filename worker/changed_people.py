"""Collect whose points changed while a job ran, so that their boards are hinted after it."""

from learning.events import ChallengeChanged, Event, MomentChanged, PointsChanged


class ChangedPeople:
    """A listener that keeps the ids of people until the job that changed their points is over."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._people: set[int] = set()

    def handle_event(self, event: Event) -> None:
        """Keep the people of `PointsChanged`. The worker publishes hints of the rest itself."""
        match event:
            case PointsChanged(people):
                self._people |= people
            case MomentChanged() | ChallengeChanged():
                pass

    def take_people(self) -> set[int]:
        """Return those who were collected since the last call, and forget them."""
        people, self._people = self._people, set()
        return people
