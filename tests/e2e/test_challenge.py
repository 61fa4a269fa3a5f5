"""A challenge from a leader's phone to the certificate, and a moment from a colleague's eye to the ledger."""

import json
import re
import subprocess
import time
from pathlib import Path

from playwright.sync_api import Locator, expect
from support.phone import Phone, open_phone, open_phones

from .conftest import RunningHerobreak, TeamAccess

PIN = "840213"
WITHIN = 90.0
"""Seconds in which a leader launches a challenge, on a machine that does other things, too."""
PER_LETTER = 50.0
"""Milliseconds between letters: a quick thumb."""
PATIENCE = 75.0
"""Seconds until the worker has counted: it does so every minute at the latest."""
VISION = "In June our name is read out on that stage, and all of us go up."
TITLE = "Our June award"


def launch(leader: Phone) -> tuple[int, float]:
    """Launch the quest for the National Award for one break, in her own words; its id, and the seconds it took."""
    leader.follow_link("Together")
    begun = time.monotonic()
    leader.follow_link("Launch a challenge")
    leader.find_button(re.compile("Chase the National Award")).click()
    write(leader.page.get_by_label("In your words"), VISION)
    write(leader.page.get_by_label("Its name"), TITLE)
    leader.find_button("Next").click()
    leader.find_button("Next").click()
    expect(leader.find_heading("What to expect")).to_be_visible()
    write(leader.page.get_by_label("Target"), "1")
    leader.find_button("Launch it").click()
    expect(leader.find_heading(TITLE)).to_be_visible()
    return int(leader.page.url.partition("id=")[2]), time.monotonic() - begun


def write(field: Locator, text: str) -> None:
    field.fill("")
    field.press_sequentially(text, delay=PER_LETTER)


def wait_for(
    herobreak: RunningHerobreak, question: str, *values: object, seconds: float = PATIENCE
) -> None:
    """Wait until a question has an answer."""
    until = time.monotonic() + seconds
    while not herobreak.query_database(question, *values):
        assert time.monotonic() < until, f"never: {question}"
        time.sleep(0.2)


def bar_at(mine: Phone, value: str) -> None:
    """The bar is there when the page is opened anew."""
    mine.page.reload()
    expect(mine.page.get_by_role("progressbar", name=TITLE)).to_have_attribute(
        "aria-valuenow", value
    )


def begins_yesterday(herobreak: RunningHerobreak, challenge: int) -> None:
    """Between midnight and four its first day has not begun: no test waits for that."""
    herobreak.query_database(
        "UPDATE challenge SET starts_at = starts_at - interval '1 day' WHERE id = $1", challenge
    )
    herobreak.query_database(
        "UPDATE challenge_team SET starts_at = starts_at - interval '1 day' WHERE challenge = $1",
        challenge,
    )


def ends_now(herobreak: RunningHerobreak, challenge: int) -> None:
    """Its days are over, and so is the time for late answers."""
    herobreak.query_database("UPDATE challenge SET ends_at = now() WHERE id = $1", challenge)
    herobreak.query_database(
        "UPDATE challenge_team SET ends_at = now() WHERE challenge = $1", challenge
    )
    herobreak.query_database(
        "UPDATE due_job SET due_at = now() WHERE kind = 'challenge_settle' AND subject = $1",
        str(challenge),
    )


def test_a_quest_is_launched_in_no_time_moves_with_a_break_and_ends_with_badge_and_certificate(
    herobreak: RunningHerobreak, site: TeamAccess, chromium: Path, tmp_path: Path
) -> None:
    with open_phones(chromium, tmp_path / "leader", tmp_path / "learner") as (leader, mine):
        leader.sign_in(herobreak.address, site.login, site.secret)
        challenge, seconds = launch(leader)
        assert seconds < WITHIN, f"{seconds:.0f} s"
        begins_yesterday(herobreak, challenge)

        mine.join_team(herobreak.address, site.join_code, "Ines Award", PIN)
        mine.follow_link("Together")
        mine.page.get_by_role("link", name=re.compile(TITLE)).click()
        expect(mine.page.get_by_text(VISION)).to_be_visible()
        expect(mine.page.get_by_role("progressbar", name=TITLE)).to_have_attribute(
            "aria-valuenow", "0"
        )
        mine.follow_link("Today")
        mine.play_break()
        mine.find_button("Put the phone away").click()
        mine.follow_link("Me")
        expect(mine.page.get_by_text("All your answers have been sent.")).to_be_visible()
        wait_for(
            herobreak, "SELECT 1 FROM challenge_team WHERE challenge = $1 AND value >= 1", challenge
        )
        mine.page.goto(f"{herobreak.address}/challenge?id={challenge}")
        bar_at(mine, "1")
        bar_at(leader, "1")

        ends_now(herobreak, challenge)
        wait_for(herobreak, "SELECT 1 FROM award WHERE badge = 'national-award'")
        mine.find_button("Carry on").click()
        expect(mine.page.get_by_role("main").get_by_text("We made it", exact=True)).to_be_visible()
        link = mine.page.get_by_role("link", name="Certificate (PDF)").get_attribute("href")
        certificate = mine.context.request.get(f"{herobreak.address}{link}")
        assert certificate.body().startswith(b"%PDF"), certificate.text()
        mine.follow_link("Badges")
        earned = mine.page.get_by_role("listitem").filter(has_text=re.compile("Earned "))
        expect(earned.filter(has_text="Rose to it")).to_have_count(1)
        expect(earned.filter(has_text="National Award")).to_have_count(1)
        assert leader.faults == mine.faults == []


def compose_figures(leader: Phone) -> int:
    """Launch a challenge of her own, counted by a survey, with a milestone; its id."""
    leader.follow_link("Together")
    leader.follow_link("Launch a challenge")
    leader.find_button("Something of my own").click()
    leader.page.get_by_label("In your words").fill("95 %")
    expect(leader.page.get_by_text("That is a figure.")).to_be_visible()
    leader.page.get_by_label("In your words").fill(VISION)
    leader.page.wait_for_timeout(300)  # the phone has kept it by then
    leader.page.reload()
    leader.find_button("Go on with what you began").click()
    expect(leader.page.get_by_label("In your words")).to_have_value(VISION)
    expect(leader.page.get_by_text("That is a figure.")).to_have_count(0)
    leader.page.get_by_label("Its name").fill(TITLE)
    leader.find_button("Next").click()
    back_and_forth(leader)
    leader.page.get_by_text("Who leads it with you?").click()
    leader.page.get_by_role("checkbox").first.check()
    leader.find_button("Next").click()
    leader.page.get_by_label("What counts?").select_option("A figure of your own")
    leader.page.get_by_label("Unit").fill("% satisfied")
    leader.page.get_by_text("Milestones (0)").click()
    leader.find_button("Add a stage").click()
    leader.page.get_by_label("Target").fill("96")
    leader.page.get_by_label("Stage 1").get_by_role("textbox").fill("Half the way")
    leader.find_button("Launch it").click()
    expect(leader.find_heading(TITLE)).to_be_visible()
    expect(leader.page.get_by_text("Still ahead: at 48 % satisfied")).to_be_visible()
    return int(leader.page.url.partition("id=")[2])


def back_and_forth(leader: Phone) -> None:
    """Go back the way that the phone itself offers, to the vision and to what else there is to start from."""
    leader.page.go_back()
    expect(leader.page.get_by_label("In your words")).to_have_value(VISION)
    leader.page.go_back()
    leader.find_button("Something of my own").click()
    expect(leader.page.get_by_label("Its name")).to_have_value(TITLE)
    leader.find_button("Next").click()


def add_on_a_thin_line(leader: Phone, challenge: int) -> None:
    """Add a figure that arrives, while the page behind it cannot be fetched again: nothing that is there goes away."""
    where = f"**/api/challenges/{challenge}"
    leader.page.route(where, lambda route: route.abort())
    leader.page.get_by_label("How many?").fill("18")
    leader.page.get_by_label("Out of").fill("20")
    with leader.page.expect_event("requestfailed"):
        leader.find_button("Add the figure").click()
    leader.page.unroute(where)
    expect(leader.page.get_by_text("Added. The bar moves within a minute.")).to_be_visible()
    expect(leader.find_heading("That did not work")).to_have_count(0)


def test_a_leader_adds_figures_from_a_sheet_and_changes_what_is_fair(
    herobreak: RunningHerobreak, site: TeamAccess, chromium: Path, tmp_path: Path
) -> None:
    with open_phone(chromium, tmp_path / "leader") as leader:
        leader.sign_in(herobreak.address, site.login, site.secret)
        challenge = compose_figures(leader)
        begins_yesterday(herobreak, challenge)
        [[day]] = herobreak.query_database(
            "SELECT first_day FROM challenge WHERE id = $1", challenge
        )
        add_on_a_thin_line(leader, challenge)
        leader.page.get_by_text("Paste from a sheet").click()
        rows = leader.page.get_by_label("Rows").first
        rows.fill(f"Day\tYes\tAsked\n{day:%d.%m.%Y}\t19\t20\nsoon\t5\t6")
        expect(
            leader.page.get_by_text("1 row needs a change before they can all be added.")
        ).to_be_visible()
        expect(leader.find_button("Add 1 figure")).to_be_disabled()
        rows.fill(f"Day\tYes\tAsked\n{day:%d.%m.%Y}\t19\t20\n")
        leader.find_button("Add 1 figure").click()
        expect(leader.page.get_by_text("1 figure was added.")).to_be_visible()
        wait_for(
            herobreak, "SELECT 1 FROM challenge_team WHERE challenge = $1 AND value = 95", challenge
        )
        bar_at(leader, "95")

        leader.page.get_by_text("Edit or extend").click()
        leader.page.get_by_label("Target").fill("99")
        leader.find_button("Save and tell everybody").click()
        expect(leader.page.get_by_text("the target may come nearer, not move away")).to_be_visible()
        leader.page.get_by_label("Target").fill("90")
        leader.find_button("Save and tell everybody").click()
        expect(leader.page.get_by_text("Saved, and everybody is told.")).to_be_visible()
        expect(leader.page.get_by_text("95 of 90 % satisfied")).to_be_visible()
        assert leader.faults == []


def test_a_machine_is_let_in_by_a_token_and_out_again_and_of_what_is_over_nothing_lies_ahead(
    herobreak: RunningHerobreak, site: TeamAccess, chromium: Path, tmp_path: Path
) -> None:
    with open_phone(chromium, tmp_path / "leader") as leader:
        leader.sign_in(herobreak.address, site.login, site.secret)
        compose_figures(leader)
        leader.page.get_by_text("Let a machine send them").click()
        leader.page.get_by_label("What is the machine called?").fill("Survey")
        leader.find_button("Make a token").click()
        line = leader.page.get_by_role("code")
        expect(line).to_contain_text("Authorization: Bearer")
        assert pushed(line.inner_text()) == {"added": 1}
        leader.page.reload()
        leader.page.get_by_text("Let a machine send them").click()
        leader.find_button("Revoke the token of Survey").click()
        expect(leader.find_button("Revoke the token of Survey")).to_have_count(0)

        leader.page.get_by_text("Cancel the challenge").first.click()
        leader.page.get_by_label("Why? Everybody gets to read it.").fill("The award is put off.")
        leader.find_button("Cancel the challenge").click()
        expect(leader.page.get_by_role("main").get_by_text("Cancelled", exact=True)).to_be_visible()
        expect(
            leader.page.get_by_role("paragraph").get_by_text("The award is put off.")
        ).to_be_visible()
        expect(leader.page.get_by_text(re.compile("Still ahead"))).to_have_count(0)
        assert leader.faults == []


def pushed(line: str) -> object:
    """Run what a leader copies, as whoever looks after the machine would."""
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=30)
    return json.loads(done.stdout)


def test_a_moment_is_seen_confirmed_shown_and_stands_in_the_ledger(
    herobreak: RunningHerobreak, site: TeamAccess, chromium: Path, tmp_path: Path
) -> None:
    said = "Amira found the inhaler before his mother had finished the sentence."
    with open_phones(chromium, tmp_path / "leader", tmp_path / "giver", tmp_path / "hero") as (
        leader,
        giver,
        hero,
    ):
        hero.join_team(herobreak.address, site.join_code, "Amira Hero", PIN)
        giver.join_team(herobreak.address, site.join_code, "Gil Giver", PIN)
        moments(giver)
        giver.page.get_by_text("I saw something good").click()
        giver.page.get_by_label("Who was it?").select_option("Amira Hero")
        giver.page.get_by_label("What was it about?").select_option(index=1)
        giver.page.get_by_label("What happened?").fill(said)
        giver.find_button("Send it").click()
        expect(
            giver.page.get_by_text("It shows when your leader has confirmed it.")
        ).to_be_visible()
        moments(hero)
        expect(hero.find_heading(re.compile("^Moments$"))).to_be_visible()
        expect(hero.page.get_by_text(said)).to_have_count(0)

        leader.sign_in(herobreak.address, site.login, site.secret)
        moments(leader)
        leader.find_button("Not this one").click()
        expect(leader.find_button("Leave it out")).to_be_visible()
        leader.find_button("Confirm").click()
        expect(leader.find_heading("To look at")).to_have_count(0)

        expect(hero.page.get_by_text(said)).to_be_visible()
        hero.page.goto(f"{herobreak.address}/points")
        line = hero.page.get_by_role("listitem").filter(has_text="Seen in action")
        expect(line).to_have_count(1)
        expect(line).to_contain_text("+")

        moments(hero)
        hero.find_button("Remove").click()
        hero.find_button("Keep it").click()
        expect(hero.page.get_by_text(said)).to_be_visible()
        hero.find_button("Remove").click()
        hero.find_button("Yes, remove it").click()
        expect(hero.page.get_by_text("Removed.", exact=True)).to_be_visible()
        assert leader.faults == giver.faults == hero.faults == []


def moments(mine: Phone) -> None:
    """Open the moments, the way a thumb goes."""
    mine.follow_link("Together")
    mine.page.get_by_role("link", name=re.compile("^Moments")).click()
