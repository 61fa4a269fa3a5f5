"""The people as whom the contract is tested, and objects that exist, on a running Herobreak."""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
from audit.contract.settings import KnownIds, Person
from support.challenge_requests import make_team_challenge
from support.running_herobreak import RunningHerobreak


def sign_in(herobreak: RunningHerobreak, role: str, login: str, secret: str) -> Person:
    """Sign a person in."""
    with httpx.Client(base_url=herobreak.address) as client:
        _send(client, "POST", "/api/session", {"login": login, "secret": secret})
        (session,) = (
            one["id"]
            for one in _send(client, "GET", "/api/sessions")["sessions"]
            if one["this_device"]
        )
        return Person(role, client.cookies["herobreak"], str(session))


def open_person(herobreak: RunningHerobreak, role: str) -> Person:
    """Sign the admin in, or add a leader or a learner who is signed in then."""
    if role == "nobody":
        return Person(role)
    if role == "admin":
        herobreak.query_database("UPDATE person SET secret_from_other = false")
        return sign_in(herobreak, role, herobreak.login, herobreak.secret)
    word = "PIN" if role == "learner" else "password"
    options = ("--team", herobreak.join_code, "--role", role)
    found = herobreak.run_command(
        rf"login: (\S+\s+{word}: \S+)", "person", "add", f"{role.title()} Hill", *options
    )
    login, _, secret = re.split(r"\s+", found)
    return sign_in(herobreak, role, login, secret)


def make_known_objects(herobreak: RunningHerobreak, leader: Person) -> KnownIds:
    """Launch a challenge with a figure and a token, and record a moment. Give the ids."""
    cookies = {"herobreak": leader.token}
    with httpx.Client(base_url=herobreak.address, cookies=cookies) as client:
        (team,) = _send(client, "GET", "/api/team")["teams"]
        members = _send(client, "GET", "/api/team/members")["members"]
        logins = [member["login"] for member in members]
        today = datetime.now(UTC).date()
        challenge = _send(
            client, "POST", "/api/challenges", make_team_challenge(team["id"], today)
        )["id"]
        token = _send(client, "POST", f"/api/challenges/{challenge}/tokens", {"name": "Survey"})
        traits = _send(client, "GET", "/api/moments/choices")["traits"]
        moment = {
            "id": str(uuid4()),
            "kind": "seen",
            "to": next(login for login in logins if login.startswith("learner")),
            "trait": traits[0]["id"],
            "sentence": "Stayed calm.",
        }
        _send(client, "POST", "/api/moments", moment)
    return KnownIds(
        {
            "challenge": [int(challenge)],
            "number": [int(token["id"])],
            "team": [int(team["id"])],
            "login": logins,
            "moment": [moment["id"]],
            "code": [herobreak.join_code],
        }
    )


def _send(client: httpx.Client, method: str, path: str, body: Any = None) -> Any:
    answer = client.request(method, path, json=body)
    answer.raise_for_status()
    return answer.json()
