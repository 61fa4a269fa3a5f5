"""What a challenge accepts as figures: bounds by unit, days, and what belongs together."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from learning.rules.challenges.figure_entries import (
    Figure,
    FigureScope,
    find_figure_problems,
    find_newest_day,
)
from learning.rules.challenges.figure_units import UnitType

TODAY = date(2026, 3, 10)
FIRST, LAST = TODAY - timedelta(days=8), TODAY + timedelta(days=20)


def find_problems(
    unit_type: UnitType, score_max: float | None = None, **changes: Any
) -> list[tuple[str, str]]:
    """Return field and code of everything wrong with a figure of today."""
    entered = {"id": UUID(int=1), "team": 7, "day": TODAY, "amount": 1.0, **changes}
    scope = FigureScope({7: TODAY}, FIRST, LAST, unit_type, score_max)
    problems = find_figure_problems("figures[0]", Figure(**entered), scope)
    return [(one.where.removeprefix("figures[0]."), one.code) for one in problems]


@pytest.mark.parametrize(
    ("unit_type", "changes"),
    [
        ("percentage", {"amount": 0.0}),
        ("percentage", {"amount": 100.0}),
        ("percentage", {"amount": 460.0, "out_of": 500.0}),
        ("percentage", {"amount": 46.0, "out_of": 50.0, "base": 50.0}),
        ("percentage", {"amount": 92.0, "base": 50.0}),
        ("count", {"amount": 4700.0}),
        ("duration", {"amount": 12.5, "base": 40.0}),
        ("score", {"amount": 4.2, "out_of": 5.0, "base": 40.0}),
        ("count", {"day": FIRST}),
    ],
)
def test_a_possible_figure_is_accepted(unit_type: UnitType, changes: dict[str, Any]) -> None:
    assert find_problems(unit_type, 5.0, **changes) == []


@pytest.mark.parametrize(
    ("unit_type", "changes", "problem"),
    [
        ("percentage", {"amount": 4700.0}, ("amount", "figure.above_highest")),
        ("percentage", {"amount": 100.1}, ("amount", "figure.above_highest")),
        ("percentage", {"amount": -1.0}, ("amount", "figure.amount_out_of_range")),
        ("percentage", {"amount": float("nan")}, ("amount", "figure.amount_out_of_range")),
        ("percentage", {"amount": 9.0, "out_of": 4.0}, ("out_of", "figure.total_too_small")),
        (
            "percentage",
            {"amount": 4.0, "out_of": 5.0, "base": 9.0},
            ("base", "figure.base_given_twice"),
        ),
        ("score", {"amount": 5.1}, ("amount", "figure.above_highest")),
        ("score", {"amount": 9.0, "out_of": 10.0}, ("amount", "figure.above_highest")),
        ("score", {"amount": 4.0, "out_of": 10.0}, ("out_of", "figure.other_score_scale")),
        ("duration", {"amount": 90_000.0}, ("amount", "figure.above_highest")),
        ("duration", {"amount": 4.0, "out_of": 10.0}, ("out_of", "figure.no_share")),
        ("duration", {"base": 0.0}, ("base", "figure.base_out_of_range")),
        ("count", {"out_of": 10.0}, ("out_of", "figure.no_share")),
        ("count", {"base": 10.0}, ("base", "figure.base_of_average_only")),
        ("count", {"day": TODAY + timedelta(days=1)}, ("day", "figure.day_in_future")),
        ("count", {"day": LAST + timedelta(days=1)}, ("day", "figure.day_outside_challenge")),
        ("count", {"day": FIRST - timedelta(days=1)}, ("day", "figure.day_outside_challenge")),
        ("count", {"team": 8}, ("team", "figure.team_not_in_challenge")),
    ],
)
def test_an_impossible_figure_is_named(
    unit_type: UnitType, changes: dict[str, Any], problem: tuple[str, str]
) -> None:
    assert problem in find_problems(unit_type, 5.0, **changes)


def test_the_newest_day_is_the_date_on_the_wall_of_the_team() -> None:
    night = datetime(2026, 3, 10, 0, 30, tzinfo=UTC)
    assert find_newest_day(night, "Europe/London") == date(2026, 3, 10)
    assert find_newest_day(night, "America/Chicago") == date(2026, 3, 9)
