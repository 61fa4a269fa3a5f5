"""A browser that keeps every answer of the server and every violation of a policy."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from audit.headers.answers import Answer
from playwright.sync_api import BrowserContext, Response, sync_playwright
from support.phone import CHROMIUM_FLAGS, SCREEN_SIZE
from support.screens import REQUEST_WATCH, Screens

REPORT_VIOLATIONS = """
addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
  reportViolation(`${location.pathname}: ${violatedDirective} ${blockedURI} ${sample}`));
"""

MAX_WAIT_MS = 120_000
"""How long a screen may take on a busy machine."""


class Recording:
    """The answers and faults of all contexts that it opens in one browser."""

    def __init__(self, browser: Any, address: str) -> None:
        self._browser = browser
        self._address = address
        self._pending: list[Response] = []
        self.answers: list[Answer] = []
        self.faults: list[str] = []

    @contextmanager
    def open_screens(self) -> Iterator[Screens]:
        """Open the browser of one more person. What it gets is kept."""
        context: BrowserContext = self._browser.new_context(
            viewport=SCREEN_SIZE, has_touch=True, is_mobile=True, service_workers="block"
        )
        context.set_default_timeout(MAX_WAIT_MS)
        context.expose_function("reportViolation", lambda text: self.faults.append(text))
        context.add_init_script(REPORT_VIOLATIONS)
        context.add_init_script(path=REQUEST_WATCH)
        context.on("response", lambda response: self._pending.append(response))
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        try:
            yield Screens(page, self._address)
        finally:
            self._keep_answers()
            context.close()

    def _keep_answers(self) -> None:
        """Read the headers of what came. A handler of an event cannot wait for them."""
        for response in self._pending:
            if response.url.startswith(self._address):
                self.answers.append(
                    Answer(
                        response.request.method,
                        response.url,
                        response.status,
                        response.all_headers(),
                    )
                )
        self._pending.clear()


@contextmanager
def record_browser(chromium: Path, address: str) -> Iterator[Recording]:
    """Run a browser for as long as the block lasts."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        try:
            yield Recording(browser, address)
        finally:
            browser.close()
