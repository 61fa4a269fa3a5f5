"""The local day of a team, in SQL: the same rule as `learning.rules.rota.days.to_local_day`."""

from learning.rules.rota.days import DAY_START_TIME


def write_local_day_sql(instant: str, zone: str) -> str:
    """Return a SQL expression for the local day of an instant in a zone; both are SQL expressions."""
    return (
        f"(({instant}::timestamptz AT TIME ZONE {zone})"
        f" - interval '{DAY_START_TIME.hour} hours')::date"
    )
