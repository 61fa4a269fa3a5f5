"""The screens of the app, opened one after the other by a learner, a leader, an admin and a wall.

Elements are found by their class or place, so that it works in every language.
"""

from pathlib import Path

from playwright.sync_api import FilePayload, Page

from support.packs import make_valid_pack, zip_files
from support.running_herobreak import RunningHerobreak

REQUEST_WATCH = Path(__file__).with_name("request_watch.js")
"""The script that every page needs before its own: it counts requests without an answer."""
OPEN_DETAILS = "document.querySelectorAll('details').forEach((one) => (one.open = true))"
SETTLE_MS = 200
"""Milliseconds in which a screen asks for its data, and in which it is drawn."""
MAX_WAITS = 100
"""More pauses than any request takes."""
MAX_STEPS = 80
"""More taps than any break needs."""

LEARNER_PATHS = ("/", "/together", "/board", "/moments", "/badges", "/me", "/streak", "/points")
LEADER_PATHS = ("/", "/together", "/moments", "/team", "/readiness", "/challenge/new", "/me")
ADMIN_PATHS = ("/packs", "/team", "/readiness", "/audit")
ANSWERS = (
    "fieldset:not(:has(input:checked)) input",
    ".rightside:not(.used):enabled",
    ".step[aria-pressed=false]",
    ".say",
    "ul.row button.button:enabled",
)
"""What can be tapped to answer a question, form by form."""


class Screens:
    """One person's browser. `check` is called for every screen, and every state of one."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address

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
        """Look at a screen. This one only waits until it has its data."""
        self.settle()

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


def join_team(newcomer: Screens, code: str, name: str) -> None:
    """Join the team of a code."""
    newcomer.open(f"/join?code={code}")
    newcomer.page.locator("input").nth(0).fill(name)
    newcomer.page.locator("input").nth(1).fill("840213")
    newcomer.page.locator("button.go").click()
    newcomer.page.locator("nav.sticky").wait_for()


def see_newcomer(newcomer: Screens, code: str, name: str) -> None:
    """Join, which keeps the phone's language, and take the first break."""
    join_team(newcomer, code, name)
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
