"""A secret that somebody else has set is replaced first, and a refusal says what to do."""

import re
from pathlib import Path

from playwright.sync_api import Locator, expect
from support.phone import Phone, open_phone, open_phones

from .conftest import RunningHerobreak, TeamAccess

PIN, GIVEN_PIN, OWN_PIN = "840213", "571904", "693158"


def expect_fault(field: Locator, fault: str) -> None:
    """Expect that the field has the focus and says what is wrong with it."""
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile(re.escape(fault)))


def set_pin(leader: Phone, name: str) -> None:
    """Set a new PIN for a member, after one that colleagues could guess was refused."""
    leader.follow_link("Team")
    leader.find_button(f"Set a new PIN for {name}").click()
    field = leader.page.get_by_label("New PIN", exact=True)
    field.fill("1234")
    leader.find_button("Set PIN").click()
    expect_fault(field, "Digits in a row are easily guessed.")
    field.fill(GIVEN_PIN)
    leader.find_button("Set PIN").click()
    expect(leader.page.get_by_text(f"{name} has a new PIN.")).to_be_visible()
    expect(leader.find_button(f"Set a new PIN for {name}")).to_be_focused()


def choose_own(mine: Phone) -> None:
    """Choose a PIN of one's own: first with the wrong old one, then one that is too easy."""
    given = mine.page.get_by_label("PIN you were given")
    own = mine.page.get_by_label("New PIN", exact=True)
    save = mine.find_button("Use my new PIN")
    given.fill("000000")
    own.fill(OWN_PIN)
    save.click()
    expect_fault(given, "That is not the PIN or password you have now.")
    given.fill(GIVEN_PIN)
    own.fill("121212")
    save.click()
    expect_fault(own, "Many people choose this one")
    own.fill(OWN_PIN)
    save.click()


def test_a_pin_that_a_leader_has_set_is_replaced_before_anything_else(
    herobreak: RunningHerobreak, site: TeamAccess, chromium: Path, tmp_path: Path
) -> None:
    with open_phones(chromium, tmp_path / "leader", tmp_path / "learner") as (leader, learner):
        leader.sign_in(herobreak.address, site.login, site.secret)
        learner.join_team(herobreak.address, site.join_code, "Petra Pin", PIN)
        set_pin(leader, "Petra Pin")
        [[login]] = herobreak.query_database("SELECT login FROM person WHERE name = 'Petra Pin'")
        learner.page.reload()
        expect(learner.page.get_by_text("You were signed out.")).to_be_visible()
        learner.page.get_by_label("Login").fill(login)
        learner.page.get_by_label("PIN or password").fill(GIVEN_PIN)
        learner.find_button("Sign in").click()
        expect(learner.find_heading("Choose a PIN of your own")).to_be_visible()
        expect(learner.page).to_have_title("Choose a PIN of your own · Herobreak")
        expect(learner.page.get_by_role("navigation")).to_have_count(0)
        choose_own(learner)
        expect(learner.find_heading(re.compile("Hello"))).to_be_visible()
        expect(learner.page.get_by_role("main")).to_be_focused()
        learner.follow_link("Me")
        learner.page.get_by_text("What others changed for you").click()
        expect(learner.page.get_by_text("You were given a new PIN or password.")).to_be_visible()
        assert leader.faults == learner.faults == []


def test_a_refused_pin_is_explained_at_its_field_when_joining(
    herobreak: RunningHerobreak, site: TeamAccess, chromium: Path, tmp_path: Path
) -> None:
    with open_phone(chromium, tmp_path) as mine:
        mine.page.goto(f"{herobreak.address}/join?code={site.join_code}")
        mine.page.get_by_label("Your name").fill("Jana Join")
        field = mine.page.get_by_label("Choose a PIN")
        field.fill("2580")
        mine.find_button("Join the team").click()
        expect_fault(field, "Many people choose this one")
        field.fill(PIN)
        mine.find_button("Join the team").click()
        expect(mine.find_heading(re.compile("Hello"))).to_be_visible()
        assert mine.faults == []


def test_a_code_that_has_ended_is_told_from_one_that_is_unknown(
    herobreak: RunningHerobreak, site: TeamAccess, chromium: Path, tmp_path: Path
) -> None:
    with open_phone(chromium, tmp_path) as mine:
        mine.page.goto(f"{herobreak.address}/join?code=NO-SUCH-CODE")
        expect(mine.page.get_by_role("alert")).to_contain_text("No team has this code.")
        herobreak.query_database(
            "UPDATE team SET join_code_expires_at = now() WHERE join_code = $1",
            site.join_code.replace("-", ""),
        )
        mine.page.get_by_label("Team code").fill(site.join_code)
        mine.find_button("Find my team").click()
        expect(mine.page.get_by_role("alert")).to_contain_text("This code has expired.")
        assert mine.faults == []
