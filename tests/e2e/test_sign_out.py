"""After a sign-out nothing private of the person is left in the whole storage of the browser."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from support.phone import Phone, open_phone

from .conftest import RunningHerobreak
from .test_break import recorded
from .test_identity import PIN, login_of, session_of, swap

READ_STORED_DATA = (Path(__file__).parents[1] / "support" / "stored_data.js").read_text()
MAY_STAY = re.compile(
    r"cache herobreak-\S+ /(?!api/)\S*"  # the app itself
    r"|sessionStorage sveltekit:\S+"  # scroll positions
    r"|history"
)
OTHER_VERSIONS = """async (login) => {
  const db = await new Promise((resolve) => {
    const request = indexedDB.open('herobreak');
    request.onsuccess = () => resolve(request.result);
  });
  const kept = db.transaction('kept', 'readwrite').objectStore('kept');
  for (const [key, value] of Object.entries({
    [`thought:${login}:pack.q`]: 'My private thought', [`met:${login}:2026-12-01`]: ['pack.idea'],
    [`draft:${login}`]: { vision: 'Secret plan' }, ['thought:somebody-else:pack.q']: 'Theirs',
  })) kept.put(value, key);
  await new Promise((resolve) => (kept.transaction.oncomplete = resolve));
  db.close();
}"""
"""Stores what the app stores on other screens, and what earlier versions left behind."""


def read_stored(mine: Phone) -> dict[str, str]:
    """Read all that the browser stores of the app. The keys say where it is."""
    stored: dict[str, str] = mine.page.evaluate(READ_STORED_DATA)
    return stored


def expect_nothing_private(mine: Phone, *people: str, also: str = "nothing else") -> None:
    """Fail for anything that is not on the list of what may stay."""
    left = read_stored(mine)
    assert [key for key in left if not MAY_STAY.fullmatch(key) and not re.match(also, key)] == []
    for key, value in left.items():
        assert not any(name in value for name in people), (key, value)
    kept_cookies = {cookie.get("name", "") for cookie in mine.context.cookies()}
    assert kept_cookies <= {"herobreak-device"}


def look_around(mine: Phone, herobreak: RunningHerobreak, name: str) -> str:
    """Do a break and look at the pages that the phone stores; give the login."""
    mine.join_team(herobreak.address, herobreak.join_code, name, PIN)
    mine.wait_for_stored_app()
    mine.play_break()
    mine.find_button("Put the phone away").click()
    mine.follow_link("Badges")
    expect(mine.find_heading("Showed up")).to_be_visible()
    mine.page.goto(f"{herobreak.address}/streak")
    expect(mine.page.get_by_role("heading").first).to_be_visible()
    mine.follow_link("Me")
    expect(mine.page.get_by_text("All your answers have been sent.")).to_be_visible()
    login = login_of(herobreak, name)
    mine.page.evaluate(OTHER_VERSIONS, login)
    stored = read_stored(mine)
    for kind in ("me", f"done:{login}", f"thought:{login}", f"page:{login}", f"today:{login}"):
        assert any(key.startswith(f"indexedDB herobreak kept {kind}") for key in stored), kind
    return login


def sign_out(mine: Phone, herobreak: RunningHerobreak, login: str) -> None:
    mine.find_button("Sign out").click()


def sign_out_without_a_network(mine: Phone, herobreak: RunningHerobreak, login: str) -> None:
    """The server learns of it when the network is back; until then one flag says so."""
    mine.set_online(False)
    mine.find_button("Sign out").click()
    expect(mine.find_heading("Good to see you")).to_be_visible()
    left = read_stored(mine)
    assert [key for key in left if not MAY_STAY.fullmatch(key)] == [
        "indexedDB herobreak kept leaving"
    ]
    with mine.page.expect_response("**/api/session"):
        mine.set_online(True)
    mine.page.wait_for_timeout(300)


def end_the_session(mine: Phone, herobreak: RunningHerobreak, login: str) -> None:
    """What a new PIN by the leader does."""
    herobreak.query_database(
        "DELETE FROM session USING person p WHERE p.id = person AND p.login = $1", login
    )
    mine.follow_link("Badges")
    expect(mine.page.get_by_text("You were signed out.")).to_be_visible()
    mine.context.clear_cookies(name="herobreak")


@pytest.mark.parametrize("leave", [sign_out, sign_out_without_a_network, end_the_session])
def test_nothing_private_stays(
    herobreak: RunningHerobreak,
    chromium: Path,
    tmp_path: Path,
    leave: Callable[[Phone, RunningHerobreak, str], None],
) -> None:
    name = f"Petra {leave.__name__.replace('_', ' ').title()}"
    with open_phone(chromium, tmp_path / "phone") as mine:
        login = look_around(mine, herobreak, name)
        leave(mine, herobreak, login)
        expect(mine.find_heading("Good to see you")).to_be_visible()
        mine.page.wait_for_timeout(500)
        expect_nothing_private(mine, login, name)
        mine.page.go_back()
        expect(mine.page.get_by_text(name)).to_have_count(0)
        assert mine.faults == []


def test_another_tab_forgets_as_well(
    herobreak: RunningHerobreak, chromium: Path, tmp_path: Path
) -> None:
    with open_phone(chromium, tmp_path / "phone") as mine:
        login = look_around(mine, herobreak, "Petra Twice")
        other = mine.context.new_page()
        other.goto(herobreak.address)
        expect(other.get_by_role("heading", name="That is today’s break done")).to_be_visible()
        sign_out(mine, herobreak, login)
        expect(other.get_by_role("heading", name="Good to see you")).to_be_visible()
        expect(other.get_by_text("Petra")).to_have_count(0)
        other.wait_for_timeout(500)
        expect_nothing_private(mine, login, "Petra Twice")


def test_whoever_signs_in_next_finds_nothing_of_the_person_before(
    herobreak: RunningHerobreak, chromium: Path, tmp_path: Path
) -> None:
    cookies = session_of(herobreak, chromium, tmp_path / "his", "Ben After")
    with open_phone(chromium, tmp_path / "hers") as mine:
        login = look_around(mine, herobreak, "Petra Before")
        swap(mine, cookies)
        mine.page.goto(herobreak.address)
        expect(mine.page.get_by_text("Ben After is signed in here now")).to_be_visible()
        mine.find_button("OK").click()
        mine.page.wait_for_timeout(500)
        stored = read_stored(mine)
        assert [key for key, value in stored.items() if login in key + value] == []
        assert not any("somebody-else" in key for key in stored)


def test_unsent_answers_are_warned_of_and_belong_to_the_person(
    herobreak: RunningHerobreak, chromium: Path, tmp_path: Path
) -> None:
    with open_phone(chromium, tmp_path / "phone") as mine:
        mine.join_team(herobreak.address, herobreak.join_code, "Uma Unsent", PIN)
        mine.wait_for_stored_app()
        expect(mine.find_button("Start your break")).to_be_visible()
        mine.set_online(False)
        steps = mine.play_break()
        mine.find_button("Put the phone away").click()
        mine.follow_link("Me")
        mine.find_button("Sign out").click()
        expect(mine.find_heading("Sign out with answers waiting?")).to_be_visible()
        mine.find_button("Sign out anyway").click()
        expect(mine.find_heading("Good to see you")).to_be_visible()
        left = [key for key in read_stored(mine) if not MAY_STAY.fullmatch(key)]
        assert [key.rsplit(" ", 1)[0] for key in left] == [
            "indexedDB herobreak kept",
            *["indexedDB herobreak outbox"] * steps,
        ]
        with mine.page.expect_response("**/api/session"):
            mine.set_online(True)
        mine.sign_in(herobreak.address, login_of(herobreak, "Uma Unsent"), PIN)
        mine.follow_link("Me")
        expect(mine.page.get_by_text("All your answers have been sent.")).to_be_visible()
        assert recorded(herobreak, "Uma Unsent") == [(steps, steps)]
        assert mine.faults == []
