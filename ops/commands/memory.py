"""`herobreak memory`: list the nightly fits of the memory weights, and go back to earlier ones."""

from datetime import UTC, datetime

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from learning.actions.practice.adopt_weights import resume_nightly_adoption, roll_back_weights
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
from ops.terminal_messages import nest_message, print_message, render_for_terminal
from ops.with_database import with_database

FIT_MEASURES = {"log loss": "log_loss", "RMSE (bins)": "rmse_bins", "AUC": "auc"}
"""Column headings and the fields of the figures that they show."""


@click.group()
def memory_command() -> None:
    """List the nightly fits of the memory weights, and go back to earlier weights."""


@memory_command.command("list")
@click.option(
    "--nights", type=click.IntRange(1, 1000), default=14, show_default=True, help="How many."
)
def list_nights(nights: int) -> None:
    """List the fits of the last nights.

    Each row compares how well the new weights and those in force predicted later answers.
    """

    async def load_nights() -> tuple[list[FitSummary], NewestAdoption]:
        root = (await root_team()).id
        return await list_last_fits(root, nights), await load_newest_adoption(root)

    rows, weights_in_force = with_database(load_nights)
    Console().print(_make_nights_table(rows, weights_in_force.fit))
    code = "operator.weights_held" if weights_in_force.hold else "operator.weights_in_force"
    fit = _make_fit_name(weights_in_force.fit)
    if weights_in_force.since:
        print_message(f"{code}_since", fit=fit, since=f"{weights_in_force.since:%Y-%m-%d %H:%M}")
    else:
        print_message(code, fit=fit)


@memory_command.command()
@click.option(
    "--to",
    type=click.IntRange(0),
    metavar="FIT",
    help="Number of the fit to go back to; 0 for the library's weights.",
)
def rollback_command(to: int | None) -> None:
    """Go back to the weights before those in force, and hold them. No due day changes."""

    async def roll_back() -> int | None:
        return await roll_back_weights((await root_team()).id, datetime.now(UTC), to=to)

    print_message("operator.weights_rolled_back", fit=_make_fit_name(with_database(roll_back)))


@memory_command.command()
def resume_command() -> None:
    """Let the nightly fits put better weights in force again."""

    async def resume_fitting() -> None:
        await resume_nightly_adoption((await root_team()).id, datetime.now(UTC))

    with_database(resume_fitting)
    print_message("operator.nights_decide")


def _make_nights_table(rows: list[FitSummary], fit_in_force: int | None) -> Table:
    table = Table(
        box=SIMPLE_HEAD,
        pad_edge=False,
        caption=render_for_terminal("operator.fits_caption"),
        caption_justify="left",
    )
    for column in ("fit", "night", "answers", "people", *FIT_MEASURES):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("", overflow="fold")
    for row in rows:
        in_force = row.id == fit_in_force
        state = (
            render_for_terminal("operator.fit_in_force")
            if in_force
            else _describe_reason(row.reason)
        )
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
        return render_for_terminal("operator.fit_adopted")
    return render_for_terminal(
        f"weights.{reason}", answers=MIN_ATTEMPTS_TO_FIT, people=MIN_PEOPLE_TO_FIT
    )


def _compare_figures(row: FitSummary, name: str) -> str:
    return " / ".join(
        f"{getattr(row.figures[side], name):.3f}"
        for side in ("new", "current")
        if side in row.figures
    )


def _make_fit_name(fit: int | None) -> dict[str, object]:
    return nest_message("operator.fit_name" if fit else "operator.default_weights", fit=fit)
