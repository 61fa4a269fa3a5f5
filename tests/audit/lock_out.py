"""The lock-out attack: processes guess the PIN of one account while its owner signs in.

It needs a running Herobreak and a learner who joined there. Guessers sign in and come back by join
code, with a new device for each try.
"""

import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import count
from multiprocessing import get_context

import httpx

PIN = "840275"
OWNER = "Vera Victim"
CHECKED = {401, 409}
"""The answers to a guess that was compared with the PIN: by sign-in, and by join code."""
BLOCKED = 429


@dataclass(frozen=True, slots=True)
class Figures:
    """What came out: guesses that were compared, guesses that were not, and the owner's tries."""

    checked: int
    blocked: int
    owner_tries: int
    owner_signed_in: int
    colleague_signed_in: bool


def attack(address: str, join_code: str, seconds: float, processes: int) -> Figures:
    """Attack one account for some time. Its owner signs in on a known phone all the while."""
    with httpx.Client(base_url=address) as phone, httpx.Client(base_url=address) as colleague:
        login = _join(phone, join_code, OWNER)
        other = _join(colleague, join_code, "Cora Colleague")
        ends_at = time.time() + seconds
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            guessing = [
                pool.submit(guess, address, join_code, login, number, ends_at)
                for number in range(processes)
            ]
            signed_in = []
            while time.time() < ends_at or not all(future.done() for future in guessing):
                signed_in.append(_sign_in(phone, login))
                time.sleep(0.5)
            answers = sum((future.result() for future in guessing), Counter[int]())
        signed_in.append(_sign_in(phone, login))
        return Figures(
            sum(answers[status] for status in CHECKED),
            answers[BLOCKED],
            len(signed_in),
            sum(signed_in),
            _sign_in(colleague, other),
        )


def guess(address: str, join_code: str, login: str, number: int, ends_at: float) -> Counter[int]:
    """Guess until the time is over. Count the answers by status."""
    answers: Counter[int] = Counter()
    with httpx.Client(base_url=address, timeout=60) as client:
        for turn in count(number):
            if time.time() >= ends_at:
                return answers
            client.cookies.clear()
            wrong = f"{turn * 7919 % 1_000_000:06}"
            answer = (
                client.post("/api/session", json={"login": login, "secret": wrong})
                if turn % 2
                else client.post("/api/join", json={"code": join_code, "name": OWNER, "pin": wrong})
            )
            answers[answer.status_code] += 1
    return answers


def _join(phone: httpx.Client, join_code: str, name: str) -> str:
    answer = phone.post("/api/join", json={"code": join_code, "name": name, "pin": PIN})
    answer.raise_for_status()
    phone.delete("/api/session")
    return str(answer.json()["login"])


def _sign_in(phone: httpx.Client, login: str) -> bool:
    """Sign in and out on a phone, and say whether it worked."""
    answer = phone.post("/api/session", json={"login": login, "secret": PIN}, timeout=60)
    phone.delete("/api/session")
    return answer.status_code == 201
