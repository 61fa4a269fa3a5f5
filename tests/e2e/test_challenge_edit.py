"""A leader sees a forecast while typing, and the pace of a challenge, and changes it later."""

import re
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from playwright.sync_api import expect
from support.phone import Phone, open_phone

from .conftest import RunningHerobreak, TeamAccess
from .test_challenge import TITLE, VISION, move_start_to_yesterday, wait_for_row


def compose_breaks(leader: Phone) -> None:
    """Compose a challenge that counts breaks, up to the step Delivery."""
    leader.follow_link("Together")
    leader.follow_link("Launch a challenge")
    leader.find_button("Something of my own").click()
    leader.page.get_by_label("In your words").fill(VISION)
    leader.page.get_by_label("Its name").fill(TITLE)
    leader.find_button("Next").click()
    leader.find_button("Next").click()


def read_forecast(leader: Phone) -> str:
    return leader.page.locator("section", has_text="What to expect").inner_text()


def test_a_forecast_follows_the_target_while_it_is_typed(
    herobreak: RunningHerobreak, site: TeamAccess, chromium: Path, tmp_path: Path
) -> None:
    with open_phone(chromium, tmp_path / "leader") as leader:
        leader.sign_in(herobreak.address, site.login, site.secret)
        compose_breaks(leader)
        expect(leader.find_heading("What to expect")).to_be_visible()
        expect(leader.page.get_by_text(re.compile("Expect around"))).to_be_visible()
        before = read_forecast(leader)
        leader.page.get_by_label("Target").press_sequentially("000", delay=30)
        expect(leader.page.get_by_text(re.compile("more than they can reach"))).to_be_visible()
        assert read_forecast(leader) != before
        leader.find_button(re.compile("^Take .* as the target")).click()
        expect(leader.page.get_by_text(re.compile("about [0-9]+ in 100"))).to_be_visible()
        assert leader.faults == []


def enter_parcels(herobreak: RunningHerobreak, challenge: int, amount: int) -> None:
    herobreak.query_database(
        "INSERT INTO challenge_figure (challenge, team, key, day, amount, at)"
        " SELECT $1, team, $2, $3, $4, $5 FROM challenge_team WHERE challenge = $1",
        challenge,
        uuid4(),
        datetime.now(UTC).date(),
        float(amount),
        datetime.now(UTC),
    )


def test_a_leader_changes_stages_and_confirms_that_a_reached_target_ends_it(
    herobreak: RunningHerobreak, site: TeamAccess, chromium: Path, tmp_path: Path
) -> None:
    with open_phone(chromium, tmp_path / "leader") as leader:
        leader.sign_in(herobreak.address, site.login, site.secret)
        compose_breaks(leader)
        leader.page.get_by_label("What counts?").select_option("A figure of your own")
        leader.page.get_by_label("Unit", exact=True).fill("parcels")
        leader.page.get_by_label("Target").fill("80")
        leader.find_button("Launch it").click()
        expect(leader.find_heading(TITLE)).to_be_visible()
        challenge = int(leader.page.url.partition("id=")[2])
        move_start_to_yesterday(herobreak, challenge)
        enter_parcels(herobreak, challenge, 30)
        wait_for_row(
            herobreak, "SELECT 1 FROM challenge_team WHERE challenge = $1 AND value = 30", challenge
        )
        leader.page.reload()
        expect(leader.find_heading("The pace")).to_be_visible()
        expect(leader.page.get_by_text("So far: ")).to_be_visible()

        leader.page.get_by_text("Edit or extend").click()
        leader.page.get_by_text("Milestones (0)").click()
        leader.find_button("Add a stage").click()
        leader.page.get_by_label("Stage 1").get_by_role("textbox").fill("Half the way")
        leader.find_button("Save and tell everybody").click()
        expect(leader.page.get_by_text("Still ahead: at 40 parcels")).to_be_visible()

        leader.page.get_by_label("Target").fill("60")
        leader.find_button("Save and tell everybody").click()
        expect(leader.find_button("Nothing has changed yet.")).to_be_visible()
        expect(leader.page.get_by_text(re.compile("^Reached [A-Z]"))).to_be_visible()
        leader.page.get_by_label("Target").fill("30")
        leader.find_button("Save and tell everybody").click()
        expect(leader.find_heading("That ends it now")).to_be_visible()
        leader.find_button("Keep it going").click()
        leader.find_button("Save and tell everybody").click()
        leader.find_button("Save it and end it now").click()
        expect(leader.find_heading("We made it")).to_be_visible(timeout=30_000)
        assert leader.faults == []
