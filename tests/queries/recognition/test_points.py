"""The pages of a person's ledger: every entry with its reason and what it is about."""

from dataclasses import replace
from uuid import UUID

import pytest
from support.catalogues import make_pack, publish_to_team
from support.challenges import launch_plan
from support.shop import SHOP_TIME, Shop

from learning.actions.packs.publish_pack import publish_pack
from learning.actions.recognition.record_moment import NewMoment, record_moment
from learning.actions.recognition.settle_moment import settle_moment
from learning.queries.packs.team_catalogue import load_team_catalogue
from learning.queries.people.current_user import CurrentUser
from learning.queries.recognition.points import LEDGER_PAGE_SIZE, PointsPage, load_points_page
from learning.rules.recognition.points import (
    PointsEntry,
    make_attempt_cause,
    make_challenge_cause,
    make_checkpoint_cause,
    make_correction_cause,
    make_lesson_cause,
)
from learning.steps.recognition.post_ledger_entries import post_ledger_entries
from learning.tables.database import transaction

TODAY = SHOP_TIME.date()


@pytest.fixture
async def amira(shop: Shop) -> CurrentUser:
    return await shop.add_member("Amira")


async def post_points(user: CurrentUser, *causes: tuple[str, int, str | None]) -> None:
    """Post entries of (cause, points, note)."""
    entries = [PointsEntry(cause, points, TODAY, SHOP_TIME, note) for cause, points, note in causes]
    async with transaction() as conn:
        await post_ledger_entries(conn, user.id, entries, {}, SHOP_TIME)


async def read_page(shop: Shop, user: CurrentUser, before_id: int | None = None) -> PointsPage:
    user = await shop.reload_member(user)
    catalogue = await load_team_catalogue(user.path, user.catalogue_revision)
    return await load_points_page(user, catalogue, before_id)


async def read_reasons(shop: Shop, user: CurrentUser) -> list[tuple[int, str, str | None]]:
    page = await read_page(shop, user)
    return [(line.points, line.reason, line.subject) for line in reversed(page.lines)]


async def test_every_entry_has_its_reason_and_its_subject(shop: Shop, amira: CurrentUser) -> None:
    await post_points(
        amira,
        (make_attempt_cause("pack.idea-0", TODAY), 10, None),
        (make_attempt_cause("pack.idea-1", TODAY), 5, None),
        (make_lesson_cause("pack.lesson-0"), 15, None),
        (make_checkpoint_cause("pack.c0-0"), 10, None),
        (make_correction_cause(UUID(int=1)), -15, "The till was down"),
        ("unknown:1", 1, None),
    )
    assert await read_reasons(shop, amira) == [
        (10, "right_answer", "Idea 0."),
        (5, "wrong_answer", "Idea 1."),
        (15, "lesson", "Lesson 0"),
        (10, "checkpoint", "Idea 0."),
        (-15, "correction", "The till was down"),
        (1, "other", None),
    ]
    assert (await read_page(shop, amira)).points == 26


async def test_a_moment_and_its_removal_are_about_the_trait(shop: Shop, amira: CurrentUser) -> None:
    lea = await shop.add_member("Lea", "leader")
    key = UUID(int=1)
    moment = NewMoment(key, "seen", amira.login, "pack.lesson-1", "Stayed calm.")
    await record_moment(lea, moment, SHOP_TIME)
    await settle_moment(amira, key, "remove", SHOP_TIME)
    assert await read_reasons(shop, amira) == [
        (20, "moment", "Lesson 1"),
        (-20, "moment_removed", "Lesson 1"),
    ]


async def test_points_of_a_challenge_are_about_its_title(shop: Shop, amira: CurrentUser) -> None:
    lea = await shop.add_member("Lea", "leader")
    challenge_id = await launch_plan(shop, lea)
    await post_points(amira, (make_challenge_cause(challenge_id), 50, None))
    assert await read_reasons(shop, amira) == [(50, "challenge", "Chase the award")]


async def test_entries_keep_their_subject_when_the_pack_is_withdrawn(
    shop: Shop, amira: CurrentUser
) -> None:
    await post_points(
        amira,
        (make_lesson_cause("pack.lesson-0"), 15, None),
        (make_attempt_cause("pack.idea-0", TODAY), 10, None),
    )
    before = await read_reasons(shop, amira)
    await publish_pack(None, "pack", None, [shop.root], SHOP_TIME)
    assert await read_reasons(shop, amira) == before


async def test_subjects_are_in_the_person_s_language(shop: Shop, amira: CurrentUser) -> None:
    pack = make_pack(version=2)
    lessons = (replace(pack.lessons[0], title="Grüßen"), *pack.lessons[1:])
    await publish_to_team(pack, shop.root, SHOP_TIME, replace(pack, language="de", lessons=lessons))
    await post_points(amira, (make_lesson_cause("pack.lesson-0"), 15, None))
    assert await read_reasons(shop, amira._replace(language="de-AT")) == [(15, "lesson", "Grüßen")]


async def test_pages_follow_each_other_without_gaps(shop: Shop, amira: CurrentUser) -> None:
    count = 2 * LEDGER_PAGE_SIZE + 20
    await post_points(
        amira,
        *((make_correction_cause(UUID(int=n)), n, f"Entry {n}") for n in range(1, count + 1)),
    )
    pages = [await read_page(shop, amira)]
    while pages[-1].more:
        pages.append(await read_page(shop, amira, pages[-1].lines[-1].id))
    points = [line.points for page in pages for line in page.lines]
    assert points == list(range(count, 0, -1))
    assert [len(page.lines) for page in pages] == [LEDGER_PAGE_SIZE, LEDGER_PAGE_SIZE, 20]


async def test_a_person_sees_only_the_own_entries(shop: Shop, amira: CurrentUser) -> None:
    await post_points(amira, (make_lesson_cause("pack.lesson-0"), 15, None))
    ben = await shop.add_member("Ben")
    page = await read_page(shop, ben)
    assert (page.points, page.lines, page.more) == (0, [], False)
