"""Every screen in two pseudo-locales: no text is cut off, and none is outside the catalogue."""

import fcntl
import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from mimetypes import guess_type
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright
from support.phone import CHROMIUM_FLAGS, SCREEN_SIZE
from support.screens import (
    REQUEST_WATCH,
    Screens,
    see_admin,
    see_leader,
    see_learner,
    see_newcomer,
    see_own_secret,
    see_wall,
)
from support.served_processes import READY_LINE, run_herobreak

from .conftest import RunningHerobreak

ROOT = Path(__file__).parent.parent.parent
BUILD = ROOT / "frontend" / ".pseudo" / "build"
SUPPORT = ROOT / "tests" / "support"
NOT_THE_API = re.compile(r"^https?://[^/]+/(?!api/)")
DEMO_SECONDS = 300.0
"""The demo plays a month of breaks, which a busy machine does slowly."""


@pytest.fixture(scope="module")
def pseudo_build() -> Path:
    """Build the phone app with pseudo-locales, once for all test processes."""
    (ROOT / "build").mkdir(exist_ok=True)
    with (ROOT / "build" / "pseudo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run(["make", "frontend-pseudo"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return BUILD


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHerobreak]:
    """A Herobreak with the demo organisation: people, challenges, moments, badges and packs."""
    folder = tmp_path_factory.mktemp("demo")
    output = folder / "output.log"
    with run_herobreak(
        folder / "data", output, wait_until_ready=False, HEROBREAK_DEMO="yes"
    ) as running:
        running.wait_for(READY_LINE, DEMO_SECONDS)
        made = json.loads((running.data / "demo.json").read_text())
        yield RunningHerobreak(running, made["base_url"], made["join_code"], **made["admin"])


class CheckedScreens(Screens):
    """One person's browser in a pseudo-locale. `check` records what is wrong with a screen."""

    def __init__(self, page: Page, address: str, faults: dict[str, Any]) -> None:
        super().__init__(page, address)
        self.faults = faults
        self.data: set[str] = set()

    def check(self, name: str) -> None:
        super().check(name)
        self.data.update(self.page.evaluate("[...window.apiStrings]"))
        check = (SUPPORT / "screen_check.js").read_text()
        found = self.page.evaluate(check, sorted(text for text in self.data if text))
        if found["untranslated"] or found["clipped"]:
            self.faults[name] = found


@contextmanager
def screens(
    browser: Browser,
    locale: str,
    address: str,
    build: Path,
    faults: dict[str, Any],
) -> Iterator[CheckedScreens]:
    """Open a phone in the locale. The pages come from the pseudo build, the API from the server."""

    def send_file(route: Route) -> None:
        name = re.sub(NOT_THE_API, "", route.request.url).partition("?")[0]
        file = build / name
        file = file if file.is_file() else build / "index.html"
        kind = guess_type(file.name)[0] or "application/octet-stream"
        route.fulfill(path=file, content_type=kind)

    context = browser.new_context(
        viewport=SCREEN_SIZE,
        has_touch=True,
        is_mobile=True,
        locale=locale,
        service_workers="block",
    )
    context.add_init_script(path=SUPPORT / "api_watch.js")
    context.add_init_script(path=REQUEST_WATCH)
    context.route(NOT_THE_API, send_file)
    page = context.new_page()
    page.on("pageerror", lambda error: faults.setdefault("errors", []).append(str(error)))
    yield CheckedScreens(page, address, faults)
    context.close()


@pytest.mark.parametrize("locale", ["en-XA", "ar-XB"])
def test_every_screen_fits_and_is_translated(
    demo: RunningHerobreak,
    pseudo_build: Path,
    chromium: Path,
    locale: str,
) -> None:
    made = json.loads((demo.running.data / "demo.json").read_text())
    demo.query_database("UPDATE person SET language = $1", locale)
    faults: dict[str, Any] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        where = (browser, locale, demo.address, pseudo_build, faults)
        with screens(*where) as anybody:
            anybody.visit("/sign-in", "/join", f"/join?code={demo.join_code}", "/wall", "/nowhere")
            direction = anybody.page.evaluate("[document.documentElement.lang, document.dir]")
            assert direction == [locale, "rtl" if locale == "ar-XB" else "ltr"]
        with screens(*where) as learner:
            learner.sign_in(**made["learner"])
            see_learner(learner)
            see_own_secret(demo, learner, made["learner"]["login"])
        with screens(*where) as newcomer:
            see_newcomer(newcomer, demo.join_code, f"Nora {locale}")
        with screens(*where) as leader, screens(*where) as wall:
            leader.sign_in(**made["leader"])
            see_leader(leader)
            see_wall(wall, leader)
        with screens(*where) as admin:
            admin.sign_in(**made["admin"])
            see_admin(admin)
        browser.close()
    assert faults == {}
