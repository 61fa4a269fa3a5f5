"""Calls of the operations of leaders and admins on people, teams, displays and packs."""

from datetime import timedelta
from secrets import token_bytes
from uuid import uuid4

from audit.matrix.calls import Call, register_call
from audit.matrix.people_objects import make_display, make_person
from audit.matrix.world import World, find_user
from support.catalogues import make_pack, publish_to_team
from support.packs import make_valid_zip

from learning.actions.packs.receive_pack import receive_pack
from learning.rules.people.join_codes import make_join_code
from learning.tables.challenges import DisplayTable

MEMBER = "/api/team/members/{login}"
CSV = {"Content-Type": "text/csv"}


@register_call("DELETE /api/people/{login}", f"GET {MEMBER}/days-off")
async def name_person(world: World, place: str, login: str) -> Call:
    return Call({"login": await make_person(world, place, login)})


@register_call(f"POST {MEMBER}/pin")
async def set_secret(world: World, place: str, login: str) -> Call:
    person = await make_person(world, place, login)
    user = None if place == "unknown" else await find_user(person)
    pin = "7391" if user is None or user.role == "learner" else "quiet lamps sing loudly"
    return Call({"login": person}, json={"pin": pin})


@register_call(f"PATCH {MEMBER}")
async def change_member(world: World, place: str, login: str) -> Call:
    return Call({"login": await make_person(world, place, login)}, json={"moments_paused": True})


@register_call(f"POST {MEMBER}/days-off")
async def add_day_off(world: World, place: str, login: str) -> Call:
    day = (world.now.date() + timedelta(days=3)).isoformat()
    return Call({"login": await make_person(world, place, login)}, json={"days": [day]})


@register_call(f"DELETE {MEMBER}/days-off/{{day}}")
async def cancel_day_off(world: World, place: str, login: str) -> Call:
    day = (world.now.date() + timedelta(days=3)).isoformat()
    return Call({"login": await make_person(world, place, login), "day": day})


@register_call("POST /api/people/{login}/corrections")
async def correct_points(world: World, place: str, login: str) -> Call:
    body = {"id": str(uuid4()), "points": 5, "reason": "The till was down"}
    return Call({"login": await make_person(world, place, login)}, json=body)


@register_call("POST /api/team/rota")
async def import_rota(world: World, place: str, login: str) -> Call:
    person = await make_person(world, place, login)
    day = (world.now.date() + timedelta(days=3)).isoformat()
    table = f"login,date,shift\n{person},{day},09:00-17:00\n"
    return Call(content=table.encode(), headers=CSV)


@register_call("POST /api/team/rota/columns")
async def recognise_columns(world: World, place: str, login: str) -> Call:
    return Call(content=b"login,date\nanna-lee,2026-12-05\n", headers=CSV)


@register_call("GET /api/readiness")
async def read_readiness(world: World, place: str, login: str) -> Call:
    return Call(query=f"team={world.find_team(place)}")


@register_call("PATCH /api/teams/{team}")
async def change_team(world: World, place: str, login: str) -> Call:
    return Call({"team": str(world.find_team(place))}, json={"moments_reviewed": True})


@register_call("GET /api/teams/{team}/join-code", "POST /api/teams/{team}/join-code")
async def replace_join_code(world: World, place: str, login: str) -> Call:
    return Call({"team": str(world.find_team(place))})


@register_call("POST /api/displays/pair")
async def pair_display(world: World, place: str, login: str) -> Call:
    code = make_join_code(token_bytes(5))
    await DisplayTable(token=token_bytes(32), code=code, created_at=world.now).save()
    return Call(json={"code": code, "team": str(world.find_team(place))})


@register_call("DELETE /api/displays/{display}")
async def close_display(world: World, place: str, login: str) -> Call:
    return Call({"display": (await make_display(world, place))[0]})


@register_call("POST /api/packs")
async def upload_pack(world: World, place: str, login: str) -> Call:
    head = b'--b\r\nContent-Disposition: form-data; name="pack"; filename="p.zip"\r\n\r\n'
    form = {"Content-Type": "multipart/form-data; boundary=b"}
    return Call(content=head + make_valid_zip() + b"\r\n--b--\r\n", headers=form)


@register_call("GET /api/packs/imports/{import_id}")
async def read_import(world: World, place: str, login: str) -> Call:
    import_id = uuid4()
    if place == "known":
        admin = await find_user("ada-admin")
        await receive_pack(admin.id, "p.zip", make_valid_zip(), import_id, world.now)
    return Call({"import_id": str(import_id)})


@register_call("POST /api/packs/{pack}/publications")
async def publish_pack(world: World, place: str, login: str) -> Call:
    pack = f"pack-{world.numbers()}"
    if place == "known":
        await publish_to_team(make_pack(pack), world.teams.south, world.now)
    body = {"version": 1, "teams": [str(world.teams.south)]}
    return Call({"pack": pack}, json=body)
