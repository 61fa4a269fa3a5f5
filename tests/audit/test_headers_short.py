"""The headers of the answers on some screens in a real browser, and the rules for them.

`make audit` walks through all screens of a demo.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from audit.headers.answers import Answer
from audit.headers.check_names import HEADER_CHECKS
from audit.headers.crawl import crawl_as_anybody, crawl_as_learner
from audit.headers.part import audit_tls, judge_answers
from audit.headers.recording import Recording, record_browser
from audit.headers.rules import RULES, check_tls, find_faults
from support.running_herobreak import RunningHerobreak, herobreak
from support.screens import LEARNER_PATHS, join_team, see_newcomer

__all__ = ["herobreak"]

KINDS = (
    "page", "script", "service worker", "style", "font", "picture", "manifest", "other file",
    "pack picture", "photo", "data", "problem", "schema", "stream", "empty",
)  # fmt: skip
"""All but the certificate, which needs a challenge that is over."""


@pytest.fixture(scope="module")
def recording(herobreak: RunningHerobreak, chromium: Path) -> Iterator[Recording]:
    """The answers to a visitor, to two people who join, and to the admin."""
    code, login, secret = herobreak.join_code, herobreak.login, herobreak.secret
    with record_browser(chromium, herobreak.address) as recorded:
        crawl_as_anybody(recorded)
        with recorded.open_screens() as colleague:
            join_team(colleague, code, "Cora Colleague")
        with recorded.open_screens() as learner:
            see_newcomer(learner, code, "Hedda Header")
            learner.visit(*LEARNER_PATHS)
            crawl_as_learner(recorded, learner, herobreak)
        with recorded.open_screens() as admin:
            herobreak.query_database("UPDATE person SET secret_from_other = false")
            admin.sign_in(login, secret)
            admin.visit("/team", "/packs", "/readiness", "/challenge/new")
        yield recorded


def test_every_answer_has_the_headers_of_its_kind(recording: Recording) -> None:
    found = judge_answers(recording.answers, KINDS)
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_the_browser_reports_no_violation_and_no_fault_of_a_script(recording: Recording) -> None:
    assert recording.faults == []


def test_over_tls_browsers_stay_with_tls(tmp_path: Path) -> None:
    assert audit_tls(tmp_path) == []


def test_each_rule_has_a_name_of_a_check() -> None:
    others = {"headers.every_kind", "headers.tls", "headers.violations"}
    assert set(RULES) | others == set(HEADER_CHECKS)


PAGE_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self';"
    " style-src-attr 'unsafe-hashes' 'sha256-AAAA='; script-src 'self' 'sha256-AAAA=';"
    " object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none';"
    " require-trusted-types-for 'script'; trusted-types svelte-trusted-html herobreak"
)
BASE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "server": "granian",
}
PAGE = Answer(
    "GET",
    "http://hero.test/",
    200,
    {
        **BASE,
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": PAGE_POLICY,
        "cross-origin-opener-policy": "same-origin",
        "permissions-policy": "geolocation=(), microphone=(), payment=(), usb=()",
        "cache-control": "no-cache",
        "vary": "accept-encoding",
    },
)
DATA = Answer(
    "DELETE",
    "http://hero.test/api/session",
    204,
    {
        **BASE,
        "content-security-policy": (
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        ),
        "cache-control": "no-store",
        "clear-site-data": '"cache"',
        "set-cookie": "__Host-herobreak=a; Path=/; HttpOnly; SameSite=lax; Secure",
        "strict-transport-security": "max-age=31536000; includeSubDomains",
    },
)


def test_good_answers_have_no_faults() -> None:
    assert [fault for name in RULES for fault in find_faults(name, [PAGE, DATA])] == []
    assert list(check_tls(DATA)) == []


@pytest.mark.parametrize(
    ("rule", "answer", "header", "value"),
    [
        ("headers.base", PAGE, "x-content-type-options", ""),
        ("headers.base", DATA, "referrer-policy", "unsafe-url"),
        ("headers.base", DATA, "server", "granian/2.5"),
        ("headers.page_policy", PAGE, "cross-origin-opener-policy", "unsafe-none"),
        ("headers.page_policy", PAGE, "permissions-policy", "geolocation=()"),
        ("headers.page_policy", PAGE, "content-security-policy", ""),
        ("headers.other_policy", DATA, "content-security-policy", "default-src 'self'"),
        ("headers.cache", DATA, "cache-control", "public, max-age=60"),
        ("headers.cache", PAGE, "cache-control", "public, max-age=60"),
        ("headers.cache", PAGE, "vary", "cookie"),
        ("headers.cookies", DATA, "set-cookie", "herobreak=a; Path=/; SameSite=lax"),
        ("headers.cookies", DATA, "set-cookie", "a=b; Path=/; HttpOnly; SameSite=none"),
        ("headers.sign_out", DATA, "clear-site-data", ""),
    ],
)
def test_each_rule_finds_a_header_that_is_wrong(
    rule: str, answer: Answer, header: str, value: str
) -> None:
    wrong = replace(answer, headers={**answer.headers, header: value})
    assert find_faults(rule, [wrong])


@pytest.mark.parametrize(
    "weakening",
    [
        ("script-src 'self'", "script-src 'self' 'unsafe-inline'"),
        ("script-src 'self'", "script-src 'self' https:"),
        ("script-src 'self'", "script-src *"),
        ("style-src 'self'", "style-src 'self' 'unsafe-inline'"),
        ("; require-trusted-types-for 'script'", ""),
        ("svelte-trusted-html", "*"),
        ("base-uri 'none'", "base-uri 'self'"),
        ("frame-ancestors 'none'", "frame-ancestors *"),
    ],
)
def test_a_weaker_policy_of_a_page_is_found(weakening: tuple[str, str]) -> None:
    policy = PAGE_POLICY.replace(*weakening)
    assert policy != PAGE_POLICY
    weak = replace(PAGE, headers={**PAGE.headers, "content-security-policy": policy})
    assert find_faults("headers.page_policy", [weak])


@pytest.mark.parametrize("header", ["strict-transport-security", "set-cookie"])
def test_what_is_missing_over_tls_is_found(header: str) -> None:
    value = "herobreak=a; Path=/; HttpOnly" if header == "set-cookie" else ""
    assert list(check_tls(replace(DATA, headers={**DATA.headers, header: value})))
