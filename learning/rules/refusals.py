"""Refusals: an action that was not done, as a code and values. The entry points render them.

A code names one entry of `learning/messages/en.po`, `<subject>.<what is wrong>`, for example
`challenge.target_too_far`. It is stable: clients may compare it. `values` fill the placeholders.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class InputProblem:
    """One fault of what was sent. `where` is a field, a name in a file, or a file and line.

    An empty `where` with the value `line` means that line of the file that was sent. The entry
    point renders it in the language of the reader. `make_line_problem` makes such a problem.
    """

    where: str
    code: str
    values: Mapping[str, object] = field(default_factory=dict)


def make_line_problem(line: int, code: str, **values: object) -> InputProblem:
    """Make the problem of one line of a file. Lines are counted from 1."""
    return InputProblem("", code, {"line": line, **values})


class Refused(Exception):  # noqa: N818 - it is an answer, not a fault of the program
    """An action that was not done."""

    def __init__(self, code: str, problems: Sequence[InputProblem] = (), **values: object) -> None:
        """Keep the code, its values, and the single faults of the input."""
        super().__init__(code)
        self.code = code
        self.values = values
        self.problems = tuple(problems)


class Invalid(Refused):
    """What was sent does not make sense."""


class Unauthenticated(Refused):
    """Nobody is signed in, or the name and secret do not belong together."""


class Forbidden(Refused):
    """The current user may not do that."""


class NotFound(Refused):
    """The thing does not exist, or not for the current user."""


class Conflict(Refused):
    """The state of the organisation does not allow it now."""


class TooLarge(Refused):
    """More was sent than is accepted at once."""


class TooManyRequests(Refused):
    """It was asked too often."""

    def __init__(self, code: str, wait: int, **values: object) -> None:
        """Keep how long to wait, in seconds. The text may use it as `{wait}`."""
        super().__init__(code, (), wait=wait, **values)
        self.wait = wait
