"""The headers of every answer and the policies of every screen, in a real browser."""

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import get_args

import httpx
from audit.headers.answers import Answer, AnswerKind
from audit.headers.crawl import crawl_all_screens
from audit.headers.recording import record_browser
from audit.headers.rules import RULES, check_tls, find_faults
from support.running_herobreak import RunningHerobreak
from support.served_processes import READY_LINE, run_herobreak

DEMO_SECONDS = 300.0
TLS_URL = "https://hero.test"


def audit_headers(chromium: Path, folder: Path) -> dict[str, list[str]]:
    """Start a demo, walk through all of it, and list the faults of each check by its name."""
    with run_herobreak(
        folder / "data", folder / "output.log", wait_until_ready=False, HEROBREAK_DEMO="yes"
    ) as running:
        running.wait_for(READY_LINE, DEMO_SECONDS)
        made = json.loads((running.data / "demo.json").read_text())
        herobreak = RunningHerobreak(running, made["base_url"], made["join_code"], **made["admin"])
        with record_browser(chromium, herobreak.address) as recording:
            crawl_all_screens(recording, herobreak, made)
    found = judge_answers(recording.answers, get_args(AnswerKind))
    found["headers.violations"] = recording.faults
    found["headers.tls"] = audit_tls(folder)
    return found


def judge_answers(answers: Collection[Answer], kinds: Collection[str]) -> dict[str, list[str]]:
    """Apply all rules. `kinds` must have been seen, or the rules would prove nothing."""
    found = {name: find_faults(name, answers) for name in RULES}
    seen = {answer.kind for answer in answers}
    found["headers.every_kind"] = [f"no {kind} was seen" for kind in kinds if kind not in seen]
    return found


def audit_tls(folder: Path) -> list[str]:
    """Start a Herobreak that people reach over TLS, and read some answers as its proxy does."""
    data = folder / "tls"
    with run_herobreak(data, folder / "tls.log", HEROBREAK_URL=TLS_URL) as running:
        sign_in: Mapping[str, str] = json.loads((data / "first-admin.json").read_text())["admin"]
        with httpx.Client(base_url=f"http://127.0.0.1:{running.port}") as client:
            answers = [client.get(path) for path in ("/", "/api/me", "/nothing.js", "/schema")]
            answers.append(client.post("/api/session", json=dict(sign_in)))
            answers.append(client.delete("/api/session"))
    return [
        fault
        for answer in map(_read_answer, answers)
        for fault in map(answer.describe, check_tls(answer))
    ]


def _read_answer(answer: httpx.Response) -> Answer:
    headers = {
        **answer.headers,
        "set-cookie": "\n".join(answer.headers.get_list("set-cookie")),
    }
    return Answer(answer.request.method, str(answer.url), answer.status_code, headers)
