"""Packs for the admin: upload one, follow its check, list versions, publish or withdraw one."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_202_ACCEPTED
from uuid_utils.compat import uuid7

from api.identity import Admin, Now
from api.language import find_request_language
from api.refusal_docs import declare_refusals
from api.request_clocks import SLOW_ROUTE
from api.shared_refusals import UPLOAD_REFUSALS
from api.strict_requests import StrictRequest
from api.uploads import MULTIPART_OVERHEAD_BYTES, PackUploadOperation, read_form_file
from content import Severity
from learning.actions.packs.publish_pack import MAX_TEAMS_PER_PUBLICATION, publish_pack
from learning.actions.packs.receive_pack import (
    MAX_PACK_UPLOAD_BYTES,
    make_pack_too_large_error,
    receive_pack,
)
from learning.messages.findings import render_finding
from learning.queries.packs.packs import (
    ImportedPack,
    ImportStatus,
    PackOverview,
    StoredFinding,
    list_pack_overviews,
    load_import,
)
from learning.rules.refusals import MAX_QUOTED_CHARACTERS, InputProblem, Invalid, NotFound, TooLarge


class PackUploadReceipt(msgspec.Struct):
    """The import to follow at its `Location`."""

    import_id: UUID


class ImportFinding(msgspec.Struct):
    """A finding of the checker at a line (from 1) of a file.

    `what`, `why` and `fix` are texts in the language of the request, made from `code` and `values`.
    """

    file: str
    line: int
    severity: Severity
    rule: str
    code: str
    values: dict[str, Any]
    what: str
    why: str
    fix: str


class PackImportView(msgspec.Struct):
    """An upload and how far its check is. `progress` is in percent."""

    import_id: UUID
    filename: str
    status: ImportStatus
    progress: int
    pack: ImportedPack | None
    findings: list[ImportFinding]


class PackList(msgspec.Struct):
    """Every pack, by id."""

    packs: list[PackOverview]


class PublicationRequest(msgspec.Struct, forbid_unknown_fields=True):
    """Which version the teams are to learn; `null` withdraws the pack."""

    version: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1, examples=[2])] | None
    teams: Annotated[
        list[str],
        msgspec.Meta(min_length=1, max_length=MAX_TEAMS_PER_PUBLICATION, examples=[["17", "23"]]),
    ]


@post(
    "/packs",
    status_code=HTTP_202_ACCEPTED,
    request_max_body_size=MAX_PACK_UPLOAD_BYTES + MULTIPART_OVERHEAD_BYTES,
    operation_class=PackUploadOperation,
    tags=["packs"],
    opt=SLOW_ROUTE
    | declare_refusals(*UPLOAD_REFUSALS, (TooLarge, "pack.too_large"), (Invalid, "pack.no_zip")),
)
async def upload_pack(
    request: StrictRequest, admin: Admin, now: Now
) -> Response[PackUploadReceipt]:
    """Upload a zip in the multipart field `pack`. The worker checks it."""
    # The body is read here and not as `data`, so that only an admin's is read at all.
    upload = await read_form_file(request, "pack", make_pack_too_large_error())
    import_id = uuid7()
    await receive_pack(admin.id, upload.filename, await upload.read(), import_id, now)
    return Response(
        PackUploadReceipt(import_id), headers={"Location": f"/api/packs/imports/{import_id}"}
    )


@get(
    "/packs/imports/{import_id:uuid}",
    tags=["packs"],
    opt=declare_refusals((NotFound, "pack.import_unknown")),
)
async def read_pack_import(
    request: StrictRequest, admin: Admin, import_id: FromPath[UUID]
) -> PackImportView:
    """Read how far the check of an upload is, and what it has found."""
    pack_import = await load_import(import_id)
    if pack_import is None:
        raise NotFound("pack.import_unknown")
    language = find_request_language(request)
    return PackImportView(
        pack_import.import_id,
        pack_import.filename,
        pack_import.status,
        pack_import.progress,
        pack_import.pack,
        [_render_finding(finding, language) for finding in pack_import.findings],
    )


def _render_finding(finding: StoredFinding, language: str) -> ImportFinding:
    text = render_finding(finding.rule, finding.code, finding.values, language)
    return ImportFinding(
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


@get("/packs", tags=["packs"])
async def list_all_packs(admin: Admin) -> PackList:
    """List packs, their versions and where they are in force."""
    return PackList(await list_pack_overviews())


@post(
    "/packs/{pack:str}/publications",
    tags=["packs"],
    opt=declare_refusals(
        (NotFound, "pack.unknown"),
        (NotFound, "pack.version_unknown"),
        (NotFound, "pack.teams_unknown"),
        (Invalid, "pack.teams_missing"),
    ),
)
async def publish_version(
    admin: Admin, now: Now, pack: FromPath[str], data: JSONBody[PublicationRequest]
) -> PublicationRequest:
    """Publish a version to teams and those below them.

    An older version goes back to it, `null` withdraws the pack.
    """
    await publish_pack(
        admin.id, pack, data.version, [_parse_team_id(team) for team in data.teams], now
    )
    return data


def _parse_team_id(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        problem = InputProblem("teams", "pack.no_such_team", {"team": text[:MAX_QUOTED_CHARACTERS]})
        raise NotFound("pack.teams_unknown", [problem])
    return int(text)


handlers = [upload_pack, read_pack_import, list_all_packs, publish_version]
"""What `api.app` serves of this slice."""
