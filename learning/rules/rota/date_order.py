"""Which number of 07/12/2026 is the day: settled for a whole table, never line by line.

The values decide where only one order gives days. Else the file decides: the order that keeps its
days closer together, and near today. Else the language or the time zone of the team does, and the
leader is asked to look.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from learning.rules.rota.rota import ROTA_FILE_PAST, RotaWindow
from learning.rules.rota.written_dates import InvalidDayTextError, NumberOrder, WrittenDate

DateOrder = Literal["auto", "iso", "dmy", "mdy"]
"""How days are written: `iso` is 2026-12-24, `dmy` 24/12/2026, `mdy` 12/24/2026, `auto` any."""
OrderReason = Literal["chosen", "no_numbers", "values", "file", "region"]
"""Who settled the order of a table: the sender, its values, the file as a whole, or the region."""

ORDERS: tuple[NumberOrder, NumberOrder] = ("dmy", "mdy")
CLOSER_TOGETHER = 2
"""The days of one order are closer together if they span this many times fewer days."""
CLOSER_TO_TODAY = 4
"""The days of one order are near today if those of the other are this many times farther away."""


@dataclass(frozen=True, slots=True)
class SettledOrder:
    """The order of the numbers in a table, and why. None: numbers like 07/12 are refused."""

    order: NumberOrder | None
    reason: OrderReason


def find_order_of_region(language: str, zone: str) -> NumberOrder:
    """Return how days are written where people speak a language like "en-US", or live in a zone."""
    territory = language.partition("-")[2].upper() or get_global("zone_territories").get(zone, "")
    try:
        pattern = str(Locale.parse(f"und_{territory}").date_formats["short"].pattern)
    except (UnknownLocaleError, ValueError):
        return "dmy"
    year, month, day = (pattern.lower().find(letter) for letter in "ymd")
    return "mdy" if month < day < year else "dmy"


def settle_order(
    chosen: DateOrder,
    written: Collection[WrittenDate],
    window: RotaWindow,
    order_of_region: NumberOrder,
) -> SettledOrder:
    """Settle the order of all days of one table."""
    if chosen != "auto":
        return SettledOrder(None if chosen == "iso" else chosen, "chosen")
    numbered = [one for one in written if one.numbers is not None]
    if not numbered:
        return SettledOrder(order_of_region, "no_numbers")
    days = {order: _list_days(numbered, order, window) for order in ORDERS}
    if order := _find_larger({one: len(days[one]) for one in ORDERS}):
        return SettledOrder(order, "values")
    if all(one.has_points for one in numbered):
        return SettledOrder("dmy", "values")
    near = {order: sum(day in window for day in days[order]) for order in ORDERS}
    if order := _find_larger(near) or _find_closer_together(days, window):
        return SettledOrder(order, "file")
    return SettledOrder(order_of_region, "region")


def _list_days(
    written: Collection[WrittenDate], order: NumberOrder, window: RotaWindow
) -> list[date]:
    found = []
    for one in written:
        try:
            found.append(one.find_day(order, window))
        except InvalidDayTextError:
            continue
    return found


def _find_larger(counts: dict[NumberOrder, int]) -> NumberOrder | None:
    if counts["dmy"] == counts["mdy"]:
        return None
    return max(ORDERS, key=counts.__getitem__)


def _find_closer_together(
    days: dict[NumberOrder, list[date]], window: RotaWindow
) -> NumberOrder | None:
    """Return the order whose days are closer together, or else much closer to today."""
    if not all(days.values()):
        return None
    today = window.first + ROTA_FILE_PAST
    spans = {order: (max(days[order]) - min(days[order])).days for order in ORDERS}
    distances = {order: max(abs(day - today).days for day in days[order]) for order in ORDERS}
    for lengths, factor in ((spans, CLOSER_TOGETHER), (distances, CLOSER_TO_TODAY)):
        short, long = sorted(ORDERS, key=lengths.__getitem__)
        if lengths[short] * factor < lengths[long]:
            return short
    return None
