"""One answer of the server as the browser got it, and what kind it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

AnswerKind = Literal[
    "page", "script", "service worker", "style", "font", "picture", "manifest", "other file",
    "pack picture", "photo", "certificate", "data", "problem", "schema", "stream", "empty",
]  # fmt: skip
KIND_BY_TYPE: Mapping[str, AnswerKind] = {
    "text/html": "page",
    "text/javascript": "script",
    "text/css": "style",
    "application/manifest+json": "manifest",
    "application/problem+json": "problem",
    "application/pdf": "certificate",
    "text/event-stream": "stream",
}
PICTURE_KINDS: Mapping[str, AnswerKind] = {"/api/media/": "pack picture", "/api/moments/": "photo"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server sent. Names of headers are in lower case; cookies are one for each line."""

    method: str
    url: str
    status: int
    headers: Mapping[str, str]

    @property
    def path(self) -> str:
        """The path of the address."""
        return urlsplit(self.url).path

    @property
    def media_type(self) -> str:
        """The type of the body without parameters; empty without a body."""
        return self.headers.get("content-type", "").partition(";")[0]

    @property
    def is_of_the_api(self) -> bool:
        """Whether the answer is about people and their data, not a file of the app."""
        return self.path.startswith("/api/")

    @property
    def kind(self) -> AnswerKind:
        """What the answer is."""
        if self.path == "/service-worker.js":
            return "service worker"
        if known := KIND_BY_TYPE.get(self.media_type):
            return known
        if "script-src" in self.headers.get("content-security-policy", ""):
            return "page"  # without its body: the browser has it, or asked for the headers alone
        if self.media_type.startswith("font/"):
            return "font"
        if self.media_type.startswith("image/"):
            places = (kind for start, kind in PICTURE_KINDS.items() if self.path.startswith(start))
            return next(places, "picture")
        if self.path.startswith("/schema"):
            return "schema"
        if not self.media_type or self.status in (204, 304):
            return "empty"
        return "data" if self.is_of_the_api else "other file"

    def describe(self, fault: str) -> str:
        """Say what is wrong with this answer."""
        return f"{self.method} {self.path} ({self.status}, {self.kind}): {fault}"


def parse_policy(policy: str) -> dict[str, list[str]]:
    """Give the sources of each directive of a content security policy."""
    directives = (directive.split() for directive in policy.split(";"))
    return {parts[0]: parts[1:] for parts in directives if parts}
