"""An admin reads the audit log on a phone: search, filter, older entries, and a file."""

import csv
import json
import re
from pathlib import Path

from playwright.sync_api import expect
from support.phone import Phone, open_phone

from .conftest import RunningHerobreak

MANY = """
INSERT INTO audit_entry (at, verb, subject, detail)
SELECT now() - interval '3 days' - number * interval '1 minute', 'refuse_sign_in', 'admin',
  '{"code": "session.too_many_guesses", "times": 10, "browser": "Chrome, Android"}'
FROM generate_series(1, 120) AS number
"""


def open_log(phone: Phone) -> None:
    phone.follow_link("Team")
    phone.follow_link("Open the audit log")
    expect(phone.find_heading("Audit log")).to_be_visible()


def test_an_admin_finds_who_did_what(
    herobreak: RunningHerobreak, chromium: Path, tmp_path: Path
) -> None:
    herobreak.query_database(MANY)
    with open_phone(chromium, tmp_path / "learner") as theirs:
        theirs.join_team(herobreak.address, herobreak.join_code, "Lola Log", "840213")
    with open_phone(chromium, tmp_path / "admin") as admin:
        admin.sign_in(herobreak.address, herobreak.login, herobreak.secret)
        page = admin.page
        open_log(admin)
        expect(page.get_by_text("Lola Log joined")).to_be_visible()
        expect(page.get_by_text("Lola Log signed in")).to_be_visible()

        admin.find_button("Refused").click()
        expect(page.get_by_text("Lola Log signed in")).to_have_count(0)
        expect(page.get_by_text("Somebody was not let in as").first).to_be_visible()
        expect(page.get_by_text("At least 10 times within an hour.").first).to_be_visible()
        expect(page.locator("li:has(time)")).to_have_count(50)
        admin.find_button("Show older").click()
        expect(page.locator("li:has(time)")).to_have_count(100)
        admin.find_button("Show older").click()
        expect(admin.find_button("Show older")).to_have_count(0)
        assert page.locator("li:has(time)").count() >= 120

        admin.find_button("Everything").click()
        page.get_by_label("Search", exact=True).fill("lola")
        page.get_by_label("Search", exact=True).press("Enter")
        expect(page.get_by_text("Somebody was not let in as")).to_have_count(0)
        expect(page.locator("li:has(time)")).to_have_count(2)
        page.get_by_text("Lola Log signed in").click()
        admin.find_button("All by Lola Log").click()
        expect(admin.find_button("Take away: Done by Lola Log")).to_be_visible()

        with page.expect_download() as download:
            page.get_by_role("link", name="As a table (CSV)").click()
        with Path(download.value.path()).open(newline="") as opened:
            rows = list(csv.DictReader(opened))
        assert [row["verb"] for row in rows] == ["sign_in", "join_team"]
        with page.expect_download() as download:
            page.get_by_role("link", name="As JSON lines").click()
        lines = Path(download.value.path()).read_text().splitlines()
        assert [json.loads(line)["by_name"] for line in lines] == ["Lola Log"] * 2

        page.get_by_label("Search", exact=True).fill("zzzz")
        page.get_by_label("Search", exact=True).press("Enter")
        expect(admin.find_heading("Nothing fits")).to_be_visible()
        admin.find_button("Show everything again").click()
        expect(page.get_by_text(re.compile("exported this log")).first).to_be_visible()
        assert admin.faults == []


def test_a_failure_is_shown_and_can_be_tried_again(
    herobreak: RunningHerobreak, chromium: Path, tmp_path: Path
) -> None:
    with open_phone(chromium, tmp_path / "admin", service_worker=False) as admin:
        admin.sign_in(herobreak.address, herobreak.login, herobreak.secret)
        admin.page.route("**/api/audit*", lambda route: route.fulfill(status=500, body="{}"))
        open_log(admin)
        expect(admin.find_heading("That did not work")).to_be_visible()
        admin.page.unroute("**/api/audit*")
        admin.find_button("Try again").click()
        expect(admin.page.get_by_text("signed in").first).to_be_visible()
        assert admin.faults == []
