"""The shipped packs have no findings, pass the strict check, and have the promised size."""

from pathlib import Path

import pytest

import content
from content import PackReport, read_pack
from content.figures import sum_figures

PACKS = sorted(
    path for path in (Path(content.__file__).parent / "packs").iterdir() if path.is_dir()
)

MIN_FIGURES = {"packs": 11, "lessons": 80, "concepts": 180, "variants": 420, "scenarios": 12}
MIN_CHECKPOINT_QUESTIONS = 6


@pytest.fixture(scope="module")
def reports() -> dict[str, PackReport]:
    return {path.name: read_pack(path, strict=True) for path in PACKS}


@pytest.mark.parametrize("name", [path.name for path in PACKS])
def test_each_shipped_pack_passes_the_strict_check(
    name: str, reports: dict[str, PackReport]
) -> None:
    report = reports[name]
    assert report.errors == ()
    assert report.pack is not None
    assert report.pack.id == name
    assert report.figures is not None
    assert report.figures.checkpoints >= MIN_CHECKPOINT_QUESTIONS


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.name)
def test_each_shipped_pack_has_no_findings(path: Path) -> None:
    report = read_pack(path)
    assert report.findings == ()
    assert report.pack is not None
    assert report.pack.id == path.name


def test_the_packs_have_the_promised_size(reports: dict[str, PackReport]) -> None:
    whole = sum_figures(report.figures for report in reports.values() if report.figures)
    found = {
        "packs": len(reports),
        "lessons": whole.lessons,
        "concepts": whole.concepts,
        "variants": whole.variants,
        "scenarios": whole.scenarios,
    }
    assert {
        name: (found[name], least) for name, least in MIN_FIGURES.items() if found[name] < least
    } == {}
    badges = {report.pack.original.badge.id for report in reports.values() if report.pack}
    assert len(badges) == len(reports)
