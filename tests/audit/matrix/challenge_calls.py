"""Calls of the operations of challenges."""

from typing import Any
from uuid import uuid4

from audit.matrix.calls import Call, register_call
from audit.matrix.challenge_objects import find_owner, make_challenge, make_figure, make_token
from audit.matrix.people_objects import OWNER_OF_STRANGERS
from audit.matrix.world import UNKNOWN_ID, World, find_user
from support.challenge_requests import make_team_challenge

from learning.rules.rota.days import to_local_day

CHALLENGE = "/api/challenges/{challenge}"


@register_call(
    f"GET {CHALLENGE}",
    f"POST {CHALLENGE}/cheer",
    f"GET {CHALLENGE}/figures",
    f"GET {CHALLENGE}/tokens",
)
async def name_challenge(world: World, place: str, login: str) -> Call:
    return Call({"challenge": await make_challenge(world, place)})


@register_call(f"GET {CHALLENGE}/certificate.pdf")
async def read_certificate(world: World, place: str, login: str) -> Call:
    known = world.settled.get(world.find_team(place))
    return Call({"challenge": str(known or UNKNOWN_ID)})


@register_call("POST /api/challenges", "POST /api/challenges/preview")
async def compose_challenge(world: World, place: str, login: str) -> Call:
    today = to_local_day(world.now, (await find_user(login or OWNER_OF_STRANGERS)).zone)
    team = str(world.find_team("colleague" if place == "own" else place))
    body = make_team_challenge(team, today, measure="breaks", unit="breaks", target=10)
    return Call(json=body)


@register_call("POST /api/challenges/vision")
async def review_vision(world: World, place: str, login: str) -> Call:
    return Call(json={"vision": "We need 95 % satisfaction."})


@register_call(f"PATCH {CHALLENGE}")
async def edit_challenge(world: World, place: str, login: str) -> Call:
    return Call({"challenge": await make_challenge(world, place)}, json={"message": "Onwards."})


@register_call(f"POST {CHALLENGE}/cancel")
async def cancel_challenge(world: World, place: str, login: str) -> Call:
    return Call({"challenge": await make_challenge(world, place)}, json={"reason": "Refit."})


@register_call(f"POST {CHALLENGE}/figures")
async def add_figures(world: World, place: str, login: str) -> Call:
    challenge = await make_challenge(world, place)
    return Call({"challenge": challenge}, json=await _make_figures(world, place))


@register_call(f"POST {CHALLENGE}/figures/push")
async def push_figures(world: World, place: str, login: str) -> Call:
    own = str(world.machine_challenge)
    challenge = own if place == "own" else await make_challenge(world, place)
    return Call({"challenge": challenge}, json=await _make_figures(world, place))


@register_call(f"PATCH {CHALLENGE}/figures/{{figure}}")
async def correct_figure(world: World, place: str, login: str) -> Call:
    challenge, figure = await make_figure(world, place)
    return Call({"challenge": challenge, "figure": figure}, json={"amount": 18})


@register_call(f"DELETE {CHALLENGE}/figures/{{figure}}")
async def delete_figure(world: World, place: str, login: str) -> Call:
    challenge, figure = await make_figure(world, place)
    return Call({"challenge": challenge, "figure": figure})


@register_call(f"POST {CHALLENGE}/tokens")
async def create_token(world: World, place: str, login: str) -> Call:
    return Call({"challenge": await make_challenge(world, place)}, json={"name": "Survey"})


@register_call(f"DELETE {CHALLENGE}/tokens/{{number}}")
async def end_token(world: World, place: str, login: str) -> Call:
    challenge, token = await make_token(world, place)
    return Call({"challenge": challenge, "number": token})


@register_call(f"POST {CHALLENGE}/tokens/{{number}}/replace")
async def replace_token(world: World, place: str, login: str) -> Call:
    challenge, token = await make_token(world, place)
    return Call({"challenge": challenge, "number": token}, json={})


async def _make_figures(world: World, place: str) -> dict[str, Any]:
    owner = await find_owner(place)
    day = to_local_day(world.now, owner.zone).isoformat()
    return {"figures": [{"id": str(uuid4()), "team": str(owner.team), "day": day, "amount": 5}]}
