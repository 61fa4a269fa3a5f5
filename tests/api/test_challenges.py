"""The API of challenges: leaders compose, launch and change them; people who take part see them."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient
from support.challenge_requests import REQUEST_DAY, make_challenge_body, post_challenge
from support.organisation import PASSWORD, Organisation, add_member
from support.visits import Visit

from learning.actions.challenges.measure_challenges import measure_challenges
from learning.actions.challenges.settle_challenges import settle_challenges
from learning.actions.rota.record_days_off import record_days_off


async def test_a_leader_launches_and_the_team_sees_it(visit: Visit, acme: Organisation) -> None:
    made = await post_challenge(await visit("lea-leader"), acme)
    seen = (await (await visit("anna-lee")).get("/api/challenges")).json()["challenges"]
    assert [one["title"] for one in seen] == ["Chase the award"]
    one = (await (await visit("anna-lee")).get(f"/api/challenges/{made['id']}")).json()
    assert (one["status"], one["value"], one["target"], one["owner"], one["can_lead"]) == (
        "scheduled",
        0,
        10,
        "Lea Leader",
        False,
    )
    assert [stage["title"] for stage in one["stages"]] == ["Entry", "Ceremony"]
    assert one["teams"] == [
        {"id": str(acme.shop), "name": "Shop", "value": 0, "share": 0, "place": 1, "mine": True}
    ]
    assert made["can_lead"] is True


async def test_the_same_request_twice_launches_one_challenge(
    visit: Visit, acme: Organisation
) -> None:
    leader = await visit("lea-leader")
    assert (await post_challenge(leader, acme))["id"] == (await post_challenge(leader, acme))["id"]
    assert len((await leader.get("/api/challenges")).json()["challenges"]) == 1


async def test_all_problems_of_a_plan_are_named_at_once(visit: Visit, acme: Organisation) -> None:
    leader = await visit("lea-leader")
    sent = make_challenge_body(acme, title="", target=-1, last_day=date(2020, 1, 1).isoformat())
    answer = await leader.post("/api/challenges", json=sent)
    assert answer.status_code == 422
    assert answer.json()["code"] == "challenge.plan_invalid"
    assert {"title", "target", "last_day"} <= {
        problem["where"] for problem in answer.json()["problems"]
    }


@pytest.mark.parametrize(("field", "value"), [("form", "duel"), ("measure", "clicks")])
async def test_an_unknown_form_or_measure_is_refused(
    visit: Visit, acme: Organisation, field: str, value: str
) -> None:
    answer = await (await visit("lea-leader")).post(
        "/api/challenges", json=make_challenge_body(acme, **{field: value})
    )
    assert answer.status_code == 422
    assert [problem["code"] for problem in answer.json()["problems"]] == ["request.unknown_value"]


@pytest.mark.parametrize(
    ("login", "team", "status"),
    [
        ("lea-leader", "south", 422),
        ("lea-leader", "root", 422),
        ("nora-leader", "shop", 201),
        ("anna-lee", "shop", 403),
        ("ada-admin", "south", 201),
    ],
)
async def test_leaders_launch_in_their_own_subtree_only(
    visit: Visit, acme: Organisation, login: str, team: str, status: int
) -> None:
    client = await visit(login, PASSWORD) if login == "ada-admin" else await visit(login)
    answer = await client.post(
        "/api/challenges", json=make_challenge_body(acme, team=str(getattr(acme, team)))
    )
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize("form", ["race", "together"])
async def test_a_team_and_a_part_of_it_cannot_both_take_part(
    visit: Visit, acme: Organisation, form: str
) -> None:
    admin = await visit("ada-admin", PASSWORD)
    teams = [str(team) for team in (acme.shop, acme.south, acme.north)]
    sent = make_challenge_body(acme, team=str(acme.root), teams=teams, form=form, stages=[])
    answer = await admin.post("/api/challenges", json=sent)
    assert (answer.status_code, answer.json()["problems"]) == (
        422,
        [
            {
                "where": "teams",
                "what": "Shop is a part of North already: choose one of the two.",
                "code": "challenge.team_below_other",
                "values": {"team": "Shop", "above": "North"},
            }
        ],
    )


async def test_other_branches_of_the_tree_cannot_see_it(visit: Visit, acme: Organisation) -> None:
    made = await post_challenge(await visit("lea-leader"), acme)
    sam = await visit("sam-south")
    assert (await sam.get("/api/challenges")).json()["challenges"] == []
    assert (await sam.get(f"/api/challenges/{made['id']}")).status_code == 404
    assert (await sam.post(f"/api/challenges/{made['id']}/cheer")).status_code == 404
    assert (
        await (await visit("anna-lee")).post(
            f"/api/challenges/{made['id']}/cancel", json={"reason": "No"}
        )
    ).status_code == 403


async def test_leaders_list_the_templates(visit: Visit) -> None:
    found = (await (await visit("lea-leader")).get("/api/challenges/templates")).json()["templates"]
    assert found[0]["id"] == "national-award"
    assert (await (await visit("anna-lee")).get("/api/challenges/templates")).status_code == 403


async def test_a_leader_changes_and_cancels_a_challenge(visit: Visit, acme: Organisation) -> None:
    leader = await visit("lea-leader")
    made = await post_challenge(leader, acme)
    changed = await leader.patch(
        f"/api/challenges/{made['id']}", json={"target": 8, "title": "Chase it"}
    )
    assert (changed.json()["title"], changed.json()["target"], changed.json()["version"]) == (
        "Chase it",
        8,
        2,
    )
    assert (
        await leader.post(f"/api/challenges/{made['id']}/cancel", json={"reason": ""})
    ).status_code == 422
    assert (
        await leader.post(f"/api/challenges/{made['id']}/cancel", json={"reason": "Moved."})
    ).status_code == 204
    assert (await leader.get(f"/api/challenges/{made['id']}")).json()["status"] == "cancelled"


async def test_a_preview_says_what_a_challenge_asks_and_how_likely_it_is(
    visit: Visit, acme: Organisation
) -> None:
    leader = await visit("lea-leader")
    found = (
        await leader.post(
            "/api/challenges/preview", json=make_challenge_body(acme, target=3, stages=[])
        )
    ).json()
    assert found["people"] == 2
    assert found["teams"] == [
        {"id": str(acme.shop), "name": "Shop", "people": 2, "duty": 42, "chance": None}
    ]
    easy, hard = [
        (
            await leader.post(
                "/api/challenges/preview", json=make_challenge_body(acme, target=target, stages=[])
            )
        ).json()
        for target in (1, 40)
    ]
    assert 0 <= hard["chance"] < found["chance"] < easy["chance"] <= 1
    assert easy["minutes_a_day"] < found["minutes_a_day"] < hard["minutes_a_day"] <= 5
    assert found["low"] <= found["suggested_target"] + 3
    assert found["checks"] == []
    plain = (
        await leader.post("/api/challenges/preview", json=make_challenge_body(acme, vision="95 %"))
    ).json()
    assert plain["checks"] == [{"field": "vision", "hint": "figure"}]
    assert (await leader.get("/api/challenges")).json()["challenges"] == []


@pytest.mark.parametrize(
    ("first", "last"), [("0001-01-01", "9999-12-31"), ("9999-12-31", "9999-12-31")]
)
async def test_a_preview_covers_the_days_of_the_longest_challenge_at_most(
    visit: Visit, acme: Organisation, first: str, last: str
) -> None:
    leader = await visit("lea-leader")
    sent = make_challenge_body(acme, first_day=first, last_day=last)
    found = (await asyncio.wait_for(leader.post("/api/challenges/preview", json=sent), 5)).json()
    assert found["teams"][0]["duty"] <= 2 * 120, "two people"


async def test_people_without_a_day_on_duty_are_named_and_not_counted(
    visit: Visit, acme: Organisation
) -> None:
    await record_days_off(
        "anna-lee",
        [REQUEST_DAY + timedelta(days=ahead) for ahead in range(-1, 23)],
        datetime.now(UTC),
    )
    found = (
        await (await visit("lea-leader")).post(
            "/api/challenges/preview", json=make_challenge_body(acme)
        )
    ).json()
    assert (found["people"], found["away"]) == (1, ["Anna Lee"])


async def test_a_preview_of_a_race_gives_chances_to_win(visit: Visit, acme: Organisation) -> None:
    admin = await visit("ada-admin", PASSWORD)
    race = make_challenge_body(
        acme,
        team=str(acme.root),
        teams=[str(acme.shop), str(acme.south)],
        form="race",
        per_person=True,
        stages=[],
    )
    found = (await admin.post("/api/challenges/preview", json=race)).json()
    assert sum(team["chance"] for team in found["teams"]) == pytest.approx(1)


async def test_a_vision_gets_hints_while_it_is_written(visit: Visit, acme: Organisation) -> None:
    leader = await visit("lea-leader")
    plain = (await leader.post("/api/challenges/vision", json={"vision": "95 %"})).json()
    assert plain["checks"] == [{"field": "vision", "hint": "figure"}]
    vivid = (
        await leader.post(
            "/api/challenges/vision", json={"vision": make_challenge_body(acme)["vision"]}
        )
    ).json()
    assert vivid == {"checks": []}
    asked = await (await visit("anna-lee")).post("/api/challenges/vision", json={"vision": "95 %"})
    assert asked.status_code == 403


@pytest.mark.parametrize(
    ("login", "names"),
    [
        ("lea-leader", ["Ada Admin", "Nora Leader"]),
        ("nora-leader", ["Ada Admin", "Lea Leader"]),
        ("ada-admin", ["Lea Leader", "Nora Leader", "Sue South"]),
    ],
)
async def test_a_leader_can_name_leaders_below_and_above(
    visit: Visit, acme: Organisation, login: str, names: list[str]
) -> None:
    await add_member(acme.south, "Sue South", "leader")
    client = await visit(login, PASSWORD) if login == "ada-admin" else await visit(login)
    found = (await client.get("/api/challenges/leaders")).json()["leaders"]
    assert [one["name"] for one in found] == names


async def test_a_leader_above_with_an_alias_cannot_be_named(
    visit: Visit, acme: Organisation
) -> None:
    nora = await visit("nora-leader")
    assert (await nora.patch("/api/me", json={"alias": "Sunny"})).is_success
    lea = await visit("lea-leader")
    found = (await lea.get("/api/challenges/leaders")).json()["leaders"]
    assert [one["login"] for one in found] == ["ada-admin"]
    assert (
        await lea.post("/api/challenges", json=make_challenge_body(acme, leaders=["nora-leader"]))
    ).status_code == 422


async def test_a_co_leader_can_change_the_challenge(visit: Visit, acme: Organisation) -> None:
    nora, lea = await visit("nora-leader"), await visit("lea-leader")
    own = await post_challenge(nora, acme, team=str(acme.north), teams=[str(acme.north)])
    assert (await lea.get(f"/api/challenges/{own['id']}")).json()["can_lead"] is False
    shared = await post_challenge(
        nora,
        acme,
        id=str(UUID(int=9)),
        team=str(acme.north),
        teams=[str(acme.north)],
        leaders=["lea-leader"],
    )
    assert shared["co_leaders"] == ["Lea Leader"]
    for challenge, status in ((own, 404), (shared, 200)):
        assert (
            await lea.patch(f"/api/challenges/{challenge['id']}", json={"reward": "Cake"})
        ).status_code == status


@pytest.mark.parametrize("named", ["anna-lee", "sue-south", "nobody-here", "\0"])
async def test_other_people_cannot_be_co_leaders(
    visit: Visit, acme: Organisation, named: str
) -> None:
    await add_member(acme.south, "Sue South", "leader")
    answer = await (await visit("lea-leader")).post(
        "/api/challenges", json=make_challenge_body(acme, leaders=[named])
    )
    assert (answer.status_code, [problem["where"] for problem in answer.json()["problems"]]) == (
        422,
        ["leaders"],
    )


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"stages": [{"title": "x" * 81, "target": 3}]}, "stages"),
        ({"stages": [{"title": " ", "target": 3}]}, "stages"),
        ({"stages": [{"title": "Entry\0", "target": 3}]}, "stages"),
        ({"measure": "moments", "trait": "no.such-trait"}, "trait"),
    ],
)
async def test_impossible_stages_and_traits_are_refused(
    visit: Visit, acme: Organisation, change: dict[str, object], where: str
) -> None:
    answer = await (await visit("lea-leader")).post(
        "/api/challenges", json=make_challenge_body(acme, **change)
    )
    assert (answer.status_code, [problem["where"] for problem in answer.json()["problems"]]) == (
        422,
        [where],
    )


async def test_leaders_with_an_alias_are_shown_by_it(visit: Visit, acme: Organisation) -> None:
    leader, above = await visit("lea-leader"), await visit("nora-leader")
    made = await post_challenge(above, acme, leaders=["lea-leader"])
    for phone, alias in ((leader, "Comet"), (above, "Nebula")):
        assert (await phone.patch("/api/me", json={"alias": alias})).status_code == 200
    seen = (await (await visit("anna-lee")).get(f"/api/challenges/{made['id']}")).json()
    assert (seen["owner"], seen["co_leaders"]) == ("Nebula", ["Comet"])


async def test_a_target_that_one_bad_day_decides_is_warned_of_before_the_launch(
    visit: Visit, acme: Organisation
) -> None:
    leader = await visit("lea-leader")
    body = make_challenge_body(
        acme, form="team", measure="figure", unit="% satisfied", target=100, stages=[]
    )
    found = (await leader.post("/api/challenges/preview", json=body)).json()
    assert {"field": "target", "hint": "one_bad_day", "suggestion": 95} in found["checks"]
    better = await leader.post("/api/challenges/preview", json={**body, "target": 95})
    assert better.json()["checks"] == []


async def test_units_are_chosen_at_the_launch_and_bounded(visit: Visit, acme: Organisation) -> None:
    leader = await visit("lea-leader")
    rate = {"form": "team", "measure": "figure", "unit": "out of 5", "unit_type": "score"}
    body = make_challenge_body(acme, **rate, target=4.5, stages=[])
    made = (await leader.post("/api/challenges", json=body)).json()
    assert made["measure"] == {
        "name": "figure",
        "trait": None,
        "unit": "out of 5",
        "per_person": False,
        "unit_type": "score",
        "lower_is_better": False,
        "score_max": 5,
    }
    for changes, where in (
        ({"target": 6, "score_max": 5}, "target"),
        ({"per_person": True}, "per_person"),
        ({"score_max": 0}, "score_max"),
        ({"unit_type": "percentage", "target": 4700}, "target"),
        ({"measure": "breaks"}, "unit_type"),
        ({"unit_type": "count", "unit": "% satisfied", "score_max": None}, "unit_type"),
        ({"stages": [{"title": "Far", "target": 4.9}]}, "stages"),
        ({"lower_is_better": True, "stages": [{"title": "Far", "target": 4}]}, "stages"),
    ):
        wrong = await leader.post(
            "/api/challenges", json={**body, "id": str(UUID(int=9)), **changes}
        )
        assert wrong.status_code == 422, changes
        assert where in {problem["where"] for problem in wrong.json()["problems"]}


async def launch_figures(leader: AsyncClient, acme: Organisation, **changes: Any) -> dict[str, Any]:
    """Launch a challenge of entered figures that runs from today on, and count it."""
    made = await post_challenge(
        leader, acme, form="team", template="", measure="figure", unit="parcels", **changes
    )
    await measure_challenges(datetime.now(UTC) + timedelta(days=1))
    return made


async def enter_figure(
    leader: AsyncClient, acme: Organisation, made: dict[str, Any], amount: float
) -> None:
    figure = {
        "id": str(UUID(int=int(amount) + 1)),
        "team": str(acme.shop),
        "day": REQUEST_DAY.isoformat(),
        "amount": amount,
    }
    sent = await leader.post(f"/api/challenges/{made['id']}/figures", json={"figures": [figure]})
    assert sent.is_success, sent.text


async def test_a_target_below_what_is_reached_needs_a_confirmation(
    visit: Visit, acme: Organisation
) -> None:
    leader = await visit("lea-leader")
    made = await launch_figures(leader, acme, target=100, stages=[])
    await enter_figure(leader, acme, made, 40)
    address = f"/api/challenges/{made['id']}"
    refused = await leader.patch(address, json={"target": 30})
    assert refused.status_code == 422
    assert [(one["where"], one["code"]) for one in refused.json()["problems"]] == [
        ("target", "challenge.target_reached_already")
    ]
    assert (await leader.patch(address, json={"target": 50})).json()["target"] == 50
    early = await leader.patch(address, json={"target": 45, "settle": True})
    assert early.json()["problems"][0]["code"] == "challenge.settle_only_reached"
    settled = await leader.patch(address, json={"target": 40, "settle": True})
    assert settled.status_code == 200, settled.text
    await settle_challenges(None, datetime.now(UTC) + timedelta(seconds=3))
    seen = (await leader.get(address)).json()
    assert (seen["status"], seen["result"]["reached"], seen["result"]["value"]) == (
        "settled",
        True,
        40,
    )


async def test_a_running_challenge_tells_its_leader_the_pace(
    visit: Visit, acme: Organisation
) -> None:
    leader, learner = await visit("lea-leader"), await visit("anna-lee")
    made = await launch_figures(leader, acme, target=100, stages=[])
    assert made["pace"] is None
    await enter_figure(leader, acme, made, 16)
    await measure_challenges(datetime.now(UTC), only=[int(made["id"])])
    address = f"/api/challenges/{made['id']}"
    pace = (await leader.get(address)).json()["pace"]
    assert (pace["kind"], pace["kept"], pace["possible"]) == ("a_day", 16, True)
    assert pace["needed"] == pytest.approx(84 / pace["days_left"])
    assert (await learner.get(address)).json()["pace"] is None


async def test_stages_and_co_leaders_are_changed_after_the_launch(
    visit: Visit, acme: Organisation
) -> None:
    leader = await visit("lea-leader")
    made = await post_challenge(leader, acme)
    address = f"/api/challenges/{made['id']}"
    stages = [
        {"number": 1, "title": "The entry", "story": "Sent.", "target": 2.5},
        {"title": "The visit", "target": 6},
        {"number": 2, "title": "The evening", "target": 10},
    ]
    changed = await leader.patch(address, json={"stages": stages, "leaders": ["nora-leader"]})
    assert changed.status_code == 200, changed.text
    assert [(one["number"], one["title"], one["target"]) for one in changed.json()["stages"]] == [
        (1, "The entry", 3),
        (2, "The visit", 6),
        (3, "The evening", 10),
    ]
    assert changed.json()["co_leaders"] == ["Nora Leader"]
    assert changed.json()["co_leader_logins"] == ["nora-leader"]
    assert (await (await visit("anna-lee")).get(address)).json()["co_leader_logins"] == []
    lower = (await leader.patch(address, json={"target": 7})).json()
    assert [one["target"] for one in lower["stages"]] == [2, 4, 7]
    unknown = await leader.patch(address, json={"stages": [{**stages[0], "number": 9}]})
    assert unknown.json()["problems"][0]["code"] == "challenge.stage_unknown"
    nobody = await leader.patch(address, json={"leaders": ["anna-lee"]})
    assert nobody.json()["code"] == "challenge.co_leaders_not_allowed"


async def test_stages_between_whole_breaks_are_shown_at_the_next_one(
    visit: Visit, acme: Organisation
) -> None:
    stages = [{"title": "Quarter", "target": 2.5}, {"title": "Nearly", "target": 7.5}]
    made = await post_challenge(await visit("lea-leader"), acme, stages=stages)
    assert [stage["target"] for stage in made["stages"]] == [3, 8]


async def test_who_launched_gets_the_notices_of_teams_below(
    visit: Visit, acme: Organisation
) -> None:
    above, shop = await visit("nora-leader"), await visit("anna-lee")
    made = await post_challenge(above, acme)
    await settle_challenges(None, datetime.now(UTC) + timedelta(days=40))
    for phone in (above, shop):
        (notice,) = (await phone.get("/api/notices")).json()["notices"]
        assert (notice["kind"], notice["challenge"], notice["teams"]) == (
            "settled",
            made["id"],
            ["Shop"],
        )
    sue = await visit("sam-south")
    assert (await sue.get("/api/notices")).json()["notices"] == []
