"""A mistyped PIN is seen before it is sent, and a person who comes back is told what to do."""

from pathlib import Path

from playwright.sync_api import expect
from support.phone import open_phone

from .conftest import RunningHerobreak

PIN = "4831"


def test_a_pin_can_be_shown_and_typed_in_the_digits_of_another_keyboard(
    herobreak: RunningHerobreak, chromium: Path, tmp_path: Path
) -> None:
    with open_phone(chromium, tmp_path / "phone") as mine:
        mine.page.goto(f"{herobreak.address}/join?code={herobreak.join_code}")
        mine.page.get_by_label("Your name").fill("Samira Saleh")
        field = mine.page.get_by_label("Choose a PIN")
        field.press_sequentially("\u200f\u0664\u0668\u0663\u0661")
        expect(field).to_have_attribute("type", "password")
        expect(field).to_have_value(PIN)
        mine.find_button("Show").click()
        expect(field).to_have_attribute("type", "text")
        mine.page.screenshot(path=tmp_path / "join.png")
        mine.find_button("Hide").click()
        expect(field).to_have_attribute("type", "password")
        mine.find_button("Join the team").click()
        expect(mine.find_heading("Hello, Samira")).to_be_visible()
        mine.follow_link("Me")
        mine.find_button("Sign out").click()
        expect(mine.find_heading("Good to see you")).to_be_visible()
        mine.page.goto(f"{herobreak.address}/join?code={herobreak.join_code}")
        mine.page.get_by_label("Your name").fill("samira\u00a0SALEH")
        mine.page.get_by_label("Choose a PIN").fill("4833")
        mine.find_button("Join the team").click()
        expect(mine.page.get_by_role("alert")).to_contain_text("ask your team leader for a new one")
        mine.page.screenshot(path=tmp_path / "taken.png")
        mine.page.get_by_label("Choose a PIN").fill(PIN)
        mine.find_button("Join the team").click()
        expect(mine.find_heading("Hello, Samira")).to_be_visible()
        assert mine.faults == []
