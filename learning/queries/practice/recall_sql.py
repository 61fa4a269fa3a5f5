"""The forgetting curve in SQL: the same formula as `Weights.calculate_recall`."""

from learning.rules.practice.memory import MIN_RIGHT_DAYS


def write_recall_sql(memory: str, day: str, factor: str, decay: str) -> str:
    """Return a SQL expression for the chance, 0 to 1, that a concept is remembered on a day.

    `memory` is the alias of the table `memory`; the others are SQL expressions: a date, and the
    two numbers of `Weights.curve_parameters`.
    """
    days = f"GREATEST(0, {day}::date - {memory}.last_day)"
    return f"power(1 + {factor}::float8 * {days} / {memory}.stability, {decay}::float8)"


def write_remembered_sql(memory: str, day: str, factor: str, decay: str) -> str:
    """Return a SQL expression for how much of a concept counts as remembered on a day.

    It is `calculate_remembered` of the rules. The parameters are those of `write_recall_sql`.
    """
    recall = write_recall_sql(memory, day, factor, decay)
    return f"CASE WHEN {memory}.right_days >= {MIN_RIGHT_DAYS} THEN {recall} ELSE 0 END"
