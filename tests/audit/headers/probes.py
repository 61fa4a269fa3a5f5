"""Requests that no screen sends, made by the page of somebody who is signed in."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

FETCH = """
async ({ method, path, headers, size, body }) => {
  const sent = size ? 'x'.repeat(size) : body;
  const response = await fetch(path, { method, headers, ...(sent && { body: sent }) });
  return [response.status, await response.text()];
}
"""
JSON_TYPE = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class Probe:
    """One request, and the status that it should get. `size` is that of a body of one letter."""

    path: str
    status: int
    method: str = "GET"
    body: str = ""
    size: int = 0
    headers: Mapping[str, str] | None = None


PROBES_OF_ANYBODY = (
    Probe("/api/health/live", 200),
    Probe("/schema/openapi.json", 200),
    Probe("/schema", 200),
    Probe("/metrics", 404),
    Probe("/nothing.js", 404),
    Probe("/api/nothing", 404),
    Probe("/api/me", 401),
    Probe("/sign-in", 200, "HEAD"),
    Probe("/service-worker.js", 200),
    Probe("/manifest.webmanifest", 200),
    Probe("/icon-192.png", 200),
    Probe("/licences/bricolage-grotesque.txt", 200),
    Probe("/_app/version.json", 200),
    Probe("/", 405, "POST"),
)
PROBES_OF_A_LEARNER = (
    Probe("/api/live", 405, "POST"),
    Probe("/api/today", 405, "DELETE"),
    Probe("/api/attempts", 413, "POST", size=1_200_000, headers=JSON_TYPE),
    Probe("/api/attempts", 400, "POST", body="{", headers=JSON_TYPE),
    Probe("/api/team", 403),
    Probe("/api/media/none/none.svg", 404),
    Probe("/api/challenges/999999/certificate.pdf", 404),
)


def send_probe(page: Page, probe: Probe) -> tuple[int, str]:
    """Send one request from a page. Give the status and the text of the answer."""
    status, text = page.evaluate(
        FETCH,
        {
            "method": probe.method,
            "path": probe.path,
            "headers": dict(probe.headers or {}),
            "size": probe.size,
            "body": probe.body,
        },
    )
    return int(status), str(text)


def send_probes(page: Page, probes: Iterable[Probe]) -> list[str]:
    """Send them all. List those with another status than they should have."""
    found = []
    for probe in probes:
        status, text = send_probe(page, probe)
        if status != probe.status:
            found.append(f"{probe.method} {probe.path}: {status}, not {probe.status}: {text[:200]}")
    return found


def read_json(page: Page, path: str) -> Any:
    """Fetch data as the person of the page."""
    return json.loads(send_probe(page, Probe(path, 200))[1])
