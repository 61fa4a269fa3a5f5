"""What every answer must have, by its kind. Each rule yields what is wrong with one answer."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from audit.headers.answers import Answer, parse_policy

BASE_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
SERVER_HEADERS = ("server", "x-powered-by", "via", "x-aspnet-version")
VERSION_PATTERN = re.compile(r"\d")
PAGE_DIRECTIVES = {
    "default-src": {"'self'"},
    "style-src": {"'self'"},
    "img-src": {"'self'", "data:", "blob:"},
    "object-src": {"'none'"},
    "base-uri": {"'none'"},
    "form-action": {"'self'"},
    "frame-ancestors": {"'none'"},
    "require-trusted-types-for": {"'script'"},
    "trusted-types": {"svelte-trusted-html", "herobreak"},
}
CLOSED_DIRECTIVES = ("base-uri", "frame-ancestors", "form-action")
FORBIDDEN_FEATURES = ("geolocation", "microphone", "payment", "usb")
SHARED_CACHE_WORDS = ("public", "s-maxage")

Rule = Callable[[Answer], Iterator[str]]


def check_base(answer: Answer) -> Iterator[str]:
    """Every answer says what it is, where it may be used, and what it tells other sites."""
    for name, wanted in BASE_HEADERS.items():
        if (value := answer.headers.get(name)) != wanted:
            yield f"{name} is {value}"
    if "content-security-policy" not in answer.headers:
        yield "there is no policy"
    for name in SERVER_HEADERS:
        if VERSION_PATTERN.search(answer.headers.get(name, "")):
            yield f"{name} tells a version: {answer.headers[name]}"


def check_page_policy(answer: Answer) -> Iterator[str]:
    """A page runs scripts of this server, and those that the build put there, by their hash."""
    if answer.kind != "page":
        return
    policy = parse_policy(answer.headers.get("content-security-policy", ""))
    for directive, wanted in PAGE_DIRECTIVES.items():
        if set(policy.get(directive, ())) != wanted:
            yield f"{directive} is {policy.get(directive)}"
    for directive in ("script-src", "style-src-attr"):
        for source in policy.get(directive, ["nothing"]):
            if not re.fullmatch(r"'(self|unsafe-hashes|sha256-[\w+/]+=*)'", source):
                yield f"{directive} allows {source}"
    if answer.headers.get("cross-origin-opener-policy") != "same-origin":
        yield "cross-origin-opener-policy is not same-origin"
    for feature in FORBIDDEN_FEATURES:
        if f"{feature}=()" not in answer.headers.get("permissions-policy", ""):
            yield f"permissions-policy allows {feature}"


def check_other_policy(answer: Answer) -> Iterator[str]:
    """What is no page runs no script when somebody opens its address, and is in no frame."""
    if answer.kind == "page":
        return
    policy = parse_policy(answer.headers.get("content-security-policy", ""))
    if answer.kind == "certificate":  # The browser's own page shows it.
        closed: Iterable[str] = ("base-uri", "frame-ancestors")
    else:
        closed = CLOSED_DIRECTIVES
        if answer.is_of_the_api and policy.get("default-src") != ["'none'"]:
            yield f"default-src is {policy.get('default-src')}"
        if not answer.is_of_the_api and policy.get("default-src") not in (["'self'"], ["'none'"]):
            yield f"default-src is {policy.get('default-src')}"
    for directive in closed:
        if policy.get(directive) != ["'none'"]:
            yield f"{directive} is {policy.get(directive)}"
    if answer.kind in ("script", "service worker") and "require-trusted-types-for" not in policy:
        yield "Trusted Types are not required"


def check_cache(answer: Answer) -> Iterator[str]:
    """Nobody else's cache keeps what is about people. Files with a hash in their name stay."""
    cache = answer.headers.get("cache-control", "")
    if answer.is_of_the_api or answer.kind in ("problem", "schema"):
        is_private = "no-store" in cache or "private" in cache
        if not is_private or any(word in cache for word in SHARED_CACHE_WORDS):
            yield f"cache-control is {cache!r}"
        if answer.kind in ("data", "certificate", "stream", "problem") and "no-store" not in cache:
            yield f"cache-control is {cache!r}"
    elif answer.kind != "empty":
        wanted = "immutable" if "/immutable/" in answer.path else "no-cache"
        if wanted not in cache:
            yield f"cache-control is {cache!r}"
        if "accept-encoding" not in answer.headers.get("vary", "").lower():
            yield "vary does not name accept-encoding"


def check_cookies(answer: Answer) -> Iterator[str]:
    """Scripts do not read cookies, and other sites do not send them."""
    for cookie in answer.headers.get("set-cookie", "").splitlines():
        name, _, rest = cookie.partition("=")
        words = {word.strip().lower() for word in rest.split(";")}
        missing = {"httponly", "path=/", "samesite=lax"} - words
        if missing:
            yield f"the cookie {name} lacks {', '.join(sorted(missing))}"
        if any(word.startswith("domain=") for word in words):
            yield f"the cookie {name} goes to other hosts"


def check_sign_out(answer: Answer) -> Iterator[str]:
    """The cache of the browser goes with the session."""
    signs_out = (answer.method, answer.path, answer.status) == ("DELETE", "/api/session", 204)
    if signs_out and '"cache"' not in answer.headers.get("clear-site-data", ""):
        yield "clear-site-data is missing"


def check_tls(answer: Answer) -> Iterator[str]:
    """Over TLS: the browser comes back over TLS only, and so do the cookies."""
    if "max-age=31536000; includeSubDomains" not in answer.headers.get(
        "strict-transport-security", ""
    ):
        yield "strict-transport-security is missing"
    for cookie in answer.headers.get("set-cookie", "").splitlines():
        name, _, rest = cookie.partition("=")
        if "secure" not in {word.strip().lower() for word in rest.split(";")}:
            yield f"the cookie {name} is not secure"
        if name.endswith("herobreak") and not name.startswith("__Host-"):
            yield f"the cookie {name} is not bound to the host"


RULES: Mapping[str, Rule] = {
    "headers.base": check_base,
    "headers.page_policy": check_page_policy,
    "headers.other_policy": check_other_policy,
    "headers.cache": check_cache,
    "headers.cookies": check_cookies,
    "headers.sign_out": check_sign_out,
}
"""The rules by the name of their check."""


def find_faults(name: str, answers: Iterable[Answer]) -> list[str]:
    """List what is wrong with the answers by one rule, each fault once."""
    found = (answer.describe(fault) for answer in answers for fault in RULES[name](answer))
    return list(dict.fromkeys(found))
