"""Calls of the operations with which people do something for themselves, or sign in and out."""

from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

from audit.matrix.calls import Call, register_call
from audit.matrix.people_objects import make_moment, make_person, make_session
from audit.matrix.world import World
from support.organisation import PIN, SHOP_CODE
from support.pack_versions import add_version
from support.packs import CUP_SVG
from support.photos import make_picture

from learning.tables.packs import PackMediaTable


@register_call("POST /api/session")
async def sign_in(world: World, place: str, login: str) -> Call:
    return Call(json={"login": "anna-lee", "secret": PIN}, own_session=True)


@register_call("DELETE /api/session")
async def sign_out(world: World, place: str, login: str) -> Call:
    return Call(own_session=True)


@register_call("GET /api/join/{code}")
async def read_invitation(world: World, place: str, login: str) -> Call:
    return Call({"code": SHOP_CODE})


@register_call("POST /api/join")
async def join(world: World, place: str, login: str) -> Call:
    name = await make_person(world, "colleague", "")
    body = {"code": SHOP_CODE, "name": f"{name} the second".replace("-", " "), "pin": "840275"}
    return Call(json=body, own_session=True)


@register_call("PATCH /api/me")
async def change_profile(world: World, place: str, login: str) -> Call:
    return Call(json={"minutes": 6})


@register_call("POST /api/me/days-off")
async def add_day_off(world: World, place: str, login: str) -> Call:
    return Call(json={"days": [(world.now.date() + timedelta(days=3)).isoformat()]})


@register_call("DELETE /api/me/days-off/{day}")
async def cancel_day_off(world: World, place: str, login: str) -> Call:
    return Call({"day": (world.now.date() + timedelta(days=4)).isoformat()})


@register_call("POST /api/attempts")
async def answer(world: World, place: str, login: str) -> Call:
    return Call(json={"reads": [{"id": str(uuid4()), "lesson_id": "pack.lesson-1"}]})


@register_call("POST /api/lessons/{lesson_id}/read")
async def read_lesson(world: World, place: str, login: str) -> Call:
    return Call({"lesson_id": "pack.lesson-0"}, json={"id": str(uuid4())})


@register_call("GET /api/leaderboards/{name}")
async def read_board(world: World, place: str, login: str) -> Call:
    return Call({"name": "team"})


@register_call("DELETE /api/sessions/{session_id}")
async def end_session(world: World, place: str, login: str) -> Call:
    return Call({"session_id": await make_session(place, login)})


@register_call("GET /api/media/{digest}/{name}")
async def read_media(world: World, place: str, login: str) -> Call:
    pack = f"pictures-{world.numbers()}"
    digest = sha256(f"{pack}@1".encode()).hexdigest()
    if place == "known":
        version, kind = await add_version(pack, 1, world.now), "image/svg+xml"
        await PackMediaTable(
            pack_version=version, name="cup.svg", content_type=kind, content=CUP_SVG.encode()
        ).save()
    return Call({"digest": digest, "name": "cup.svg"})


@register_call("POST /api/moments")
async def give_moment(world: World, place: str, login: str) -> Call:
    body = {
        "id": str(uuid4()),
        "kind": "seen",
        "to": await make_person(world, place, login),
        "trait": "pack.lesson-0",
        "sentence": "Stayed calm.",
    }
    return Call(json=body)


@register_call("POST /api/moments/{moment}/report")
async def report_moment(world: World, place: str, login: str) -> Call:
    return Call({"moment": await make_moment(world, place, login)}, json={"reason": "Unkind."})


@register_call("GET /api/moments/{moment}/photo")
async def read_photo(world: World, place: str, login: str) -> Call:
    return Call({"moment": await make_moment(world, place, login, photo=True)})


@register_call("PUT /api/moments/{moment}/photo")
async def send_photo(world: World, place: str, login: str) -> Call:
    moment = await make_moment(world, place, login, "waiting")
    return Call({"moment": moment}, content=make_picture(), headers={"Content-Type": "image/jpeg"})


@register_call("POST /api/moments/{moment}/confirm", "POST /api/moments/{moment}/decline")
async def decide_on_waiting(world: World, place: str, login: str) -> Call:
    return Call({"moment": await make_moment(world, place, login, "waiting")})


@register_call("POST /api/moments/{moment}/restore")
async def restore_moment(world: World, place: str, login: str) -> Call:
    return Call({"moment": await make_moment(world, place, login, "reported")})


@register_call("POST /api/moments/{moment}/remove")
async def remove_moment(world: World, place: str, login: str) -> Call:
    return Call({"moment": await make_moment(world, place, login)})
