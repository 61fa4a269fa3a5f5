"""Sessions of a person are few, and those that nobody uses end."""

from datetime import UTC, datetime, timedelta

from support.organisation import PIN, create_organisation
from support.pool import open_test_pool

from learning.actions.people.end_session import record_session_seen
from learning.actions.people.sign_in import create_verified_session, sign_in
from learning.queries.people.current_user import find_user_by_token
from learning.steps.people.create_session import LEARNER_IDLE_HOURS, MAX_SESSIONS, Device
from learning.tables.people import PersonTable

NOW, HOUR = datetime(2026, 3, 2, 9, tzinfo=UTC), timedelta(hours=1)


def make_device(token: str) -> Device:
    return Device(token, None, None, "192.0.2.1")


async def sign_in_often(login: str, count: int) -> list[str]:
    """Sign in on so many devices, an hour apart. Give their tokens."""
    person = await PersonTable.select().where(PersonTable.login == login).first()
    assert person is not None
    tokens = [f"{login}-{number}" for number in range(count)]
    for number, token in enumerate(tokens):
        device = make_device(token)
        await create_verified_session(
            person["id"], person["secret"], PIN, device, NOW + number * HOUR
        )
    return tokens


async def test_the_oldest_of_too_many_sessions_ends(database: str) -> None:
    async with open_test_pool():
        await create_organisation()
        (other,) = await sign_in_often("sam-south", 1)
        first, second, *rest = await sign_in_often("anna-lee", MAX_SESSIONS)
        later = NOW + MAX_SESSIONS * HOUR
        await record_session_seen(first, later)
        await sign_in("anna-lee", PIN, make_device("newest"), later)
        for token in (other, first, *rest, "newest"):
            assert await find_user_by_token(token, later), token
        assert await find_user_by_token(second, later) is None, "it was not used for longest"


async def test_an_unused_session_of_a_learner_ends(database: str) -> None:
    async with open_test_pool():
        await create_organisation()
        await sign_in("anna-lee", PIN, make_device("phone"), NOW)
        idle = LEARNER_IDLE_HOURS * HOUR
        await record_session_seen("phone", NOW + idle - HOUR)
        assert await find_user_by_token("phone", NOW + 2 * idle - 2 * HOUR)
        assert await find_user_by_token("phone", NOW + 2 * idle - HOUR) is None
