"""The list of signed-in devices: look, ask, sign out, and stay where one is."""

import re
from pathlib import Path

from playwright.sync_api import expect
from support.phone import Phone, open_phones

from .conftest import RunningHerobreak, TeamAccess
from .test_identity import PIN, login_of

LIST = "My devices"


def open_devices(mine: Phone) -> None:
    mine.follow_link("Me")
    mine.page.get_by_text(LIST).click()
    expect(mine.page.get_by_text("This device")).to_be_visible()


def expect_signed_out(other: Phone) -> None:
    other.page.reload()
    expect(other.find_heading("Good to see you")).to_be_visible()


def test_lost_phones_are_signed_out_from_another(
    herobreak: RunningHerobreak, site: TeamAccess, chromium: Path, tmp_path: Path
) -> None:
    profiles = [tmp_path / name for name in ("mine", "lost", "till", "tablet")]
    with open_phones(chromium, *profiles) as (mine, *others):
        mine.join_team(herobreak.address, site.join_code, "Dev Ices", PIN)
        for other in others:
            other.sign_in(herobreak.address, login_of(herobreak, "Dev Ices"), PIN)
        open_devices(mine)
        buttons = mine.find_button(re.compile("^Sign out there:"))
        expect(buttons).to_have_count(3)
        buttons.first.focus()
        mine.page.keyboard.press("Enter")
        expect(mine.find_button("Leave it")).to_be_focused()
        mine.page.keyboard.press("Escape")
        expect(buttons.first).to_be_focused()
        mine.page.keyboard.press("Enter")
        mine.find_button("Sign out there").click()
        expect(mine.page.get_by_text(re.compile("is signed out.$"))).to_be_focused()
        expect(buttons).to_have_count(2)
        expect_signed_out(others[-1])
        mine.find_button("Sign out everywhere else").click()
        mine.find_button("Sign out there").click()
        expect(mine.page.get_by_text("You are signed in here only.")).to_be_focused()
        expect(buttons).to_have_count(0)
        for other in others[:-1]:
            expect_signed_out(other)
        expect(mine.page.get_by_text("This device")).to_be_visible()
        assert mine.faults == []


def test_the_list_says_that_there_is_no_network_and_comes_when_it_is_back(
    herobreak: RunningHerobreak, site: TeamAccess, chromium: Path, tmp_path: Path
) -> None:
    with open_phones(chromium, tmp_path) as (mine,):
        mine.join_team(herobreak.address, site.join_code, "Ned Work", PIN)
        mine.follow_link("Me")
        mine.set_online(False)
        mine.page.get_by_text(LIST).click()
        expect(mine.page.get_by_role("alert")).to_contain_text("Herobreak cannot be reached")
        mine.set_online(True)
        expect(mine.page.get_by_text("This device")).to_be_visible()
        assert mine.faults == []
