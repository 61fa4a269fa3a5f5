"""A leader sets up a passkey and signs in with it, in a real browser with its own authenticator."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from support.phone import Phone, open_phone
from support.virtual_authenticator import VirtualAuthenticator

from .conftest import RunningHerobreak, TeamAccess

PIN = "840213"
USE = "Use a passkey"


@pytest.fixture
def lea(
    herobreak: RunningHerobreak, site: TeamAccess, chromium: Path, tmp_path: Path
) -> Iterator[Phone]:
    """A leader's phone, signed in by password."""
    with open_phone(chromium, tmp_path / "phone") as mine:
        mine.sign_in(herobreak.address, site.login, site.secret)
        yield mine
        assert mine.faults == []


@pytest.fixture
def authenticator(lea: Phone) -> VirtualAuthenticator:
    return VirtualAuthenticator(lea)


def add_passkey(lea: Phone) -> None:
    lea.follow_link("Me")
    lea.find_button("Add a passkey").click()
    expect(lea.page.get_by_text("Your passkey is added.")).to_be_visible()


def sign_out(lea: Phone) -> None:
    lea.follow_link("Me")
    lea.find_button("Sign out").click()
    expect(lea.find_heading("Good to see you")).to_be_visible()


def expect_signed_in(lea: Phone) -> None:
    expect(lea.page.get_by_role("link", name="Today", exact=True)).to_be_visible()


def expect_sentence(lea: Phone, sentence: str) -> None:
    expect(lea.page.get_by_role("alert").filter(has_text=sentence)).to_be_visible()


def test_a_leader_sets_one_up_and_signs_in_with_it(
    lea: Phone, authenticator: VirtualAuthenticator, herobreak: RunningHerobreak, site: TeamAccess
) -> None:
    expect(lea.find_heading("Sign in without typing")).to_be_visible()
    lea.follow_link("Set up a passkey")
    lea.find_button("Add a passkey").click()
    expect(lea.page.get_by_text("Your passkey is added.")).to_be_visible()
    section = lea.page.locator("#passkeys")
    expect(section.get_by_text("Not used yet")).to_be_visible()
    assert len(authenticator.list_credentials()) == 1
    sign_out(lea)
    lea.find_button(USE).click()
    expect_signed_in(lea)
    expect(lea.find_heading("Sign in without typing")).to_have_count(0)
    lea.follow_link("Me")
    expect(section.get_by_text("Last used")).to_be_visible()
    (stored,) = herobreak.query_database(
        "SELECT k.sign_count, k.name, k.transports FROM passkey k JOIN person p ON p.id = k.person"
        " WHERE p.login = $1",
        site.login,
    )
    assert stored["sign_count"] == authenticator.list_credentials()[0]["signCount"] > 0
    assert stored["transports"] == ["internal"]
    assert "Chrome" in stored["name"]


def test_a_typed_login_is_used_and_another_one_is_refused(
    lea: Phone, authenticator: VirtualAuthenticator, site: TeamAccess
) -> None:
    add_passkey(lea)
    sign_out(lea)
    lea.page.get_by_label("Login").fill("somebody-else")
    lea.find_button(USE).click()
    expect_sentence(lea, "This passkey belongs to another login.")
    lea.page.get_by_label("Login").fill(site.login)
    lea.find_button(USE).click()
    expect_signed_in(lea)


def test_it_is_renamed_and_removed_and_then_opens_nothing(
    lea: Phone, authenticator: VirtualAuthenticator
) -> None:
    add_passkey(lea)
    lea.find_button(re.compile("^Change .*Chrome")).click()
    dialog = lea.page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Back office")
    dialog.get_by_role("button", name="Save").click()
    lea.find_button("Change Back office").click()
    lea.find_button("Remove this passkey").click()
    expect(lea.page.get_by_text("Back office")).to_have_count(0)
    sign_out(lea)
    lea.find_button(USE).click()
    expect_sentence(lea, "This passkey opens no account here any more.")


def test_whoever_fails_the_screen_lock_or_has_no_passkey_reads_what_to_do(
    lea: Phone, authenticator: VirtualAuthenticator
) -> None:
    add_passkey(lea)
    sign_out(lea)
    authenticator.set_person_verified(False)
    lea.find_button(USE).click()
    expect_sentence(lea, "No passkey was used.")
    authenticator.set_person_verified(True)
    authenticator.forget_all()
    lea.find_button(USE).click()
    expect_sentence(lea, "No passkey was used.")


def test_the_same_device_is_not_added_twice(
    lea: Phone, authenticator: VirtualAuthenticator
) -> None:
    add_passkey(lea)
    lea.find_button("Add a passkey").click()
    expect(
        lea.page.get_by_text("This device has a passkey for your account already.")
    ).to_be_visible()
    assert len(authenticator.list_credentials()) == 1


def test_a_copy_of_a_passkey_is_refused_and_shown(
    lea: Phone, authenticator: VirtualAuthenticator
) -> None:
    add_passkey(lea)
    (old,) = authenticator.list_credentials()
    sign_out(lea)
    lea.find_button(USE).click()
    expect_signed_in(lea)
    sign_out(lea)
    (newest,) = authenticator.list_credentials()
    authenticator.forget_all()
    authenticator.put_back(old)
    lea.find_button(USE).click()
    expect_sentence(lea, "as a copy of it would be")
    authenticator.forget_all()
    authenticator.put_back(newest)
    lea.find_button(USE).click()
    expect_signed_in(lea)
    lea.follow_link("Me")
    expect(lea.page.get_by_text("we turned away what looked like a copy")).to_be_visible()


def test_after_five_minutes_the_password_is_asked_for(
    lea: Phone, authenticator: VirtualAuthenticator, herobreak: RunningHerobreak, site: TeamAccess
) -> None:
    herobreak.query_database(
        "UPDATE session SET created_at = session.created_at - interval '6 minutes' FROM person p"
        " WHERE p.id = session.person AND p.login = $1",
        site.login,
    )
    lea.follow_link("Me")
    section = lea.page.locator("#passkeys")
    section.get_by_role("button", name="Add a passkey").click()
    section.get_by_label("Password you have now").fill("not the password")
    section.get_by_role("button", name="Add a passkey").click()
    expect(section.get_by_text("That is not the PIN or password you have now.")).to_be_visible()
    section.get_by_label("Password you have now").fill(site.secret)
    section.get_by_role("button", name="Add a passkey").click()
    expect(section.get_by_text("Your passkey is added.")).to_be_visible()
    expect(section.get_by_label("Password you have now")).to_have_count(0)


def test_a_reply_that_is_recorded_opens_nothing(
    lea: Phone, authenticator: VirtualAuthenticator, herobreak: RunningHerobreak
) -> None:
    add_passkey(lea)
    sign_out(lea)
    with lea.page.expect_request("**/api/session/passkey") as sent:
        lea.find_button(USE).click()
    expect_signed_in(lea)
    recorded = sent.value.post_data_json
    answer = lea.context.request.post(f"{herobreak.address}/api/session/passkey", data=recorded)
    assert (answer.status, answer.json()["code"]) == (401, "passkey.too_late")


def test_whoever_says_not_now_is_not_asked_again(
    lea: Phone, authenticator: VirtualAuthenticator, herobreak: RunningHerobreak, site: TeamAccess
) -> None:
    lea.find_button("Not now").click()
    expect(lea.find_heading("Sign in without typing")).to_have_count(0)
    sign_out(lea)
    with lea.page.expect_response("**/api/today"):
        lea.sign_in(herobreak.address, site.login, site.secret)
    lea.page.wait_for_timeout(500)
    expect(lea.find_heading("Sign in without typing")).to_have_count(0)


def test_learners_see_no_passkeys_and_an_ip_address_offers_none(
    herobreak: RunningHerobreak, chromium: Path, tmp_path: Path
) -> None:
    with open_phone(chromium, tmp_path / "phone") as mine:
        mine.page.goto(herobreak.address.replace("localhost", "127.0.0.1") + "/sign-in")
        expect(mine.find_button("Sign in")).to_be_visible()
        expect(mine.find_button(USE)).to_have_count(0)
        mine.page.goto(f"{herobreak.address}/sign-in")
        expect(mine.find_button(USE)).to_be_visible()
        mine.join_team(herobreak.address, herobreak.join_code, "Lara Learner", PIN)
        requests: list[Any] = []
        mine.page.on("request", lambda sent: requests.append(sent.url))
        mine.follow_link("Me")
        expect(mine.find_button("Sign out")).to_be_visible()
        expect(mine.find_heading("Passkeys")).to_have_count(0)
        assert not any("passkeys" in url for url in requests)
        assert mine.faults == []
