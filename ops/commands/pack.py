"""`herobreak pack`: check, start and look at lesson packs."""

import json
from pathlib import Path

import click

from content import read_pack
from ops.packs.findings_report import (
    CheckedPack,
    build_json_report,
    format_as_text,
    format_for_github,
    print_figures,
    print_table,
)

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
PACK = click.Path(exists=True, path_type=Path)


@click.group()
def pack() -> None:
    """Work on lesson packs."""


@pack.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=PACK)
@click.option("--strict", is_flag=True, help="Teaching, too: reading age, fair questions, credit, contrast and more.")
@click.option("--against", type=PACK, help="An older version of the same pack: are ids stable?")
@click.option("--format", "style", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
@click.pass_context
def check(context: click.Context, paths: tuple[Path, ...], strict: bool, against: Path | None, style: str) -> None:
    """Check packs (folders or zips) and name every finding by file and line.

    Exits with 1 if a pack has errors, with 2 if a path is not there.
    """
    if against and len(paths) != 1:
        raise click.UsageError("--against compares one pack with an older version of it")
    checked = [CheckedPack(path, read_pack(path, strict=strict)) for path in paths]
    if against:
        from ops.packs.earlier_version import compare_with_earlier  # it brings the server along

        checked = [CheckedPack(one.path, compare_with_earlier(one.report, against)) for one in checked]
    _print(checked, strict, style)
    context.exit(1 if any(one.report.errors for one in checked) else 0)


def _print(checked: list[CheckedPack], strict: bool, style: str) -> None:
    if style == "json":
        click.echo(json.dumps([build_json_report(one) for one in checked], indent=2, ensure_ascii=False))
        return
    for one in checked:
        for line in format_for_github(one) if style == "github" else format_as_text(one):
            click.echo(line)
    (print_figures if strict else print_table)(checked)


@pack.command()
@click.argument("pack_id", metavar="ID")
@click.option("--in", "parent", type=FOLDER, default=Path(), help="The folder to put it in; here by default.")
def new(pack_id: str, parent: Path) -> None:
    """Start a pack: a folder ID with one lesson that shows every form and field."""
    from ops.packs.new_pack import create_pack

    folder = create_pack(pack_id, parent)
    click.echo(f"{folder} is there. Look at it: herobreak pack preview {folder}")


@pack.command()
@click.argument("path", type=FOLDER)
@click.option("--port", type=click.IntRange(0, 65535), default=8010, show_default=True, help="0 takes a free one.")
def preview(path: Path, port: int) -> None:
    """Open a pack as a phone shows it, and again at every save. Ends with Ctrl-C."""
    from api.static import BUILD
    from ops.packs.preview_server import PreviewServer, serve_preview

    def ready(server: PreviewServer) -> None:
        click.echo(
            f"{path.resolve().name} is at {server.address} (one lesson: {server.address}?lesson=ID). Ctrl-C ends it."
        )

    serve_preview(path, port, BUILD, ready)
