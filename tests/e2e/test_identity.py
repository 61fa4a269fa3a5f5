"""Answers on a phone whose session changes to another person, and answers that give a 500."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Request, Route, expect
from support.phone import Phone, open_phone

from .conftest import RunningHerobreak
from .test_break import recorded

PIN = "840213"


def login_of(herobreak: RunningHerobreak, name: str) -> str:
    return str(
        herobreak.query_database("SELECT login FROM person WHERE name = $1", name)[0]["login"]
    )


def session_of(herobreak: RunningHerobreak, chromium: Path, memory: Path, name: str) -> list[Any]:
    """Somebody joins with a phone of their own; the cookies of it."""
    with open_phone(chromium, memory) as theirs:
        theirs.join_team(herobreak.address, herobreak.join_code, name, PIN)
        return list(theirs.context.cookies())


def swap(mine: Phone, cookies: list[Any]) -> None:
    """Sign somebody else in, as another tab does, or a sign-in whose answer was lost."""
    mine.context.clear_cookies()
    mine.context.add_cookies(cookies)


def navigations(page: Page) -> list[str]:
    """List the addresses that the page opens from now on, without moves within the app."""
    seen: list[str] = []

    def count(request: Request) -> None:
        if request.is_navigation_request() and request.frame == page.main_frame:
            seen.append(request.url)

    page.on("request", count)
    return seen


def taken_over(mine: Phone, by: str, of: str) -> None:
    notice = (
        f"{by} is signed in here now. What {of} answered stays on this phone,"
        f" and goes when {of} signs in again."
    )
    expect(mine.page.get_by_text(notice)).to_be_visible()


def test_whoever_forgot_the_login_joins_again_as_the_same_person(
    herobreak: RunningHerobreak, chromium: Path, tmp_path: Path
) -> None:
    with open_phone(chromium, tmp_path / "phone") as mine:
        mine.join_team(herobreak.address, herobreak.join_code, "Lola Login", PIN)
        mine.follow_link("Me")
        mine.find_button("Sign out").click()
        expect(mine.page.get_by_text("Forgotten your login?")).to_be_visible()
        mine.join_team(herobreak.address, herobreak.join_code, "Lola Login", PIN)
        assert len(herobreak.query_database("SELECT 1 FROM person WHERE name = 'Lola Login'")) == 1
        assert mine.faults == []


def come_back(mine: Phone, herobreak: RunningHerobreak, name: str) -> None:
    """Whoever is signed in signs out, and `name` signs in."""
    mine.follow_link("Me")
    mine.find_button("Sign out").click()
    expect(mine.find_heading("Good to see you")).to_be_visible()
    mine.sign_in(herobreak.address, login_of(herobreak, name), PIN)
    mine.follow_link("Me")
    expect(mine.page.get_by_text("All your answers have been sent.")).to_be_visible()


def test_a_session_swapped_while_answers_wait(
    herobreak: RunningHerobreak, chromium: Path, tmp_path: Path
) -> None:
    """Anna's answers wait offline. Online, the session is Ben's, on the open page or a new one."""
    cookies = session_of(herobreak, chromium, tmp_path / "his", "Ben Swap")
    with open_phone(chromium, tmp_path / "hers") as mine:
        mine.join_team(herobreak.address, herobreak.join_code, "Anna Swap", PIN)
        expect(mine.find_button("Start your break")).to_be_visible()
        mine.wait_for_stored_app()
        mine.set_online(False)
        steps = mine.play_break()
        swap(mine, cookies)
        opened = navigations(mine.page)
        mine.set_online(True)
        taken_over(mine, "Ben Swap", "Anna Swap")
        mine.page.wait_for_timeout(3000)
        assert len(opened) <= 1, opened
        assert recorded(herobreak, "Ben Swap") == recorded(herobreak, "Anna Swap") == [(0, 0)]
        mine.follow_link("Me")
        expect(mine.find_heading("Ben Swap")).to_be_visible()
        mine.find_button("OK").click()
        expect(mine.page.get_by_text("is signed in here now")).to_have_count(0)
        mine.page.reload()
        expect(mine.find_heading("Ben Swap")).to_be_visible()
        expect(mine.page.get_by_text("is signed in here now")).to_have_count(0)
        come_back(mine, herobreak, "Anna Swap")
        assert recorded(herobreak, "Anna Swap") == [(steps, steps)]
        assert recorded(herobreak, "Ben Swap") == [(0, 0)]
        assert mine.faults == []


def test_an_app_that_opens_under_a_session_of_somebody_else(
    herobreak: RunningHerobreak, chromium: Path, tmp_path: Path
) -> None:
    cookies = session_of(herobreak, chromium, tmp_path / "his", "Ben Cold")
    with open_phone(chromium, tmp_path / "hers") as mine:
        mine.join_team(herobreak.address, herobreak.join_code, "Anna Cold", PIN)
        swap(mine, cookies)
        opened = navigations(mine.page)
        mine.page.goto(herobreak.address)
        expect(
            mine.page.get_by_text("Ben Cold is signed in here now, no longer Anna Cold.")
        ).to_be_visible()
        mine.page.wait_for_timeout(3000)
        assert len(opened) <= 2, opened
        expect(mine.find_heading(re.compile("Hello.*Ben"))).to_be_visible()
        assert mine.faults == []


def test_a_session_swapped_in_the_middle_of_a_break(
    herobreak: RunningHerobreak, chromium: Path, tmp_path: Path
) -> None:
    """The phone does not ask whose session it is. The server refuses answers of another."""
    cookies = session_of(herobreak, chromium, tmp_path / "his", "Ben Middle")
    with open_phone(chromium, tmp_path / "hers") as mine:
        mine.join_team(herobreak.address, herobreak.join_code, "Anna Middle", PIN)
        mine.find_button("Start your break").click()
        expect(mine.page.get_by_label("Lesson", exact=True)).to_be_visible()
        swap(mine, cookies)
        opened = navigations(mine.page)
        finish = mine.find_button("I’ll try it")
        while not finish.is_visible():
            mine.find_button("Next card").click()
        finish.click()
        taken_over(mine, "Ben Middle", "Anna Middle")
        mine.page.wait_for_timeout(3000)
        assert len(opened) <= 1, opened
        assert recorded(herobreak, "Ben Middle") == recorded(herobreak, "Anna Middle") == [(0, 0)]
        come_back(mine, herobreak, "Anna Middle")
        assert recorded(herobreak, "Anna Middle") == [(1, 1)]
        assert recorded(herobreak, "Ben Middle") == [(0, 0)]
        assert mine.faults == []


def test_what_was_done_offline_is_sent_before_the_break_is_asked_for(
    herobreak: RunningHerobreak, chromium: Path, tmp_path: Path
) -> None:
    with open_phone(chromium, tmp_path / "phone") as mine:
        mine.join_team(herobreak.address, herobreak.join_code, "Dora Order", PIN)
        expect(mine.find_button("Start your break")).to_be_visible()
        mine.wait_for_stored_app()
        mine.set_online(False)
        steps = mine.play_break()
    heard: list[str] = []
    with open_phone(chromium, tmp_path / "phone") as mine:
        mine.page.on(
            "requestfinished",
            lambda request: heard.append(request.url.removeprefix(herobreak.address)),
        )
        mine.page.goto(herobreak.address)
        expect(mine.find_heading("That is today’s break done")).to_be_visible()
        mine.follow_link("Me")
        expect(mine.page.get_by_text("All your answers have been sent.")).to_be_visible()
        mine.page.wait_for_timeout(500)
    asked = [path for path in heard if path in {"/api/attempts", "/api/today"}]
    assert asked[:2] == ["/api/attempts", "/api/today"]
    assert recorded(herobreak, "Dora Order") == [(steps, steps)]


def poison(page: Page, status: int) -> list[str]:
    """Make the server fail at the last entry of the first batch; return the id of that entry."""
    bad: list[str] = []

    def answer(route: Route) -> None:
        sent = json.loads(route.request.post_data or "{}")
        ids = [one["id"] for one in sent["attempts"] + sent["reads"]]
        if not bad:
            bad.append(max(ids))
        if bad[0] in ids:
            route.fulfill(
                status=status, json={"title": "Fault", "status": status, "detail": "Over this one."}
            )
        else:
            route.continue_()

    page.route("**/api/attempts", answer)
    return bad


@pytest.mark.parametrize("status", [500, 503])
def test_one_answer_that_the_server_fails_over(
    herobreak: RunningHerobreak, chromium: Path, tmp_path: Path, status: int
) -> None:
    """All others arrive. After a 500 it is set aside; while the server is away it waits."""
    name = f"Cora Fault {status}"
    with open_phone(chromium, tmp_path / "phone") as mine:
        mine.join_team(herobreak.address, herobreak.join_code, name, PIN)
        expect(mine.find_button("Start your break")).to_be_visible()
        mine.wait_for_stored_app()
        mine.set_online(False)
        steps = mine.play_break()
        poison(mine.page, status)
        mine.find_button("Put the phone away").click()
        mine.follow_link("Me")
        mine.set_online(True)
        asides = mine.find_button("Send again")
        for _ in range(25):
            expect(mine.page.get_by_text("Sending…")).to_have_count(0)
            if asides.count():
                break
            mine.find_button("Send now").click()
        assert recorded(herobreak, name) == [(steps - 1, steps - 1)]
        if status == 500:
            expect(mine.page.get_by_text("Over this one.")).to_be_visible()
            mine.page.unroute("**/api/attempts")
            asides.click()
        else:
            expect(mine.page.get_by_text("1 answer waits to be sent.")).to_be_visible()
            mine.page.unroute("**/api/attempts")
            mine.find_button("Send now").click()
        expect(mine.page.get_by_text("All your answers have been sent.")).to_be_visible()
        expect(asides).to_have_count(0)
        assert recorded(herobreak, name) == [(steps, steps)]
        assert mine.faults == []
