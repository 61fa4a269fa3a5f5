"""`herobreak points`: correct the points of a person."""

from datetime import UTC, date, datetime
from uuid import uuid4

import click

from learning.actions.boards.open_boards import open_boards
from learning.actions.recognition.correct_points import correct_points
from learning.steps.recognition.post_ledger_entries import PostingResult
from ops.operator_errors import read_operator_settings
from ops.terminal_messages import print_message
from ops.with_database import with_database


@click.group()
def points_command() -> None:
    """Correct points."""


@points_command.command(context_settings={"ignore_unknown_options": True})
@click.argument("login")
@click.argument("amount", type=int)
@click.option("--reason", required=True, help="Why. The person reads it.")
@click.option(
    "--day", type=click.DateTime(["%Y-%m-%d"]), help="The day that they belong to  [default: today]"
)
def correct_command(login: str, amount: int, reason: str, day: datetime | None) -> None:
    """Give points to a person, or take points away with a negative AMOUNT.

    Example: herobreak points correct anna-lee -20 --reason "Entered twice"
    """

    async def correct_now() -> PostingResult:
        return await _correct_and_publish(login, amount, reason, day.date() if day else None)

    total_points = with_database(correct_now).totals.points
    print_message(
        "operator.points_corrected", login=login, change=f"{amount:+d}", total=total_points
    )


async def _correct_and_publish(
    login: str, amount: int, reason: str, day: date | None
) -> PostingResult:
    boards = open_boards(read_operator_settings().boards_url)
    try:
        posted = await correct_points(
            None, login, uuid4(), amount, reason, datetime.now(UTC), day=day
        )
        posted.enqueue_board_update(boards)
        return posted
    finally:
        await boards.close()
