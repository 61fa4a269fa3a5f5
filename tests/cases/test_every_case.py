"""Every folder of inputs has a test that names it."""

import re
from pathlib import Path

from .conftest import CASE_FOLDERS


def test_every_case_has_a_test() -> None:
    sources = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    tested = set(re.findall(r'mark\.case\("(\w+)"\)', sources))
    assert sorted(CASE_FOLDERS.keys() - tested) == []
