"""What must be there before anything serves: the newest schema, the shipped pack, the demo."""

import asyncio
import os
import sys
from datetime import UTC, datetime

from learning.settings import Settings, parse_settings
from ops import first_run
from ops.migrate import migrate_database
from ops.operator_errors import OperatorError

FALSE_WORDS = ("0", "no", "off", "false")


async def prepare_first_run(settings: Settings, *, demo: bool) -> None:
    """Load the shipped pack and, for a `demo`, make the organisation to try things with, where the database has none.

    Called at every start, after the migrations, in a process of its own with `DATABASE_URL` and `REDIS_URL` set. It decides
    from the database whether anything is to do, prints its progress, and may be killed and called again at any moment.

    Raises:
        Problem: a shipped pack has errors, a setting can't be used, or the data folder can't be written.
    """
    await first_run.prepare_organisation(settings, datetime.now(UTC), demo=demo)


async def prepare_start() -> None:
    """Migrate, then prepare the first run. `HEROBREAK_DEMO=0` leaves the demo out."""
    settings = parse_settings(os.environ)
    await migrate_database(settings.database_url)
    await prepare_first_run(
        settings, demo=os.environ.get("HEROBREAK_DEMO", "yes").lower() not in FALSE_WORDS
    )


def run_prepare() -> None:
    """Run as a process of the supervisor; a problem is told here and ends with code 1."""
    try:
        asyncio.run(prepare_start())
    except OperatorError as problem:
        problem.show()
        sys.exit(1)


if __name__ == "__main__":
    run_prepare()
