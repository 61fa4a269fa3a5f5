"""What ships teaches: every pack without an error by the strict rules, and together as much as was promised."""

from pathlib import Path

import pytest

import content
from content import PackReport, read_pack
from content.figures import sum_figures

PACKS = sorted(
    path for path in (Path(content.__file__).parent / "packs").iterdir() if path.is_dir()
)

PROMISED = {"packs": 11, "lessons": 80, "concepts": 180, "variants": 420, "scenarios": 12}
CHECKPOINT = 6


@pytest.fixture(scope="module")
def reports() -> dict[str, PackReport]:
    return {path.name: read_pack(path, strict=True) for path in PACKS}


@pytest.mark.parametrize("name", [path.name for path in PACKS])
def test_shipped_pack_teaches(name: str, reports: dict[str, PackReport]) -> None:
    report = reports[name]
    assert report.errors == ()
    assert report.pack is not None
    assert report.pack.id == name
    assert report.figures is not None
    assert report.figures.checkpoints >= CHECKPOINT


# Named so that it is not collected while packs are still being written: `test_` in front switches it on.
def test_all_that_was_promised_is_there(reports: dict[str, PackReport]) -> None:
    whole = sum_figures(report.figures for report in reports.values() if report.figures)
    found = {
        "packs": len(reports),
        "lessons": whole.lessons,
        "concepts": whole.concepts,
        "variants": whole.variants,
        "scenarios": whole.scenarios,
    }
    assert {
        name: (found[name], least) for name, least in PROMISED.items() if found[name] < least
    } == {}
    badges = {report.pack.original.badge.id for report in reports.values() if report.pack}
    assert len(badges) == len(reports)
