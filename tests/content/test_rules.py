"""Each rule finds the mistake of a small bad pack in the right line."""

from collections.abc import Callable, Iterator

import pytest
from support.bad_packs import BAD_PACKS
from support.bad_teaching import BAD_TEACHING
from support.findings import render_text
from support.packs import zip_files
from support.strict_pack import read_strict_pack
from support.translations import read_translated_pack

from content import RULES, PackRule, make_message, read_pack
from content.checks.registry import CHECKS
from content.draft import PackDraft
from content.findings import Violation

READ_FROM_DISK = {"file-unreadable"}  # test_folders.py


def line_of(text: str, marker: str) -> int:
    """The line (from 1) of a marker.

    `text#2` is the second line with the text, `text|-4` the line four above it.
    """
    marker, _, offset = marker.partition("|")
    marker, _, nth = marker.partition("#") if marker[-2:-1] == "#" else (marker, "", "1")
    lines = [i for i, line in enumerate(text.split("\n"), start=1) if marker in line]
    return lines[int(nth or 1) - 1] + int(offset or 0)


def test_every_rule_has_a_bad_example() -> None:
    assert (
        set(BAD_PACKS) == {name for name, rule in RULES.items() if not rule.strict} - READ_FROM_DISK
    )
    assert set(BAD_TEACHING) == {name for name, rule in RULES.items() if rule.strict}


def test_the_pack_behind_the_bad_examples_is_good() -> None:
    findings = read_pack(zip_files(read_translated_pack())).findings
    assert [finding.rule for finding in findings] == ["translation-missing"]


def test_the_pack_behind_the_bad_teaching_is_good() -> None:
    assert read_pack(zip_files(read_strict_pack()), strict=True).findings == ()


@pytest.mark.parametrize("name", [*BAD_PACKS, *BAD_TEACHING])
def test_each_rule_finds_its_bad_example(
    name: str, zip_texts: Callable[[bytes], dict[str, str]]
) -> None:
    bad = (BAD_PACKS | BAD_TEACHING)[name]()
    report = read_pack(bad.archive, strict=name in BAD_TEACHING)
    found = [finding for finding in report.findings if finding.rule == name]
    texts = zip_texts(bad.archive)
    line = line_of(texts[bad.file], bad.marker) if bad.marker and bad.file in texts else 1
    assert (bad.file, line) in {(finding.file, finding.line) for finding in found}, found
    assert all(
        finding.severity == RULES[name].severity and all(render_text(finding)) for finding in found
    )
    assert found
    assert (report.pack is None) == any(finding.severity == "error" for finding in report.findings)


# One mistake gives one finding, because authors skim long reports. These examples have several
# mistakes, or the part that cannot be read is missing elsewhere.
SEVERAL = {
    "concept-id-repeated",
    "lesson-file-missing",
    "media-missing",
    "path-duplicate",
    "scenario-endless",
    "too-many-findings",
    "translation-structure",
    "yaml-syntax",
    "yaml-depth",
    "zip-encrypted",
    "zip-overlap",
}
BESIDE = {"translation-missing", "media-unused"}


@pytest.mark.parametrize("name", sorted(set(BAD_PACKS) - SEVERAL))
def test_one_mistake_has_one_finding(name: str) -> None:
    findings = read_pack(BAD_PACKS[name]().archive).findings
    assert [finding.rule for finding in findings if finding.rule not in BESIDE - {name}] == [name]


# Cards that are hard to read as a whole are hard one by one too, and this example replaces cards.
BESIDE_TAUGHT = {
    "reading-grade": {"reading-hard", "lesson-seconds", "source-uncredited", "media-unused"}
}


@pytest.mark.parametrize("name", BAD_TEACHING)
def test_one_mistake_in_teaching_breaks_one_rule(name: str) -> None:
    archive = BAD_TEACHING[name]().archive
    found = {finding.rule for finding in read_pack(archive, strict=True).findings}
    assert found - BESIDE_TAUGHT.get(name, set()) == {name}
    assert not read_pack(archive).errors


def test_strict_rules_run_only_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def report_title(draft: PackDraft) -> Iterator[Violation]:
        yield Violation(draft.document.place_of("title"), make_message("dull"))

    monkeypatch.setitem(RULES, "dull", PackRule("dull", strict=True))
    monkeypatch.setitem(CHECKS, "dull", report_title)
    archive = zip_files(read_translated_pack())
    assert "dull" not in {finding.rule for finding in read_pack(archive).findings}
    (finding,) = [
        finding for finding in read_pack(archive, strict=True).findings if finding.rule == "dull"
    ]
    assert (finding.file, finding.line, finding.severity) == ("pack.yaml", 4, "error")
