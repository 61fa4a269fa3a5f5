"""One break in two tabs, and a lesson that is laid aside in the middle."""

from pathlib import Path

import pytest
from playwright.sync_api import expect
from support.phone import Phone, open_phone

from .conftest import RunningHerobreak
from .test_break import recorded
from .test_identity import PIN


def open_second_tab(mine: Phone, herobreak: RunningHerobreak) -> Phone:
    """Open the app in a second tab of the same browser."""
    return Phone(mine.context, mine.context.new_page())


def count_items(herobreak: RunningHerobreak, name: str) -> int:
    """Count the different questions and lessons that a person has finished."""
    return int(
        herobreak.query_database(
            "SELECT count(DISTINCT item) FROM (SELECT person, question AS item FROM attempt"
            " UNION SELECT person, lesson FROM lesson_read) AS sent"
            " JOIN person ON person.id = sent.person WHERE name = $1",
            name,
        )[0][0]
    )


@pytest.mark.parametrize("channel", [True, False])
def test_two_tabs_record_each_item_once(
    herobreak: RunningHerobreak, chromium: Path, tmp_path: Path, channel: bool
) -> None:
    """The second tab moves on; without a channel between tabs, when its answer is handed in."""
    name = f"Tess Tabs {channel}"
    with open_phone(chromium, tmp_path / "phone") as mine:
        if not channel:
            mine.context.add_init_script("delete globalThis.BroadcastChannel")
        mine.join_team(herobreak.address, herobreak.join_code, name, PIN)
        other = open_second_tab(mine, herobreak)
        other.page.goto(herobreak.address)
        other.find_button("Start your break").click()
        expect(other.page.get_by_label("Lesson", exact=True)).to_be_visible()
        steps = mine.play_break()
        if channel:
            expect(other.find_heading("Break done")).to_be_visible()
        else:
            other.finish_break()
        mine.find_button("Put the phone away").click()
        mine.follow_link("Me")
        expect(mine.page.get_by_text("All your answers have been sent.")).to_be_visible()
        assert recorded(herobreak, name) == [(steps, steps)]
        assert count_items(herobreak, name) == steps
        assert mine.faults == other.faults == []


def test_a_lesson_goes_on_at_its_card(
    herobreak: RunningHerobreak, chromium: Path, tmp_path: Path
) -> None:
    """After the break was laid aside, the page loaded again, and the browser closed."""
    with open_phone(chromium, tmp_path / "phone") as mine:
        mine.join_team(herobreak.address, herobreak.join_code, "Lena Lesson", PIN)
        mine.find_button("Start your break").click()
        mine.find_button("Next card").click()
        second = mine.page.get_by_role("article").get_attribute("aria-label") or ""
        assert second.startswith("Card 2")
        mine.find_button("Pause the break").click()
        mine.find_button("Carry on with your break").click()
        expect(mine.page.get_by_role("article", name=second)).to_be_visible()
        mine.page.reload()
        mine.find_button("Carry on with your break").click()
        expect(mine.page.get_by_role("article", name=second)).to_be_visible()
    with open_phone(chromium, tmp_path / "phone") as mine:
        mine.page.goto(herobreak.address)
        mine.find_button("Carry on with your break").click()
        expect(mine.page.get_by_role("article", name=second)).to_be_visible()
        assert mine.faults == []
