"""A badge that somebody has earned is theirs, whatever becomes of its pack."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from httpx import AsyncClient
from support.organisation import LONG_AGO, Organisation
from support.people import person_of
from support.shelves import pack, publish
from support.visits import Visit

from learning.actions.publish_pack import publish_pack
from learning.queries.catalogue import forget
from learning.rules.catalogue import PackBadge
from learning.tables.progress import Award

NOW = datetime.now(UTC)


async def earn(badge: str, days_ago: int) -> None:
    person = await person_of("anna-lee")
    await Award(person=person.id, badge=badge, earned_at=NOW - timedelta(days=days_ago)).save()


async def earned(client: AsyncClient) -> list[dict[str, Any]]:
    badges = (await client.get("/api/badges")).json()["badges"]
    return [badge for badge in badges if badge["earned_at"]]


async def test_a_badge_outlives_its_pack(visit: Visit, acme: Organisation) -> None:
    forget()
    await publish(pack(), acme.root, LONG_AGO)
    await publish(pack("other"), acme.root, LONG_AGO)
    await earn("pack.done", 2)
    await earn("showed-up", 3)
    anna, sam = await visit("anna-lee"), await visit("sam-south")
    before = await earned(anna)
    assert [badge["badge_id"] for badge in before] == ["pack.done", "showed-up"]
    await publish_pack(None, "pack", None, [acme.root], NOW)
    assert await earned(anna) == before
    others = [badge["badge_id"] for badge in (await sam.get("/api/badges")).json()["badges"]]
    assert "other.done" in others
    assert "pack.done" not in others, "nobody is sent after a badge that cannot be earned any more"


async def test_a_badge_outlives_the_version_that_had_it(visit: Visit, acme: Organisation) -> None:
    forget()
    await publish(pack(), acme.root, LONG_AGO)
    await earn("pack.done", 2)
    anna = await visit("anna-lee")
    [before] = await earned(anna)
    changed = replace(pack(version=2), badge=PackBadge("master", "Master", "More than all.", "media/badge.svg"))
    await publish(changed, acme.root, NOW)
    assert await earned(anna) == [before]
    assert "pack.master" in [badge["badge_id"] for badge in (await anna.get("/api/badges")).json()["badges"]]
