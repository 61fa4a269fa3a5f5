"""`herobreak points`: put somebody's points right."""

import os
from datetime import UTC, date, datetime
from uuid import uuid4

import click

from learning.actions.recognition.correct_points import correct_points
from learning.queries.boards.board_scores import open_boards
from learning.settings import parse_settings
from learning.steps.recognition.post_ledger_entries import PostingResult
from ops.with_database import with_database


@click.group()
def points_command() -> None:
    """Look after points."""


@points_command.command(context_settings={"ignore_unknown_options": True})
@click.argument("login")
@click.argument("amount", type=int)
@click.option("--reason", required=True, help="Why; the person reads it.")
@click.option(
    "--day", type=click.DateTime(["%Y-%m-%d"]), help="The day that they belong to  [default: today]"
)
def correct_command(login: str, amount: int, reason: str, day: datetime | None) -> None:
    """Give somebody points, or take some with a number below 0: `herobreak points correct anna-lee -20 --reason ...`."""

    async def correct_now() -> PostingResult:
        return await _correct_and_publish(login, amount, reason, day.date() if day else None)

    total_points = with_database(correct_now).totals.points
    click.echo(f"{login}: {amount:+d} points, {total_points} in all.")


async def _correct_and_publish(
    login: str, amount: int, reason: str, day: date | None
) -> PostingResult:
    boards = open_boards(parse_settings(os.environ).boards_url)
    try:
        posted = await correct_points(
            None, login, uuid4(), amount, reason, datetime.now(UTC), day=day
        )
        posted.enqueue_board_update(boards)
        return posted
    finally:
        await boards.close()
