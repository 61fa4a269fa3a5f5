"""Points and streaks are the same on every screen, offline and after sending."""

import re
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import expect
from support.phone import Phone, open_phone

from .conftest import RunningHerobreak, TeamAccess


class Figures(NamedTuple):
    """What the screens say, each figure under the name of its screen."""

    points: dict[str, int]
    week_points: dict[str, int]
    streak: dict[str, int]

    def assert_equal(self) -> None:
        for name, shown in self._asdict().items():
            assert len(set(shown.values())) == 1, (name, shown)


def read_number(text: str) -> int:
    found = re.search(r"\d+", text)
    return int(found[0]) if found else 0


def read_screens(mine: Phone, online: bool) -> Figures:
    """Walk over all screens and note their figures. The board and the ledger need a network."""
    page = mine.page
    mine.follow_link("Today")
    streak = {"today": read_number(page.locator("p.streak").inner_text())}
    mine.follow_link("Me")
    mine_nav = page.get_by_role("navigation", name="Where you stand")
    figures = [
        int(mine_nav.get_by_role("link").nth(place).locator(".figure").inner_text())
        for place in range(3)
    ]
    points, week_points = {"me": figures[0]}, {"me": figures[1]}
    streak["me"] = figures[2]
    mine_nav.get_by_role("link").nth(2).click()
    hero = page.locator("section.hero .big")
    expect(hero).to_be_visible()
    streak["streak page"] = int(hero.inner_text())
    practised = page.locator("table .day.practised").count()
    streak["calendar"] = min(practised, streak["streak page"]) if practised else 0
    mine.follow_link("Badges")
    expect(page.get_by_text(re.compile("working days in a row"))).not_to_have_count(0)
    streak["badges"] = read_number(
        page.get_by_text(re.compile(r"^\d+ of 5 working days in a row")).inner_text()
    )
    if online:
        mine.follow_link("Me")
        mine_nav.get_by_role("link").nth(0).click()
        total = page.locator("p.lead.figure")
        if points["me"]:
            expect(total).to_be_visible()
            points["ledger"] = read_number(total.inner_text())
        mine.follow_link("Me")
        mine_nav.get_by_role("link").nth(1).click()
        row = page.locator("tr.me td.points")
        expect(row).to_be_visible()
        week_points["board"] = int(row.inner_text())
    return Figures(points, week_points, streak)


def test_all_screens_agree_before_during_and_after_a_break_without_a_network(
    herobreak: RunningHerobreak, site: TeamAccess, chromium: Path, tmp_path: Path
) -> None:
    with open_phone(chromium, tmp_path / "phone") as mine:
        mine.join_team(herobreak.address, site.join_code, "Olga Offline", "840213")
        before = read_screens(mine, online=True)
        before.assert_equal()
        assert before.points == {"me": 0}
        expect(mine.page.get_by_text("Your next break puts you on the board")).to_be_visible()
        mine.page.screenshot(path=tmp_path / "zero.png")
        mine.wait_for_stored_app()
        mine.follow_link("Today")
        mine.set_online(False)
        assert mine.play_break() >= 3
        expect(mine.page.get_by_text("Your points arrive")).to_be_visible()
        expect(mine.page.get_by_text("day in a row")).to_be_visible()
        mine.page.screenshot(path=tmp_path / "summary.png")
        mine.find_button("Put the phone away").click()
        offline = read_screens(mine, online=False)
        offline.assert_equal()
        assert (offline.points["me"], offline.streak["me"]) == (0, 1)
        mine.page.reload()
        expect(mine.page.get_by_role("link", name="Today", exact=True)).to_be_visible()
        assert read_screens(mine, online=False) == offline
        mine.set_online(True)
        mine.follow_link("Me")
        week = mine.page.get_by_role("link", name=re.compile("this week")).locator(".figure")
        expect(week).not_to_have_text("0")
        after = read_screens(mine, online=True)
        after.assert_equal()
        assert after.points["ledger"] == after.week_points["board"] > 0
        assert after.streak["me"] == 1
        assert mine.faults == []
