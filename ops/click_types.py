"""Click parameter types: weekdays such as `mon-fri`, days such as `2026-12-24..2026-12-26`."""

from datetime import date, timedelta
from typing import Any

import click

from ops.terminal_messages import render_for_terminal

WEEKDAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MAX_DAYS_PER_RANGE = 366


class WorkDaysParam(click.ParamType[tuple[int, ...]]):
    """Weekdays by English name, as a sorted tuple of ISO weekdays.

    A range may run over the weekend: `sun-thu`.
    """

    name = "weekdays"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        """Read `mon-fri` or `mon,wed,sat-sun`."""
        if isinstance(value, tuple):
            return value
        chosen: set[int] = set()
        for part in value.lower().replace(" ", "").split(","):
            first, dash, last = part.partition("-")
            ends = [_find_weekday(end) for end in (first, last if dash else first)]
            if None in ends:
                problem = render_for_terminal("operator.weekdays_unreadable", value=value)
                self.fail(problem, param, ctx)
            chosen.update(_list_weekday_range(*(end for end in ends if end is not None)))
        return tuple(sorted(chosen))


class DaysParam(click.ParamType[tuple[date, ...]]):
    """One day, or the first and the last day of a range."""

    name = "days"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[date, ...]:
        """Read `2026-12-24` or `2026-12-24..2026-12-26`."""
        if isinstance(value, tuple):
            return value
        first, dots, last = value.partition("..")
        try:
            begin, end = date.fromisoformat(first), date.fromisoformat(last if dots else first)
        except ValueError:
            self.fail(render_for_terminal("operator.days_unreadable", value=value), param, ctx)
        if end < begin:
            self.fail(render_for_terminal("operator.days_order_invalid", value=value), param, ctx)
        if (end - begin).days >= MAX_DAYS_PER_RANGE:
            self.fail(render_for_terminal("operator.days_too_many", value=value), param, ctx)
        return tuple(begin + timedelta(days=ahead) for ahead in range((end - begin).days + 1))


def _find_weekday(name: str) -> int | None:
    """Find a weekday by at least three first letters of its English name. Monday is 1."""
    found = (
        number
        for number, full_name in enumerate(WEEKDAY_NAMES, start=1)
        if len(name) > 2 and full_name.startswith(name)
    )
    return next(found, None)


def _list_weekday_range(first: int, last: int) -> list[int]:
    return [(first - 1 + ahead) % 7 + 1 for ahead in range((last - first) % 7 + 1)]
