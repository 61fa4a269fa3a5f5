"""The names of the checks of headers, for the list of all checks of `make audit`."""

from collections.abc import Mapping
from typing import Final

HEADER_CHECKS: Final[Mapping[str, str]] = {
    "headers.every_kind": "The crawl saw every kind of answer: pages, data, faults, streams.",
    "headers.base": "Every answer has the base headers, and none tells the version of a server.",
    "headers.page_policy": "Pages run scripts of this server alone, with Trusted Types, unframed.",
    "headers.other_policy": "What is no page can do nothing where it is opened as one.",
    "headers.cache": "No shared cache may keep what is about people.",
    "headers.cookies": "Cookies are out of reach of scripts and of other sites.",
    "headers.sign_out": "Signing out clears the cache of the browser.",
    "headers.tls": "Over TLS, browsers stay with TLS, and cookies are bound to it.",
    "headers.violations": "The browser reported no violation of a policy and no fault.",
}
"""What each check shows, by name."""
