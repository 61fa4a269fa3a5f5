"""`herobreak boards repair`."""

import asyncio
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from support.company import open_company

from ops.cli import main


async def poured(url: str) -> None:
    """Somebody has earned points, and the boards have not heard."""
    async with open_company(url) as made:
        await made.earn_points(await made.add_member("Amira"), 10, datetime.now(UTC), publish=False)


def repaired() -> str:
    done = CliRunner().invoke(main, ["boards", "repair"])
    assert done.exit_code == 0, done.output
    return done.output


def test_it_tells_how_many_rows_it_has_mended(
    database: str, boards_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOARDS_URL", boards_url)
    asyncio.run(poured(boards_url))
    assert repaired().startswith("9 rows had to be mended (")
    assert repaired().startswith("No rows had to be mended (")
