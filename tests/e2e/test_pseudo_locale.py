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
from playwright.sync_api import Browser, FilePayload, Page, Route, sync_playwright
from support.packs import make_valid_pack, zip_files
from support.phone import CHROMIUM_FLAGS, SCREEN_SIZE
from support.served_processes import READY_LINE, run_herobreak

from .conftest import RunningHerobreak

ROOT = Path(__file__).parent.parent.parent
BUILD = ROOT / "frontend" / ".pseudo" / "build"
SUPPORT = ROOT / "tests" / "support"
NOT_THE_API = re.compile(r"^https?://[^/]+/(?!api/)")
OPEN_DETAILS = "document.querySelectorAll('details').forEach((one) => (one.open = true))"
SETTLE_MS = 200
"""Milliseconds in which a screen asks for its data, and in which it is drawn."""
MAX_WAITS = 100
"""More pauses than any request takes."""
DEMO_SECONDS = 300.0
"""The demo plays a month of breaks, which a busy machine does slowly."""
MAX_STEPS = 80
"""More taps than any break needs."""

LEARNER_PATHS = ("/", "/together", "/board", "/moments", "/badges", "/me", "/streak", "/points")
LEADER_PATHS = ("/", "/together", "/moments", "/team", "/readiness", "/challenge/new", "/me")
ADMIN_PATHS = ("/packs", "/team", "/readiness")
ANSWERS = (
    "fieldset:not(:has(input:checked)) input",
    ".rightside:not(.used):enabled",
    ".step[aria-pressed=false]",
    ".say",
    "ul.row button.button:enabled",
)
"""What can be tapped to answer a question, form by form."""


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


class Screens:
    """One person's browser in a pseudo-locale. `check` records what is wrong with a screen."""

    def __init__(self, page: Page, address: str, faults: dict[str, Any]) -> None:
        self.page = page
        self.address = address
        self.faults = faults
        self.data: set[str] = set()

    def open(self, path: str) -> None:
        self.page.goto(f"{self.address}{path}")
        self.settle()
        self.page.evaluate(OPEN_DETAILS)

    def settle(self) -> None:
        """Wait until the screen has its data and stands still."""
        self.page.wait_for_timeout(SETTLE_MS)
        for _ in range(MAX_WAITS):
            if not self.page.evaluate("window.pendingRequests"):
                break
            self.page.wait_for_timeout(SETTLE_MS)
        self.page.wait_for_timeout(SETTLE_MS)

    def check(self, name: str) -> None:
        self.settle()
        self.data.update(self.page.evaluate("[...window.apiStrings]"))
        check = (SUPPORT / "screen_check.js").read_text()
        found = self.page.evaluate(check, sorted(text for text in self.data if text))
        if found["untranslated"] or found["clipped"]:
            self.faults[name] = found

    def visit(self, *paths: str) -> None:
        for path in paths:
            self.open(path)
            self.check(path)

    def sign_in(self, login: str, secret: str) -> None:
        self.page.goto(f"{self.address}/sign-in")
        self.page.locator("input").nth(0).fill(login)
        self.page.locator("input").nth(1).fill(secret)
        self.page.locator("button.go").click()
        self.page.locator("nav.sticky").wait_for()

    def visit_challenges(self) -> None:
        """Open every challenge that is listed."""
        self.open("/together")
        links = "links => [...new Set(links.map((link) => link.getAttribute('href')))]"
        self.visit(*self.page.locator("a[href^='/challenge?id=']").evaluate_all(links))

    def play_break(self) -> None:
        """Take today's break to its summary, and look at each card, question and answer."""
        self.open("/")
        self.page.locator("button.go").first.click()
        for step in range(MAX_STEPS):
            self.check(f"break, step {step}")
            if self.page.locator(".summary").is_visible():
                return
            self._step()
        raise AssertionError("a break without an end")

    def _step(self) -> None:
        for button in (".panel .button.go", ".lesson .button.go", ".hand .button.go:enabled"):
            if (found := self.page.locator(button)).count():
                found.first.click()
                return
        for answer in ANSWERS:
            if (found := self.page.locator(answer)).count():
                found.first.dispatch_event("click")
                return


@contextmanager
def screens(
    browser: Browser,
    locale: str,
    address: str,
    build: Path,
    faults: dict[str, Any],
) -> Iterator[Screens]:
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
    context.route(NOT_THE_API, send_file)
    page = context.new_page()
    page.on("pageerror", lambda error: faults.setdefault("errors", []).append(str(error)))
    yield Screens(page, address, faults)
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


def see_learner(learner: Screens) -> None:
    learner.visit(*LEARNER_PATHS)
    learner.visit_challenges()
    learner.open("/board")
    for board in range(1, 4):
        learner.page.locator(".pick button").nth(board).click()
        learner.check(f"board {board}")
    learner.open("/badges")
    learner.page.locator("button.more").first.click()
    learner.check("one badge")
    learner.open("/streak")
    learner.page.locator("td button").last.click()
    learner.check("one day")


def see_own_secret(demo: RunningHerobreak, learner: Screens, login: str) -> None:
    """Choose another secret, after one that is refused."""
    change = "UPDATE person SET secret_from_other = $2 WHERE login = $1"
    demo.query_database(change, login, True)
    learner.open("/")
    learner.check("own secret")
    fields = learner.page.locator("form input:not(.hidden)")
    fields.nth(0).fill("840213")
    fields.nth(1).fill("1234")
    learner.page.locator("form > button").click()
    learner.page.locator("[aria-invalid]").wait_for()
    learner.check("a refused PIN")
    demo.query_database(change, login, False)


def see_newcomer(newcomer: Screens, code: str, name: str) -> None:
    """Join, which keeps the phone's language, and take the first break."""
    newcomer.open(f"/join?code={code}")
    newcomer.page.locator("input").nth(0).fill(name)
    newcomer.page.locator("input").nth(1).fill("840213")
    newcomer.page.locator("button.go").click()
    newcomer.page.locator("nav.sticky").wait_for()
    newcomer.play_break()
    newcomer.page.locator(".summary .button.go").click()
    newcomer.check("after the break")
    newcomer.visit("/streak", "/points", "/badges", "/board")


def see_leader(leader: Screens) -> None:
    leader.visit(*LEADER_PATHS)
    leader.visit_challenges()
    for action in (0, 1, 2):
        leader.open("/team")
        leader.page.locator(".actions button").nth(action).click()
        leader.check(f"a member, action {action}")
    leader.page.locator("dialog[open] .button").first.click()
    leader.check("taking an alias away")
    leader.open("/challenge/new")
    leader.page.locator("li button.sheet").nth(1).click()
    for step in range(3):
        leader.page.evaluate(OPEN_DETAILS)
        leader.check(f"compose, step {step}")
        if step < 2:
            leader.page.locator("form button.go").click()
            leader.settle()


def see_wall(wall: Screens, leader: Screens) -> None:
    """Pair a screen and look at it: at the size of a phone, which is narrower than any wall."""
    wall.open("/wall")
    code = wall.page.locator(".code").inner_text()
    leader.open("/team")
    pairing = leader.page.locator("details form", has=leader.page.locator("[maxlength='12']")).first
    pairing.locator("input").fill(code)
    pairing.locator("button").first.click()
    wall.page.locator("aside").wait_for()
    wall.check("wall")


def see_admin(admin: Screens) -> None:
    """Also a pack that is refused, with its findings."""
    admin.visit(*ADMIN_PATHS)
    admin.visit_challenges()
    broken = make_valid_pack("broken")
    lesson = "lessons/look-up.md"
    broken[lesson] = broken[lesson].replace("answer: [look, nod]", "answer: [look, wave]")
    admin.open("/packs")
    file = FilePayload(name="broken.zip", mimeType="application/zip", buffer=zip_files(broken))
    admin.page.locator("input[type=file]").set_input_files(file)
    admin.page.locator("form button.go").first.click()
    admin.page.locator("li.error").first.wait_for(timeout=20_000)
    admin.check("a refused pack")
