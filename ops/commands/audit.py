"""`herobreak audit`: search the audit log, and export it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from learning.actions.people.read_audit_log import export_audit_log, read_audit_log
from learning.queries.people.audit_log import AuditPage, AuditSearch
from learning.rules.people.audit_lines import AuditFormat, AuditLine
from learning.rules.people.audit_verbs import AUDIT_GROUPS, AuditGroup
from ops.terminal_messages import print_message, render_for_terminal
from ops.with_database import with_database

MAX_LISTED_ENTRIES = 1000
MAX_LINES_OF_A_FILE = 2**62
"""An operator exports all."""
STANDARD_OUTPUT = Path("-")
Command = Callable[..., Any]
INSTANT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])


def take_filters(command: Command) -> Command:
    """Add the options of a search to a command."""
    options = (
        click.option("--since", type=INSTANT, help="The first day or instant, in UTC."),
        click.option("--until", type=INSTANT, help="The first instant after it, in UTC."),
        click.option("--by", metavar="LOGIN", help="Who did it."),
        click.option("--about", metavar="LOGIN|ID", help="The person, team, challenge or pack."),
        click.option("--group", type=click.Choice(AUDIT_GROUPS), help="A group of verbs."),
        click.option("--text", help="Beginnings of words in names, titles and reasons."),
    )
    for add_option in reversed(options):
        command = add_option(command)
    return command


@click.group()
def audit_command() -> None:
    """Search the audit log, and export it. Both are noted in it."""


@audit_command.command("list")
@take_filters
@click.option("--limit", type=click.IntRange(1, MAX_LISTED_ENTRIES), default=50, show_default=True)
def list_command(limit: int, **filters: Any) -> None:
    """List the newest entries that fit."""
    search = _make_search(**filters)

    async def load_entries() -> AuditPage:
        return await read_audit_log(None, search, datetime.now(UTC), size=limit)

    page = with_database(load_entries)
    if not page.lines:
        print_message("operator.audit_nothing_found")
        return
    Console().print(_make_table(page.lines))
    if page.too_many:
        print_message("operator.audit_too_many")
    if page.more:
        print_message("operator.audit_more")


@audit_command.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@take_filters
@click.option(
    "--format",
    "file_format",
    type=click.Choice(["csv", "jsonl"]),
    default="jsonl",
    show_default=True,
    help="A table, or one JSON object a line.",
)
def export_command(file: Path, file_format: AuditFormat, **filters: Any) -> None:
    """Write all entries that fit to FILE, newest first. The FILE - is standard output."""
    search = _make_search(**filters)

    async def write_entries() -> None:
        parts = await export_audit_log(
            None, search, file_format, datetime.now(UTC), limit=MAX_LINES_OF_A_FILE
        )
        with _open_output(file) as opened:
            async for part in parts:
                opened.write(part)

    with_database(write_entries)
    if file != STANDARD_OUTPUT:
        print_message("operator.audit_exported", file=str(file))


def _open_output(file: Path) -> AbstractContextManager[IO[str]]:
    """Open a file that only its owner reads, or standard output."""
    if file != STANDARD_OUTPUT:
        file.touch(mode=0o600)
    return click.open_file(str(file), "w", encoding="utf-8")


def _make_search(
    since: datetime | None,
    until: datetime | None,
    by: str | None,
    about: str | None,
    group: AuditGroup | None,
    text: str | None,
) -> AuditSearch:
    return AuditSearch(
        since=since and since.replace(tzinfo=UTC),
        until=until and until.replace(tzinfo=UTC),
        by=by,
        about=about,
        group=group,
        text=text,
    )


def _make_table(lines: list[AuditLine]) -> Table:
    """Make the table: instants in UTC, and verbs as they are stored."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(render_for_terminal("operator.heading_at"), no_wrap=True)
    table.add_column(render_for_terminal("operator.heading_by"), overflow="fold")
    table.add_column(render_for_terminal("operator.heading_verb"), no_wrap=True)
    table.add_column(render_for_terminal("operator.heading_about"), overflow="fold")
    table.add_column(render_for_terminal("operator.heading_detail"), overflow="fold")
    for line in lines:
        table.add_row(
            f"{line.at.astimezone(UTC):%Y-%m-%d %H:%M:%S}",
            escape(line.by.login if line.by else "-"),
            line.verb,
            escape(line.subject_name or line.subject),
            escape(line.detail if line.detail != "{}" else ""),
        )
    return table
