"""Prepare a start before anything serves: the newest schema, the shipped packs, the demo.

The supervisor runs this module as a process of its own at every start. It decides from the database
whether anything is to do, and prints its progress. It may be killed and started again at any time.
"""

import asyncio
import os
import sys
from datetime import UTC, datetime

from ops.first_run import prepare_organisation
from ops.migrate import migrate_database
from ops.operator_errors import OperatorError, read_operator_settings

FALSE_WORDS = ("0", "no", "off", "false")


async def prepare_start() -> None:
    """Migrate, then prepare the organisation. `HEROBREAK_DEMO=0` leaves the demo out.

    Raises:
        OperatorError: the database can't be reached, a shipped pack has errors, a setting can't be
            used, or the data folder can't be written.
    """
    settings = read_operator_settings()
    await migrate_database(settings.database_url)
    demo = os.environ.get("HEROBREAK_DEMO", "yes").lower() not in FALSE_WORDS
    await prepare_organisation(settings, datetime.now(UTC), demo=demo)


def run_prepare() -> None:
    """Prepare the start. Print an operator error and exit with code 1."""
    try:
        asyncio.run(prepare_start())
    except OperatorError as problem:
        problem.show()
        sys.exit(1)


if __name__ == "__main__":
    run_prepare()
