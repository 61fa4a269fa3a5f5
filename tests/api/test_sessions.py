"""Sessions can be listed and ended, and those of leaders end when they are not used."""

from datetime import UTC, datetime, timedelta

from support.organisation import PIN
from support.visits import Visit

from learning.actions.people.end_session import record_session_seen
from learning.actions.people.sign_in import sign_in
from learning.queries.people.current_user import find_user_by_token
from learning.steps.people.create_session import Device


async def test_devices_are_listed_and_each_can_be_signed_out(visit: Visit) -> None:
    here, there = await visit("anna-lee", PIN), await visit("anna-lee", PIN)
    stranger = await visit("sam-south")
    listed = (await here.get("/api/sessions")).json()["sessions"]
    assert [session["this_device"] for session in listed] == [True, False]
    other = listed[1]["id"]
    for wrong in (other, 2**70):
        answer = await stranger.delete(f"/api/sessions/{wrong}")
        assert answer.status_code == 404
    assert (await there.get("/api/me")).status_code == 200
    assert (await here.delete(f"/api/sessions/{other}")).status_code == 204
    assert (await there.get("/api/me")).status_code == 401
    assert (await here.get("/api/me")).status_code == 200


async def test_all_other_devices_are_signed_out_at_once(visit: Visit) -> None:
    here, there = await visit("anna-lee"), await visit("anna-lee")
    stranger = await visit("sam-south")
    assert (await here.delete("/api/sessions")).status_code == 204
    statuses = [(await phone.get("/api/me")).status_code for phone in (here, there, stranger)]
    assert statuses == [200, 401, 200]


async def test_an_unused_session_of_a_leader_ends_and_a_used_one_stays(visit: Visit) -> None:
    await visit()
    now, hour = datetime.now(UTC), timedelta(hours=1)
    for login in ("lea-leader", "anna-lee"):
        device = Device(f"of-{login}", None, None, "192.0.2.1", leader_idle_hours=24)
        await sign_in(login, PIN, device, now)
    assert await find_user_by_token("of-lea-leader", now + 23 * hour)
    await record_session_seen("of-lea-leader", now + 23 * hour)
    assert await find_user_by_token("of-lea-leader", now + 46 * hour)
    assert await find_user_by_token("of-lea-leader", now + 47 * hour) is None
    assert await find_user_by_token("of-anna-lee", now + 1000 * hour)
    await record_session_seen("of-anna-lee", now + hour)
    assert await find_user_by_token("of-anna-lee", now + 1000 * hour)
