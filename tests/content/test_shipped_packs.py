"""What ships is without a finding."""

from pathlib import Path

import pytest

import content
from content import read_pack

PACKS = sorted(
    path for path in (Path(content.__file__).parent / "packs").iterdir() if path.is_dir()
)


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.name)
def test_shipped_pack(path: Path) -> None:
    report = read_pack(path)
    assert report.findings == ()
    assert report.pack is not None
    assert report.pack.id == path.name
