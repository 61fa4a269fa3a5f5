"""Time zones and work weeks as people give them."""

from collections.abc import Collection

import pytest

from learning.rules.refusals import Invalid
from learning.rules.rota.work_week import validate_time_zone, validate_work_days


@pytest.mark.parametrize("zone", ["Europe/London", "Asia/Kolkata", "UTC"])
def test_known_time_zones_are_accepted(zone: str) -> None:
    assert validate_time_zone(zone) == zone


@pytest.mark.parametrize("zone", ["Mars/Base", "", "../../etc/passwd", "x" * 300])
def test_unknown_time_zones_are_refused(zone: str) -> None:
    with pytest.raises(Invalid) as refused:
        validate_time_zone(zone)
    assert refused.value.values == {"zone": zone[:64]}


def test_work_days_are_sorted_and_unique() -> None:
    assert validate_work_days([6, 3, 3]) == [3, 6]


@pytest.mark.parametrize("days", [[], [0], [8], [1, 8]])
def test_unusable_work_days_are_refused(days: Collection[int]) -> None:
    with pytest.raises(Invalid) as refused:
        validate_work_days(days)
    assert refused.value.problems[0].code == "team.name_iso_weekdays"
