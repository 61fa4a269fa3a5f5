"""`herobreak pack`: check, start and look at lesson packs."""

import json
from pathlib import Path

import click

from api.static_files import PHONE_APP_BUILD
from content import read_pack
from ops.packs.earlier_version import compare_with_earlier
from ops.packs.findings_report import (
    PathReport,
    build_json_report,
    format_as_text,
    format_for_github,
    print_figures,
    print_table,
)
from ops.packs.new_pack import create_pack
from ops.packs.preview_server import PreviewServer, serve_preview
from ops.terminal_messages import print_message, render_for_terminal

FOLDER_PATH = click.Path(exists=True, file_okay=False, path_type=Path)
PACK_PATH = click.Path(exists=True, path_type=Path)


@click.group()
def pack_command() -> None:
    """Work on lesson packs."""


@pack_command.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=PACK_PATH)
@click.option(
    "--strict",
    is_flag=True,
    help="Teaching, too: reading age, fair questions, credit, contrast and more.",
)
@click.option(
    "--against", type=PACK_PATH, help="An older version of the same pack: are ids stable?"
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
)
@click.pass_context
def check_command(
    context: click.Context, paths: tuple[Path, ...], strict: bool, against: Path | None, style: str
) -> None:
    """Check packs (folders or zips) and name every finding by file and line.

    Exits with 1 if a pack has errors, with 2 if a path is not there.
    """
    if against and len(paths) != 1:
        raise click.UsageError(render_for_terminal("operator.against_needs_one_pack"))
    checked = [PathReport(path, read_pack(path, strict=strict)) for path in paths]
    if against:
        checked = [
            PathReport(item.path, compare_with_earlier(item.report, against)) for item in checked
        ]
    _print_findings(checked, strict, style)
    context.exit(1 if any(one.report.errors for one in checked) else 0)


def _print_findings(checked: list[PathReport], strict: bool, style: str) -> None:
    if style == "json":
        click.echo(
            json.dumps([build_json_report(one) for one in checked], indent=2, ensure_ascii=False)
        )
        return
    for item in checked:
        for line in format_for_github(item) if style == "github" else format_as_text(item):
            click.echo(line)
    (print_figures if strict else print_table)(checked)


@pack_command.command()
@click.argument("pack_id", metavar="ID")
@click.option(
    "--in",
    "parent",
    type=FOLDER_PATH,
    default=Path(),
    help="The folder to put it in; here by default.",
)
def new_command(pack_id: str, parent: Path) -> None:
    """Start a pack: a folder ID with one lesson that shows every form and field."""
    folder = create_pack(pack_id, parent)
    print_message("operator.pack_created", folder=folder)


@pack_command.command()
@click.argument("path", type=FOLDER_PATH)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8010,
    show_default=True,
    help="0 takes a free one.",
)
def preview_command(path: Path, port: int) -> None:
    """Open a pack as a phone shows it, and again at every save. Ends with Ctrl-C."""

    def print_address(server: PreviewServer) -> None:
        print_message("operator.preview_started", pack=path.resolve().name, url=server.address)

    serve_preview(path, port, PHONE_APP_BUILD, print_address)
