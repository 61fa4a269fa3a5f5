"""People read the notices of their teams, and of no other team."""

from datetime import UTC, datetime

from httpx import AsyncClient
from support.organisation import PASSWORD, Organisation
from support.visits import Visit

from learning.rules.notices.notices import NoticeBody, NoticeKind
from learning.steps.notices.post_notices import post_notices
from learning.tables.database import transaction

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
INSERT_CHALLENGE = """
INSERT INTO challenge (key, team, form, title, vision, message, reward, measure, unit, template,
  target, first_day, last_day, starts_at, ends_at, status, created_at)
SELECT gen_random_uuid(), $1, 'team', 'Chase it', 'Why', '', '', 'breaks', 'breaks', '',
  10, '2026-03-01', '2026-03-09', '2026-03-01', '2026-03-10', 'running', '2026-03-01' RETURNING id
"""


async def post_challenge_notices(
    challenge_of: int, *teams: int, kinds: tuple[NoticeKind, ...] = ("kickoff",)
) -> int:
    """Post notices of some kinds about a new challenge to teams; return the id of the challenge."""
    async with transaction() as conn:
        challenge: int = await conn.fetchval(INSERT_CHALLENGE, challenge_of)
        for slot, kind in enumerate(kinds):
            await post_notices(
                conn,
                kind,
                [(team, challenge, str(slot), NoticeBody("Chase it")) for team in teams],
                NOW,
            )
    return challenge


async def list_kinds(client: AsyncClient, after: str = "0") -> list[str]:
    answer = await client.get("/api/notices", params={"after": after})
    assert answer.status_code == 200, answer.text
    return [one["kind"] for one in answer.json()["notices"]]


async def test_a_person_reads_the_notices_of_the_team_newest_first(
    visit: Visit, acme: Organisation
) -> None:
    made = await post_challenge_notices(
        acme.shop, acme.shop, kinds=("kickoff", "milestone", "half")
    )
    anna = await visit("anna-lee")
    found = (await anna.get("/api/notices")).json()["notices"]
    assert [one["kind"] for one in found] == ["half", "milestone", "kickoff"]
    assert (found[0]["challenge"], found[0]["body"]) == (str(made), {"title": "Chase it"})
    assert await list_kinds(anna, found[1]["id"]) == ["half"]
    assert await list_kinds(anna, found[0]["id"]) == []


async def test_notices_of_other_teams_are_not_shown(visit: Visit, acme: Organisation) -> None:
    await post_challenge_notices(acme.shop, acme.shop)
    assert await list_kinds(await visit("sam-south")) == []
    assert await list_kinds(await visit("nora-leader")) == []


async def test_a_person_below_two_teams_of_a_challenge_reads_a_notice_once(
    visit: Visit, acme: Organisation
) -> None:
    await post_challenge_notices(acme.root, acme.root, acme.shop)
    assert await list_kinds(await visit("anna-lee")) == ["kickoff"]
    assert await list_kinds(await visit("ada-admin", PASSWORD)) == ["kickoff"]


async def test_the_newest_twenty_are_given(visit: Visit, acme: Organisation) -> None:
    await post_challenge_notices(acme.shop, acme.shop, kinds=("milestone",) * 25)
    anna = await visit("anna-lee")
    found = (await anna.get("/api/notices")).json()["notices"]
    assert (len(found), found[0]["id"]) == (20, max((one["id"] for one in found), key=int))


async def test_it_needs_a_session_and_a_whole_number(visit: Visit) -> None:
    assert (await (await visit()).get("/api/notices")).status_code == 401
    anna = await visit("anna-lee")
    assert (await anna.get("/api/notices", params={"after": "x"})).status_code == 422
    assert await list_kinds(anna, "9" * 30) == await list_kinds(anna, "-" + "9" * 30) == []
