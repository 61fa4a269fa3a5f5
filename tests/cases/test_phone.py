"""The phone: clocks that cannot be, and a lost network."""

import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from httpx import AsyncClient
from playwright.sync_api import Route, expect
from support.api_client import open_api_client
from support.people import add_person, add_team
from support.phone import open_phone
from support.pool import open_test_pool
from support.running_herobreak import RunningHerobreak, herobreak

from learning.actions.packs.load_shipped_pack import load_shipped_pack
from learning.queries.packs.team_catalogue import clear_catalogue_cache
from learning.tables.progress import ProgressTable
from ops.shipped_packs import SHIPPED_PACKS_FOLDER

__all__ = ["herobreak"]


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


NOTHING_PRELOADED = """
Object.defineProperty(navigator, 'serviceWorker', {
  value: { controller: {}, register: () => Promise.reject() }
})
"""
"""The app believes that a service worker has stored its pages, so it loads none beforehand."""
NO_STORAGE = "IDBFactory.prototype.open = () => { throw new DOMException('', 'SecurityError') }"


@pytest.mark.case("32")
@pytest.mark.parametrize("code", ["missing", "loaded"])
@pytest.mark.parametrize("storage", ["kept", "denied"])
def test_a_page_comes_once_the_network_is_back(
    herobreak: RunningHerobreak,
    chromium: Path,
    tmp_path: Path,
    case_folder: Path,
    code: str,
    storage: str,
) -> None:
    """Without a service worker, with and without the code of the page already in the browser."""
    assert "no connection" in (case_folder / "README").read_text()
    name = f"Nora {code} {storage}".title()
    with open_phone(chromium, tmp_path / "phone", service_worker=False) as mine:
        if storage == "denied":
            mine.context.add_init_script(NO_STORAGE)
        if code == "missing":
            mine.context.add_init_script(NOTHING_PRELOADED)
        mine.join_team(herobreak.address, herobreak.join_code, name, "840213")
        if code == "loaded":
            mine.page.wait_for_timeout(2500)
        mine.set_online(False)
        mine.follow_link("Badges")
        offline = re.compile("No connection|cannot be reached")
        expect(mine.page.get_by_text(offline).first).to_be_visible()
        expect(mine.find_heading("No connection right now.")).to_have_count(int(code == "missing"))
        expect(mine.page.get_by_text("There is no page here.")).to_have_count(0)
        mine.set_online(True)
        expect(mine.find_heading("Showed up")).to_be_visible()
        for page, heading in (("Today", "Hello"), ("Together", "Challenges"), ("Me", name)):
            mine.follow_link(page)
            expect(mine.page.get_by_role("heading", name=heading).first).to_be_visible()
        assert mine.faults == []


@pytest.mark.case("32")
def test_a_page_whose_code_was_replaced_comes_as_well(
    herobreak: RunningHerobreak, chromium: Path, tmp_path: Path, case_folder: Path
) -> None:
    """After an update the server has no longer the code that an open page asks for."""
    with open_phone(chromium, tmp_path / "phone", service_worker=False) as mine:
        mine.join_team(herobreak.address, herobreak.join_code, "Nora Update", "840213")
        failures: list[str] = []

        def fail_once(route: Route) -> None:
            failures.append(route.request.url)
            if len(failures) == 1:
                route.fulfill(status=404)
            else:
                route.continue_()

        mine.context.route(re.compile(r"/immutable/nodes/(?![01]\.)"), fail_once)
        mine.follow_link("Badges")
        expect(mine.find_heading("Showed up")).to_be_visible()
        expect(mine.page.get_by_text("There is no page here.")).to_have_count(0)
        assert failures
        assert (case_folder / "README").exists()


@pytest.mark.case("32")
@pytest.mark.parametrize("part", ["entry", "nodes"])
def test_an_app_that_was_cut_off_while_it_loaded_opens_by_itself(
    herobreak: RunningHerobreak, chromium: Path, tmp_path: Path, case_folder: Path, part: str
) -> None:
    with open_phone(chromium, tmp_path / "phone", service_worker=False) as mine:
        cut_off = re.compile(f"/immutable/{part}/")
        mine.context.route(cut_off, lambda route: route.abort())
        mine.page.goto(f"{herobreak.address}/join?code={herobreak.join_code}")
        expect(mine.page.get_by_text("No connection right now.")).to_be_visible()
        mine.context.unroute(cut_off)
        expect(mine.page.get_by_label("Your name")).to_be_visible(timeout=15_000)
        assert (case_folder / "README").exists()
