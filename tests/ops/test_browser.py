"""The browser of the end-to-end tests starts and opens a page."""

from pathlib import Path

from playwright.async_api import async_playwright

ARGUMENTS = ["--no-sandbox", "--disable-gpu"]


async def test_the_browser_opens_a_page(chromium: Path) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        page = await browser.new_page()
        await page.set_content("<h1>Break</h1>")
        assert await page.inner_text("h1") == "Break"
        await browser.close()
