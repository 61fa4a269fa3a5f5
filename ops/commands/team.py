"""`herobreak team`: add teams, list them, replace their join codes and count their figures."""

from datetime import UTC, datetime

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from learning.actions.people.replace_join_code import NewJoinCode
from learning.actions.practice.fold_team_figures import recount_team_figures
from learning.queries.people.teams import TeamRow, list_all_teams
from learning.rules.people.join_codes import format_join_code
from ops.click_types import WorkDaysParam
from ops.operator_errors import read_operator_settings
from ops.organisation import create_named_team, replace_code_of_team
from ops.terminal_messages import print_message, render_for_terminal
from ops.with_database import with_database


@click.group()
def team_command() -> None:
    """Add teams, list them, replace their join codes and count their figures."""


@team_command.command("add")
@click.argument("name")
@click.option(
    "--zone",
    required=True,
    help="Time zone in which its days begin and end, such as Europe/London.",
)
@click.option(
    "--below",
    metavar="CODE|NAME",
    help="The team above it, by join code or name  [default: the organisation]",
)
@click.option(
    "--work-days",
    type=WorkDaysParam(),
    default="mon-fri",
    show_default=True,
    help="mon-sat, or mon,wed,sat-sun.",
)
def add_team_command(name: str, zone: str, below: str | None, work_days: tuple[int, ...]) -> None:
    """Add a team and print its join code."""

    async def create_now() -> TeamRow:
        return await create_named_team(name, zone, below, work_days, datetime.now(UTC))

    new_team = with_database(create_now)
    print_message(
        "operator.team_created",
        name=new_team.name,
        zone=new_team.zone,
        join_code=format_join_code(new_team.join_code),
        url=f"{read_operator_settings().url}/join?code={new_team.join_code}",
    )


@team_command.command("code")
@click.argument("team", metavar="CODE|NAME")
def replace_code_command(team: str) -> None:
    """Give TEAM a new join code and print it. The old one opens nothing from then on."""

    async def replace_now() -> tuple[str, NewJoinCode]:
        return await replace_code_of_team(team, datetime.now(UTC))

    name, new = with_database(replace_now)
    print_message(
        "operator.join_code_replaced",
        name=name,
        join_code=format_join_code(new.code),
        day=new.expires_at.date().isoformat(),
        url=f"{read_operator_settings().url}/join?code={new.code}",
    )


@team_command.command("list")
def list_teams() -> None:
    """List all teams with their zones, join codes and numbers of members."""

    async def load_teams() -> list[TeamRow]:
        return await list_all_teams()

    Console().print(_make_teams_table(with_database(load_teams)))


@team_command.command("recount")
def recount_figures_command() -> None:
    """Count the figures of all teams from scratch, for the lists and for readiness.

    A running Herobreak counts every minute what has changed.
    """

    async def recount_now() -> int:
        return await recount_team_figures(datetime.now(UTC))

    print_message("operator.teams_recounted", count=with_database(recount_now))


def _make_teams_table(teams: list[TeamRow]) -> Table:
    """Make the table of teams. Each team stands below its parent and is indented."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(render_for_terminal("operator.heading_team"), overflow="fold")
    table.add_column(render_for_terminal("operator.heading_zone"), overflow="fold")
    table.add_column(render_for_terminal("operator.heading_join_code"), no_wrap=True)
    members = render_for_terminal("operator.heading_members")
    table.add_column(members, justify="right", no_wrap=True)
    depth: dict[int | None, int] = {None: -1}
    for row in teams:
        depth[row.id] = depth[row.parent] + 1
        name = "  " * depth[row.id] + escape(row.name)
        table.add_row(name, row.zone, format_join_code(row.join_code), str(row.members))
    return table
