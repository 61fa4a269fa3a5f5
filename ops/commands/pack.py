"""`herobreak pack check`: everything that is wrong with a pack, by file and line, in one go."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from content import FORMS, Finding, Pack, Report, read_pack


class Checked(NamedTuple):
    """A path and what came of reading it."""

    path: Path
    report: Report


@click.group()
def pack() -> None:
    """Work on lesson packs."""


@pack.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--strict", is_flag=True, help="Teaching, too: reading age, fair questions, credit, contrast and more.")
@click.option("--format", "style", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
@click.pass_context
def check(context: click.Context, paths: tuple[Path, ...], strict: bool, style: str) -> None:
    """Check packs (folders or zips) and name every finding by file and line.

    Exits with 1 if a pack has errors, with 2 if a path is not there.
    """
    checked = [Checked(path, read_pack(path, strict=strict)) for path in paths]
    if style == "json":
        click.echo(json.dumps([_as_json(one) for one in checked], indent=2, ensure_ascii=False))
    else:
        line = _github_line if style == "github" else _text_line
        for one in checked:
            for finding in one.report.findings:
                click.echo(line(one.path, finding))
        _print_table(checked)
    context.exit(1 if any(one.report.errors for one in checked) else 0)


def _file(path: Path, finding: Finding) -> str:
    """The finding's file as an editor would open it; a finding about a whole zip names the zip."""
    return str(path) if finding.file == path.name and path.is_file() else f"{path}/{finding.file}"


def _text_line(path: Path, finding: Finding) -> str:
    return f"{_file(path, finding)}:{finding.line}: {finding.severity} {finding.what} — {finding.fix}"


def _github_line(path: Path, finding: Finding) -> str:
    message = _escaped(f"{finding.what} — {finding.fix}")
    file = _escaped(_file(path, finding)).replace(":", "%3A").replace(",", "%2C")
    return f"::{finding.severity} file={file},line={finding.line},title={finding.rule}::{message}"


def _escaped(text: str) -> str:
    """Text as a workflow command takes it."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _as_json(one: Checked) -> dict[str, object]:
    read = one.report.pack
    return {
        "path": str(one.path),
        "digest": one.report.digest,
        "pack": {"id": read.id, "version": read.version, **_counts(read)} if read else None,
        "findings": [asdict(finding) for finding in one.report.findings],
    }


def _counts(read: Pack) -> dict[str, object]:
    lessons = read.original.lessons
    forms = [question.form for lesson in lessons for question in lesson.questions]
    return {
        "languages": list(read.languages),
        "lessons": len(lessons),
        "concepts": sum(len(lesson.concepts) for lesson in lessons),
        "questions": len(forms),
        "forms": {form: forms.count(form) for form in FORMS if form in forms},
        "minutes": round(sum(lesson.seconds for lesson in lessons) / 60, 1),
    }


def _print_table(checked: list[Checked]) -> None:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("pack", overflow="fold")
    for heading in ("lessons", "concepts", "variants", "minutes"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("by form", no_wrap=True)
    table.add_column("findings", no_wrap=True)
    for path, report in checked:
        counts = _counts(report.pack) if report.pack else {}
        forms = counts.get("forms")
        by_form = "\n".join(f"{count} {form}" for form, count in forms.items()) if isinstance(forms, dict) else "-"
        cells = [str(counts.get(key, "-")) for key in ("lessons", "concepts", "questions", "minutes")]
        table.add_row(escape(path.resolve().name), *cells, by_form, _verdict(report))
    Console().print(table)


def _verdict(report: Report) -> str:
    errors, warnings = len(report.errors), len(report.findings) - len(report.errors)
    said = [f"{n} {word}{'s' if n != 1 else ''}" for n, word in ((errors, "error"), (warnings, "warning")) if n]
    return ", ".join(said) or "none"
