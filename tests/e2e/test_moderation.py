"""A leader looks at thanks, pauses a giver and takes a name away; everybody is told of it."""

import re
from pathlib import Path

from playwright.sync_api import expect
from support.phone import Phone, open_phones

from .conftest import RunningHerobreak, TeamAccess
from .test_challenge import open_moments
from .test_identity import PIN


def give_thanks(giver: Phone, to: str, sentence: str) -> None:
    open_moments(giver)
    giver.page.get_by_text("I saw something good").click()
    giver.page.get_by_label("Who was it?").select_option(to)
    giver.page.get_by_label("What was it about?").select_option(index=1)
    giver.page.get_by_label("What happened?").fill(sentence)
    giver.page.get_by_label("Thanks: just to say it").check()
    giver.find_button("Send it").click()
    expect(giver.page.get_by_text("It shows when your leader has said yes.")).to_be_visible()


def pause(leader: Phone, name: str) -> None:
    """Pause a giver. A change that fails leaves the switch where it was saved last."""
    leader.follow_link("Team")
    leader.find_button(f"Name and thanks of {name}").click()
    may_give = leader.page.get_by_role("switch", name="May give moments and thanks")
    may_give.uncheck()
    expect(leader.page.get_by_text("Saved", exact=True)).to_be_visible()
    expect(may_give).to_be_focused()
    leader.set_online(False)
    may_give.click()
    expect(leader.page.get_by_text("Herobreak cannot be reached right now.")).to_be_visible()
    expect(may_give).not_to_be_checked()
    leader.set_online(True)
    leader.find_button("Take the name for the boards away").click()
    leader.find_button("Take it away").click()
    expect(leader.page.get_by_text(f"{name} shows by their own name now.")).to_be_visible()
    leader.find_button("Close").click()
    expect(leader.page.get_by_text("Moments and thanks are paused.")).to_be_visible()


def test_a_leader_leaves_thanks_out_and_pauses_the_giver(
    herobreak: RunningHerobreak, site: TeamAccess, chromium: Path, tmp_path: Path
) -> None:
    rude = "Smells, please shower."
    with open_phones(chromium, tmp_path / "leader", tmp_path / "giver", tmp_path / "hero") as (
        leader,
        giver,
        hero,
    ):
        hero.join_team(herobreak.address, site.join_code, "Hanna Hero", PIN)
        giver.join_team(herobreak.address, site.join_code, "Rudi Rude", PIN)
        herobreak.query_database("UPDATE person SET alias = 'Shark' WHERE name = 'Rudi Rude'")
        give_thanks(giver, "Hanna Hero", rude)
        leader.sign_in(herobreak.address, site.login, site.secret)
        leader.follow_link("Together")
        expect(leader.page.get_by_text("1 waits for your yes")).to_be_visible()
        open_moments(leader)
        decline = leader.find_button("Not this one")
        expect(decline).to_have_accessible_description(rude)
        decline.click()
        leader.find_button("Leave it out").click()
        expect(leader.page.get_by_text("Left out. Nobody sees it.")).to_be_focused()
        pause(leader, "Rudi Rude")
        giver.page.reload()
        giver.page.get_by_text("I saw something good").click()
        expect(giver.page.get_by_text("Your leader has paused")).to_be_visible()
        expect(giver.find_button("Send it")).to_have_count(0)
        giver.follow_link("Me")
        giver.page.get_by_text("What others changed for you").click()
        expect(giver.page.get_by_text("Your moments and thanks are paused.")).to_be_visible()
        assert leader.faults == giver.faults == hero.faults == []


def test_a_report_can_be_given_up_and_sent(
    herobreak: RunningHerobreak, site: TeamAccess, chromium: Path, tmp_path: Path
) -> None:
    with open_phones(chromium, tmp_path / "leader", tmp_path / "giver", tmp_path / "hero") as (
        leader,
        giver,
        hero,
    ):
        hero.join_team(herobreak.address, site.join_code, "Hugo Hero", PIN)
        giver.join_team(herobreak.address, site.join_code, "Gita Giver", PIN)
        give_thanks(giver, "Hugo Hero", "He carried the boxes.")
        leader.sign_in(herobreak.address, site.login, site.secret)
        open_moments(leader)
        leader.find_button("Confirm").click()
        expect(leader.page.get_by_text("Confirmed. The team sees it now.")).to_be_focused()
        leader.find_button("Report").click()
        why = leader.page.get_by_label("Why should it be looked at?")
        expect(why).to_be_focused()
        leader.find_button("Cancel").click()
        expect(why).to_have_count(0)
        leader.find_button("Report").click()
        why.fill("Boxes are heavy.")
        leader.find_button("Send the report").click()
        expect(leader.page.get_by_text(re.compile("^Reported. It is hidden"))).to_be_focused()
        assert leader.faults == giver.faults == hero.faults == []
