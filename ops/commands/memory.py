"""`herobreak memory`: what the nights have fitted to the organisation's own answers, and going back."""

from datetime import UTC, datetime

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from learning.actions.adopt_weights import resume_nightly_adoption, roll_back_weights
from learning.queries.weights import NewestAdoption, FitSummary, load_newest_adoption, list_last_fits
from ops.inside import inside
from ops.organisation import root_team

MEASURES = {"log loss": "log_loss", "RMSE (bins)": "rmse_bins", "AUC": "auc"}
DECIDES = "`herobreak memory resume` lets the nights decide again"


@click.group()
def memory() -> None:
    """See how forgetting was fitted to the organisation's own answers, and go back."""


@memory.command("list")
@click.option("--nights", type=click.IntRange(1, 1000), default=14, show_default=True, help="How many.")
def list_nights(nights: int) -> None:
    """List the last nights: how each fit foretold later answers, beside the weights in force at the time."""

    async def found() -> tuple[list[FitSummary], NewestAdoption]:
        root = (await root_team()).id
        return await list_last_fits(root, nights), await load_newest_adoption(root)

    rows, now = inside(found)
    Console().print(_table(rows, now.fit))
    since = f" since {now.since:%Y-%m-%d %H:%M} UTC" if now.since else ""
    click.echo(f"In force{since}: {_named(now.fit)}{f', held. {DECIDES}' if now.hold else ''}.")


@memory.command()
@click.option("--to", type=click.IntRange(0), metavar="FIT", help="The fit to go to; 0: the library's weights.")
def rollback(to: int | None) -> None:
    """Put the weights before those in force back, and hold them. Nobody's due days move."""

    async def rolled() -> int | None:
        return await roll_back_weights((await root_team()).id, datetime.now(UTC), to=to)

    click.echo(f"In force in a quarter of an hour, and held: {_named(inside(rolled))}. {DECIDES}.")


@memory.command()
def resume() -> None:
    """Let the nights put better weights in force again."""

    async def resumed() -> None:
        await resume_nightly_adoption((await root_team()).id, datetime.now(UTC))

    inside(resumed)
    click.echo("The nights decide again.")


def _table(rows: list[FitSummary], now: int | None) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, caption="new weights / those in force", caption_justify="left")
    for column in ("fit", "night", "answers", "people", *MEASURES):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("", overflow="fold")
    for row in rows:
        told = "in force" if row.id == now else row.reason or "was adopted"
        measured = [_compared(row, name) for name in MEASURES.values()]
        table.add_row(str(row.id), f"{row.made_at:%Y-%m-%d}", str(row.answers), str(row.people), *measured, told)
    return table


def _compared(row: FitSummary, name: str) -> str:
    return " / ".join(f"{getattr(row.figures[one], name):.3f}" for one in ("new", "current") if one in row.figures)


def _named(fit: int | None) -> str:
    return f"fit {fit}" if fit else "the library's weights"
