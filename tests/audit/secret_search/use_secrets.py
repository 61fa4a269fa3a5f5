"""Use secrets of every kind on a running Herobreak, and note them."""

import re
from datetime import UTC, datetime
from uuid import uuid4

import httpx
from audit.secret_search.needles import Secret
from audit.secret_search.secret_user import SecretUser, expect
from support.challenge_requests import make_team_challenge
from support.running_herobreak import RunningHerobreak


def use_all_secrets(herobreak: RunningHerobreak, metrics_token: str) -> list[Secret]:
    """Use secrets of every kind, rightly and wrongly. Give those that were used."""
    user = SecretUser(herobreak)
    user.note("metrics token", metrics_token)
    user.note_code("join code", herobreak.join_code)
    admin = _replace_first_secret(user)
    leader = _add_leader(user)
    _use_secrets_of_a_learner(user, leader)
    _use_display(user, leader)
    _use_tokens(user, leader)
    _type_secrets_in_wrong_places(user, admin)
    _begin_passkey(user, leader)
    return user.used


def _replace_first_secret(user: SecretUser) -> httpx.Client:
    """Sign in as the first admin, and choose an own password."""
    first = user.note("first admin's secret", user.herobreak.secret)
    admin = user.sign_in(user.herobreak.login, first)
    own = user.make_password("own secret")
    wrong = {"secret": {"old": user.make_password("wrong secret"), "new": own}}
    expect(admin.patch("/api/me", json=wrong), 422)
    expect(admin.patch("/api/me", json={"secret": {"old": first, "new": own}}), 200)
    return user.sign_in(user.herobreak.login, own)


def _add_leader(user: SecretUser) -> httpx.Client:
    """Let the operator add a leader, who then chooses an own password."""
    found = user.herobreak.run_command(
        r"login: (\S+\s+password: \S+)",
        *("person", "add", "Lea Leader", "--team", user.herobreak.join_code, "--role", "leader"),
    )
    login, _, secret = re.split(r"\s+", found)
    user.note("handed-out secret", secret)
    leader = user.sign_in(login, secret)
    change = {"secret": {"old": secret, "new": user.make_password("own secret")}}
    expect(leader.patch("/api/me", json=change), 200)
    return leader


def _use_secrets_of_a_learner(user: SecretUser, leader: httpx.Client) -> None:
    """Join, guess, forget, and get a new PIN from a leader, whose code is replaced then."""
    phone, pin = user.open_client(), user.make_pin("own secret")
    joining = {"code": user.herobreak.join_code, "name": "Anna Lee", "pin": pin}
    login = expect(phone.post("/api/join", json=joining), 201)["login"]
    wrong = {**joining, "pin": user.make_pin("wrong secret")}
    expect(user.open_client().post("/api/join", json=wrong), 409)
    guess = {"login": login, "secret": user.make_pin("wrong secret")}
    expect(user.open_client().post("/api/session", json=guess), 401)
    handed_out = user.make_pin("handed-out secret")
    expect(leader.post(f"/api/team/members/{login}/pin", json={"pin": handed_out}), 204)
    phone = user.sign_in(login, handed_out)
    change = {"secret": {"old": handed_out, "new": user.make_pin("own secret")}}
    expect(phone.patch("/api/me", json=change), 200)
    (team,) = expect(leader.get("/api/team"), 200)["teams"]
    new = expect(leader.post(f"/api/teams/{team['id']}/join-code"), 200)["join_code"]
    user.note_code("join code", new)
    expect(user.open_client().get(f"/api/join/{new}"), 200)


def _use_display(user: SecretUser, leader: httpx.Client) -> None:
    screen = user.open_client()
    code = expect(screen.post("/api/displays"), 201)["code"]
    user.note_code("display code", code)
    (team,) = expect(leader.get("/api/team"), 200)["teams"]
    expect(leader.post("/api/displays/pair", json={"code": code, "team": team["id"]}), 201)
    expect(screen.get("/api/displays/me"), 200)


def _use_tokens(user: SecretUser, leader: httpx.Client) -> None:
    """Make, use and replace the token of a machine, and send wrong ones, also to the metrics."""
    (team,) = expect(leader.get("/api/team"), 200)["teams"]
    plan = make_team_challenge(team["id"], datetime.now(UTC).date())
    path = f"/api/challenges/{expect(leader.post('/api/challenges', json=plan), 201)['id']}"
    made = expect(leader.post(f"{path}/tokens", json={"name": "Survey"}), 201)
    user.note("figure token", made["token"])
    replaced = expect(leader.post(f"{path}/tokens/{made['id']}/replace", json={}), 201)
    user.note("figure token", replaced["token"])
    figure = {"id": str(uuid4()), "team": team["id"], "day": plan["first_day"], "amount": 5}
    for token, status in (
        (replaced["token"], 422),  # its day is to come
        (made["token"], 401),
        (user.make_password("wrong secret"), 401),
    ):
        bearer = {"Authorization": f"Bearer {token}"}
        machine = user.open_client()
        body = {"figures": [figure]}
        expect(machine.post(f"{path}/figures/push", json=body, headers=bearer), status)
        assert machine.get("/metrics", headers=bearer).status_code == 404
    bearer = {"Authorization": f"Bearer {user.used[0].value}"}
    assert user.open_client().get("/metrics", headers=bearer).status_code == 200


def _type_secrets_in_wrong_places(user: SecretUser, admin: httpx.Client) -> None:
    """Type a secret as a login, beside a field, in broken JSON, and in an address."""
    kind = "secret in the wrong place"
    client = user.open_client()
    typed = {"login": user.make_pin(kind), "secret": user.make_password(kind)}
    expect(client.post("/api/session", json=typed), 401)
    unknown = {"login": "anna-lee", "secrt": user.make_password(kind)}
    expect(client.post("/api/session", json=unknown), 422)
    wrong_type = {"login": "anna-lee", "secret": [user.make_password(kind)]}
    expect(client.post("/api/session", json=wrong_type), 422)
    broken = f'{{"login": "anna-lee", "secret": "{user.make_password(kind)}'
    json_type = {"Content-Type": "application/json"}
    expect(client.post("/api/session", content=broken, headers=json_type), 400)
    address = f"/api/session?secret={user.make_password(kind)}"
    expect(client.post(address, json=typed), 401)
    expect(client.get(f"/api/join/{user.make_pin(kind)}"), 404)
    expect(client.get(f"/api/{user.make_password(kind)}"), 404)
    assert client.get(f"/{user.make_password(kind)}").status_code in (200, 404)
    cookie = {"Cookie": f"herobreak={user.make_password(kind)}"}
    expect(client.get("/api/me", headers=cookie), 401)
    expect(admin.delete(f"/api/people/{user.make_pin(kind)}"), 404)


def _begin_passkey(user: SecretUser, leader: httpx.Client) -> None:
    """Note the challenges of passkeys, where this release has them."""
    for client, path in (
        (user.open_client(), "/api/session/passkey/begin"),
        (leader, "/api/passkeys/begin"),
    ):
        answer = client.post(path, json={})
        if answer.status_code == 200:
            found = re.search(r'"challenge":\s*"([\w-]+)"', answer.text)
            assert found, answer.text
            user.note("passkey challenge", found[1])
