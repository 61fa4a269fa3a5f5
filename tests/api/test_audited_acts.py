"""Each act over HTTP writes its entry: who did what to whom, and no secret."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response
from support.catalogues import make_pack, publish_to_team
from support.challenge_requests import REQUEST_DAY, post_challenge
from support.organisation import PASSWORD, PIN, SHOP_CODE, Organisation, add_member
from support.pack_versions import add_version
from support.packs import make_valid_zip
from support.visits import Visit

from learning.actions.people.add_person import add_person
from learning.queries.packs.team_catalogue import clear_catalogue_cache
from learning.rules.people.audit_verbs import AUDIT_VERBS
from learning.tables.database import connection

NOW = datetime.now(UTC)
DAY = (NOW.date() + timedelta(days=30)).isoformat()
NEW_PIN, OWN_PIN, WRONG_PIN = "739164", "820461", "591736"
FIGURES: Mapping[str, Any] = {
    "measure": "figure",
    "unit": "% satisfied",
    "form": "team",
    "target": 95,
    "stages": [],
}
Entry = tuple[str, str | None, str]
"""The verb, the login of who did it, and the subject."""
WRITTEN_ELSEWHERE = {"adopt_weights", "hold_weights"}
"""`tests/actions/practice/test_fit_memory.py` looks at these: no request makes them."""


async def read_entries(after: int = 0) -> list[Entry]:
    async with connection() as conn:
        rows = await conn.fetch(
            "SELECT a.verb, p.login, a.subject FROM audit_entry a"
            " LEFT JOIN person p ON p.id = a.person WHERE a.id > $1 ORDER BY a.id",
            after,
        )
    return [tuple(row) for row in rows]


async def find_last_id() -> int:
    async with connection() as conn:
        return int(await conn.fetchval("SELECT COALESCE(max(id), 0) FROM audit_entry"))


class Acts:
    """Does acts one after the other, and compares what each has written."""

    def __init__(self) -> None:
        self.verbs: set[str] = set()
        self.wrong: list[str] = []

    @asynccontextmanager
    async def writes(self, *expected: Entry) -> AsyncIterator[None]:
        before = await find_last_id()
        yield
        written = await read_entries(before)
        self.verbs.update(verb for verb, _, _ in written)
        if written != list(expected):
            self.wrong.append(f"expected {expected}, wrote {written}")


@pytest.fixture
async def acts(acme: Organisation, clean_redis: str) -> Acts:
    clear_catalogue_cache()
    await publish_to_team(make_pack(), acme.root, NOW - timedelta(days=60))
    await add_member(acme.shop, "Ben Ash")
    return Acts()


def succeed(answer: Response) -> Response:
    assert answer.is_success, answer.text
    return answer


async def test_sign_ins_sessions_and_secrets(visit: Visit, acts: Acts, acme: Organisation) -> None:
    phone, other = await visit(), await visit()
    anna: Entry = ("sign_in", "anna-lee", "anna-lee")
    sign_in = {"login": "anna-lee", "secret": PIN}
    async with acts.writes(anna):
        succeed(await phone.post("/api/session", json=sign_in))
    async with acts.writes(anna):
        succeed(await other.post("/api/session", json=sign_in))
    async with acts.writes(("refuse_sign_in", None, "anna-lee")):
        await (await visit()).post("/api/session", json={**sign_in, "secret": WRONG_PIN})
    async with acts.writes(("refuse_sign_in", None, "")):
        await (await visit()).post("/api/session", json={"login": WRONG_PIN, "secret": PIN})
    async with acts.writes(("change_secret", "anna-lee", "anna-lee")):
        succeed(await phone.patch("/api/me", json={"secret": {"old": PIN, "new": OWN_PIN}}))
    async with acts.writes(("refuse_access", "anna-lee", "")):
        await phone.patch("/api/me", json={"secret": {"old": WRONG_PIN, "new": NEW_PIN}})
    third, fourth = await visit("anna-lee"), await visit("anna-lee")
    sessions = (await phone.get("/api/sessions")).json()["sessions"]
    async with acts.writes(("end_session", "anna-lee", "anna-lee")):
        succeed(await phone.delete(f"/api/sessions/{sessions[1]['id']}"))
    async with acts.writes(("end_other_sessions", "anna-lee", "anna-lee")):
        succeed(await phone.delete("/api/sessions"))
    async with acts.writes():
        succeed(await phone.delete("/api/sessions"))
    async with acts.writes(("sign_out", "anna-lee", "anna-lee")):
        succeed(await phone.delete("/api/session"))
    async with acts.writes():
        succeed(await phone.delete("/api/session"))
    lea = await visit("lea-leader")
    async with acts.writes(("set_pin", "lea-leader", "anna-lee")):
        succeed(await lea.post("/api/team/members/anna-lee/pin", json={"pin": NEW_PIN}))
    async with acts.writes(("replace_join_code", "lea-leader", str(acme.shop))):
        succeed(await lea.post(f"/api/teams/{acme.shop}/join-code"))
    assert acts.wrong == []
    assert (await third.get("/api/me")).status_code == 401
    assert (await fourth.get("/api/me")).status_code == 401


async def test_joining(visit: Visit, acts: Acts) -> None:
    joining = {"code": SHOP_CODE, "name": "Zoe Grey", "pin": OWN_PIN}
    async with acts.writes(
        ("join_team", "zoe-grey", "zoe-grey"), ("sign_in", "zoe-grey", "zoe-grey")
    ):
        succeed(await (await visit()).post("/api/join", json=joining))
    async with acts.writes(("sign_in", "zoe-grey", "zoe-grey")):
        succeed(await (await visit()).post("/api/join", json=joining))
    async with acts.writes(("refuse_sign_in", None, "zoe-grey")):
        await (await visit()).post("/api/join", json={**joining, "pin": WRONG_PIN})
    async with acts.writes(("refuse_sign_in", None, "")):
        await (await visit()).get("/api/join/ZZZZZZZZ")
    assert acts.wrong == []


async def test_acts_on_people_and_teams(visit: Visit, acts: Acts, acme: Organisation) -> None:
    lea, ada = await visit("lea-leader"), await visit("ada-admin")
    member, shop = "/api/team/members/anna-lee", str(acme.shop)
    succeed(await (await visit("anna-lee")).patch("/api/me", json={"alias": "Sunny"}))

    async def change(path: str, body: Mapping[str, Any], verb: str, subject: str) -> None:
        async with acts.writes((verb, "lea-leader", subject)):
            succeed(await lea.patch(path, json=body))

    for body, verb in (
        ({"name": "Anna Lea"}, "rename_person"),
        ({"alias": None}, "remove_alias"),
        ({"moments_paused": True}, "pause_moments"),
        ({"moments_paused": False}, "resume_moments"),
        ({"names_paused": True}, "pause_names"),
        ({"names_paused": False}, "resume_names"),
        ({"work_days": [1, 2]}, "set_week"),
    ):
        await change(member, body, verb, "anna-lee")
    for body, verb in (
        ({"hidden": True}, "hide_team"),
        ({"hidden": False}, "show_team"),
        ({"moments_reviewed": False}, "show_moments_at_once"),
        ({"moments_reviewed": True}, "review_moments"),
        ({"work_days": [1, 2, 3]}, "set_team_week"),
    ):
        await change(f"/api/teams/{shop}", body, verb, shop)
    async with acts.writes(("take_days_off", "lea-leader", "anna-lee")):
        succeed(await lea.post(f"{member}/days-off", json={"days": [DAY]}))
    async with acts.writes(("cancel_day_off", "lea-leader", "anna-lee")):
        succeed(await lea.delete(f"{member}/days-off/{DAY}"))
    async with acts.writes(("import_rota", "lea-leader", "anna-lee")):
        headers = {"Content-Type": "text/csv"}
        days = [NOW.date() + timedelta(days=ahead) for ahead in range(10, 17)]
        table = "\n".join(["login,date", *(f"anna-lee,{day}" for day in days)])
        succeed(await lea.post("/api/team/rota", content=table, headers=headers))
    async with acts.writes(("correct_points", "lea-leader", "anna-lee")):
        sent = {"id": str(uuid4()), "points": 5, "reason": "Counted late"}
        succeed(await lea.post("/api/people/anna-lee/corrections", json=sent))
    code = (await (await visit()).post("/api/displays")).json()["code"]
    async with acts.writes(("pair_display", "lea-leader", "1")):
        succeed(await lea.post("/api/displays/pair", json={"code": code, "team": shop}))
    async with acts.writes(("close_display", "lea-leader", "1")):
        succeed(await lea.delete("/api/displays/1"))
    async with acts.writes(("add_person", None, "new-hand")):
        await add_person(acme.shop, "New Hand", "learner", NEW_PIN, NOW)
    async with acts.writes(("erase_person", "ada-admin", "left-4")):
        succeed(await ada.delete("/api/people/anna-lee"))
    assert acts.wrong == []


async def test_moments(visit: Visit, acts: Acts) -> None:
    lea, ben, anna = await visit("lea-leader"), await visit("ben-ash"), await visit("anna-lee")

    async def give(giver: AsyncClient, kind: str) -> str:
        sent = {
            "id": str(uuid4()),
            "kind": kind,
            "to": "anna-lee",
            "trait": "pack.lesson-0",
            "sentence": "Stayed calm.",
        }
        succeed(await giver.post("/api/moments", json=sent))
        return sent["id"]

    first = await give(ben, "kudos")
    for action, who, login, body in (
        ("confirm", lea, "lea-leader", None),
        ("report", anna, "anna-lee", {"reason": "Unkind"}),
        ("restore", lea, "lea-leader", None),
        ("remove", lea, "lea-leader", None),
    ):
        async with acts.writes((f"{action}_moment", login, first)):
            succeed(await who.post(f"/api/moments/{first}/{action}", json=body))
    async with connection() as conn:
        await conn.execute("UPDATE moment SET day = day - 1")
    second = await give(ben, "seen")
    async with acts.writes(("decline_moment", "lea-leader", second)):
        succeed(await lea.post(f"/api/moments/{second}/decline"))
    before = await find_last_id()
    missed = await give(lea, "missed")
    assert await read_entries(before) == [("note_missed", "lea-leader", missed)]
    assert acts.wrong == []


async def test_challenges_and_their_tokens(visit: Visit, acts: Acts, acme: Organisation) -> None:
    lea = await visit("lea-leader")
    before = await find_last_id()
    one = (await post_challenge(lea, acme, **FIGURES, id=str(UUID(int=9))))["id"]
    assert await read_entries(before) == [("launch_challenge", "lea-leader", one)]
    path = f"/api/challenges/{one}"

    def by_lea(verb: str) -> Entry:
        return (verb, "lea-leader", one)

    async with acts.writes(by_lea("edit_challenge")):
        succeed(await lea.patch(path, json={"title": "Chase it", "vision": "A long vision."}))
    async with acts.writes(by_lea("make_token")):
        made = succeed(await lea.post(f"{path}/tokens", json={"name": "Survey"})).json()
    async with acts.writes(by_lea("replace_token")):
        new = succeed(await lea.post(f"{path}/tokens/{made['id']}/replace", json={})).json()
    async with acts.writes(by_lea("revoke_token")):
        succeed(await lea.delete(f"{path}/tokens/{new['id']}"))
    figure = {
        "id": str(uuid4()),
        "team": str(acme.shop),
        "day": REQUEST_DAY.isoformat(),
        "amount": 19,
        "out_of": 20,
    }
    async with acts.writes(("refuse_sign_in", None, "")):
        bearer = {"Authorization": f"Bearer {new['token']}"}
        sent = {"figures": [figure]}
        await (await visit()).post(f"{path}/figures/push", json=sent, headers=bearer)
    succeed(await lea.post(f"{path}/figures", json={"figures": [figure]}))
    (stored,) = (await lea.get(f"{path}/figures")).json()["figures"]
    async with acts.writes(by_lea("correct_figure")):
        succeed(await lea.patch(f"{path}/figures/{stored['id']}", json={"amount": 18}))
    async with acts.writes(by_lea("delete_figure")):
        succeed(await lea.delete(f"{path}/figures/{stored['id']}"))
    async with acts.writes(by_lea("cancel_challenge")):
        succeed(await lea.post(f"{path}/cancel", json={"reason": "Not now"}))
    assert acts.wrong == []


async def test_packs(visit: Visit, acts: Acts, acme: Organisation) -> None:
    ada = await visit("ada-admin", PASSWORD)
    before = await find_last_id()
    archive = {"pack": ("welcome.zip", make_valid_zip(), "application/zip")}
    import_id = succeed(await ada.post("/api/packs", files=archive)).json()["import_id"]
    assert await read_entries(before) == [("upload_pack", "ada-admin", import_id)]
    for version in (1, 2):
        await add_version("greet", version, NOW)
    publications: Sequence[tuple[int | None, str]] = (
        (1, "publish_pack"),
        (2, "publish_pack"),
        (2, "publish_pack"),
        (1, "roll_back_pack"),
        (None, "withdraw_pack"),
        (1, "publish_pack"),
    )
    for wanted, verb in publications:
        async with acts.writes((verb, "ada-admin", "greet")):
            sent = {"version": wanted, "teams": [str(acme.shop)]}
            succeed(await ada.post("/api/packs/greet/publications", json=sent))
    assert acts.wrong == []


@pytest.mark.parametrize(
    ("login", "method", "path", "subject", "code"),
    [
        ("anna-lee", "GET", "/api/team", "", "role.leader_required"),
        ("lea-leader", "GET", "/api/packs", "", "role.admin_required"),
        ("lea-leader", "GET", "/api/audit", "", "role.admin_required"),
        (
            "lea-leader",
            "GET",
            "/api/team/members/sam-south/days-off",
            "sam-south",
            "person.login_not_in_your_teams",
        ),
        (
            "lea-leader",
            "GET",
            "/api/team/members/open-sesame-123/days-off",
            "",
            "person.login_not_in_your_teams",
        ),
        ("lea-leader", "DELETE", "/api/displays/77", "", "display.unknown"),
        ("sam-south", "GET", "/api/challenges/77", "", "challenge.unknown"),
    ],
)
async def test_who_asks_for_what_is_not_theirs_is_written(
    visit: Visit, acts: Acts, login: str, method: str, path: str, subject: str, code: str
) -> None:
    client = await visit(login)
    for _ in range(3):
        async with acts.writes(*[("refuse_access", login, subject)] * (not acts.verbs)):
            assert (await client.request(method, path)).status_code in (403, 404)
    assert acts.wrong == []
    async with connection() as conn:
        detail = await conn.fetchval(
            "SELECT detail::text FROM audit_entry WHERE verb = 'refuse_access'"
        )
    assert code in detail
    assert "open-sesame" not in detail, "what was typed may be anything"
    assert ("77" in detail) == ("77" in path)


async def test_who_has_to_choose_a_secret_first_and_faults_of_input_are_not_refusals(
    visit: Visit, acts: Acts
) -> None:
    lea = await visit("lea-leader")
    succeed(await lea.post("/api/team/members/anna-lee/pin", json={"pin": NEW_PIN}))
    anna = await visit("anna-lee")
    async with acts.writes():
        assert (await anna.get("/api/today")).status_code == 403
        assert (await lea.patch("/api/me", json={"minutes": 900})).status_code == 422
        assert (await lea.get("/api/nothing")).status_code == 404
        assert (await (await visit()).get("/api/me")).status_code == 401
    assert acts.wrong == []


async def test_a_thousand_wrong_guesses_make_few_entries(visit: Visit, acts: Acts) -> None:
    phone = await visit()
    before = await find_last_id()
    for number in range(150):
        sent = {"login": "sam-south", "secret": f"{number:04}"}
        assert (await phone.post("/api/session", json=sent)).status_code in (401, 429)
    written = await read_entries(before)
    assert set(written) == {("refuse_sign_in", None, "sam-south")}
    assert len(written) <= 6, "1, 10 and 100 of each of two codes"


def test_every_verb_is_written_by_a_test_of_this_file() -> None:
    source = Path(__file__).read_text()
    absent = [verb for verb in AUDIT_VERBS if f'"{verb}"' not in source]
    built = {"confirm_moment", "report_moment", "restore_moment", "remove_moment"}
    passkeys = {verb for verb in AUDIT_VERBS if "passkey" in verb}  # in test_passkeys.py
    elsewhere = WRITTEN_ELSEWHERE | passkeys | {"create_team", "read_audit", "export_audit"}
    assert set(absent) - built <= elsewhere


async def test_no_entry_has_a_secret(visit: Visit, acts: Acts, acme: Organisation) -> None:
    """Every secret of a session is used, and none of them stands anywhere in the log."""
    lea, phone = await visit("lea-leader"), await visit("anna-lee", PIN)
    await (await visit()).post("/api/session", json={"login": WRONG_PIN, "secret": WRONG_PIN})
    await (await visit()).post("/api/session", json={"login": "anna-lee", "secret": WRONG_PIN})
    await phone.patch("/api/me", json={"secret": {"old": PIN, "new": OWN_PIN}})
    await lea.post("/api/team/members/ben-ash/pin", json={"pin": NEW_PIN})
    code = (await lea.post(f"/api/teams/{acme.shop}/join-code")).json()["join_code"]
    one = (await post_challenge(lea, acme, **FIGURES))["id"]
    token = (await lea.post(f"/api/challenges/{one}/tokens", json={"name": "Till"})).json()["token"]
    secrets = [PIN, OWN_PIN, NEW_PIN, WRONG_PIN, SHOP_CODE, code.replace("-", ""), code, token]
    secrets += [value for client in (lea, phone) for value in client.cookies.values()]
    async with connection() as conn:
        # Instants and ids of rows may hold the digits of a PIN by chance.
        log = await conn.fetchval(
            "SELECT string_agg(verb || ' ' || subject || ' ' || detail::text, ' ') FROM audit_entry"
        )
    assert [secret for secret in secrets if secret in log] == []
    assert "Till" in log
