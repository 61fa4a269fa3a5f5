"""Findings and figures as people, build servers and programs read them."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from content import FORMS, Figures, Finding, Form, Pack, Report
from content.figures import total

WIDTH = 164  # of the table of figures, where a terminal is narrower or unknown
_FORMS: dict[Form, str] = {
    "single": "sin-\ngle",
    "multiple": "multi-\nple",
    "true_false": "true/\nfalse",
    "order": "order",
    "match": "match",
    "sort": "sort",
    "gap": "gap",
    "scenario": "sce-\nnarios",
}


class Checked(NamedTuple):
    """A path and what came of reading it."""

    path: Path
    report: Report


def as_text(one: Checked) -> list[str]:
    """Lines for a terminal: where, what and how to mend it, and under it why."""
    return [
        f"{file_of(one.path, finding)}:{finding.line}: {finding.severity} {finding.what} — {finding.fix}\n"
        f"    why: {finding.why} ({finding.rule})"
        for finding in one.report.findings
    ]


def as_github(one: Checked) -> list[str]:
    """Workflow commands, which GitHub shows beside the lines."""
    return [_github_line(one.path, finding) for finding in one.report.findings]


def as_json(one: Checked) -> dict[str, object]:
    """Everything, for programs."""
    read, found = one.report.pack, one.report.figures
    figures = {"figures": asdict(found) | {"variants": found.variants}} if found else {}
    return {
        "path": str(one.path),
        "digest": one.report.digest,
        "pack": {"id": read.id, "version": read.version, **_counts(read)} if read else None,
        **figures,
        "findings": [asdict(finding) for finding in one.report.findings],
    }


def file_of(path: Path, finding: Finding) -> str:
    """The finding's file as an editor would open it; a finding about a whole zip names the zip."""
    return str(path) if finding.file == path.name and path.is_file() else f"{path}/{finding.file}"


def _github_line(path: Path, finding: Finding) -> str:
    message = _escaped(f"{finding.what} — {finding.fix}\n{finding.why}")
    file = _escaped(file_of(path, finding)).replace(":", "%3A").replace(",", "%2C")
    return f"::{finding.severity} file={file},line={finding.line},title={finding.rule}::{message}"


def _escaped(text: str) -> str:
    """Text as a workflow command takes it."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


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


def print_table(checked: Sequence[Checked]) -> None:
    """Print what the packs hold."""
    table = _table(("lessons", "concepts", "variants", "minutes"), width=12)
    table.add_column("by form", no_wrap=True)
    table.add_column("findings", no_wrap=True)
    for path, report in checked:
        counts = _counts(report.pack) if report.pack else {}
        forms = counts.get("forms")
        by_form = (
            "\n".join(f"{count} {form}" for form, count in forms.items())
            if isinstance(forms, dict)
            else "-"
        )
        cells = [
            str(counts.get(key, "-")) for key in ("lessons", "concepts", "questions", "minutes")
        ]
        table.add_row(escape(path.resolve().name), *cells, by_form, _verdict(report))
    Console().print(table)


def print_figures(checked: Sequence[Checked]) -> None:
    """Print the figures of strict reading, a row for each pack and one for all."""
    counts = (
        "les-\nsons",
        "con-\ncepts",
        "vari-\nants",
        *_FORMS.values(),
        "check-\npoint",
        "min-\nutes",
        "grade",
    )
    table = _table(counts, width=22)
    table.add_column("right in\na/b/c/d/…", no_wrap=True)
    table.add_column("longest\n(by chance)", no_wrap=True)
    table.add_column("findings")
    for path, report in checked:
        if report.figures:
            table.add_row(escape(path.resolve().name), *_row(report.figures), _verdict(report))
    table.add_section()
    packs = [report.figures for _, report in checked if report.figures]
    table.add_row(f"{len(packs)} pack{'s' if len(packs) != 1 else ''}", *_row(total(packs)), "")
    console = Console()
    console.width = max(console.width, WIDTH)
    console.print(table)


def _table(numbers: Sequence[str], width: int) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1), collapse_padding=True)
    table.add_column("pack", overflow="fold", min_width=width)
    for heading in numbers:
        table.add_column(heading, justify="right", no_wrap=True)
    return table


def _row(figures: Figures) -> list[str]:
    picked = figures.picked or 1
    forms = [figures.forms.get(form, 0) for form in _FORMS]
    return [
        *map(
            str, (figures.lessons, figures.concepts, figures.variants, *forms, figures.checkpoints)
        ),
        f"{figures.seconds / 60:.1f}",
        "-" if figures.grade is None else f"{figures.grade:.1f}",
        "/".join(map(str, figures.places)) or "-",
        f"{figures.longest / picked:.0%} ({figures.by_chance / picked:.0%})",
    ]


def _verdict(report: Report) -> str:
    errors, warnings = len(report.errors), len(report.findings) - len(report.errors)
    said = [
        f"{n} {word}{'s' if n != 1 else ''}"
        for n, word in ((errors, "error"), (warnings, "warning"))
        if n
    ]
    return ", ".join(said) or "none"
