"""`herobreak points`: put somebody's points right."""

import os
from datetime import UTC, date, datetime
from uuid import uuid4

import click

from learning.actions.correct_points import correct_points
from learning.actions.pay import PostingResult
from learning.queries.scores import open_boards
from learning.settings import parse_settings
from ops.inside import inside


@click.group()
def points() -> None:
    """Look after points."""


@points.command(context_settings={"ignore_unknown_options": True})
@click.argument("login")
@click.argument("amount", type=int)
@click.option("--reason", required=True, help="Why; the person reads it.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="The day that they belong to  [default: today]")
def correct(login: str, amount: int, reason: str, day: datetime | None) -> None:
    """Give somebody points, or take some with a number below 0: `herobreak points correct anna-lee -20 --reason ...`."""

    async def corrected() -> PostingResult:
        return await _correct(login, amount, reason, day.date() if day else None)

    now = inside(corrected).totals.points
    click.echo(f"{login}: {amount:+d} points, {now} in all.")


async def _correct(login: str, amount: int, reason: str, day: date | None) -> PostingResult:
    boards = open_boards(parse_settings(os.environ).boards_url)
    try:
        paid = await correct_points(None, login, uuid4(), amount, reason, datetime.now(UTC), day=day)
        paid.enqueue_board_update(boards)
        return paid
    finally:
        await boards.close()
