"""Fields of secrets work with password managers and with pasting."""

from pathlib import Path

from playwright.sync_api import expect
from support.phone import open_phone

from .conftest import RunningHerobreak

PASSWORD = "violet kettle sings loudly"


def test_a_password_can_be_pasted_and_filled_in_by_a_manager(
    herobreak: RunningHerobreak, chromium: Path, tmp_path: Path
) -> None:
    with open_phone(chromium, tmp_path / "phone") as mine:
        mine.context.grant_permissions(["clipboard-read", "clipboard-write"])
        mine.page.goto(f"{herobreak.address}/sign-in")
        expect(mine.page.locator("input[autocomplete^=username]")).to_be_visible()
        field = mine.page.locator("input[autocomplete=current-password]")
        expect(field).to_have_attribute("type", "password")
        mine.page.evaluate("text => navigator.clipboard.writeText(text)", PASSWORD)
        field.press("ControlOrMeta+V")
        expect(field).to_have_value(PASSWORD)
