"""Practice beyond the plan, read from the database and encoded as documented."""

from datetime import timedelta

import msgspec
from support.memories import insert_memory
from support.shop import SHOP_TIME, Shop

from learning.queries.packs.team_catalogue import load_team_catalogue
from learning.queries.people.current_user import CurrentUser
from learning.queries.practice.extra_practice import ExtraPractice, load_extra_practice

TODAY = SHOP_TIME.date()


async def read_practice(user: CurrentUser) -> ExtraPractice:
    """Encode it as it is sent, and decode that strictly as documented."""
    catalogue = await load_team_catalogue(user.path, user.catalogue_revision)
    practice = await load_extra_practice(user, TODAY, catalogue)
    return msgspec.json.decode(msgspec.json.encode(practice), type=ExtraPractice)


async def test_what_fades_first_comes_first_and_nothing_that_is_due(shop: Shop) -> None:
    user = await shop.add_member("Amira")
    last_day = TODAY - timedelta(days=4)
    for number, stability in ((0, 30.0), (1, 6.0), (2, 12.0)):
        await insert_memory(
            user.id, f"pack.idea-{number}", last_day, stability=stability, due_in_days=9
        )
    await insert_memory(user.id, "pack.idea-3", last_day, due_in_days=1)
    await insert_memory(user.id, "withdrawn.idea-0", last_day, stability=1.0, due_in_days=9)
    practice = await read_practice(user)
    assert [item.concept_id for item in practice.items] == [
        "pack.idea-1",
        "pack.idea-2",
        "pack.idea-0",
    ]
    assert {(item.why.code, item.why.days) for item in practice.items} == {("practice", 4)}
    assert practice.seconds == sum(item.seconds for item in practice.items)


async def test_a_person_without_memories_gets_none(shop: Shop) -> None:
    assert await read_practice(await shop.add_member("Amira")) == ExtraPractice(TODAY, 0, [])
