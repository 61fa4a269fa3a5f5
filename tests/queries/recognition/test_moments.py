"""Which moments a viewer gets: in the feed, as a leader's task, by key, and their photos."""

from datetime import datetime, timedelta
from itertools import count
from uuid import UUID

import pytest
from support.moments import show_moments_at_once
from support.photos import make_picture
from support.shop import SHOP_TIME, Shop

from learning.actions.recognition.record_moment import NewMoment, record_moment
from learning.actions.recognition.report_moment import report_moment
from learning.actions.recognition.settle_moment import settle_moment
from learning.actions.recognition.store_moment_photo import store_moment_photo
from learning.queries.packs.team_catalogue import load_team_catalogue
from learning.queries.people.current_user import CurrentUser
from learning.queries.recognition.moments import (
    FEED_PAGE_SIZE,
    PRIVATE_NOTE_AGE,
    MomentFeed,
    WaitingMoments,
    can_see_moment,
    load_feed,
    load_own_moment,
    load_photo,
    load_waiting_moments,
)
from learning.rules.recognition.moments import MomentKind
from learning.tables.moments import MomentTable

LAST_ROW_ID = 2**63 - 1
moment_numbers = count(1)


@pytest.fixture
async def anna(shop: Shop) -> CurrentUser:
    await show_moments_at_once()
    return await shop.add_member("Anna")


@pytest.fixture
async def ben(shop: Shop) -> CurrentUser:
    return await shop.add_member("Ben")


@pytest.fixture
async def lea(shop: Shop) -> CurrentUser:
    """The leader of the shop."""
    return await shop.add_member("Lea", "leader")


async def record(
    giver: CurrentUser,
    receiver: CurrentUser,
    kind: MomentKind = "seen",
    trait: str = "pack.lesson-0",
    now: datetime = SHOP_TIME,
) -> UUID:
    key = UUID(int=next(moment_numbers))
    await record_moment(giver, NewMoment(key, kind, receiver.login, trait, "Stayed calm."), now)
    return key


async def read_feed(user: CurrentUser, before: int = LAST_ROW_ID) -> MomentFeed:
    catalogue = await load_team_catalogue(user.path, user.catalogue_revision)
    return await load_feed(user, catalogue, before)


async def list_feed_keys(user: CurrentUser) -> list[UUID]:
    return [moment.id for moment in (await read_feed(user)).moments]


async def read_waiting(leader: CurrentUser, now: datetime = SHOP_TIME) -> WaitingMoments:
    catalogue = await load_team_catalogue(leader.path, leader.catalogue_revision)
    return await load_waiting_moments(leader, catalogue, now)


async def test_a_waiting_moment_is_in_no_feed_and_is_the_leader_s_task(
    anna: CurrentUser, ben: CurrentUser, lea: CurrentUser
) -> None:
    key = await record(ben, anna)
    for viewer in (anna, ben, lea):
        assert await list_feed_keys(viewer) == []
    [moment] = (await read_waiting(lea)).moments
    assert (moment.id, moment.status, moment.can_settle) == (key, "waiting", True)
    assert (moment.giver, moment.receiver, moment.title) == ("Ben", "Anna", "Lesson 0")


async def test_a_confirmed_moment_says_to_each_viewer_which_part_is_theirs(
    anna: CurrentUser, ben: CurrentUser, lea: CurrentUser
) -> None:
    await settle_moment(lea, await record(ben, anna), "confirm", SHOP_TIME)
    parts = [(await read_feed(viewer)).moments[0].mine for viewer in (ben, anna, lea)]
    assert parts == ["giver", "receiver", None]


async def test_a_moment_of_a_withdrawn_trait_has_no_title(
    shop: Shop, anna: CurrentUser, ben: CurrentUser
) -> None:
    await record(ben, anna, "kudos")
    await MomentTable.update({MomentTable.trait: "gone.lesson-0"}, force=True)
    [moment] = (await read_feed(anna)).moments
    assert (moment.trait, moment.title) == ("gone.lesson-0", "")


async def test_pages_of_the_feed_follow_each_other(
    shop: Shop, anna: CurrentUser, ben: CurrentUser
) -> None:
    rows = [
        MomentTable(
            key=UUID(int=next(moment_numbers)),
            giver=ben.id,
            receiver=anna.id,
            team=shop.shop,
            kind="kudos",
            trait="pack.lesson-0",
            sentence=f"Number {number}",
            status="confirmed",
            day=SHOP_TIME.date(),
            at=SHOP_TIME,
        )
        for number in range(FEED_PAGE_SIZE + 3)
    ]
    await MomentTable.insert(*rows)
    first = await read_feed(anna)
    assert first.before
    second = await read_feed(anna, first.before)
    sentences = [moment.sentence for page in (first, second) for moment in page.moments]
    assert sentences == [f"Number {number}" for number in range(FEED_PAGE_SIZE + 2, -1, -1)]
    assert second.before is None


async def test_only_leaders_read_why_a_moment_was_reported(
    anna: CurrentUser, ben: CurrentUser, lea: CurrentUser
) -> None:
    key = await record(ben, anna, "kudos")
    await report_moment(anna, key, "Unkind", SHOP_TIME)
    assert await list_feed_keys(anna) == []
    [moment] = (await read_waiting(lea)).moments
    assert (moment.status, moment.reasons) == ("reported", ["Unkind"])
    await settle_moment(lea, key, "restore", SHOP_TIME)
    [moment] = (await read_feed(anna)).moments
    assert moment.reasons == []


async def test_leaders_see_private_notes_for_thirty_days(
    anna: CurrentUser, lea: CurrentUser
) -> None:
    key = await record(lea, anna, "missed")
    waiting = await read_waiting(lea)
    assert (waiting.moments, [note.id for note in waiting.notes]) == ([], [key])
    assert (await read_waiting(lea, SHOP_TIME + PRIVATE_NOTE_AGE)).notes == []


async def test_the_giver_reads_the_own_moment(anna: CurrentUser, ben: CurrentUser) -> None:
    key = await record(ben, anna)
    catalogue = await load_team_catalogue(ben.path, ben.catalogue_revision)
    moment = await load_own_moment(ben, catalogue, key)
    assert (moment.id, moment.status, moment.mine) == (key, "waiting", "giver")


async def test_a_reported_moment_can_still_be_seen_to_be_reported_again(
    anna: CurrentUser, ben: CurrentUser
) -> None:
    key = await record(ben, anna)
    assert await can_see_moment(ben, key)
    assert not await can_see_moment(anna, key), "it waits"
    await MomentTable.update({MomentTable.status: "reported"}, force=True)
    assert await can_see_moment(anna, key)
    await MomentTable.update({MomentTable.status: "removed"}, force=True)
    assert not await can_see_moment(anna, key)


async def test_a_photo_is_seen_by_those_who_see_the_moment(
    anna: CurrentUser, ben: CurrentUser, lea: CurrentUser
) -> None:
    key = await record(ben, anna)
    await store_moment_photo(ben, key, make_picture())
    assert [await load_photo(viewer, key) is not None for viewer in (ben, anna, lea)] == [
        True,
        False,
        True,
    ]
    await settle_moment(lea, key, "confirm", SHOP_TIME)
    photo = await load_photo(anna, key)
    assert photo
    assert (photo.content_type, photo.content[:4]) == ("image/webp", b"RIFF")


async def test_the_feed_of_a_leader_above_has_the_teams_below(
    shop: Shop, anna: CurrentUser, ben: CurrentUser
) -> None:
    nora = await shop.add_member("Nora", "leader", shop.root)
    key = await record(ben, anna, "kudos", now=SHOP_TIME - timedelta(days=1))
    assert await list_feed_keys(nora._replace(path=(shop.root,))) == [key]
