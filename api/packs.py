"""Packs for the admin: send one in, follow its check, see what is there, put a version in force or back."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_202_ACCEPTED
from uuid_utils.compat import uuid7

from api.identity import Admin, Now
from api.requests import StrictRequest
from api.uploads import ENVELOPE, UploadOperation, form_file
from learning.actions.publish_pack import MOST_TEAMS, publish_pack
from learning.actions.receive_pack import MOST_BYTES, receive_pack, too_large
from learning.messages.findings import render_finding
from learning.queries.packs import (
    ImportedPack,
    PackOverview,
    StoredFinding,
    find_import,
    list_packs,
)
from learning.rules.problems import Problem, Unknown


class Received(msgspec.Struct):
    """The import to follow at its `Location`."""

    import_id: UUID


class FindingOut(msgspec.Struct):
    """A finding of the checker at a line (from 1) of a file.

    `what`, `why` and `fix` are its English texts; `code` and `values` are for texts of the client.
    """

    file: str
    line: int
    severity: str
    rule: str
    code: str
    values: dict[str, Any]
    what: str
    why: str
    fix: str


class ImportOut(msgspec.Struct):
    """An upload: status waiting, checking, ready, refused or failed; progress in percent."""

    import_id: UUID
    filename: str
    status: str
    progress: int
    pack: ImportedPack | None
    findings: list[FindingOut]


class Packs(msgspec.Struct):
    """Every pack, by id."""

    packs: list[PackOverview]


class Publish(msgspec.Struct, forbid_unknown_fields=True):
    """Which version the teams are to learn; null withdraws the pack."""

    version: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)] | None
    teams: Annotated[list[str], msgspec.Meta(min_length=1, max_length=MOST_TEAMS)]


@post(
    "/packs",
    status_code=HTTP_202_ACCEPTED,
    request_max_body_size=MOST_BYTES + ENVELOPE,
    operation_class=UploadOperation,
)
async def send_in(request: StrictRequest, admin: Admin, now: Now) -> Response[Received]:
    """Take in a zip in the multipart field `pack`; the worker checks it."""
    # The body is read here and not as `data`: only after it is known that an admin sends it.
    upload = await form_file(request, "pack", too_large())
    import_id = uuid7()
    await receive_pack(admin.id, upload.filename, await upload.read(), import_id, now)
    return Response(Received(import_id), headers={"Location": f"/api/packs/imports/{import_id}"})


@get("/packs/imports/{import_id:uuid}")
async def follow(admin: Admin, import_id: FromPath[UUID]) -> ImportOut:
    """Tell how far an import is and what was found."""
    found = await find_import(import_id)
    if found is None:
        raise Unknown("There is no such import.")
    return ImportOut(
        found.import_id,
        found.filename,
        found.status,
        found.progress,
        found.pack,
        [_render_finding(finding) for finding in found.findings],
    )


def _render_finding(finding: StoredFinding) -> FindingOut:
    text = render_finding(finding.rule, finding.code, finding.values)
    return FindingOut(
        finding.file,
        finding.line,
        finding.severity,
        finding.rule,
        finding.code,
        finding.values,
        text.what,
        text.why,
        text.fix,
    )


@get("/packs")
async def overview(admin: Admin) -> Packs:
    """List packs, their versions and where they are in force."""
    return Packs(await list_packs())


@post("/packs/{pack:str}/publications")
async def publish(admin: Admin, now: Now, pack: FromPath[str], data: JSONBody[Publish]) -> Publish:
    """Put a version in force for teams and those below them; an older one rolls back, null withdraws."""
    await publish_pack(admin.id, pack, data.version, [_team(team) for team in data.teams], now)
    return data


def _team(claimed: str) -> int:
    if not (claimed.isascii() and claimed.isdecimal() and len(claimed) <= 18):
        raise Unknown("Some of the teams do not exist; nothing was published.", [Problem("teams", "unknown id")])
    return int(claimed)


handlers = [send_in, follow, overview, publish]
"""What `api.app` serves of this slice."""
