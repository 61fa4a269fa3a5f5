"""Time zones and work weeks of teams, as people give them."""

from collections.abc import Collection
from zoneinfo import available_timezones

from learning.rules.refusals import InputProblem, Invalid
from learning.rules.rota.days import ALL_ISO_WEEKDAYS

MAX_ECHOED_ZONE_CHARS = 64


def validate_time_zone(zone: str) -> str:
    """Return the name of an IANA time zone.

    Raises:
        Invalid: there is no such time zone.
    """
    if zone not in available_timezones():
        values = {"zone": zone[:MAX_ECHOED_ZONE_CHARS]}
        problem = InputProblem("zone", "team.unknown_time_zone", values)
        raise Invalid("team.unknown_time_zone", [problem], **values)
    return zone


def validate_work_days(days: Collection[int]) -> list[int]:
    """Return ISO weekdays (1 is Monday) in order, each once.

    Raises:
        Invalid: there are none, or they are not ISO weekdays.
    """
    week = sorted(set(days))
    if not week or not set(week) <= set(ALL_ISO_WEEKDAYS):
        problem = InputProblem("work_days", "team.name_iso_weekdays")
        raise Invalid("team.invalid_work_days", [problem])
    return week
