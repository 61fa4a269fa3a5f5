"""Correcting points: by a new entry, once for each key, and only by a leader of the person."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from support.people import find_audit_entry
from support.shop import SHOP_TIME, Shop

from learning.actions.people.create_team import create_team
from learning.actions.recognition.correct_points import MAX_CORRECTION_POINTS, correct_points
from learning.queries.people.current_user import CurrentUser
from learning.rules.refusals import Conflict, Forbidden, Invalid, NotFound, Refused
from learning.tables.database import connection

TODAY = SHOP_TIME.date()
SELECT_ENTRIES = "SELECT points, day, note FROM ledger_entry WHERE person = $1 ORDER BY id"


@pytest.fixture
async def amira(shop: Shop) -> CurrentUser:
    return await shop.add_member("Amira")


@pytest.fixture
async def lea(shop: Shop) -> CurrentUser:
    """The leader of the shop."""
    return await shop.add_member("Lea", "leader")


async def correct(
    leader: CurrentUser | None,
    user: CurrentUser,
    points: int,
    *,
    key: int = 1,
    reason: str = "Counted twice",
    day: date | None = None,
) -> int:
    """Correct a person's points, and return their total."""
    posted = await correct_points(
        leader, user.login, UUID(int=key), points, reason, SHOP_TIME, day=day
    )
    return posted.totals.points


async def list_entries(user: CurrentUser) -> list[tuple[int, date, str]]:
    async with connection() as conn:
        return [tuple(row) for row in await conn.fetch(SELECT_ENTRIES, user.id)]


async def test_a_correction_is_an_entry_with_its_reason(
    amira: CurrentUser, lea: CurrentUser
) -> None:
    assert await correct(lea, amira, 30) == 30
    assert await correct(lea, amira, -10, key=2, reason="  The  till was down ") == 20
    assert await list_entries(amira) == [
        (30, TODAY, "Counted twice"),
        (-10, TODAY, "The till was down"),
    ]
    assert (await find_audit_entry("correct_points")).subject == amira.login


async def test_a_repeated_key_changes_nothing(amira: CurrentUser, lea: CurrentUser) -> None:
    assert [await correct(lea, amira, 30) for _ in range(2)] == [30, 30]
    assert len(await list_entries(amira)) == 1


async def test_a_correction_belongs_to_the_day_that_is_given(amira: CurrentUser) -> None:
    day = TODAY - timedelta(days=20)
    await correct(None, amira, 30, day=day)
    assert await list_entries(amira) == [(30, day, "Counted twice")]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"points": 0}, "points.invalid_correction"),
        ({"points": MAX_CORRECTION_POINTS + 1}, "points.invalid_correction"),
        ({"points": 5, "reason": " \n"}, "points.no_reason"),
        ({"points": 5, "day": TODAY + timedelta(days=1)}, "points.invalid_day"),
        ({"points": 5, "day": TODAY - timedelta(days=61)}, "points.invalid_day"),
    ],
)
async def test_an_invalid_correction_is_refused(
    amira: CurrentUser, lea: CurrentUser, changes: dict[str, object], code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await correct(lea, amira, **changes)  # type: ignore[arg-type] # one row of the table
    assert refused.value.code == code
    assert await list_entries(amira) == []


async def test_nobody_is_left_with_less_than_no_points(
    amira: CurrentUser, lea: CurrentUser
) -> None:
    await correct(lea, amira, 30)
    with pytest.raises(Conflict) as refused:
        await correct(lea, amira, -31, key=2)
    assert refused.value.code == "points.too_few"
    assert refused.value.values == {"name": "Amira", "count": 30, "wanted": 31}
    assert len(await list_entries(amira)) == 1


async def test_only_leaders_of_the_person_correct_points(shop: Shop, lea: CurrentUser) -> None:
    south = await create_team("South", shop.root, "UTC", range(1, 8), "CCCC4444", SHOP_TIME)
    sam = await shop.add_member("Sam", zone_team=south)
    expected: list[tuple[CurrentUser, type[Refused]]] = [(sam, NotFound), (lea, Forbidden)]
    for person, refusal in expected:
        with pytest.raises(refusal):
            await correct(lea, person, 5)
