"""Who has a secret that somebody else set must choose another before anything else."""

from datetime import UTC, datetime

import pytest
from httpx import AsyncClient
from support.organisation import PASSWORD, PIN, Organisation
from support.visits import Visit

from learning.tables.people import KnownDeviceTable
from ops.organisation import add_person_to_team

SET_PIN = "7391"
OWN_PIN = "4831"


@pytest.fixture
async def anna(visit: Visit) -> AsyncClient:
    """Anna's phone, signed in with the PIN that her leader has set."""
    await visit("anna-lee", PIN)
    leader = await visit("lea-leader")
    answer = await leader.post("/api/team/members/anna-lee/pin", json={"pin": SET_PIN})
    assert answer.status_code == 204
    return await visit("anna-lee", SET_PIN)


async def test_everything_but_the_profile_is_refused_until_it_is_changed(
    anna: AsyncClient,
) -> None:
    refused = [
        await anna.get("/api/today"),
        await anna.get("/api/badges"),
        await anna.get("/api/practice"),
        await anna.get("/api/leaderboards/team"),
        await anna.post("/api/attempts", json={"attempts": []}),
    ]
    for answer in refused:
        assert answer.status_code == 403, answer.text
        assert answer.json()["code"] == "secret.choose_own_first"
    assert (await anna.get("/api/me")).json()["must_change_secret"] is True
    changed = await anna.patch("/api/me", json={"secret": {"old": SET_PIN, "new": OWN_PIN}})
    assert changed.status_code == 200
    assert changed.json()["must_change_secret"] is False
    assert (await anna.get("/api/today")).status_code == 200
    assert (await anna.post("/api/attempts", json={"attempts": []})).status_code == 200


async def test_the_same_secret_again_is_no_change(anna: AsyncClient) -> None:
    answer = await anna.patch("/api/me", json={"secret": {"old": SET_PIN, "new": SET_PIN}})
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["where"] == "secret.new"
    assert (await anna.get("/api/today")).status_code == 403


async def test_other_changes_of_the_profile_do_not_open_it(anna: AsyncClient) -> None:
    assert (await anna.patch("/api/me", json={"minutes": 7})).status_code == 200
    assert (await anna.get("/api/today")).status_code == 403


async def test_a_new_pin_makes_earlier_phones_unknown(anna: AsyncClient) -> None:
    assert await KnownDeviceTable.count() == 1


async def test_who_is_added_by_the_operator_chooses_an_own_secret(
    visit: Visit, acme: Organisation
) -> None:
    added = await add_person_to_team("Otto New", "Shop", "leader", datetime.now(UTC))
    phone = await visit(added.sign_in.login, added.sign_in.secret)
    assert (await phone.get("/api/team")).status_code == 403
    secret = {"old": added.sign_in.secret, "new": PASSWORD}
    assert (await phone.patch("/api/me", json={"secret": secret})).status_code == 200
    assert (await phone.get("/api/team")).status_code == 200
