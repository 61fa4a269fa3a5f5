"""`make security-list`: write the list of ASVS requirements into `docs/security.md`."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from audit.asvs_evidence import CHECK_PREFIX
from audit.asvs_list import (
    ANSWERS_FILE,
    ROOT,
    STATUSES,
    Requirement,
    Status,
    list_chapter_titles,
    load_requirements,
    read_answers,
)

PAGE = ROOT / "docs" / "security.md"
MARKER = "<!-- What follows is written by `make security-list` from docs/asvs-5.0.toml. -->\n"
LABELS: Mapping[Status, str] = {"met": "met", "not_applicable": "not applicable", "open": "open"}


def render_list(requirements: Sequence[Requirement], titles: Mapping[str, str]) -> str:
    """Render the summary, the open requirements with their reasons, and a table per chapter."""
    lines = [*_render_summary(requirements), "", "### Open", ""]
    lines += [
        f"- **{one.number}** (level {one.level}) {one.asks}: {one.why}"
        for one in requirements
        if one.status == "open"
    ]
    for chapter, title in titles.items():
        rows = [one for one in requirements if one.number.split(".")[0] == chapter]
        lines += ["", f"### {chapter}. {title}", ""]
        lines += ["| no. | level | what it asks | status | shown by, or why |"]
        lines += ["| --- | --- | --- | --- | --- |", *map(_render_row, rows)]
    return "\n".join(lines) + "\n"


def count_statuses(requirements: Iterable[Requirement]) -> Counter[Status]:
    """Count the requirements by status."""
    return Counter(one.status for one in requirements)


def replace_list(page: str, rendered: str) -> str:
    """Replace everything after the marker of a page.

    Raises:
        ValueError: the page has no marker.
    """
    before, marker, _ = page.partition(MARKER)
    if not marker:
        raise ValueError(f"{PAGE.name} has no line {MARKER!r}")
    return f"{before}{MARKER}\n{rendered}"


def render_page() -> str:
    """Render the whole page: its text as it is, and the list anew."""
    titles = list_chapter_titles(read_answers(ANSWERS_FILE.read_text("utf-8")))
    return replace_list(PAGE.read_text("utf-8"), render_list(load_requirements(), titles))


def _render_summary(requirements: Sequence[Requirement]) -> Iterator[str]:
    counts = count_statuses(requirements)
    parts = ", ".join(f"{counts[status]} {LABELS[status]}" for status in STATUSES)
    yield f"**Of {len(requirements)} requirements: {parts}.**"
    for level in (1, 2):
        counts = count_statuses(one for one in requirements if one.level == level)
        parts = ", ".join(f"{counts[status]} {LABELS[status]}" for status in STATUSES)
        yield f"Level {level} alone: {parts}."


def _render_row(one: Requirement) -> str:
    shown = "<br>".join(map(_render_evidence, one.evidence))
    last = "<br>".join(part for part in (shown, one.why) if part)
    cells = (one.number, str(one.level), one.asks, LABELS[one.status], last)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _render_evidence(evidence: str) -> str:
    name = evidence.removeprefix(CHECK_PREFIX)
    return f"`make audit`: `{name}`" if name != evidence else f"`{evidence}`"


if __name__ == "__main__":
    PAGE.write_text(render_page(), "utf-8")
