"""Check that a challenge takes figures from outside."""

from asyncpg import Record

from learning.rules.challenges.measures import MEASURE_RULES
from learning.rules.refusals import Conflict
from learning.steps.challenges.lock_led_challenge import require_open_challenge


def require_figures_accepted(row: Record) -> None:
    """Check a row of the table `challenge` before figures or a token for figures are stored.

    Raises:
        Conflict: the challenge counts by itself, or it is over.
    """
    if not MEASURE_RULES[row["measure"]].accepts_figures:
        raise Conflict("figure.not_accepted")
    require_open_challenge(row["status"])
