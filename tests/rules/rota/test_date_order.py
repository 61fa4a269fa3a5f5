"""Which number of 07/12/2026 is the day: settled by the values, the file, and the region."""

import pytest
from support.rota_tables import WINDOW

from learning.rules.rota.date_order import (
    DateOrder,
    OrderReason,
    find_order_of_region,
    settle_order,
)
from learning.rules.rota.written_dates import NumberOrder, read_written_date


def settle(
    texts: str, chosen: DateOrder = "auto", region: NumberOrder = "mdy"
) -> tuple[NumberOrder | None, OrderReason]:
    written = [found for text in texts.split() if (found := read_written_date(text))]
    settled = settle_order(chosen, written, WINDOW, region)
    return settled.order, settled.reason


@pytest.mark.parametrize(
    ("texts", "order", "reason"),
    [
        ("12/13/2026 12/07/2026", "mdy", "values"),
        ("13/12/2026 07/12/2026", "dmy", "values"),
        ("7.12.2026 8.12.2026", "dmy", "values"),
        ("01/12/2026 02/12/2026", "dmy", "file"),
        ("12/01/2026 12/02/2026", "mdy", "file"),
        ("7/12", "dmy", "file"),
        ("12/7", "mdy", "file"),
        ("02/03/2027", "mdy", "region"),
        ("2026-12-07", "mdy", "no_numbers"),
    ],
)
def test_the_values_decide_then_the_file_then_the_region(
    texts: str, order: NumberOrder, reason: OrderReason
) -> None:
    assert settle(texts) == (order, reason)


def test_what_the_sender_says_counts() -> None:
    assert settle("13/12/2026", "mdy") == ("mdy", "chosen")
    assert settle("13/12/2026", "iso") == (None, "chosen")


@pytest.mark.parametrize(
    ("language", "zone", "order"),
    [
        ("en", "America/Chicago", "mdy"),
        ("es", "America/New_York", "mdy"),
        ("en", "Europe/London", "dmy"),
        ("en-US", "Europe/London", "mdy"),
        ("en-GB", "America/Chicago", "dmy"),
        ("pl", "Europe/Warsaw", "dmy"),
        ("en", "UTC", "dmy"),
        ("xx-??", "Nowhere", "dmy"),
    ],
)
def test_the_region_is_that_of_the_language_or_of_the_zone(
    language: str, zone: str, order: NumberOrder
) -> None:
    assert find_order_of_region(language, zone) == order
