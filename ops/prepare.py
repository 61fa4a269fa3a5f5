"""What must be there before anything serves: the newest schema, the shipped pack, the demo."""

import asyncio
import os
import sys

from learning.settings import Settings, from_environment
from ops.migrate import migrate
from ops.problems import Problem


async def prepare_first_run(settings: Settings, *, demo: bool) -> None:
    """Load the shipped pack and, for a `demo`, make the organisation to try things with, where the database has none.

    Called at every start, after the migrations, in a process of its own with `DATABASE_URL` and `REDIS_URL` set. It decides
    from the database whether anything is to do, prints its progress, and may be killed and called again at any moment.
    """


async def prepare() -> None:
    """Migrate, then prepare the first run. `HEROBREAK_DEMO=no` leaves the demo out."""
    settings = from_environment(os.environ)
    await migrate(settings.database_url)
    await prepare_first_run(settings, demo=os.environ.get("HEROBREAK_DEMO", "yes") != "no")


def main() -> None:
    """Run as a process of the supervisor; a problem is told here and ends with code 1."""
    try:
        asyncio.run(prepare())
    except Problem as problem:
        problem.show()
        sys.exit(1)


if __name__ == "__main__":
    main()
