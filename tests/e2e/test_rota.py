"""A learner enters days off; a leader's rota reaches the calendar of a learner."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import expect
from support.phone import Phone, open_phones
from support.rota_tables import make_workbook

from learning.rules.rota.days import find_week_start, to_local_day

from .conftest import RunningHerobreak

PIN = "840213"


@pytest.fixture
def two(
    herobreak: RunningHerobreak, chromium: Path, tmp_path: Path
) -> Iterator[tuple[Phone, Phone]]:
    """The phones of a leader and a learner, in a new team that works from Monday to Sunday."""
    code = herobreak.run_command(
        r"join code: (\S+)",
        "team",
        "add",
        f"Harbour {uuid4().hex[:6]}",
        "--zone",
        "UTC",
        "--work-days",
        "mon-sun",
    )
    signs = herobreak.run_command(
        r"login: (\S+\s+password: \S+)",
        "person",
        "add",
        "Lea Leader",
        "--team",
        code,
        "--role",
        "leader",
    )
    login, _, secret = re.split(r"\s+", signs)
    with open_phones(chromium, tmp_path / "leader", tmp_path / "learner") as (leader, learner):
        learner.join_team(herobreak.address, code, "Anna Lee", PIN)
        leader.sign_in(herobreak.address, login, secret)
        yield leader, learner
        assert not leader.faults + learner.faults


def day(ahead: int) -> date:
    return to_local_day(datetime.now(UTC), "UTC") + timedelta(days=ahead)


def said(when: date) -> str:
    return f"{when:%a} {when.day} {when:%b}".replace("Sep", "Sept")


def look_at_the_calendar(learner: Phone, herobreak: RunningHerobreak) -> None:
    learner.page.goto(f"{herobreak.address}/streak")
    expect(learner.find_heading("Days off")).to_be_visible()


def test_a_tap_notes_a_day_off_and_another_takes_it_back(
    herobreak: RunningHerobreak, two: tuple[Phone, Phone]
) -> None:
    _, learner = two
    look_at_the_calendar(learner, herobreak)
    tomorrow = said(day(1))
    learner.find_button(f"{tomorrow}: still to come. Change it").click()
    learner.find_button("It is a day off").click()
    expect(learner.find_button(f"Take back {tomorrow}")).to_be_visible()
    learner.find_button(f"{tomorrow}: day off. Change it").click()
    learner.find_button("I work that day after all").click()
    expect(learner.find_button(f"{tomorrow}: still to come. Change it")).to_be_visible()


def test_leave_is_noted_from_day_to_day_and_nothing_is_lost_without_a_network(
    herobreak: RunningHerobreak, two: tuple[Phone, Phone]
) -> None:
    _, learner = two
    look_at_the_calendar(learner, herobreak)
    learner.page.get_by_label("First day").fill(day(30).isoformat())
    learner.page.get_by_label("Last day").fill(day(33).isoformat())
    learner.set_online(False)
    learner.find_button("Note as off").click()
    expect(learner.page.get_by_text("Herobreak cannot be reached right now")).to_be_visible()
    learner.set_online(True)
    learner.find_button("Note as off").click()
    leave = f"{said(day(30))} to {said(day(33))}"
    learner.find_button(f"Take back {leave}").click()
    expect(learner.page.get_by_text(leave)).to_have_count(0)


def test_working_days_are_ones_own_and_then_the_teams_again(
    herobreak: RunningHerobreak, two: tuple[Phone, Phone]
) -> None:
    _, learner = two
    learner.follow_link("Me")
    learner.page.get_by_text("My working days").click()
    learner.find_button("Sunday").click()
    week = learner.page.get_by_role("group", name="Working days").locator("xpath=..")
    week.get_by_role("button", name="Save").click()
    expect(learner.page.get_by_text("These are different from the team’s.")).to_be_visible()
    learner.find_button("As the team: every day").click()
    expect(learner.page.get_by_text("These are the team’s working days.")).to_be_visible()


def test_a_leader_sees_what_a_rota_changes_and_keeps_it(
    herobreak: RunningHerobreak, two: tuple[Phone, Phone], tmp_path: Path
) -> None:
    leader, learner = two
    rota = tmp_path / "rota.csv"
    rota.write_text(
        f"name,date,shift\nAnna Lee,{day(1)},off\nAnna Lee,{day(2)},9-17\nAnna Lee,soon,9-17\n"
    )
    leader.follow_link("Team")
    leader.page.get_by_text("Bring in a rota").click()
    leader.page.get_by_label("Rota file").set_input_files(rota)
    leader.find_button("See what changes").click()
    expect(leader.page.get_by_text("Nothing is changed yet.")).to_be_visible()
    expect(leader.page.get_by_text("line 4")).to_be_visible()
    look_at_the_calendar(learner, herobreak)
    expect(learner.find_button(f"{said(day(1))}: still to come. Change it")).to_be_visible()
    leader.find_button("Leave those out, keep 1 change").click()
    expect(leader.page.get_by_text("The rota is kept.")).to_be_visible()
    look_at_the_calendar(learner, herobreak)
    expect(learner.find_button(f"{said(day(1))}: day off. Change it")).to_be_visible()


def open_the_rota_form(leader: Phone) -> None:
    leader.follow_link("Team")
    leader.page.get_by_text("Bring in a rota").click()


def test_a_workbook_with_names_down_and_days_across_is_kept(
    herobreak: RunningHerobreak, two: tuple[Phone, Phone], tmp_path: Path
) -> None:
    leader, learner = two
    week = [day(ahead) for ahead in range(1, 8)]
    rows: list[list[object]] = [
        ["Bakery rota"],
        ["Name", "Position", *week],
        ["Lee, Anna", "Baker", "Off - requested", "9-5", "9a-5p", "9-5", "9-5", "9-5", "9-5"],
        ["Total", "", 0, 1, 1, 1, 1, 1, 1],
    ]
    rota = tmp_path / "rota.xlsx"
    rota.write_bytes(make_workbook(rows))
    open_the_rota_form(leader)
    leader.page.get_by_label("Rota file").set_input_files(rota)
    leader.find_button("See what changes").click()
    expect(leader.page.get_by_text("Nothing is changed yet.")).to_be_visible()
    expect(leader.page.get_by_text("1 line was left out")).to_be_visible()
    leader.find_button("Keep 1 change").click()
    expect(leader.page.get_by_text("The rota is kept.")).to_be_visible()
    look_at_the_calendar(learner, herobreak)
    expect(learner.find_button(f"{said(day(1))}: day off. Change it")).to_be_visible()


def test_columns_are_corrected_by_a_tap_and_remembered(
    two: tuple[Phone, Phone], tmp_path: Path
) -> None:
    leader, _ = two
    rota = tmp_path / "rota.csv"
    rota.write_text(f"Alpha,Beta,Gamma\nAnna Lee,{day(1)},Off\nAnna Lee,{day(2)},Early\n")
    open_the_rota_form(leader)
    leader.page.get_by_label("Rota file").set_input_files(rota)
    leader.find_button("See what changes").click()
    leader.page.get_by_text("What the columns are").click()
    expect(leader.page.get_by_label("Gamma")).to_have_value("kind")
    leader.page.get_by_label("Gamma").select_option("Shift")
    leader.find_button("Keep 1 change").click()
    expect(leader.page.get_by_text("The rota is kept.")).to_be_visible()
    again = tmp_path / "again.csv"
    again.write_text(rota.read_text().replace("Early", "Off"))
    leader.page.get_by_label("Rota file").set_input_files(again)
    leader.find_button("See what changes").click()
    leader.page.get_by_text("What the columns are").click()
    expect(leader.page.get_by_text("As your team said last time.")).to_be_visible()
    expect(leader.page.get_by_label("Gamma")).to_have_value("shift")


def test_a_missing_column_is_chosen_on_the_screen(two: tuple[Phone, Phone], tmp_path: Path) -> None:
    leader, _ = two
    rota = tmp_path / "rota.csv"
    rota.write_text(f"Alpha,Beta\nLea,{day(1)}\nAnna Lee,{day(2)}\nBo,{day(3)}\n")
    open_the_rota_form(leader)
    leader.page.get_by_label("Rota file").set_input_files(rota)
    leader.find_button("See what changes").click()
    expect(leader.page.get_by_text("No column says who it is.")).to_be_visible()
    leader.page.get_by_label("Alpha").select_option("Name")
    expect(leader.page.get_by_text("Nothing is changed yet.")).to_be_visible()


def test_the_week_of_a_grid_is_asked_for(two: tuple[Phone, Phone], tmp_path: Path) -> None:
    leader, _ = two
    rota = tmp_path / "rota.csv"
    rota.write_text("Name,Mon,Tue,Wed\nAnna Lee,9-5,,9-5\n")
    open_the_rota_form(leader)
    leader.page.get_by_label("Rota file").set_input_files(rota)
    leader.find_button("See what changes").click()
    monday = find_week_start(day(7))
    leader.page.get_by_label("On which day does the week").fill(monday.isoformat())
    leader.find_button("See what changes").click()
    expect(leader.page.get_by_text("Nothing is changed yet.")).to_be_visible()


def test_the_template_is_a_download(two: tuple[Phone, Phone]) -> None:
    leader, _ = two
    open_the_rota_form(leader)
    with leader.page.expect_download() as download:
        leader.page.get_by_role("link", name="Excel").click()
    assert download.value.suggested_filename == "rota.xlsx"
    assert download.value.path().read_bytes().startswith(b"PK")
