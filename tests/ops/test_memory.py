"""`herobreak memory` lists fits, goes back to earlier weights, and resumes."""

import asyncio
import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner, Result
from fsrs_rs_python import DEFAULT_PARAMETERS
from support.organisation import Organisation, create_organisation
from support.pool import open_test_pool

from learning.steps.practice.adopt_weights import adopt_weights
from learning.tables.database import connection, transaction
from learning.tables.fits import MemoryFitTable
from ops.cli import main

FIT_FIGURES = json.dumps(
    {
        "new": {"log_loss": 0.34, "rmse_bins": 0.05, "auc": 0.7},
        "current": {"log_loss": 0.36, "rmse_bins": 0.06, "auc": 0.69},
    }
)


@pytest.fixture
async def organisation(database: str, clean_redis: str) -> Organisation:
    async with open_test_pool():
        return await create_organisation()


@pytest.fixture
async def adopted_fit(organisation: Organisation) -> int:
    """Insert two nights: one without weights, and one whose better weights were adopted.

    Gives the id of the adopted fit.
    """
    async with open_test_pool():
        night = datetime(2026, 5, 20, 3, tzinfo=UTC)
        await MemoryFitTable(
            team=organisation.root,
            answers=400,
            people=3,
            reason="too_little_data",
            made_at=night,
        ).save()
        better = MemoryFitTable(
            team=organisation.root,
            weights=DEFAULT_PARAMETERS,
            answers=4000,
            people=30,
            figures=FIT_FIGURES,
            made_at=night,
        )
        await better.save()
        async with transaction() as conn:
            await adopt_weights(conn, organisation.root, better.id, night)
    return int(better.id)


def run_memory_command(*words: str) -> Result:
    return CliRunner().invoke(main, ["memory", *words], env={"COLUMNS": "140"})


async def list_adoptions() -> list[tuple[int | None, bool]]:
    async with open_test_pool(), connection() as conn:
        return [
            tuple(row) for row in await conn.fetch("SELECT fit, hold FROM adoption ORDER BY id")
        ]


def test_memory_list_prints_the_figures_of_each_night(adopted_fit: int) -> None:
    output = run_memory_command("list").output
    rows = {
        line.split()[0]: line
        for line in output.splitlines()
        if line[:1].strip().isdigit() or "2026-05-20" in line
    }
    assert all(
        word in rows[str(adopted_fit)]
        for word in ("4000", "30", "0.340 / 0.360", "0.700 / 0.690", "in force")
    )
    assert "too little data" in rows[str(adopted_fit - 1)]
    assert f"In force since 2026-05-20 03:15 UTC: fit {adopted_fit}." in output
    assert (
        len(
            [
                line
                for line in run_memory_command("list", "--nights", "1").output.splitlines()
                if "2026-05-20 " in line
            ]
        )
        == 2
    )


def test_rollback_adopts_the_earlier_weights_and_holds_them_until_resume(adopted_fit: int) -> None:
    rollback = run_memory_command("rollback")
    assert (rollback.exit_code, "held: the library's weights" in rollback.output) == (0, True)
    assert asyncio.run(list_adoptions()) == [(adopted_fit, False), (None, True)]
    assert "the library's weights, held" in run_memory_command("list").output
    assert run_memory_command("resume").output == "The nights decide again.\n"
    assert run_memory_command("rollback", "--to", str(adopted_fit)).exit_code == 0
    assert asyncio.run(list_adoptions())[2:] == [(None, False), (adopted_fit, True)]


def test_a_rollback_to_a_missing_fit_is_refused(organisation: Organisation) -> None:
    assert "In force: the library's weights." in run_memory_command("list").output
    for words, why in (
        (("rollback",), "nothing to go back from"),
        (("rollback", "--to", "7"), "There is no fit 7"),
    ):
        result = run_memory_command(*words)
        assert (result.exit_code, why in result.output) == (1, True), result.output
    assert asyncio.run(list_adoptions()) == []


def test_memory_list_without_an_organisation_says_how_to_begin(
    database: str, clean_redis: str
) -> None:
    result = run_memory_command("list")
    assert (result.exit_code, "start Herobreak once" in result.output) == (1, True)
