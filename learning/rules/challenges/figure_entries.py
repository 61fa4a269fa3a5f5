"""Entered figures: what a challenge accepts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from learning.rules.challenges.figure_units import (
    MAX_FIGURE,
    MIN_FIGURE_BASE,
    UnitType,
    find_highest_amount,
    is_rate,
)
from learning.rules.refusals import InputProblem
from learning.rules.rota.days import find_time_zone


@dataclass(frozen=True, slots=True)
class FigureAmount:
    """The number of a figure: `amount`, and `out_of` where it is a share ("46 of 50").

    `base` is the number of answers, customers or calls behind an average.
    """

    amount: float
    out_of: float | None = None
    base: float | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a team and day. The newest one of a team and day replaces the others."""

    id: UUID
    team: int
    day: date
    amount: float
    out_of: float | None = None
    note: str | None = None
    base: float | None = None

    def get_amount(self) -> FigureAmount:
        """Return its number."""
        return FigureAmount(self.amount, self.out_of, self.base)


@dataclass(frozen=True, slots=True)
class FigureScope:
    """What a challenge takes: its teams with their newest day, its days, and its unit."""

    newest_days: Mapping[int, date]
    first_day: date
    last_day: date
    unit_type: UnitType
    score_max: float | None


def find_newest_day(now: datetime, zone: str) -> date:
    """Return the last day for which a team can enter figures: the date on its wall calendar.

    After midnight that is the new date, although the local day of practice goes on until 04:00.
    """
    return now.astimezone(find_time_zone(zone)).date()


def find_figure_problems(where: str, figure: Figure, scope: FigureScope) -> Iterable[InputProblem]:
    """Give everything that is wrong with a figure. `where` names it in the request."""
    newest_day = scope.newest_days.get(figure.team)
    if newest_day is None:
        yield InputProblem(f"{where}.team", "figure.team_not_in_challenge")
    if not scope.first_day <= figure.day <= scope.last_day:
        days = {"first": scope.first_day.isoformat(), "last": scope.last_day.isoformat()}
        yield InputProblem(f"{where}.day", "figure.day_outside_challenge", days)
    elif newest_day is not None and figure.day > newest_day:
        yield InputProblem(f"{where}.day", "figure.day_in_future")
    yield from find_amount_problems(f"{where}.", figure.get_amount(), scope)


def find_amount_problems(
    prefix: str, entered: FigureAmount, scope: FigureScope
) -> Iterable[InputProblem]:
    """Give everything that is wrong with the number of a figure."""
    is_share = scope.unit_type == "percentage" and entered.out_of is not None
    highest = MAX_FIGURE if is_share else find_highest_amount(scope.unit_type, scope.score_max)
    if not 0 <= entered.amount < MAX_FIGURE:
        yield InputProblem(f"{prefix}amount", "figure.amount_out_of_range")
    elif entered.amount > highest:
        yield InputProblem(f"{prefix}amount", "figure.above_highest", {"limit": highest})
    if entered.out_of is not None:
        yield from _find_total_problems(f"{prefix}out_of", entered, entered.out_of, scope)
    if entered.base is not None:
        yield from _find_base_problems(f"{prefix}base", entered, entered.base, scope)


def _find_total_problems(
    where: str, entered: FigureAmount, out_of: float, scope: FigureScope
) -> Iterable[InputProblem]:
    if not max(entered.amount, MIN_FIGURE_BASE) <= out_of < MAX_FIGURE:
        yield InputProblem(where, "figure.total_too_small")
    elif scope.unit_type == "score":
        if scope.score_max is not None and out_of != scope.score_max:
            yield InputProblem(where, "figure.other_score_scale", {"limit": scope.score_max})
    elif scope.unit_type != "percentage":
        yield InputProblem(where, "figure.no_share")


def _find_base_problems(
    where: str, entered: FigureAmount, base: float, scope: FigureScope
) -> Iterable[InputProblem]:
    if not is_rate(scope.unit_type):
        yield InputProblem(where, "figure.base_of_average_only")
    elif not MIN_FIGURE_BASE <= base < MAX_FIGURE:
        yield InputProblem(where, "figure.base_out_of_range")
    elif scope.unit_type == "percentage" and entered.out_of not in (None, base):
        yield InputProblem(where, "figure.base_given_twice")
