"""Round a target to a figure that people say aloud.

The phone app has the same function in `frontend/src/lib/challenges/targetRounding.ts`. Both are
tested with `tests/vectors/target_rounding.json`.
"""

from math import floor


def round_to_spoken_figure(value: float, *, per_person: bool) -> float:
    """Round a value per person and day to hundredths, and a total to whole numbers.

    A total from 20 on is a multiple of 5, from 200 on a multiple of 10. A half is rounded up.
    """
    if per_person:
        return floor(value * 100 + 0.5) / 100
    step = find_spoken_step(value, per_person=False)
    return float(floor(value / step + 0.5) * step)


def find_spoken_step(value: float, *, per_person: bool) -> float:
    """Return the distance between spoken figures around a value."""
    if per_person:
        return 0.01
    return 1 if value < 20 else 5 if value < 200 else 10
