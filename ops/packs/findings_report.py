"""Format findings and figures for people, build servers and programs."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from content import QUESTION_FORMS, Finding, LessonPack, PackFigures, PackReport
from content.authoring_rules import AUTHORING_RULES
from content.figures import sum_figures
from content.prose import calculate_lesson_seconds
from learning.messages.findings import render_finding
from ops.terminal_messages import render_for_terminal

FIGURES_TABLE_WIDTH = 164  # characters, also if the terminal is narrower or its width unknown
_FORMS_IN_FIGURES = tuple(form for form in QUESTION_FORMS if AUTHORING_RULES[form].graded)


class PathReport(NamedTuple):
    """A path and the report on the pack there."""

    path: Path
    report: PackReport


def format_as_text(one: PathReport) -> list[str]:
    """Two lines a finding for a terminal: where, what and the fix; then why."""
    return [_format_finding(one.path, finding) for finding in one.report.findings]


def _format_finding(path: Path, finding: Finding) -> str:
    text = render_finding(finding.rule, finding.code, finding.values)
    place = f"{path_of_finding(path, finding)}:{finding.line}"
    return (
        f"{place}: {finding.severity} {text.what} — {text.fix}\n"
        f"    why: {text.why} ({finding.rule})"
    )


def format_for_github(one: PathReport) -> list[str]:
    """A workflow command for each finding: GitHub shows it beside its line."""
    return [_format_github_line(one.path, finding) for finding in one.report.findings]


def build_json_report(one: PathReport) -> dict[str, object]:
    """The whole report as plain data, for programs."""
    pack, counted = one.report.pack, one.report.figures
    figures = {"figures": asdict(counted) | {"variants": counted.variants}} if counted else {}
    return {
        "path": str(one.path),
        "digest": one.report.digest,
        "pack": {"id": pack.id, "version": pack.version, **_count_contents(pack)} if pack else None,
        **figures,
        "findings": [describe_finding(finding) for finding in one.report.findings],
    }


def describe_finding(finding: Finding) -> dict[str, object]:
    """A finding with its texts as plain data."""
    text = render_finding(finding.rule, finding.code, finding.values)
    return asdict(finding) | text._asdict()


def path_of_finding(path: Path, finding: Finding) -> str:
    """The path of the finding's file. A finding about a whole zip has the path of the zip."""
    return str(path) if finding.file == path.name and path.is_file() else f"{path}/{finding.file}"


def _format_github_line(path: Path, finding: Finding) -> str:
    text = render_finding(finding.rule, finding.code, finding.values)
    message = _escape_github_text(f"{text.what} — {text.fix}\n{text.why}")
    file = (
        _escape_github_text(path_of_finding(path, finding)).replace(":", "%3A").replace(",", "%2C")
    )
    return f"::{finding.severity} file={file},line={finding.line},title={finding.rule}::{message}"


def _escape_github_text(text: str) -> str:
    """Escape a text for a workflow command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _count_contents(read: LessonPack) -> dict[str, object]:
    lessons = read.original.lessons
    forms = [question.form for lesson in lessons for question in lesson.questions]
    return {
        "languages": list(read.languages),
        "lessons": len(lessons),
        "concepts": sum(len(lesson.concepts) for lesson in lessons),
        "questions": len(forms),
        "forms": {form: forms.count(form) for form in QUESTION_FORMS if form in forms},
        "minutes": round(sum(map(calculate_lesson_seconds, lessons)) / 60, 1),
    }


def print_table(checked: Sequence[PathReport]) -> None:
    """Print what the packs hold."""
    table = _make_table(
        [
            render_for_terminal("operator.heading_lessons"),
            render_for_terminal("operator.heading_concepts"),
            render_for_terminal("operator.heading_variants"),
            render_for_terminal("operator.heading_minutes"),
        ],
        width=12,
    )
    table.add_column(render_for_terminal("operator.heading_by_form"), no_wrap=True)
    table.add_column(render_for_terminal("operator.heading_findings"), no_wrap=True)
    for path, report in checked:
        counts = _count_contents(report.pack) if report.pack else {}
        forms = counts.get("forms")
        by_form = (
            "\n".join(f"{count} {form}" for form, count in forms.items())
            if isinstance(forms, dict)
            else "-"
        )
        cells = [
            str(counts.get(key, "-")) for key in ("lessons", "concepts", "questions", "minutes")
        ]
        table.add_row(escape(path.resolve().name), *cells, by_form, _format_verdict(report))
    Console().print(table)


def print_figures(checked: Sequence[PathReport]) -> None:
    """Print the figures of strict reading, a row for each pack and one for all."""
    counts = (
        *("lessons", "concepts", "variants"),
        *_FORMS_IN_FIGURES,
        *("checkpoints", "minutes", "grade"),
    )
    headings = [render_for_terminal(f"operator.figures_{name}") for name in counts]
    table = _make_table(headings, width=22)
    table.add_column(render_for_terminal("operator.figures_right_places"), no_wrap=True)
    table.add_column(render_for_terminal("operator.figures_longest"), no_wrap=True)
    table.add_column(render_for_terminal("operator.heading_findings"))
    for path, report in checked:
        if report.figures:
            table.add_row(
                escape(path.resolve().name),
                *_format_figures(report.figures),
                _format_verdict(report),
            )
    table.add_section()
    packs = [report.figures for _, report in checked if report.figures]
    table.add_row(
        render_for_terminal("operator.figures_packs", count=len(packs)),
        *_format_figures(sum_figures(packs)),
        "",
    )
    console = Console()
    console.width = max(console.width, FIGURES_TABLE_WIDTH)
    console.print(table)


def _make_table(headings: Sequence[str], width: int) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1), collapse_padding=True)
    pack = render_for_terminal("operator.heading_pack")
    table.add_column(pack, overflow="fold", min_width=width)
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True)
    return table


def _format_figures(figures: PackFigures) -> list[str]:
    picked = figures.picked or 1
    forms = [figures.forms.get(form, 0) for form in _FORMS_IN_FIGURES]
    return [
        *map(
            str, (figures.lessons, figures.concepts, figures.variants, *forms, figures.checkpoints)
        ),
        f"{figures.seconds / 60:.1f}",
        "-" if figures.grade is None else f"{figures.grade:.1f}",
        "/".join(map(str, figures.places)) or "-",
        f"{figures.longest / picked:.0%} ({figures.by_chance / picked:.0%})",
    ]


def _format_verdict(report: PackReport) -> str:
    errors, warnings = len(report.errors), len(report.findings) - len(report.errors)
    parts = [
        render_for_terminal(code, count=count)
        for code, count in (
            ("operator.figures_errors", errors),
            ("operator.figures_warnings", warnings),
        )
        if count
    ]
    return ", ".join(parts) or render_for_terminal("operator.figures_no_findings")
