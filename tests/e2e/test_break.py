"""A learner and a phone, from the join code to the board, with and without a network."""

import re
from pathlib import Path

from playwright.sync_api import expect
from support.phone import open_phone

from .conftest import RunningHerobreak


def recorded(herobreak: RunningHerobreak, name: str) -> list[tuple[int, int]]:
    """Attempts and readings of a person: how many, and how many different ids."""
    rows = herobreak.query_database(
        "SELECT count(*), count(DISTINCT key) FROM ("
        " SELECT person, key FROM attempt UNION ALL SELECT person, key FROM lesson_read"
        ") AS sent JOIN person ON person.id = sent.person WHERE name = $1",
        name,
    )
    return [tuple(row) for row in rows]


def test_join_lesson_questions_badge_and_board(
    herobreak: RunningHerobreak, chromium: Path, tmp_path: Path
) -> None:
    with open_phone(chromium, tmp_path / "phone") as mine:
        mine.join_team(herobreak.address, herobreak.join_code, "Amira Haddad", "840213")
        steps = mine.play_break()
        assert steps >= 3
        expect(mine.page.get_by_text("You earned a badge")).to_be_visible()
        expect(mine.page.get_by_text("Showed up", exact=True)).to_be_visible()
        mine.find_button("Put the phone away").click()
        expect(mine.find_heading("That is today’s break done")).to_be_visible()
        mine.follow_link("Together")
        mine.page.get_by_role("link", name=re.compile("^Boards")).click()
        expect(mine.page.get_by_text("Amira Haddad")).to_be_visible()
        expect(mine.page.get_by_text("you", exact=True)).to_be_visible()
        mine.find_button("Month").click()
        expect(mine.page.get_by_text("starts fresh each month")).to_be_visible()
        mine.follow_link("Badges")
        expect(mine.page.get_by_text(re.compile("^Earned "))).to_have_count(1)
        assert recorded(herobreak, "Amira Haddad") == [(steps, steps)]
        assert mine.faults == []


def test_a_break_in_the_basement(
    herobreak: RunningHerobreak, chromium: Path, tmp_path: Path
) -> None:
    """Offline: reload, play to the end, close the browser. Online: each answer is stored once."""
    with open_phone(chromium, tmp_path / "phone") as mine:
        mine.join_team(herobreak.address, herobreak.join_code, "Björn Basement", "840213")
        mine.follow_link("Badges")
        expect(mine.find_heading("Showed up")).to_be_visible()
        mine.follow_link("Today")
        expect(mine.find_button("Start your break")).to_be_visible()
        mine.wait_for_stored_app()
        mine.set_online(False)
        mine.page.reload()
        expect(mine.page.get_by_text(re.compile("No connection"))).to_be_visible()
        mine.follow_link("Badges")
        expect(mine.find_heading("Showed up")).to_be_visible()
        mine.follow_link("Today")
        steps = mine.play_break()
        mine.page.reload()
        expect(mine.find_heading(re.compile("break done"))).to_be_visible()
        assert recorded(herobreak, "Björn Basement") == [(0, 0)]
        assert mine.faults == []
    with open_phone(chromium, tmp_path / "phone") as mine:
        mine.page.goto(herobreak.address)
        expect(mine.find_heading("That is today’s break done")).to_be_visible()
        mine.follow_link("Me")
        expect(mine.page.get_by_text("All your answers have been sent.")).to_be_visible()
        assert recorded(herobreak, "Björn Basement") == [(steps, steps)]
        mine.follow_link("Together")
        mine.page.get_by_role("link", name=re.compile("^Boards")).click()
        expect(mine.page.get_by_text("Björn Basement")).to_be_visible()


def test_a_break_that_is_laid_aside_goes_on_where_it_was(
    herobreak: RunningHerobreak, chromium: Path, tmp_path: Path
) -> None:
    with open_phone(chromium, tmp_path / "phone") as mine:
        mine.join_team(herobreak.address, herobreak.join_code, "Clara Half", "840213")
        mine.find_button("Start your break").click()
        expect(mine.page.get_by_label("Lesson", exact=True)).to_be_visible()
        mine.page.reload()
        mine.play_break()
        mine.find_button("Put the phone away").click()
        expect(mine.find_heading("That is today’s break done")).to_be_visible()


def test_a_little_more_practice_in_the_basement_is_recorded_and_brings_no_points(
    herobreak: RunningHerobreak, chromium: Path, tmp_path: Path
) -> None:
    with open_phone(chromium, tmp_path / "phone") as mine:
        mine.join_team(herobreak.address, herobreak.join_code, "Dana Eager", "840213")
        first = mine.play_break()
        expect(mine.find_button("Practise a little more")).to_have_count(0)
        mine.find_button("Put the phone away").click()
        mine.follow_link("Me")
        expect(mine.page.get_by_text("All your answers have been sent.")).to_be_visible()
        paid = points_of(herobreak, "Dana Eager")
        a_week_passes(herobreak, "Dana Eager")
        mine.follow_link("Today")
        mine.find_button("See how it went").click()
        expect(mine.find_heading("Break done")).to_be_visible()
        mine.page.go_back()
        mine.find_button("See how it went").click()
        expect(mine.page.get_by_text("no points, just a fresher memory")).to_be_visible()
        mine.set_online(False)
        more = mine.play_break("Practise a little more", "A little fresher")
        assert more >= 1
        expect(
            mine.page.get_by_text(
                re.compile(f"of {more} answers right|^{more} questions? practised")
            )
        ).to_be_visible()
        mine.find_button("Put the phone away").click()
        expect(mine.find_heading("That is today’s break done")).to_be_visible()
        mine.set_online(True)
        mine.follow_link("Me")
        expect(mine.page.get_by_text("All your answers have been sent.")).to_be_visible()
        assert recorded(herobreak, "Dana Eager") == [(first + more, first + more)]
        assert points_of(herobreak, "Dana Eager") == paid
        assert mine.faults == []


def test_minutes_that_could_not_be_kept_go_back(
    herobreak: RunningHerobreak, chromium: Path, tmp_path: Path
) -> None:
    with open_phone(chromium, tmp_path / "phone") as mine:
        mine.join_team(herobreak.address, herobreak.join_code, "Mina Minutes", "840213")
        mine.follow_link("Me")
        minutes = mine.page.get_by_role("slider", name="Minutes a day")
        before = minutes.input_value()
        mine.set_online(False)
        minutes.press("ArrowRight")
        expect(mine.page.get_by_text("Herobreak cannot be reached right now")).to_be_visible()
        expect(minutes).to_have_value(before)
        assert mine.faults == []


def points_of(herobreak: RunningHerobreak, name: str) -> list[tuple[int, int]]:
    """What a person has, and what the ledger says."""
    rows = herobreak.query_database(
        "SELECT g.points, (SELECT sum(points) FROM ledger_entry WHERE person = p.id)"
        " FROM person p JOIN progress g ON g.person = p.id WHERE name = $1",
        name,
    )
    return [tuple(row) for row in rows]


def a_week_passes(herobreak: RunningHerobreak, name: str) -> None:
    """Everything was learnt a week earlier, and is due in a fortnight."""
    herobreak.query_database(
        "UPDATE memory SET last_day = last_day - 7, last_at = last_at - interval '7 days',"
        " due = last_day + 14"
        " FROM person WHERE person.id = memory.person AND name = $1",
        name,
    )
