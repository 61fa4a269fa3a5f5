"""The forgetting curve in SQL: the same formula as `Weights.calculate_recall`."""


def write_recall_sql(memory: str, day: str, factor: str, decay: str) -> str:
    """Return a SQL expression for the chance, 0 to 1, that a concept is remembered on a day.

    `memory` is the alias of the table `memory`; the others are SQL expressions: a date, and the
    two numbers of `Weights.curve_parameters`.
    """
    days = f"GREATEST(0, {day}::date - {memory}.last_day)"
    return f"power(1 + {factor}::float8 * {days} / {memory}.stability, {decay}::float8)"
