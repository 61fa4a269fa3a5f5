"""Displays: pair_display by a leader with a team, and showing what everybody of it may see."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient
from support import challenge_requests
from support.catalogues import make_pack, publish_to_team
from support.organisation import Organisation
from support.streams import open_stream
from support.visits import Visit

from learning.actions.jobs.delete_expired_rows import delete_expired_rows
from learning.live_hints import LiveHint
from learning.queries.packs.team_catalogue import clear_catalogue_cache
from learning.rules.rota.days import to_local_day
from learning.tables.database import connection


async def open_display(visit: Visit, **more: Any) -> tuple[AsyncClient, str]:
    """Open a display; return its client and its code."""
    screen = await visit(**more)
    answer = await screen.post("/api/displays")
    assert answer.status_code == 201, answer.text
    return screen, answer.json()["code"]


async def pair_display(visit: Visit, acme: Organisation) -> tuple[AsyncClient, str]:
    """Open a display and pair it with the shop; return its client and its id."""
    screen, code = await open_display(visit)
    answer = await (await visit("lea-leader")).post(
        "/api/displays/pair", json={"code": code, "team": str(acme.shop)}
    )
    assert answer.status_code == 201, answer.text
    return screen, answer.json()["id"]


async def read_wall(screen: AsyncClient) -> dict[str, Any]:
    answer = await screen.get("/api/displays/me")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def launch_challenge(leader: AsyncClient, acme: Organisation, now: datetime) -> str:
    """Launch a challenge of the shop that begins today; return its id."""
    today = to_local_day(now, "Europe/London")
    made = await challenge_requests.post_challenge(
        leader,
        acme,
        form="team",
        template="",
        target=4,
        first_day=today.isoformat(),
        last_day=(today + timedelta(days=9)).isoformat(),
        stages=[{"title": "Entry", "target": 2}],
    )
    return str(made["id"])


async def test_a_screen_shows_its_code_until_a_leader_pairs_it(
    visit: Visit, acme: Organisation
) -> None:
    screen, code = await open_display(visit)
    assert (await read_wall(screen))["state"] == "waiting"
    assert (await read_wall(screen))["code"] == code
    leader = await visit("lea-leader")
    typed = code.replace("-", " ").replace(" ", "").lower()
    assert (
        await leader.post("/api/displays/pair", json={"code": typed, "team": str(acme.shop)})
    ).status_code == 201
    shown = await read_wall(screen)
    assert (shown["state"], shown["team"], shown["code"]) == ("paired", "Shop", None)
    again = await leader.post("/api/displays/pair", json={"code": code, "team": str(acme.shop)})
    assert again.status_code == 404, "a code is good for one pairing"


async def test_a_screen_that_starts_anew_while_it_waits_keeps_its_code(visit: Visit) -> None:
    screen, code = await open_display(visit)
    assert (await screen.post("/api/displays")).json()["code"] == code


@pytest.mark.parametrize(
    ("login", "team", "status"),
    [
        ("anna-lee", "shop", 403),
        ("lea-leader", "south", 422),
        ("lea-leader", "north", 422),
        ("nora-leader", "shop", 201),
        ("ada-admin", "south", 201),
    ],
)
async def test_leaders_pair_screens_with_their_own_teams_only(
    visit: Visit, acme: Organisation, login: str, team: str, status: int
) -> None:
    _, code = await open_display(visit)
    client = await visit(login)
    answer = await client.post(
        "/api/displays/pair", json={"code": code, "team": str(getattr(acme, team))}
    )
    assert answer.status_code == status, answer.text


async def test_leaders_see_and_close_the_screens_of_their_own_teams(
    visit: Visit, acme: Organisation
) -> None:
    screen, number = await pair_display(visit, acme)
    sam, nora = await visit("sam-south"), await visit("nora-leader")
    assert (await sam.get("/api/displays")).status_code == 403
    found = (await nora.get("/api/displays")).json()["displays"]
    assert [(one["id"], one["team"], one["team_name"]) for one in found] == [
        (number, str(acme.shop), "Shop")
    ]
    async with connection() as conn:
        await conn.execute("UPDATE person SET role = 'leader' WHERE login = 'sam-south'")
    assert (await sam.get("/api/displays")).json()["displays"] == []
    assert (await sam.delete(f"/api/displays/{number}")).status_code == 404
    assert (await nora.delete(f"/api/displays/{number}")).status_code == 204
    assert (await screen.get("/api/displays/me")).status_code == 401
    assert (await screen.post("/api/displays")).status_code == 201


async def test_guesses_of_codes_and_new_displays_are_limited(
    visit: Visit, acme: Organisation
) -> None:
    leader = await visit("lea-leader")
    guesses = [
        await leader.post(
            "/api/displays/pair", json={"code": f"AAAA-AA{number:02}", "team": str(acme.shop)}
        )
        for number in range(12)
    ]
    assert [guess.status_code for guess in guesses][:9] == [404] * 9
    assert guesses[-1].status_code == 429
    screen = await visit()
    statuses = []
    for _ in range(301):
        statuses.append((await screen.post("/api/displays")).status_code)
        screen.cookies.delete("herobreak-display")
    assert statuses[-1] == 429


async def test_a_display_has_no_rights_of_a_person(visit: Visit, acme: Organisation) -> None:
    screen, _ = await pair_display(visit, acme)
    for path in (
        "/api/me",
        "/api/challenges",
        "/api/moments",
        "/api/notices",
        "/api/live",
        "/api/displays",
    ):
        assert (await screen.get(path)).status_code == 401
    assert (await (await visit("anna-lee")).get("/api/displays/me")).status_code == 401


async def test_a_display_shows_challenges_and_moments_without_people_not_on_boards(
    visit: Visit, acme: Organisation
) -> None:
    clear_catalogue_cache()
    now = datetime.now(UTC)
    await publish_to_team(make_pack(), acme.root, now - timedelta(days=40))
    screen, _ = await pair_display(visit, acme)
    lea = await visit("lea-leader")
    await launch_challenge(lea, acme, now)
    for number in range(7):
        moment = {
            "id": str(UUID(int=number + 1)),
            "kind": "kudos" if number else "seen",
            "to": "anna-lee",
            "trait": "pack.lesson-0",
            "sentence": f"She ran after him, {number}.",
        }
        async with connection() as conn:  # on different days: nobody may give so many on one
            await conn.execute("UPDATE moment SET day = day - 1")
        assert (await lea.post("/api/moments", json=moment)).status_code == 201
    shown = await read_wall(screen)
    (challenge,) = shown["challenges"]
    assert (challenge["title"], challenge["target"], challenge["value"]) == (
        "Chase the award",
        4,
        0,
    )
    assert [stage["title"] for stage in challenge["stages"]] == ["Entry"]
    assert "owner" not in challenge
    assert [one["sentence"][-2] for one in shown["moments"]] == ["6", "5", "4", "3", "2"]
    assert (shown["moments"][0]["giver"], shown["moments"][0]["receiver"]) == (
        "Lea Leader",
        "Anna Lee",
    )
    async with connection() as conn:
        await conn.execute("UPDATE person SET on_boards = false WHERE login = 'lea-leader'")
    after = (await screen.get("/api/displays/me")).text
    assert "Lea Leader" not in after
    assert "Anna Lee" in after
    async with connection() as conn:
        await conn.execute("UPDATE person SET on_boards = false WHERE login = 'anna-lee'")
    assert (await read_wall(screen))["moments"] == []


async def test_a_cancelled_challenge_is_not_shown_any_more(
    visit: Visit, acme: Organisation
) -> None:
    screen, _ = await pair_display(visit, acme)
    lea = await visit("lea-leader")
    challenge = await launch_challenge(lea, acme, datetime.now(UTC))
    assert [one["id"] for one in (await read_wall(screen))["challenges"]] == [challenge]
    gone = await lea.post(
        f"/api/challenges/{challenge}/cancel", json={"reason": "The award is put off."}
    )
    assert gone.status_code == 204, gone.text
    shown = await read_wall(screen)
    assert shown["challenges"] == []
    assert [notice["kind"] for notice in shown["notices"]][:1] == ["cancelled"]


async def test_a_display_receives_hints_of_its_team_and_none_before_it_has_one(
    visit: Visit, acme: Organisation, clean_redis: str
) -> None:
    screen, _ = await pair_display(visit, acme)
    waiting, _ = await open_display(visit)
    transport: Any = screen._transport
    live = transport.app.state.live
    async with (
        open_stream(screen, "/api/displays/live") as one,
        open_stream(waiting, "/api/displays/live") as other,
    ):
        await asyncio.wait_for(live.is_receiving.wait(), 5)
        live.enqueue_hints(
            *(
                LiveHint("challenge", name, (getattr(acme, name),))
                for name in ("south", "shop", "root")
            )
        )
        assert [await one.wait_for_event("challenge"), await one.wait_for_event("challenge")] == [
            "shop",
            "root",
        ]
        assert other.events.empty()


async def test_leaders_see_when_a_screen_was_last_alive(visit: Visit, acme: Organisation) -> None:
    screen, _ = await pair_display(visit, acme)
    async with connection() as conn:
        await conn.execute("UPDATE display SET seen_at = seen_at - interval '1 hour'")
    await read_wall(screen)
    found = (await (await visit("lea-leader")).get("/api/displays")).json()["displays"]
    assert datetime.now(UTC) - datetime.fromisoformat(found[0]["seen_at"]) < timedelta(minutes=1)


async def test_displays_that_nobody_paired_are_deleted_after_a_day(
    visit: Visit, acme: Organisation
) -> None:
    screen, _ = await pair_display(visit, acme)
    waiting, _ = await open_display(visit)
    await delete_expired_rows(datetime.now(UTC) + timedelta(days=2))
    assert (await waiting.get("/api/displays/me")).status_code == 401
    assert (await read_wall(screen))["state"] == "paired"
