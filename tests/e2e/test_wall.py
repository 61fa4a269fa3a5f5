"""The screen in the break room and live updates of phones, from the pairing to a celebration."""

import re
from pathlib import Path

from playwright.sync_api import ViewportSize, expect
from support.phone import Phone, open_phones

from .conftest import RunningHerobreak, TeamAccess
from .test_challenge import (
    MAX_COUNT_SECONDS,
    PIN,
    TITLE,
    VISION,
    end_challenge,
    launch_quest,
    move_start_to_yesterday,
    wait_for_row,
)

SCREEN = ViewportSize(width=1280, height=720)
WITHIN = 1000 * MAX_COUNT_SECONDS
"""Milliseconds until the worker has counted and told, at the latest."""
MOTION = 2000
"""Milliseconds after which nothing moves any more."""


def pair(wall: Phone, leader: Phone, herobreak: RunningHerobreak) -> None:
    """Open the screen and type the code that it shows on the leader's phone."""
    wall.page.set_viewport_size(SCREEN)
    wall.page.goto(f"{herobreak.address}/wall")
    code = wall.page.locator(".code")
    expect(code).to_have_text(re.compile(r"^\w+-\w+$"))
    leader.follow_link("Team")
    leader.page.get_by_text("Wall screen", exact=True).click()
    leader.page.get_by_label("Code on the screen").fill(code.inner_text())
    leader.find_button("Pair a wall screen").click()
    expect(leader.page.get_by_text(re.compile("^Since "))).to_be_visible()


def begins_now(herobreak: RunningHerobreak, challenge: int) -> None:
    """Its first morning has come, whatever time it is."""
    move_start_to_yesterday(herobreak, challenge)
    herobreak.query_database(
        "UPDATE due_job SET due_at = now() WHERE subject LIKE $1", f"{challenge}:%:kickoff"
    )


def test_the_wall_shows_the_challenge_moves_and_outlives_reloads_and_networks(
    herobreak: RunningHerobreak, site: TeamAccess, chromium: Path, tmp_path: Path
) -> None:
    memories = (tmp_path / name for name in ("leader", "learner", "wall"))
    with open_phones(chromium, *memories) as (leader, mine, wall):
        leader.sign_in(herobreak.address, site.login, site.secret)
        pair(wall, leader, herobreak)
        expect(wall.find_heading("The next challenge starts here")).to_be_visible()
        challenge, _ = launch_quest(leader)
        move_start_to_yesterday(herobreak, challenge)
        expect(wall.find_heading(TITLE)).to_be_visible(timeout=WITHIN)
        expect(wall.page.get_by_text(VISION)).to_be_visible()
        expect(wall.page.get_by_text("0 of 1 breaks")).to_be_visible()
        expect(wall.page.get_by_text("Still ahead: at 1 breaks")).to_have_count(1)

        wall.wait_for_stored_app()
        wall.page.reload()
        expect(wall.find_heading(TITLE)).to_be_visible()
        wall.set_online(False)
        expect(wall.page.get_by_text("No connection.")).to_be_visible(timeout=WITHIN)
        expect(wall.find_heading(TITLE)).to_be_visible()
        wall.set_online(True)
        expect(wall.page.get_by_text("No connection.")).to_have_count(0, timeout=WITHIN)

        leader.page.goto(f"{herobreak.address}/board")
        expect(leader.find_heading("Board")).to_be_visible()
        mine.join_team(herobreak.address, site.join_code, "Wanda Wall", PIN)
        mine.play_break()
        expect(leader.page.get_by_role("row", name="Wanda Wall")).to_be_visible(timeout=WITHIN)
        expect(wall.page.get_by_text("1 of 1 breaks")).to_be_visible(timeout=WITHIN)
        expect(wall.page.get_by_text("100%")).to_be_visible()
        assert leader.faults == mine.faults == wall.faults == []


def test_a_result_is_celebrated_once_on_the_phone_and_never_in_a_break(
    herobreak: RunningHerobreak, site: TeamAccess, chromium: Path, tmp_path: Path
) -> None:
    with open_phones(chromium, tmp_path / "leader", tmp_path / "learner") as (leader, mine):
        leader.sign_in(herobreak.address, site.login, site.secret)
        challenge, _ = launch_quest(leader)
        begins_now(herobreak, challenge)
        mine.join_team(herobreak.address, site.join_code, "Cleo Celebrates", PIN)
        expect(mine.page.get_by_role("article").get_by_text(VISION)).to_be_visible(timeout=WITHIN)
        mine.find_button("Put it away").click()
        expect(mine.page.get_by_role("article")).to_have_count(0)
        expect(mine.page.get_by_role("link", name="Together")).to_have_accessible_description(
            "One thing is new"
        )

        mine.play_break()
        wait_for_row(
            herobreak, "SELECT 1 FROM challenge_team WHERE challenge = $1 AND value >= 1", challenge
        )
        end_challenge(herobreak, challenge)
        wait_for_row(
            herobreak, "SELECT 1 FROM challenge WHERE id = $1 AND status = 'settled'", challenge
        )
        expect(mine.find_heading("Break done")).to_be_visible()
        expect(mine.page.get_by_role("dialog")).to_have_count(0)
        mine.find_button("Put the phone away").click()
        party = mine.page.get_by_role("dialog", name="We made it")
        expect(party).to_be_visible(timeout=WITHIN)
        expect(mine.page.locator(".confetti")).to_have_count(0, timeout=MOTION)
        expect(party.get_by_text("1 of 1 breaks")).to_be_visible()
        expect(party.get_by_text("National Award")).to_be_visible(timeout=WITHIN)
        link = party.get_by_role("link", name="Certificate (PDF)").get_attribute("href")
        assert mine.context.request.get(f"{herobreak.address}{link}").body().startswith(b"%PDF")
        mine.find_button("Carry on").click()
        mine.page.reload()
        expect(mine.find_heading("That is today’s break done")).to_be_visible()

        mine.follow_link("Together")
        news = mine.page.get_by_role("link", name=re.compile(f"^{TITLE}: "))
        expect(news.first).to_contain_text("the result is here")
        expect(mine.page.get_by_role("link", name="Together")).to_have_accessible_description("")
        mine.wait_for_stored_app()
        mine.set_online(False)
        mine.page.reload()
        expect(news.first).to_contain_text("We made it")
        expect(mine.page.get_by_role("dialog")).to_have_count(0)
        assert leader.faults == mine.faults == []
