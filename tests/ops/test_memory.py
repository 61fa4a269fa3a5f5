"""The nights' fits from the command line: what they say, going back, and letting go."""

import asyncio
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

FIGURES = '{"new": {"log_loss": 0.34, "rmse_bins": 0.05, "auc": 0.7}, "current": {"log_loss": 0.36, "rmse_bins": 0.06, "auc": 0.69}}'


@pytest.fixture
async def acme(database: str, clean_redis: str) -> Organisation:
    async with open_test_pool():
        return await create_organisation()


@pytest.fixture
async def fitted(acme: Organisation) -> int:
    """The organisation after two nights: too little, then better weights, which were adopted. Gives their fit."""

    async with open_test_pool():
        night = datetime(2026, 5, 20, 3, tzinfo=UTC)
        await MemoryFitTable(
            team=acme.root, answers=400, people=3, reason="too_little_data", made_at=night
        ).save()
        better = MemoryFitTable(
            team=acme.root,
            weights=DEFAULT_PARAMETERS,
            answers=4000,
            people=30,
            figures=FIGURES,
            made_at=night,
        )
        await better.save()
        async with transaction() as conn:
            await adopt_weights(conn, acme.root, better.id, night)
    return int(better.id)


def told(*words: str) -> Result:
    return CliRunner().invoke(main, ["memory", *words], env={"COLUMNS": "140"})


async def adoptions() -> list[tuple[int | None, bool]]:
    async with open_test_pool(), connection() as conn:
        return [
            tuple(row) for row in await conn.fetch("SELECT fit, hold FROM adoption ORDER BY id")
        ]


def test_nights_are_listed_with_their_figures(fitted: int) -> None:
    listed = told("list").output
    rows = {
        line.split()[0]: line
        for line in listed.splitlines()
        if line[:1].strip().isdigit() or "2026-05-20" in line
    }
    assert all(
        word in rows[str(fitted)]
        for word in ("4000", "30", "0.340 / 0.360", "0.700 / 0.690", "in force")
    )
    assert "too little data" in rows[str(fitted - 1)]
    assert f"In force since 2026-05-20 03:15 UTC: fit {fitted}." in listed
    assert (
        len(
            [
                line
                for line in told("list", "--nights", "1").output.splitlines()
                if "2026-05-20 " in line
            ]
        )
        == 2
    )


def test_going_back_is_one_row_and_holds(fitted: int) -> None:
    back = told("rollback")
    assert (back.exit_code, "held: the library's weights" in back.output) == (0, True)
    assert asyncio.run(adoptions()) == [(fitted, False), (None, True)]
    assert "the library's weights, held" in told("list").output
    assert told("resume").output == "The nights decide again.\n"
    assert told("rollback", "--to", str(fitted)).exit_code == 0
    assert asyncio.run(adoptions())[2:] == [(None, False), (fitted, True)]


def test_what_is_not_there_is_a_sentence(acme: Organisation) -> None:
    assert "In force: the library's weights." in told("list").output
    for words, why in (
        (("rollback",), "nothing to go back from"),
        (("rollback", "--to", "7"), "There is no fit 7"),
    ):
        done = told(*words)
        assert (done.exit_code, why in done.output) == (1, True), done.output
    assert asyncio.run(adoptions()) == []


def test_without_an_organisation_it_says_how_to_begin(database: str, clean_redis: str) -> None:
    done = told("list")
    assert (done.exit_code, "start Herobreak once" in done.output) == (1, True)
