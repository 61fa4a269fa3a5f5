"""What several tests of the pack format look things up with."""

from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import pytest


@pytest.fixture(scope="session")
def zip_texts() -> Callable[[bytes], dict[str, str]]:
    """Files of a zip as text by path; nothing if it cannot be read."""

    def read_texts(archive: bytes) -> dict[str, str]:
        try:
            with ZipFile(BytesIO(archive)) as opened:
                return {
                    name: opened.read(name).decode(errors="replace") for name in opened.namelist()
                }
        except Exception:
            return {}

    return read_texts
