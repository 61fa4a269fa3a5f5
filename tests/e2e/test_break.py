"""A member of staff and a phone, from the code on the wall to the board, with and without a network."""

import re
from pathlib import Path

from playwright.sync_api import expect
from support.phone import phone

from .conftest import House


def recorded(house: House, name: str) -> list[tuple[int, int]]:
    """Attempts and readings of a person: how many, and how many different ids."""
    rows = house.ask(
        "SELECT count(*), count(DISTINCT key) FROM ("
        " SELECT person, key FROM attempt UNION ALL SELECT person, key FROM lesson_read"
        ") AS sent JOIN person ON person.id = sent.person WHERE name = $1",
        name,
    )
    return [tuple(row) for row in rows]


def test_join_lesson_questions_badge_and_board(house: House, chromium: Path, tmp_path: Path) -> None:
    with phone(chromium, tmp_path / "phone") as mine:
        mine.join(house.address, house.join_code, "Amira Haddad", "840213")
        steps = mine.play()
        assert steps >= 3
        expect(mine.page.get_by_text("You earned a badge")).to_be_visible()
        expect(mine.page.get_by_text("Showed up", exact=True)).to_be_visible()
        mine.button("Put the phone away").click()
        expect(mine.heading("That is today’s break done")).to_be_visible()
        mine.go("Together")
        mine.page.get_by_role("link", name=re.compile("^Boards")).click()
        expect(mine.page.get_by_text("Amira Haddad")).to_be_visible()
        expect(mine.page.get_by_text("you", exact=True)).to_be_visible()
        mine.button("Month").click()
        expect(mine.page.get_by_text("starts fresh each month")).to_be_visible()
        mine.go("Badges")
        expect(mine.page.get_by_text(re.compile("^Earned "))).to_have_count(1)
        assert recorded(house, "Amira Haddad") == [(steps, steps)]
        assert mine.faults == []


def test_a_break_in_the_basement(house: House, chromium: Path, tmp_path: Path) -> None:
    """Offline: reload, play to the end, close the browser; open it online: every answer is stored once."""
    with phone(chromium, tmp_path / "phone") as mine:
        mine.join(house.address, house.join_code, "Björn Basement", "840213")
        mine.go("Badges")
        expect(mine.heading("Showed up")).to_be_visible()
        mine.go("Today")
        expect(mine.button("Start your break")).to_be_visible()
        mine.page.evaluate("navigator.serviceWorker.ready")
        mine.online(False)
        mine.page.reload()
        expect(mine.page.get_by_text(re.compile("No connection"))).to_be_visible()
        mine.go("Badges")
        expect(mine.heading("Showed up")).to_be_visible()
        mine.go("Today")
        steps = mine.play()
        mine.page.reload()
        expect(mine.heading(re.compile("break done"))).to_be_visible()
        assert recorded(house, "Björn Basement") == [(0, 0)]
        assert mine.faults == []
    with phone(chromium, tmp_path / "phone") as mine:
        mine.page.goto(house.address)
        expect(mine.heading("That is today’s break done")).to_be_visible()
        mine.go("Me")
        expect(mine.page.get_by_text("All your answers have been sent.")).to_be_visible()
        assert recorded(house, "Björn Basement") == [(steps, steps)]
        mine.go("Together")
        mine.page.get_by_role("link", name=re.compile("^Boards")).click()
        expect(mine.page.get_by_text("Björn Basement")).to_be_visible()


def test_a_break_that_is_laid_aside_goes_on_where_it_was(house: House, chromium: Path, tmp_path: Path) -> None:
    with phone(chromium, tmp_path / "phone") as mine:
        mine.join(house.address, house.join_code, "Clara Half", "840213")
        mine.button("Start your break").click()
        expect(mine.page.get_by_label("Lesson", exact=True)).to_be_visible()
        mine.page.reload()
        mine.play()
        mine.button("Put the phone away").click()
        expect(mine.heading("That is today’s break done")).to_be_visible()


def test_a_little_more_practice_in_the_basement_is_recorded_and_brings_no_points(
    house: House, chromium: Path, tmp_path: Path
) -> None:
    with phone(chromium, tmp_path / "phone") as mine:
        mine.join(house.address, house.join_code, "Dana Eager", "840213")
        first = mine.play()
        expect(mine.button("Practise a little more")).to_have_count(0)
        mine.button("Put the phone away").click()
        mine.go("Me")
        expect(mine.page.get_by_text("All your answers have been sent.")).to_be_visible()
        paid = points_of(house, "Dana Eager")
        a_week_passes(house, "Dana Eager")
        mine.go("Today")
        mine.button("See how it went").click()
        expect(mine.heading("Break done")).to_be_visible()
        mine.page.go_back()
        mine.button("See how it went").click()
        expect(mine.page.get_by_text("no points, just a fresher memory")).to_be_visible()
        mine.online(False)
        more = mine.play("Practise a little more", "A little fresher")
        assert more >= 1
        expect(
            mine.page.get_by_text(re.compile(f"of {more} answers right|^{more} questions? practised"))
        ).to_be_visible()
        mine.button("Put the phone away").click()
        expect(mine.heading("That is today’s break done")).to_be_visible()
        mine.online(True)
        mine.go("Me")
        expect(mine.page.get_by_text("All your answers have been sent.")).to_be_visible()
        assert recorded(house, "Dana Eager") == [(first + more, first + more)]
        assert points_of(house, "Dana Eager") == paid
        assert mine.faults == []


def test_minutes_that_could_not_be_kept_go_back(house: House, chromium: Path, tmp_path: Path) -> None:
    with phone(chromium, tmp_path / "phone") as mine:
        mine.join(house.address, house.join_code, "Mina Minutes", "840213")
        mine.go("Me")
        minutes = mine.page.get_by_role("slider", name="Minutes a day")
        before = minutes.input_value()
        mine.online(False)
        minutes.press("ArrowRight")
        expect(mine.page.get_by_text("Herobreak cannot be reached right now")).to_be_visible()
        expect(minutes).to_have_value(before)
        assert mine.faults == []


def points_of(house: House, name: str) -> list[tuple[int, int]]:
    """What a person has, and what the ledger says."""
    rows = house.ask(
        "SELECT g.points, (SELECT sum(points) FROM ledger_entry WHERE person = p.id)"
        " FROM person p JOIN progress g ON g.person = p.id WHERE name = $1",
        name,
    )
    return [tuple(row) for row in rows]


def a_week_passes(house: House, name: str) -> None:
    """Everything was learnt a week earlier, and is due in a fortnight."""
    house.ask(
        "UPDATE memory SET last_day = last_day - 7, last_at = last_at - interval '7 days', due = last_day + 14"
        " FROM person WHERE person.id = memory.person AND name = $1",
        name,
    )
