"""Moments: real acts of service that somebody saw, thanked for, confirmed, and shown to the team."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.status_codes import HTTP_304_NOT_MODIFIED
from msgspec import Meta

from api.field_types import MAX_ROW_ID
from api.identity import Leader, Me, Now
from api.live import RequestListeners
from api.media import MEDIA_HEADERS
from api.strict_requests import StrictRequest
from api.uploads import MULTIPART_OVERHEAD_BYTES, PhotoUploadOperation, read_uploaded_file
from learning.actions.recognition.record_moment import NewMoment, record_moment
from learning.actions.recognition.report_moment import report_moment
from learning.actions.recognition.settle_moment import settle_moment
from learning.actions.recognition.store_moment_photo import (
    MAX_PHOTO_BYTES,
    make_photo_too_large_error,
    store_moment_photo,
)
from learning.events import Listeners, MomentChanged
from learning.leaderboards import BoardPublisher
from learning.queries.packs.team_catalogue import load_team_catalogue
from learning.queries.people.current_user import CurrentUser
from learning.queries.recognition.moments import (
    MomentChoices,
    MomentFeed,
    MomentView,
    WaitingMoments,
    list_moment_choices,
    load_feed,
    load_own_moment,
    load_photo,
    load_waiting_moments,
)
from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.recognition.moments import MAX_REPORT_REASON_CHARS, MomentKind
from learning.rules.refusals import NotFound

BeforeMomentId = Annotated[int, QueryParameter(ge=1, le=MAX_ROW_ID)]
NameFilter = Annotated[str, QueryParameter(max_length=80)]
SettlementAction = Literal["confirm", "decline", "remove", "restore"]


class MomentRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who did what, in a sentence. `id` makes sending it twice harmless; `to` and `trait` are of the choices."""

    id: UUID
    kind: MomentKind
    to: Annotated[str, Meta(min_length=1, max_length=60)]
    trait: Annotated[str, Meta(min_length=1, max_length=130)]
    sentence: Annotated[str, Meta(min_length=1, max_length=1000)]


class MomentReportRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is wrong with it: leaders read it, without a name."""

    reason: Annotated[str, Meta(max_length=MAX_REPORT_REASON_CHARS)] = ""


@get("/moments")
async def list_team_moments(me: Me, before: BeforeMomentId = MAX_ROW_ID) -> MomentFeed:
    """Show what was seen in the person's team, newest first; to a leader, in the teams below, too."""
    return await load_feed(me, await _load_catalogue(me), before)


@get("/moments/choices")
async def read_moment_choices(me: Me, name: NameFilter = "") -> MomentChoices:
    """List whom the person can choose, those whose name holds `name`, and the traits."""
    return await list_moment_choices(me, await _load_catalogue(me), name.replace("\0", ""))


@get("/moments/waiting")
async def list_waiting_moments(leader: Leader, now: Now) -> WaitingMoments:
    """Show a leader what waits to be confirmed or was reported, and private notes."""
    return await load_waiting_moments(leader, await _load_catalogue(leader), now)


@post("/moments")
async def create_moment(
    data: JSONBody[MomentRequest],
    me: Me,
    boards: NamedDependency[BoardPublisher],
    listeners: RequestListeners,
    now: Now,
) -> MomentView:
    """Record a moment: `seen` waits for a leader, `kudos` need nobody, `missed` is a leader's private note."""
    posted = await record_moment(
        me, NewMoment(data.id, data.kind, data.to, data.trait, data.sentence), now
    )
    if posted:
        posted.enqueue_board_update(boards)
    if data.kind != "missed":  # what a leader notes in private moves nobody's screen
        listeners.publish(MomentChanged(data.id))
    return await load_own_moment(me, await _load_catalogue(me), data.id)


@put(
    "/moments/{moment:uuid}/photo",
    status_code=204,
    request_max_body_size=MAX_PHOTO_BYTES + MULTIPART_OVERHEAD_BYTES,
    operation_class=PhotoUploadOperation,
)
async def upload_moment_photo(
    request: StrictRequest, moment: FromPath[UUID], me: Me, listeners: RequestListeners
) -> None:
    """Add a photo to a moment that the person gave: a JPEG, PNG or WebP as the body, or in the multipart field `photo`."""
    await store_moment_photo(
        me, moment, await read_uploaded_file(request, "photo", make_photo_too_large_error())
    )
    listeners.publish(MomentChanged(moment))


@get("/moments/{moment:uuid}/photo", media_type="image/webp")
async def read_moment_photo(
    request: StrictRequest, moment: FromPath[UUID], me: Me
) -> Response[bytes]:
    """Give the photo of a moment to somebody who sees it; asked for anew each time, as that may change."""
    photo = await load_photo(me, moment)
    if photo is None:
        raise NotFound("There is no such photo.")
    headers = {**MEDIA_HEADERS, "Cache-Control": "private, no-cache", "ETag": f'"{moment}"'}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=HTTP_304_NOT_MODIFIED, headers=headers)
    return Response(photo.content, media_type=photo.content_type, headers=headers)


@post("/moments/{moment:uuid}/report", status_code=204)
async def report_moment_to_leader(
    moment: FromPath[UUID],
    data: JSONBody[MomentReportRequest],
    me: Me,
    listeners: RequestListeners,
    now: Now,
) -> None:
    """Hide a moment until a leader has looked at it."""
    await report_moment(me, moment, data.reason, now)
    listeners.publish(MomentChanged(moment))


@post("/moments/{moment:uuid}/confirm", status_code=204)
async def confirm_moment(
    moment: FromPath[UUID],
    me: Me,
    boards: NamedDependency[BoardPublisher],
    listeners: RequestListeners,
    now: Now,
) -> None:
    """Confirm what was seen: it counts, and is paid within the limits."""
    await _settle_and_publish(me, moment, "confirm", boards, listeners, now)


@post("/moments/{moment:uuid}/decline", status_code=204)
async def decline_moment(
    moment: FromPath[UUID],
    me: Me,
    boards: NamedDependency[BoardPublisher],
    listeners: RequestListeners,
    now: Now,
) -> None:
    """Decline what was seen."""
    await _settle_and_publish(me, moment, "decline", boards, listeners, now)


@post("/moments/{moment:uuid}/remove", status_code=204)
async def remove_moment(
    moment: FromPath[UUID],
    me: Me,
    boards: NamedDependency[BoardPublisher],
    listeners: RequestListeners,
    now: Now,
) -> None:
    """Remove a moment for good: whoever gave it, got it, or leads them. What it paid is taken back."""
    await _settle_and_publish(me, moment, "remove", boards, listeners, now)


@post("/moments/{moment:uuid}/restore", status_code=204)
async def restore_moment(
    moment: FromPath[UUID],
    me: Me,
    boards: NamedDependency[BoardPublisher],
    listeners: RequestListeners,
    now: Now,
) -> None:
    """Put back a moment that was reported, after a look at it."""
    await _settle_and_publish(me, moment, "restore", boards, listeners, now)


async def _settle_and_publish(
    me: CurrentUser,
    moment: UUID,
    action: SettlementAction,
    boards: BoardPublisher,
    listeners: Listeners,
    now: Now,
) -> None:
    posted = await settle_moment(me, moment, action, now)
    if posted:
        posted.enqueue_board_update(boards)
    listeners.publish(MomentChanged(moment))


async def _load_catalogue(user: CurrentUser) -> TeamCatalogue:
    return await load_team_catalogue(user.path, user.catalogue_revision)


handlers = [
    list_team_moments,
    read_moment_choices,
    list_waiting_moments,
    create_moment,
    upload_moment_photo,
    read_moment_photo,
    report_moment_to_leader,
    confirm_moment,
    decline_moment,
    remove_moment,
    restore_moment,
]
