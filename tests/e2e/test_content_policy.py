"""The content security policy lets the app work: the browser reports nothing that breaks it."""

from pathlib import Path

from support.phone import open_phone

from .conftest import RunningHerobreak

RECORD_VIOLATIONS = """
window.violations = [];
document.addEventListener('securitypolicyviolation', (event) => {
  window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
});
"""
PATHS = ("/", "/together", "/board", "/badges", "/streak", "/moments", "/points", "/me")


def test_the_app_breaks_no_directive_of_its_policy(
    herobreak: RunningHerobreak, chromium: Path, tmp_path: Path
) -> None:
    with open_phone(chromium, tmp_path) as phone:
        phone.context.add_init_script(RECORD_VIOLATIONS)
        phone.join_team(herobreak.address, herobreak.join_code, "Polly Policy", "840213")
        phone.page.wait_for_url("**/")
        found = []
        for path in PATHS:
            phone.page.goto(herobreak.address + path)
            phone.page.get_by_role("heading").first.wait_for()
            found += phone.page.evaluate("window.violations")
        assert found == []
        assert phone.faults == []
