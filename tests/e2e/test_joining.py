"""A mistyped PIN is seen before it is sent, and a person who comes back is told what to do."""

from pathlib import Path

from playwright.sync_api import Route, expect
from support.phone import open_phone

from .conftest import RunningHerobreak, TeamAccess

PIN = "4831"


def test_a_pin_can_be_shown_and_typed_in_the_digits_of_another_keyboard(
    herobreak: RunningHerobreak, chromium: Path, tmp_path: Path
) -> None:
    with open_phone(chromium, tmp_path / "phone") as mine:
        mine.page.goto(f"{herobreak.address}/join?code={herobreak.join_code}")
        mine.page.get_by_label("Your name").fill("Samira Saleh")
        field = mine.page.get_by_label("Choose a PIN")
        field.press_sequentially("\u200f\u0664\u0668\u0663\u0661")
        expect(field).to_have_attribute("type", "password")
        expect(field).to_have_value(PIN)
        mine.find_button("Show").click()
        expect(field).to_have_attribute("type", "text")
        mine.page.screenshot(path=tmp_path / "join.png")
        mine.find_button("Hide").click()
        expect(field).to_have_attribute("type", "password")
        mine.find_button("Join the team").click()
        expect(mine.find_heading("Hello, Samira")).to_be_visible()
        mine.follow_link("Me")
        mine.find_button("Sign out").click()
        expect(mine.find_heading("Good to see you")).to_be_visible()
        mine.page.goto(f"{herobreak.address}/join?code={herobreak.join_code}")
        mine.page.get_by_label("Your name").fill("samira\u00a0SALEH")
        mine.page.get_by_label("Choose a PIN").fill("4833")
        mine.find_button("Join the team").click()
        expect(mine.page.get_by_role("alert")).to_contain_text("ask your team leader for a new one")
        mine.page.screenshot(path=tmp_path / "taken.png")
        mine.page.get_by_label("Choose a PIN").fill(PIN)
        mine.find_button("Join the team").click()
        expect(mine.find_heading("Hello, Samira")).to_be_visible()
        assert mine.faults == []


def test_a_leader_replaces_the_code_of_the_team(
    herobreak: RunningHerobreak, site: TeamAccess, chromium: Path, tmp_path: Path
) -> None:
    with open_phone(chromium, tmp_path) as leader:
        leader.sign_in(herobreak.address, site.login, site.secret)
        leader.follow_link("Team")
        code = leader.page.locator(".invite .code")
        expect(code).to_have_text(site.join_code)
        leader.find_button("Make a new code").click()
        expect(leader.page.get_by_text("stop working at once")).to_be_visible()
        leader.find_button("Keep this one").click()
        expect(leader.find_button("Make a new code")).to_be_focused()
        leader.find_button("Make a new code").click()
        leader.find_button("Yes, make a new one").click()
        expect(leader.page.get_by_text("This is the new code.")).to_be_visible()
        expect(code).not_to_have_text(site.join_code)
        expect(leader.find_button("Make a new code")).to_be_focused()
        assert leader.faults == []


def test_a_link_that_cannot_be_copied_is_shown(
    herobreak: RunningHerobreak, site: TeamAccess, chromium: Path, tmp_path: Path
) -> None:
    """Over plain HTTP there is no clipboard."""
    with open_phone(chromium, tmp_path) as leader:
        leader.context.add_init_script(
            "Object.defineProperty(Navigator.prototype, 'clipboard', { get: () => undefined })"
        )
        leader.sign_in(herobreak.address, site.login, site.secret)
        leader.follow_link("Team")
        leader.find_button("Copy the link").click()
        link = leader.page.get_by_label("Your browser does not let the app copy.")
        expect(link).to_be_focused()
        code = site.join_code.replace("-", "")
        expect(link).to_have_value(f"{herobreak.address}/join?code={code}")
        assert leader.faults == []


def test_a_slow_network_shows_that_something_is_under_way(
    herobreak: RunningHerobreak, chromium: Path, tmp_path: Path
) -> None:
    with open_phone(chromium, tmp_path) as mine:
        mine.page.goto(f"{herobreak.address}/sign-in")
        mine.page.get_by_label("Login").fill("nobody-here")
        mine.page.get_by_label("PIN or password").fill(PIN)
        held: list[Route] = []
        mine.page.route("**/api/session", lambda route: held.append(route))
        mine.find_button("Sign in").focus()
        mine.page.keyboard.press("Enter")
        expect(mine.page.get_by_role("status").get_by_text("One moment…")).to_have_count(1)
        expect(mine.find_button("Sign in")).to_be_disabled()
        held[0].continue_()
        expect(mine.page.get_by_role("alert")).to_contain_text("do not go together")
        expect(mine.page.get_by_text("One moment…")).to_have_count(0)
        expect(mine.find_button("Sign in")).to_be_focused()
        assert mine.faults == []


def test_large_text_leaves_room_for_the_pin(
    herobreak: RunningHerobreak, chromium: Path, tmp_path: Path
) -> None:
    with open_phone(chromium, tmp_path) as mine:
        mine.page.goto(f"{herobreak.address}/sign-in")
        field = mine.page.get_by_label("PIN or password")
        expect(field).to_be_visible()
        mine.page.evaluate("document.documentElement.style.fontSize = '200%'")
        box = field.bounding_box()
        assert box is not None
        assert box["width"] > 200
        assert mine.page.evaluate("document.scrollingElement.scrollWidth") <= 360
        assert mine.faults == []
