"""What the house says when it will not do something."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InputProblem:
    """One fault: where it is (a field, a row, a file and line) and what to do about it."""

    where: str
    what: str


class Refused(Exception):  # noqa: N818 - it is an answer, not a fault of the program
    """An action that was not done. `detail` is a sentence for the person who asked."""

    def __init__(self, detail: str, problems: Sequence[InputProblem] = ()) -> None:
        """Keep the sentence and the single faults behind it."""
        super().__init__(detail)
        self.detail = detail
        self.problems = tuple(problems)


class Invalid(Refused):
    """What was sent does not make sense."""


class Unauthenticated(Refused):
    """Nobody is signed in, or the name and secret do not belong together."""


class Forbidden(Refused):
    """This person may not do that."""


class NotFound(Refused):
    """There is no such thing, or not for this person."""


class Conflict(Refused):
    """Something else is in the way."""


class TooLarge(Refused):
    """More than is taken at once."""


class TooManyRequests(Refused):
    """Too often; `wait` is in seconds."""

    def __init__(self, detail: str, wait: int) -> None:
        """Keep how long to wait, in seconds."""
        super().__init__(detail)
        self.wait = wait
