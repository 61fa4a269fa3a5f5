"""`herobreak boards repair`."""

import asyncio
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from support.company import open_company

from ops.cli import main


async def earn_without_publishing(url: str) -> None:
    """Add a person who earns points that are not published to the boards."""
    async with open_company(url) as company:
        await company.earn_points(
            await company.add_member("Amira"), 10, datetime.now(UTC), publish=False
        )


def run_repair() -> str:
    result = CliRunner().invoke(main, ["boards", "repair"])
    assert result.exit_code == 0, result.output
    return result.output


def test_boards_repair_prints_how_many_rows_it_repaired(
    database: str, boards_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOARDS_URL", boards_url)
    asyncio.run(earn_without_publishing(boards_url))
    assert run_repair().startswith("9 rows had to be mended (")
    assert run_repair().startswith("No rows had to be mended (")
