"""A pack on its way from an admin's zip to a learner's next break; and one that is broken."""

import re
from pathlib import Path

from playwright.sync_api import expect
from support.packs import make_valid_pack, zip_files
from support.phone import Phone, open_phone

from .conftest import RunningHerobreak


def upload(admin: Phone, name: str, content: bytes) -> None:
    admin.follow_link("Packs")
    admin.page.get_by_label("Pack file (zip)").set_input_files(
        {"name": name, "mimeType": "application/zip", "buffer": content}
    )
    admin.find_button("Upload and check").click()


def test_a_second_pack_reaches_the_next_break_and_a_broken_one_changes_nothing(
    herobreak: RunningHerobreak, chromium: Path, tmp_path: Path
) -> None:
    with open_phone(chromium, tmp_path / "admin") as admin:
        admin.sign_in(herobreak.address, herobreak.login, herobreak.secret)
        broken = make_valid_pack("broken")
        broken["lessons/look-up.md"] = broken["lessons/look-up.md"].replace(
            "answer: [look, nod]", "answer: [look, wave]"
        )
        upload(admin, "broken.zip", zip_files(broken))
        expect(admin.page.get_by_text("Not accepted: see what to mend below")).to_be_visible(
            timeout=20_000
        )
        expect(admin.page.get_by_text(re.compile(r"look-up\.md, line \d+")).first).to_be_visible()
        assert herobreak.query_database("SELECT 1 FROM pack_version WHERE pack = 'broken'") == []

        upload(admin, "welcome.zip", zip_files(make_valid_pack("welcome", title="Warm welcomes")))
        expect(admin.page.get_by_text("Ready to publish")).to_be_visible(timeout=20_000)
        form = admin.page.get_by_role("form", name="Publish Warm welcomes")
        form.get_by_role("checkbox").first.check()
        form.get_by_role("button", name="Publish").click()
        expect(
            admin.page.get_by_text("Published. New lessons are in the next break.")
        ).to_be_visible()

        admin.page.get_by_role(
            "button", name="Withdraw from Our organisation", exact=True
        ).first.wait_for()
        ten_habits = admin.page.get_by_role("region", name="Ten habits of a service hero")
        ten_habits.get_by_role("button", name="Withdraw from Our organisation").click()
        admin.find_button("Withdraw it").click()
        expect(ten_habits.get_by_text("Withdrawn.")).to_be_visible()
        herobreak.query_database(  # the other shipped packs too, so that the new one is next
            "INSERT INTO publication (pack, pack_version, team, at)"
            " SELECT DISTINCT pack, NULL::bigint, team, now() FROM publication"
            " WHERE pack NOT IN ('welcome', 'ten-habits')"
        )
        assert admin.faults == []
    with open_phone(chromium, tmp_path / "learner") as mine:
        mine.join_team(herobreak.address, herobreak.join_code, "Newly Welcomed", "840213")
        mine.find_button("Start your break").click()
        expect(mine.page.get_by_label("Lesson", exact=True)).to_contain_text("Warm welcomes")
        mine.page.reload()
        assert mine.play_break() >= 3
    herobreak.query_database(  # as it was, for the tests that follow
        "INSERT INTO publication (pack, pack_version, team, at)"
        " SELECT pack, max(pack_version), team, now()"
        " FROM publication WHERE pack <> 'welcome' GROUP BY pack, team ORDER BY min(id)"
    )
