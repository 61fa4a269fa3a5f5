"""A pack on its way from an admin's zip to a learner's next break; and one that is broken."""

import re
from pathlib import Path

from playwright.sync_api import expect
from support.packs import good_pack, zipped
from support.phone import Phone, phone

from .conftest import House


def upload(admin: Phone, name: str, content: bytes) -> None:
    admin.go("Packs")
    admin.page.get_by_label("Pack file (zip)").set_input_files(
        {"name": name, "mimeType": "application/zip", "buffer": content}
    )
    admin.button("Upload and check").click()


def test_a_second_pack_reaches_the_next_break_and_a_broken_one_changes_nothing(
    house: House, chromium: Path, tmp_path: Path
) -> None:
    with phone(chromium, tmp_path / "admin") as admin:
        admin.sign_in(house.address, house.login, house.secret)
        broken = good_pack("broken")
        broken["lessons/look-up.md"] = broken["lessons/look-up.md"].replace(
            "answer: [look, nod]", "answer: [look, wave]"
        )
        upload(admin, "broken.zip", zipped(broken))
        expect(admin.page.get_by_text("Not accepted: see what to mend below")).to_be_visible(timeout=20_000)
        expect(admin.page.get_by_text(re.compile(r"look-up\.md, line \d+")).first).to_be_visible()
        assert house.ask("SELECT 1 FROM pack_version WHERE pack = 'broken'") == []

        upload(admin, "welcome.zip", zipped(good_pack("welcome", title="Warm welcomes")))
        expect(admin.page.get_by_text("Ready to publish")).to_be_visible(timeout=20_000)
        form = admin.page.get_by_role("form", name="Publish Warm welcomes")
        form.get_by_label("All teams").check()
        form.get_by_role("button", name="Publish").click()
        expect(admin.page.get_by_text("Published. New lessons are in the next break.")).to_be_visible()

        admin.page.get_by_role("button", name="Withdraw from Our organisation", exact=True).first.wait_for()
        ten_habits = admin.page.get_by_role("region", name="Ten habits of a service hero")
        ten_habits.get_by_role("button", name="Withdraw from Our organisation").click()
        expect(ten_habits.get_by_text("Withdrawn.")).to_be_visible()
        house.ask(  # the other shipped packs too, so that the new one is next
            "INSERT INTO publication (pack, pack_version, team, at)"
            " SELECT DISTINCT pack, NULL::bigint, team, now() FROM publication WHERE pack NOT IN ('welcome', 'ten-habits')"
        )
        assert admin.faults == []
    with phone(chromium, tmp_path / "learner") as mine:
        mine.join(house.address, house.join_code, "Newly Welcomed", "840213")
        mine.button("Start your break").click()
        expect(mine.page.get_by_label("Lesson", exact=True)).to_contain_text("Warm welcomes")
        mine.page.reload()
        assert mine.play() >= 3
    house.ask(  # as it was, for the tests that follow
        "INSERT INTO publication (pack, pack_version, team, at) SELECT pack, max(pack_version), team, now()"
        " FROM publication WHERE pack <> 'welcome' GROUP BY pack, team ORDER BY min(id)"
    )
