"""`herobreak boards`: the leaderboards in Redis."""

import time
from datetime import UTC, datetime

import click

from learning.actions.boards.open_boards import open_boards
from learning.actions.boards.repair_boards import repair_boards
from ops.operator_errors import read_operator_settings
from ops.terminal_messages import print_message
from ops.with_database import with_database


@click.group()
def boards_command() -> None:
    """Repair the leaderboards."""


@boards_command.command()
def repair_command() -> None:
    """Make every board equal to the database again.

    A running Herobreak does so every minute.
    """

    async def repair_boards_now() -> int:
        opened_boards = open_boards(read_operator_settings().boards_url, timeout_seconds=5.0)
        try:
            return await repair_boards(opened_boards, datetime.now(UTC))
        finally:
            await opened_boards.close()

    started_at = time.monotonic()
    repaired_rows = with_database(repair_boards_now)
    seconds = time.monotonic() - started_at
    code = "operator.rows_repaired" if repaired_rows else "operator.no_rows_repaired"
    print_message(code, count=repaired_rows, seconds=seconds)
