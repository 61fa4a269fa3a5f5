"""`herobreak memory`: what the nights have fitted to the organisation's own answers, and going back."""

from datetime import UTC, datetime

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from learning.actions.practice.adopt_weights import resume_nightly_adoption, roll_back_weights
from learning.messages import render_message
from learning.queries.practice.weights import (
    FitSummary,
    NewestAdoption,
    list_last_fits,
    load_newest_adoption,
)
from learning.rules.practice.weights_fitting import (
    MIN_ATTEMPTS_TO_FIT,
    MIN_PEOPLE_TO_FIT,
    FitReason,
)
from ops.organisation import root_team
from ops.with_database import with_database

FIT_MEASURES = {"log loss": "log_loss", "RMSE (bins)": "rmse_bins", "AUC": "auc"}
RESUME_HINT = "`herobreak memory resume` lets the nights decide again"


@click.group()
def memory_command() -> None:
    """See how forgetting was fitted to the organisation's own answers, and go back."""


@memory_command.command("list")
@click.option(
    "--nights", type=click.IntRange(1, 1000), default=14, show_default=True, help="How many."
)
def list_nights(nights: int) -> None:
    """List the last nights: how each fit foretold later answers, beside the weights in force at the time."""

    async def load_nights() -> tuple[list[FitSummary], NewestAdoption]:
        root = (await root_team()).id
        return await list_last_fits(root, nights), await load_newest_adoption(root)

    rows, weights_in_force = with_database(load_nights)
    Console().print(_make_nights_table(rows, weights_in_force.fit))
    since = f" since {weights_in_force.since:%Y-%m-%d %H:%M} UTC" if weights_in_force.since else ""
    click.echo(
        f"In force{since}: {_name_fit(weights_in_force.fit)}{f', held. {RESUME_HINT}' if weights_in_force.hold else ''}."
    )


@memory_command.command()
@click.option(
    "--to",
    type=click.IntRange(0),
    metavar="FIT",
    help="The fit to go to; 0: the library's weights.",
)
def rollback_command(to: int | None) -> None:
    """Put the weights before those in force back, and hold them. Nobody's due days move."""

    async def roll_back() -> int | None:
        return await roll_back_weights((await root_team()).id, datetime.now(UTC), to=to)

    click.echo(
        f"In force in a quarter of an hour, and held: {_name_fit(with_database(roll_back))}. {RESUME_HINT}."
    )


@memory_command.command()
def resume_command() -> None:
    """Let the nights put better weights in force again."""

    async def resume_fitting() -> None:
        await resume_nightly_adoption((await root_team()).id, datetime.now(UTC))

    with_database(resume_fitting)
    click.echo("The nights decide again.")


def _make_nights_table(rows: list[FitSummary], fit_in_force: int | None) -> Table:
    table = Table(
        box=SIMPLE_HEAD,
        pad_edge=False,
        caption="new weights / those in force",
        caption_justify="left",
    )
    for column in ("fit", "night", "answers", "people", *FIT_MEASURES):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("", overflow="fold")
    for row in rows:
        state = "in force" if row.id == fit_in_force else _describe_reason(row.reason)
        measured = [_compare_figures(row, name) for name in FIT_MEASURES.values()]
        table.add_row(
            str(row.id),
            f"{row.made_at:%Y-%m-%d}",
            str(row.answers),
            str(row.people),
            *measured,
            state,
        )
    return table


def _describe_reason(reason: FitReason) -> str:
    """Say why a fit was not adopted."""
    if not reason:
        return "was adopted"
    limits = {"answers": MIN_ATTEMPTS_TO_FIT, "people": MIN_PEOPLE_TO_FIT}
    return render_message(f"weights.{reason}", limits)


def _compare_figures(row: FitSummary, name: str) -> str:
    return " / ".join(
        f"{getattr(row.figures[side], name):.3f}"
        for side in ("new", "current")
        if side in row.figures
    )


def _name_fit(fit: int | None) -> str:
    return f"fit {fit}" if fit else "the library's weights"
