"""A real browser with a screen of 360 by 740 points, used as a person uses the app."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect, sync_playwright

SCREEN_SIZE: Any = {"width": 360, "height": 740}
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def open_phone(chromium: Path, profile: Path, *, service_worker: bool = True) -> Iterator["Phone"]:
    """Open the app in one browser. `profile` keeps its data, so it can be opened again later.

    Without a service worker it is as over plain HTTP or in private browsing.
    """
    with open_phones(chromium, profile, service_worker=service_worker) as (phone,):
        yield phone


@contextmanager
def open_phones(
    chromium: Path, *profiles: Path, service_worker: bool = True
) -> Iterator[list["Phone"]]:
    """Open several browsers, each with its own profile."""
    with sync_playwright() as playwright, ExitStack() as exit_stack:
        opened = []
        for profile in profiles:
            context = playwright.chromium.launch_persistent_context(
                profile,
                executable_path=chromium,
                args=CHROMIUM_FLAGS,
                viewport=SCREEN_SIZE,
                has_touch=True,
                is_mobile=True,
                service_workers="allow" if service_worker else "block",
            )
            exit_stack.callback(context.close)
            opened.append(Phone(context))
        yield opened


class Phone:
    """What a person does with the app. `faults` are the errors of the page's own scripts."""

    def __init__(self, context: BrowserContext, page: Page | None = None) -> None:
        self.context = context
        self.page: Page = page or (context.pages[0] if context.pages else context.new_page())
        self.page.on("pageerror", self._record_fault)
        self.faults: list[str] = []

    def _record_fault(self, error: Any) -> None:
        self.faults.append(str(error))

    def find_button(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("button", name=name, exact=isinstance(name, str))

    def find_heading(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("heading", name=name)

    def follow_link(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).click()

    def join_team(self, address: str, code: str, name: str, pin: str) -> None:
        self.page.goto(f"{address}/join?code={code}")
        self.page.get_by_label("Your name").fill(name)
        self.page.get_by_label("Choose a PIN").fill(pin)
        self.find_button("Join the team").click()
        expect(self.find_heading(re.compile("Hello"))).to_be_visible()

    def sign_in(self, address: str, login: str, secret: str) -> None:
        self.page.goto(f"{address}/sign-in")
        self.page.get_by_label("Login").fill(login)
        self.page.get_by_label("PIN or password").fill(secret)
        self.find_button("Sign in").click()
        expect(self.page.get_by_role("link", name="Today", exact=True)).to_be_visible()

    def wait_for_stored_app(self) -> None:
        """Wait until the service worker has stored the app and serves this page."""
        self.page.wait_for_function("() => navigator.serviceWorker.controller")

    def set_online(self, yes: bool) -> None:
        self.context.set_offline(not yes)

    def play_break(
        self, start: str = "Start your break|Carry on with your break", end: str = "Break done"
    ) -> int:
        """Do today's break to its end and give the number of steps.

        `start` is the label of the button that starts it, `end` the heading that ends it.
        """
        self.find_button(re.compile(start)).click()
        return self.finish_break(end)

    def finish_break(self, end: str = "Break done") -> int:
        """Do what is left of an open break and give the number of steps."""
        for step in range(1, 60):
            lesson, question = (
                self.page.get_by_label("Lesson", exact=True),
                self.page.get_by_label("Question", exact=True),
            )
            expect(lesson.or_(question).or_(self.find_heading(end))).to_be_visible()
            if self.find_heading(end).is_visible():
                return step - 1
            if lesson.is_visible():
                self._read_lesson()
            else:
                self._answer_question(question)
        raise AssertionError("a break without an end")

    def _read_lesson(self) -> None:
        finish = self.find_button("I’ll try it")
        while not finish.is_visible():
            self.find_button("Next card").click()
        finish.click()
        expect(finish).to_have_count(0)

    def _answer_question(self, question: Locator) -> None:
        done, sure = self.find_button("Done"), self.find_button("Sure")
        for _ in range(30):
            if done.is_visible():
                done.click()
                break
            if sure.is_visible() and sure.is_enabled():
                sure.click()
                break
            self._take_next_step(question)
        forward = self.find_button(re.compile("^(Next|Finish the break)$"))
        expect(forward).to_be_visible()
        forward.click()
        expect(forward).to_have_count(0)

    def _take_next_step(self, question: Locator) -> None:
        """Do the next step of a question: choose, place or pair something."""
        open_sets = (
            question.get_by_role("group")
            .filter(has=question.page.get_by_role("radio"))
            .filter(has_not=question.page.locator("input:checked"))
        )
        if (radio := open_sets.get_by_role("radio").first).count() or (
            radio := question.get_by_role("checkbox").first
        ).count():
            radio.press("Space")
        elif (partners := question.get_by_role("list", name="Partners")).count():
            question.get_by_role("button", name=re.compile("no partner yet")).first.click()
            partners.get_by_role("button").and_(
                question.page.locator(".rightside:not(.used)")
            ).first.click()
        else:
            question.get_by_role("button", disabled=False).and_(
                question.page.locator(":not([aria-pressed=true]):not(.gap):not(.plain)")
            ).first.click()
