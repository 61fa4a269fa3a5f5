"""A challenge from its launch to the certificate, and a moment from its report to the ledger."""

import json
import re
import subprocess
import time
from pathlib import Path

from playwright.sync_api import Locator, expect
from support.phone import Phone, open_phone, open_phones

from .conftest import RunningHerobreak, TeamAccess

PIN = "840213"
MAX_LAUNCH_SECONDS = 90.0
"""The time in which a leader launches a challenge, on a busy machine."""
TYPING_DELAY_MS = 50.0
"""The time between two letters."""
MAX_COUNT_SECONDS = 75.0
"""The worker counts every minute, so that it has counted after this time."""
VISION = "In June our name is read out on that stage, and all of us go up."
TITLE = "Our June award"


def launch_quest(leader: Phone) -> tuple[int, float]:
    """Launch the quest for the National Award with a target of one break.

    Returns its id and the seconds that it took.
    """
    leader.follow_link("Together")
    started_at = time.monotonic()
    leader.follow_link("Launch a challenge")
    leader.find_button(re.compile("Chase the National Award")).click()
    type_text(leader.page.get_by_label("In your words"), VISION)
    type_text(leader.page.get_by_label("Its name"), TITLE)
    leader.find_button("Next").click()
    leader.find_button("Next").click()
    expect(leader.find_heading("What to expect")).to_be_visible()
    type_text(leader.page.get_by_label("Target"), "1")
    leader.find_button("Launch it").click()
    expect(leader.find_heading(TITLE)).to_be_visible()
    return int(leader.page.url.partition("id=")[2]), time.monotonic() - started_at


def type_text(field: Locator, text: str) -> None:
    field.fill("")
    field.press_sequentially(text, delay=TYPING_DELAY_MS)


def wait_for_row(
    herobreak: RunningHerobreak, query: str, *values: object, seconds: float = MAX_COUNT_SECONDS
) -> None:
    """Wait until a query gives a row."""
    until = time.monotonic() + seconds
    while not herobreak.query_database(query, *values):
        assert time.monotonic() < until, f"no row: {query}"
        time.sleep(0.2)


def expect_progress(learner: Phone, value: str) -> None:
    """Expect a value of the progress bar after the page is loaded again."""
    learner.page.reload()
    expect(learner.page.get_by_role("progressbar", name=TITLE)).to_have_attribute(
        "aria-valuenow", value
    )


def move_start_to_yesterday(herobreak: RunningHerobreak, challenge: int) -> None:
    """Start it at once: between midnight and 04:00 its first day has not begun."""
    herobreak.query_database(
        "UPDATE challenge SET starts_at = starts_at - interval '1 day' WHERE id = $1", challenge
    )
    herobreak.query_database(
        "UPDATE challenge_team SET starts_at = starts_at - interval '1 day' WHERE challenge = $1",
        challenge,
    )


def end_challenge(herobreak: RunningHerobreak, challenge: int) -> None:
    """End its days and the time for late attempts."""
    herobreak.query_database("UPDATE challenge SET ends_at = now() WHERE id = $1", challenge)
    herobreak.query_database(
        "UPDATE challenge_team SET ends_at = now() WHERE challenge = $1", challenge
    )
    herobreak.query_database(
        "UPDATE due_job SET due_at = now() WHERE kind = 'challenge_settle' AND subject = $1",
        str(challenge),
    )


def test_a_quest_is_launched_counts_a_break_and_ends_with_badge_and_certificate(
    herobreak: RunningHerobreak, site: TeamAccess, chromium: Path, tmp_path: Path
) -> None:
    with open_phones(chromium, tmp_path / "leader", tmp_path / "learner") as (leader, learner):
        leader.sign_in(herobreak.address, site.login, site.secret)
        challenge, seconds = launch_quest(leader)
        assert seconds < MAX_LAUNCH_SECONDS, f"{seconds:.0f} s"
        move_start_to_yesterday(herobreak, challenge)

        learner.join_team(herobreak.address, site.join_code, "Ines Award", PIN)
        learner.follow_link("Together")
        learner.page.get_by_role("link", name=re.compile(TITLE)).first.click()
        expect(learner.page.get_by_text(VISION)).to_be_visible()
        expect(learner.page.get_by_role("progressbar", name=TITLE)).to_have_attribute(
            "aria-valuenow", "0"
        )
        learner.follow_link("Today")
        learner.play_break()
        learner.find_button("Put the phone away").click()
        learner.follow_link("Me")
        expect(learner.page.get_by_text("All your answers have been sent.")).to_be_visible()
        wait_for_row(
            herobreak, "SELECT 1 FROM challenge_team WHERE challenge = $1 AND value >= 1", challenge
        )
        learner.page.goto(f"{herobreak.address}/challenge?id={challenge}")
        expect_progress(learner, "1")
        expect_progress(leader, "1")

        end_challenge(herobreak, challenge)
        wait_for_row(herobreak, "SELECT 1 FROM award WHERE badge = 'national-award'")
        learner.find_button("Carry on").click()
        expect(
            learner.page.get_by_role("main").get_by_text("We made it", exact=True)
        ).to_be_visible()
        save_certificate(learner)
        learner.follow_link("Badges")
        earned = learner.page.get_by_role("listitem").filter(has_text=re.compile("Earned "))
        expect(earned.filter(has_text="Rose to it")).to_have_count(1)
        expect(earned.filter(has_text="National Award")).to_have_count(1)
        assert leader.faults == learner.faults == []


def save_certificate(learner: Phone) -> None:
    """Save the certificate; without a network a sentence says why that failed."""
    button = learner.find_button("Certificate (PDF)")
    learner.set_online(False)
    button.click()
    expect(learner.page.get_by_text("Herobreak cannot be reached right now.")).to_be_visible()
    learner.set_online(True)
    with learner.page.expect_download() as saving:
        button.click()
    assert saving.value.suggested_filename == f"{TITLE}.pdf"
    assert saving.value.path().read_bytes().startswith(b"%PDF")


def compose_figures(leader: Phone) -> int:
    """Launch a challenge without template that counts a survey; return its id."""
    leader.follow_link("Together")
    leader.follow_link("Launch a challenge")
    leader.find_button("Something of my own").click()
    leader.page.get_by_label("In your words").fill("95 %")
    expect(leader.page.get_by_text("That is a figure.")).to_be_visible()
    leader.page.get_by_label("In your words").fill(VISION)
    leader.page.wait_for_timeout(300)  # until the phone has stored it
    leader.page.reload()
    leader.find_button("Go on with what you began").click()
    expect(leader.page.get_by_label("In your words")).to_have_value(VISION)
    expect(leader.page.get_by_text("That is a figure.")).to_have_count(0)
    leader.page.get_by_label("Its name").fill(TITLE)
    leader.find_button("Next").click()
    go_back_and_forth(leader)
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
    milestone = "Still ahead: seven days at 48 % satisfied on average"
    expect(leader.page.get_by_text(milestone)).to_be_visible()
    return int(leader.page.url.partition("id=")[2])


def go_back_and_forth(leader: Phone) -> None:
    """Go back with the button of the browser, to the vision and to the templates."""
    leader.page.go_back()
    expect(leader.page.get_by_label("In your words")).to_have_value(VISION)
    leader.page.go_back()
    leader.find_button("Something of my own").click()
    expect(leader.page.get_by_label("Its name")).to_have_value(TITLE)
    leader.find_button("Next").click()


def add_figure_while_the_page_cannot_reload(leader: Phone, challenge: int) -> None:
    """Add a figure while the page cannot be fetched again: the page stays as it is."""
    address = f"**/api/challenges/{challenge}"
    leader.page.route(address, lambda route: route.abort())
    leader.page.get_by_label("How many?").fill("18")
    leader.page.get_by_label("Out of").fill("20")
    with leader.page.expect_event("requestfailed"):
        leader.find_button("Add the figure").click()
    leader.page.unroute(address)
    expect(leader.page.get_by_text("Added. The bar moves within a minute.")).to_be_visible()
    expect(leader.find_heading("That did not work")).to_have_count(0)


def correct_and_delete_figure(leader: Phone) -> None:
    """Correct the only figure, then delete it: the challenge is counted again."""
    leader.page.get_by_text("Figures that count").click()
    leader.find_button(re.compile("^Correct the figure of")).click()
    figures = leader.page.get_by_role("listitem").filter(has_text="19 out of 20")
    figures.get_by_label("How many?").fill("18")
    leader.find_button("Cancel").click()
    expect(leader.find_button(re.compile("^Correct the figure of"))).to_be_focused()
    leader.page.keyboard.press("Enter")
    expect(figures.get_by_label("How many?")).to_be_focused()
    figures.get_by_label("How many?").fill("18")
    leader.find_button("Save the correction").click()
    expect(leader.page.get_by_text("Corrected. The bar moves")).to_be_focused()
    expect(leader.page.get_by_text(re.compile("18 out of 20"))).to_be_visible()
    expect_progress(leader, "90")
    leader.page.get_by_text("Figures that count").click()
    leader.find_button(re.compile("^Delete the figure of")).click()
    expect(leader.find_heading(re.compile("^Delete 18 out of 20 of"))).to_be_visible()
    leader.find_button("Keep it").click()
    leader.find_button(re.compile("^Delete the figure of")).click()
    leader.find_button("Delete it").click()
    expect(leader.page.get_by_text("Deleted. The bar moves")).to_be_focused()
    expect(leader.page.get_by_text("Nobody has entered a figure yet.")).to_be_visible()
    progress = "No figure yet; the target is 95.5 % satisfied"
    expect(leader.page.get_by_text(progress)).to_be_visible()


def test_a_leader_pastes_figures_and_may_only_make_fair_changes(
    herobreak: RunningHerobreak, site: TeamAccess, chromium: Path, tmp_path: Path
) -> None:
    with open_phone(chromium, tmp_path / "leader") as leader:
        leader.sign_in(herobreak.address, site.login, site.secret)
        challenge = compose_figures(leader)
        move_start_to_yesterday(herobreak, challenge)
        [[day]] = herobreak.query_database(
            "SELECT first_day FROM challenge WHERE id = $1", challenge
        )
        add_figure_while_the_page_cannot_reload(leader, challenge)
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
        wait_for_row(
            herobreak, "SELECT 1 FROM challenge_team WHERE challenge = $1 AND value = 95", challenge
        )
        expect_progress(leader, "95")

        leader.page.get_by_text("Edit or extend").click()
        leader.page.get_by_label("Target").fill("99")
        leader.find_button("Save and tell everybody").click()
        expect(leader.page.get_by_text("the target may become lower, not higher")).to_be_visible()
        leader.page.get_by_label("Target").fill("90")
        leader.find_button("Save and tell everybody").click()
        expect(leader.find_heading("That ends it now")).to_be_visible()
        leader.find_button("Keep it going").click()
        leader.page.get_by_label("Target").fill("95.5")
        leader.find_button("Save and tell everybody").click()
        expect(leader.page.get_by_text("Saved, and everybody is told.")).to_be_visible()
        progress = "95 on average; the target is 95.5 % satisfied"
        expect(leader.page.get_by_text(progress)).to_be_visible()
        correct_and_delete_figure(leader)
        assert leader.faults == []


def test_a_token_is_created_used_and_revoked_and_a_challenge_cancelled(
    herobreak: RunningHerobreak, site: TeamAccess, chromium: Path, tmp_path: Path
) -> None:
    with open_phone(chromium, tmp_path / "leader") as leader:
        leader.sign_in(herobreak.address, site.login, site.secret)
        compose_figures(leader)
        leader.page.get_by_text("Let a program send them").click()
        expect(leader.page.get_by_text("No key yet.")).to_be_visible()
        make_token(leader, "Survey")
        make_token(leader, "Till")
        line = leader.page.get_by_role("code")
        till_command = line.inner_text()
        end_token(leader, "Survey")
        expect(leader.find_button("End it: the key of Survey")).to_have_count(0)
        expect(line).to_have_text(till_command)
        assert run_command(till_command) == {"added": 1}
        leader.find_button("New key for Till").click()
        leader.find_button("Make a new key").click()
        expect(line).not_to_have_text(till_command)
        assert "figure_token.invalid" in str(run_command(till_command))
        leader.page.reload()
        leader.page.get_by_text("Let a program send them").click()
        end_token(leader, "Till")
        expect(leader.page.get_by_text("No key yet.")).to_be_visible()

        leader.page.get_by_text("Cancel the challenge").first.click()
        leader.page.get_by_label("Why? Everybody gets to read it.").fill("The award is put off.")
        leader.find_button("Cancel the challenge").click()
        expect(leader.page.get_by_role("main").get_by_text("Cancelled", exact=True)).to_be_visible()
        expect(
            leader.page.get_by_role("paragraph").get_by_text("The award is put off.")
        ).to_be_visible()
        expect(leader.page.get_by_text(re.compile("Still ahead"))).to_have_count(0)
        assert leader.faults == []


def make_token(leader: Phone, name: str) -> None:
    """Make a token and expect the command that sends figures with it."""
    leader.page.get_by_label("What sends them?").fill(name)
    leader.find_button("Make a key").click()
    expect(leader.page.get_by_role("code")).to_contain_text("Authorization: Bearer")
    expect(leader.page.get_by_text(f"{name}, since")).to_be_visible()


def end_token(leader: Phone, name: str) -> None:
    leader.find_button(f"End it: the key of {name}").click()
    leader.find_button("End it").click()
    expect(leader.page.get_by_text(f"The key of {name} is ended.")).to_be_focused()


def run_command(line: str) -> object:
    """Run the command that a leader copies; return the response."""
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=30)
    return json.loads(done.stdout)


def test_a_moment_is_reported_confirmed_shown_and_earns_points(
    herobreak: RunningHerobreak, site: TeamAccess, chromium: Path, tmp_path: Path
) -> None:
    sentence = "Amira found the inhaler before his mother had finished the sentence."
    with open_phones(chromium, tmp_path / "leader", tmp_path / "giver", tmp_path / "hero") as (
        leader,
        giver,
        hero,
    ):
        hero.join_team(herobreak.address, site.join_code, "Amira Hero", PIN)
        giver.join_team(herobreak.address, site.join_code, "Gil Giver", PIN)
        open_moments(giver)
        giver.page.get_by_text("I saw something good").click()
        giver.page.get_by_label("Who was it?").select_option("Amira Hero")
        giver.page.get_by_label("What was it about?").select_option(index=1)
        giver.page.get_by_label("What happened?").fill(sentence)
        giver.find_button("Send it").click()
        expect(giver.page.get_by_text("It shows when your leader has said yes.")).to_be_visible()
        open_moments(hero)
        expect(hero.find_heading(re.compile("^Moments$"))).to_be_visible()
        expect(hero.page.get_by_text(sentence)).to_have_count(0)

        leader.sign_in(herobreak.address, site.login, site.secret)
        open_moments(leader)
        leader.find_button("Not this one").click()
        expect(leader.find_button("Leave it out")).to_be_visible()
        leader.find_button("Cancel").click()
        expect(leader.find_button("Not this one")).to_be_focused()
        leader.find_button("Confirm").click()
        expect(leader.page.get_by_text("Confirmed. The team sees it now.")).to_be_focused()
        expect(leader.find_heading("To look at")).to_have_count(0)

        expect(hero.page.get_by_text(sentence)).to_be_visible()
        hero.page.goto(f"{herobreak.address}/points")
        line = hero.page.get_by_role("listitem").filter(has_text="Seen in action")
        expect(line).to_have_count(1)
        expect(line).to_contain_text("+")

        open_moments(hero)
        hero.find_button("Remove").click()
        hero.find_button("Keep it").click()
        expect(hero.page.get_by_text(sentence)).to_be_visible()
        hero.find_button("Remove").click()
        hero.find_button("Yes, remove it").click()
        expect(hero.page.get_by_text("Removed.", exact=True)).to_be_visible()
        assert leader.faults == giver.faults == hero.faults == []


def open_moments(learner: Phone) -> None:
    """Open the page of moments by its links."""
    learner.follow_link("Together")
    learner.page.get_by_role("link", name=re.compile("^Moments")).click()
