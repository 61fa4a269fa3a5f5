"""The API of figures: from leaders, many at once, and from machines with a token."""

from datetime import timedelta
from uuid import UUID, uuid4

from support.challenge_requests import REQUEST_DAY, post_challenge
from support.organisation import Organisation
from support.visits import Visit

FIGURES: dict[str, object] = {
    "measure": "figure",
    "unit": "% satisfied",
    "form": "team",
    "target": 95,
    "stages": [],
}


async def test_a_machine_sends_figures_of_its_own_challenge_and_can_do_nothing_else(
    visit: Visit, acme: Organisation
) -> None:
    leader, machine = await visit("lea-leader"), await visit()
    one = await post_challenge(leader, acme, **FIGURES)
    other = await post_challenge(leader, acme, **FIGURES, id=str(UUID(int=8)))
    made = (
        await leader.post(f"/api/challenges/{one['id']}/tokens", json={"name": "Survey"})
    ).json()
    bearer = {"Authorization": f"Bearer {made['token']}"}
    sent = {
        "figures": [
            {
                "id": str(uuid4()),
                "team": str(acme.shop),
                "day": REQUEST_DAY.isoformat(),
                "amount": 19,
                "out_of": 20,
            }
        ]
    }
    pushed = await machine.post(
        f"/api/challenges/{one['id']}/figures/push", json=sent, headers=bearer
    )
    assert (pushed.status_code, pushed.json()) == (201, {"added": 1})
    again = await machine.post(
        f"/api/challenges/{one['id']}/figures/push", json=sent, headers=bearer
    )
    assert again.json() == {"added": 0}
    assert (
        await machine.post(f"/api/challenges/{other['id']}/figures/push", json=sent, headers=bearer)
    ).status_code == 401
    assert (await machine.get("/api/challenges", headers=bearer)).status_code == 401
    assert (
        await leader.delete(f"/api/challenges/{one['id']}/tokens/{made['id']}")
    ).status_code == 204
    assert (
        await machine.post(f"/api/challenges/{one['id']}/figures/push", json=sent, headers=bearer)
    ).status_code == 401


async def test_impossible_figures_are_named_and_none_is_stored(
    visit: Visit, acme: Organisation
) -> None:
    leader = await visit("lea-leader")
    one = await post_challenge(leader, acme, measure="figure", form="team", stages=[])
    good = {"id": str(uuid4()), "team": str(acme.shop), "day": REQUEST_DAY.isoformat(), "amount": 5}
    bad = [
        good,
        {**good, "team": str(acme.south)},
        {**good, "day": "2020-01-01"},
        {**good, "amount": 9, "out_of": 4},
    ]
    answer = await leader.post(f"/api/challenges/{one['id']}/figures", json={"figures": bad})
    assert [problem["where"] for problem in answer.json()["problems"]] == [
        "figures[1].team",
        "figures[2].day",
        "figures[3].out_of",
    ]
    assert (
        await leader.post(f"/api/challenges/{one['id']}/figures", json={"figures": [good]})
    ).json() == {"added": 1}


async def test_a_full_sheet_is_stored_once(visit: Visit, acme: Organisation) -> None:
    leader = await visit("lea-leader")
    one = await post_challenge(leader, acme, **FIGURES)
    sent = {
        "figures": [
            {
                "id": str(uuid4()),
                "team": str(acme.shop),
                "day": REQUEST_DAY.isoformat(),
                "amount": 9.5,
            }
            for _ in range(400)
        ]
    }
    for receipt in ({"added": 400, "replaced": 399}, {"added": 0}):
        added = await leader.post(f"/api/challenges/{one['id']}/figures", json=sent)
        assert added.json() == receipt
    sent["figures"].append({**sent["figures"][0], "id": str(uuid4())})
    assert (await leader.post(f"/api/challenges/{one['id']}/figures", json=sent)).status_code == 422


async def test_working_tokens_are_listed_without_their_secrets(
    visit: Visit, acme: Organisation
) -> None:
    leader = await visit("lea-leader")
    one = await post_challenge(leader, acme, **FIGURES)
    survey, till = [
        (await leader.post(f"/api/challenges/{one['id']}/tokens", json={"name": name})).json()
        for name in ("Survey", "Till")
    ]
    listed = await leader.get(f"/api/challenges/{one['id']}/tokens")
    assert [(token["id"], token["name"]) for token in listed.json()["tokens"]] == [
        (survey["id"], "Survey"),
        (till["id"], "Till"),
    ]
    assert survey["token"] not in listed.text
    assert (
        await leader.delete(f"/api/challenges/{one['id']}/tokens/{survey['id']}")
    ).status_code == 204
    remaining = (await leader.get(f"/api/challenges/{one['id']}/tokens")).json()["tokens"]
    assert [token["name"] for token in remaining] == ["Till"]


async def test_only_people_who_lead_the_challenge_see_its_tokens(
    visit: Visit, acme: Organisation
) -> None:
    nora = await visit("nora-leader")
    one = await post_challenge(nora, acme, **FIGURES, team=str(acme.north), teams=[str(acme.shop)])
    address = f"/api/challenges/{one['id']}/tokens"
    assert (await nora.get(address)).json() == {"tokens": []}
    for login, status in (("lea-leader", 404), ("anna-lee", 403), ("sam-south", 403)):
        assert (await (await visit(login)).get(address)).status_code == status
    assert (await (await visit()).get(address)).status_code == 401


async def test_a_challenge_of_another_measure_takes_no_figures(
    visit: Visit, acme: Organisation
) -> None:
    leader = await visit("lea-leader")
    made = await post_challenge(leader, acme)
    sent = {
        "figures": [
            {
                "id": str(uuid4()),
                "team": str(acme.shop),
                "day": REQUEST_DAY.isoformat(),
                "amount": 5,
            }
        ]
    }
    assert (
        await leader.post(f"/api/challenges/{made['id']}/figures", json=sent)
    ).status_code == 409


def make_figure(acme: Organisation, **changes: object) -> dict[str, object]:
    """Make the body of one figure of today."""
    day = REQUEST_DAY.isoformat()
    return {"id": str(uuid4()), "team": str(acme.shop), "day": day, "amount": 92, **changes}


async def test_a_percentage_of_thousands_and_a_day_to_come_are_refused(
    visit: Visit, acme: Organisation
) -> None:
    leader = await visit("lea-leader")
    address = f"/api/challenges/{(await post_challenge(leader, acme, **FIGURES))['id']}/figures"
    tomorrow = (REQUEST_DAY + timedelta(days=2)).isoformat()
    for wrong, where in (({"amount": 4700}, "amount"), ({"day": tomorrow}, "day")):
        answer = await leader.post(address, json={"figures": [make_figure(acme, **wrong)]})
        assert answer.status_code == 422
        (problem,) = answer.json()["problems"]
        assert problem["where"] == f"figures[0].{where}"
        assert "100.0" not in problem["what"], "people say 100"
    assert (await leader.get(address)).json() == {"figures": [], "total": 0}


async def test_a_leader_lists_corrects_and_deletes_figures(
    visit: Visit, acme: Organisation
) -> None:
    leader = await visit("lea-leader")
    made = await post_challenge(leader, acme, **FIGURES)
    address = f"/api/challenges/{made['id']}/figures"
    sent = {"figures": [make_figure(acme, amount=46, out_of=50, note="Rainy day")]}
    await leader.post(address, json=sent)
    (one,) = (await leader.get(address)).json()["figures"]
    assert (one["value"], one["weight"], one["by"], one["note"]) == (
        92,
        50,
        "Lea Leader",
        "Rainy day",
    )
    changed = await leader.patch(f"{address}/{one['id']}", json={"amount": 45})
    assert changed.status_code == 204
    (one,) = (await leader.get(address)).json()["figures"]
    assert (one["amount"], one["out_of"], one["value"]) == (45, 50, 90)
    refused = await leader.patch(f"{address}/{one['id']}", json={"out_of": 4})
    assert (refused.status_code, refused.json()["problems"][0]["where"]) == (422, "out_of")
    assert (await leader.delete(f"{address}/{one['id']}")).status_code == 204
    assert (await leader.get(address)).json()["total"] == 0
    assert (await leader.delete(f"{address}/{one['id']}")).status_code == 404
    await leader.post(address, json=sent)
    assert (await leader.get(address)).json()["total"] == 0, "a repeat brings nothing back"


async def test_only_people_who_lead_the_challenge_touch_its_figures(
    visit: Visit, acme: Organisation
) -> None:
    nora = await visit("nora-leader")
    made = await post_challenge(nora, acme, **FIGURES, team=str(acme.north), teams=[str(acme.shop)])
    address = f"/api/challenges/{made['id']}/figures"
    await nora.post(address, json={"figures": [make_figure(acme)]})
    (one,) = (await nora.get(address)).json()["figures"]
    for login, status in (("lea-leader", 404), ("anna-lee", 403)):
        other = await visit(login)
        assert (await other.get(address)).status_code == status
        assert (await other.patch(f"{address}/{one['id']}", json={})).status_code == status
        assert (await other.delete(f"{address}/{one['id']}")).status_code == status
