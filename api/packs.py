"""Packs for the admin: send one in, follow its check, see what is there, put a version in force or back."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_202_ACCEPTED
from uuid_utils.compat import uuid7

from api.identity import Admin, Now
from api.requests import StrictRequest
from api.uploads import ENVELOPE, UploadOperation, form_file
from learning.actions.publish_pack import MAX_TEAMS_PER_PUBLICATION, publish_pack
from learning.actions.receive_pack import MAX_PACK_UPLOAD_BYTES, receive_pack, make_pack_too_large_error
from learning.queries.packs import PackImportView, PackOverview, load_import, list_pack_overviews
from learning.rules.problems import InputProblem, NotFound


class Received(msgspec.Struct):
    """The import to follow at its `Location`."""

    import_id: UUID


class Packs(msgspec.Struct):
    """Every pack, by id."""

    packs: list[PackOverview]


class Publish(msgspec.Struct, forbid_unknown_fields=True):
    """Which version the teams are to learn; null withdraws the pack."""

    version: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)] | None
    teams: Annotated[list[str], msgspec.Meta(min_length=1, max_length=MAX_TEAMS_PER_PUBLICATION)]


@post(
    "/packs",
    status_code=HTTP_202_ACCEPTED,
    request_max_body_size=MAX_PACK_UPLOAD_BYTES + ENVELOPE,
    operation_class=UploadOperation,
)
async def send_in(request: StrictRequest, admin: Admin, now: Now) -> Response[Received]:
    """Take in a zip in the multipart field `pack`; the worker checks it."""
    # The body is read here and not as `data`: only after it is known that an admin sends it.
    upload = await form_file(request, "pack", make_pack_too_large_error())
    import_id = uuid7()
    await receive_pack(admin.id, upload.filename, await upload.read(), import_id, now)
    return Response(Received(import_id), headers={"Location": f"/api/packs/imports/{import_id}"})


@get("/packs/imports/{import_id:uuid}")
async def follow(admin: Admin, import_id: FromPath[UUID]) -> PackImportView:
    """Tell how far an import is and what was found."""
    found = await load_import(import_id)
    if found is None:
        raise NotFound("There is no such import.")
    return found


@get("/packs")
async def overview(admin: Admin) -> Packs:
    """List packs, their versions and where they are in force."""
    return Packs(await list_pack_overviews())


@post("/packs/{pack:str}/publications")
async def publish(admin: Admin, now: Now, pack: FromPath[str], data: JSONBody[Publish]) -> Publish:
    """Put a version in force for teams and those below them; an older one rolls back, null withdraws."""
    await publish_pack(admin.id, pack, data.version, [_team(team) for team in data.teams], now)
    return data


def _team(claimed: str) -> int:
    if not (claimed.isascii() and claimed.isdecimal() and len(claimed) <= 18):
        raise NotFound("Some of the teams do not exist; nothing was published.", [InputProblem("teams", "unknown id")])
    return int(claimed)


handlers = [send_in, follow, overview, publish]
"""What `api.app` serves of this slice."""
