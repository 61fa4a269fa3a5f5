"""`herobreak boards`: the leaderboards in Redis."""

import os
import time
from datetime import UTC, datetime

import click

from learning.actions.repair_boards import repair_boards
from learning.queries.scores import open_boards
from learning.settings import parse_settings
from ops.inside import inside


@click.group()
def boards() -> None:
    """Look after the leaderboards."""


@boards.command()
def repair() -> None:
    """Make every board equal to the database again; while Herobreak runs, a sweep does so every minute."""

    async def repaired() -> int:
        opened = open_boards(parse_settings(os.environ).boards_url, timeout_seconds=5.0)
        try:
            return await repair_boards(opened, datetime.now(UTC))
        finally:
            await opened.close()

    begun = time.monotonic()
    wrong = inside(repaired)
    click.echo(f"{wrong or 'No'} row{'' if wrong == 1 else 's'} had to be mended ({time.monotonic() - begun:.1f} s).")
