"""The documents: links lead somewhere, and the index of decisions is complete."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DECISIONS = ROOT / "docs/decisions"
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
CODE = re.compile(r"^    .*$|`[^`\n]*`", re.MULTILINE)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_relative_link_leads_to_a_file(document: Path) -> None:
    prose = CODE.sub("", document.read_text())
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", prose)
    assert [target for target in targets if not (document.parent / target).exists()] == []


def test_the_index_lists_every_decision_with_its_status_and_date() -> None:
    rows = []
    for path in sorted(DECISIONS.glob("[0-9]*.md")):
        text = path.read_text()
        title = re.match(r"# (\d+)\. (.+)\n", text)
        status = re.search(r"^Status: (.+)\. Date: (\d{4}-\d\d-\d\d)\.$", text, re.MULTILINE)
        assert title, path.name
        assert status, path.name
        assert int(title[1]) == int(path.name[:4])
        rows.append(f"| {title[1]} | [{title[2]}]({path.name}) | {status[1]} | {status[2]} |")
    index = (DECISIONS / "README.md").read_text().splitlines()
    assert [line for line in index if re.match(r"\| \d", line)] == rows
