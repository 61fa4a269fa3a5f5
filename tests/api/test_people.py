"""Erasing a person leaves no personal data."""

from datetime import UTC, datetime

import pytest
from httpx import AsyncClient
from support.organisation import PASSWORD, PIN, Organisation, add_member
from support.people import find_audit_entry, find_person
from support.visits import Visit

from learning.actions.people.erase_person import erase_person
from learning.actions.people.limit_guesses import list_login_keys
from learning.rules.refusals import Conflict
from learning.tables.audit import AuditEntryTable
from learning.tables.moments import MomentPhotoTable, MomentTable
from learning.tables.people import PersonTable, RotaDayTable, SignInGuardTable

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
async def admin(visit: Visit) -> AsyncClient:
    return await visit("ada-admin", PASSWORD)


async def test_no_row_says_who_it_was(visit: Visit, admin: AsyncClient, acme: Organisation) -> None:
    phone = await visit("anna-lee")
    await phone.patch("/api/me", json={"alias": "Sunny"})
    await admin.post("/api/team/members/anna-lee/pin", json={"pin": "7391"})
    anna = await find_person("anna-lee")
    await RotaDayTable(person=anna.id, day=NOW.date()).save()
    assert (await admin.delete("/api/people/anna-lee")).status_code == 204
    left = await PersonTable.objects().get(PersonTable.id == anna.id)
    assert left is not None
    assert (left.name, left.login) == (f"Someone who left ({anna.id})", f"left-{anna.id}")
    assert left.alias is None
    assert (left.secret, left.on_boards) == ("", False)
    assert not await RotaDayTable.exists().where(RotaDayTable.person == anna.id)
    assert not await AuditEntryTable.exists().where(AuditEntryTable.subject.like("%anna%"))
    assert (await find_audit_entry("erase_person")).subject == f"left-{anna.id}"


async def test_all_devices_are_signed_out_and_nobody_signs_in_again(
    visit: Visit, admin: AsyncClient
) -> None:
    phone = await visit("anna-lee")
    anna = await find_person("anna-lee")
    await admin.delete("/api/people/anna-lee")
    assert (await phone.get("/api/me")).status_code == 401
    for login in ("anna-lee", f"left-{anna.id}"):
        for secret in (PIN, ""):
            answer = await phone.post("/api/session", json={"login": login, "secret": secret})
            assert answer.status_code >= 400
    assert (
        await admin.post(f"/api/team/members/left-{anna.id}/pin", json={"pin": "7391"})
    ).status_code == 404


async def list_counts_of_anna() -> list[str]:
    """List the purposes of the counts of guesses that belong to Anna."""
    keys = await SignInGuardTable.select(SignInGuardTable.key).output(as_list=True)
    own = tuple(list_login_keys("anna-lee"))
    return sorted(key.partition(":")[0] for key in keys if key.startswith(own))


async def test_the_counts_of_guesses_at_the_secret_are_deleted(
    visit: Visit, admin: AsyncClient
) -> None:
    phone, other = await visit("anna-lee", PIN), await visit()
    wrong = {"login": "anna-lee", "secret": "9999"}
    for device in (phone, other):
        assert (await device.post("/api/session", json=wrong)).status_code == 401
    phone = await visit("anna-lee")
    await phone.patch("/api/me", json={"secret": {"old": "9999", "new": "4862"}})
    assert await list_counts_of_anna() == ["account", "known", "own-secret"]
    assert (await admin.delete("/api/people/anna-lee")).status_code == 204
    assert await list_counts_of_anna() == []


async def test_moments_lose_their_sentences_and_photos(
    admin: AsyncClient, acme: Organisation
) -> None:
    anna, lea = await find_person("anna-lee"), await find_person("lea-leader")
    for number, (giver, receiver) in enumerate([(anna, lea), (lea, anna)]):
        moment = MomentTable(
            key=f"00000000-0000-7000-8000-00000000000{number}",
            giver=giver.id,
            receiver=receiver.id,
            team=acme.shop,
            kind="seen",
            trait="pack.lesson",
            sentence="Anna stayed calm.",
            status="confirmed",
            day=NOW.date(),
            at=NOW,
        )
        await moment.save()
        await MomentPhotoTable(moment=moment.id, content_type="image/webp", content=b"Anna").save()
    await admin.delete("/api/people/anna-lee")
    rows = await MomentTable.select(MomentTable.sentence, MomentTable.status)
    assert rows == [{"sentence": "", "status": "removed"}] * 2
    assert await MomentPhotoTable.count() == 0


async def test_the_team_no_longer_lists_them_and_the_name_is_free(
    visit: Visit, admin: AsyncClient, acme: Organisation
) -> None:
    await admin.delete("/api/people/anna-lee")
    page = (await (await visit("lea-leader")).get("/api/team/members")).json()
    assert [member["login"] for member in page["members"]] == ["lea-leader"]
    assert await add_member(acme.shop, "Anna Lee") == "anna-lee"


async def test_only_admins_erase_and_not_themselves(visit: Visit, admin: AsyncClient) -> None:
    for login in ("lea-leader", "anna-lee"):
        assert (await (await visit(login)).delete("/api/people/sam-south")).status_code == 403
    assert (await admin.delete("/api/people/ada-admin")).status_code == 403
    assert (await admin.delete("/api/people/nobody")).status_code == 404
    assert (await admin.delete("/api/people/%00")).status_code == 404


async def test_the_operator_cannot_erase_the_last_admin(acme: Organisation) -> None:

    with pytest.raises(Conflict, match="last_admin"):
        await erase_person("ada-admin", NOW)
    await add_member(acme.root, "Abe Admin", "admin")
    await erase_person("ada-admin", NOW)
    with pytest.raises(Conflict, match="last_admin"):
        await erase_person("abe-admin", NOW)


async def test_erasing_twice_is_recorded_once(admin: AsyncClient) -> None:
    anna = await find_person("anna-lee")
    assert (await admin.delete("/api/people/anna-lee")).status_code == 204
    assert (await admin.delete(f"/api/people/left-{anna.id}")).status_code == 204
    assert await AuditEntryTable.count().where(AuditEntryTable.verb == "erase_person") == 1
