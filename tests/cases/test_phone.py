"""The phone: clocks that cannot be, and a lost network."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from httpx import AsyncClient
from support.api_client import open_api_client
from support.people import add_person, add_team
from support.pool import open_test_pool

from learning.queries.packs.team_catalogue import clear_catalogue_cache
from learning.tables.progress import ProgressTable
from ops.shipped_packs import SHIPPED_PACKS_FOLDER, load_shipped_pack


@pytest.fixture
async def phone(database: str, clean_redis: str) -> AsyncIterator[AsyncClient]:
    """A phone of somebody who joined long ago, in a team that learns the shipped habits."""
    joined = datetime.now(UTC) - timedelta(days=90)
    clear_catalogue_cache()
    async with open_test_pool():
        team = await add_team("Chain", joined, zone="UTC")
        await load_shipped_pack(SHIPPED_PACKS_FOLDER / "ten-habits", joined)
        person = await add_person("amira", team, joined)
        await ProgressTable(person=person.id).save()
        async with open_api_client(person) as client:
            yield client


@pytest.mark.case("34")
async def test_a_clock_of_1970_counts_as_the_day_of_receipt(
    phone: AsyncClient, case_folder: Path
) -> None:
    text = (case_folder / "body.json").read_text()
    body = json.loads(text.replace("(uuid)", str(uuid4())))
    receipt = (await phone.post("/api/attempts", json=body)).json()
    assert receipt["outcomes"][0]["status"] == "recorded"
    assert receipt["streak"] == 1
    today = (await phone.get("/api/today")).json()
    assert (today["streak"], today["done"]) == (1, ["ten-habits.abuse-2"])
    assert receipt["outcomes"][0]["due"] > today["day"]
