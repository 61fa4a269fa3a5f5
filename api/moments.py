"""Moments: record, read, settle and report real acts of service, and their photos."""

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
from api.refusal_docs import declare_refusals
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
from learning.queries.recognition.moment_choices import MomentChoices, list_moment_choices
from learning.queries.recognition.moments import (
    MomentFeed,
    MomentView,
    WaitingMoments,
    load_feed,
    load_own_moment,
    load_photo,
    load_waiting_moments,
)
from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.recognition.moments import (
    MAX_REPORT_REASON_CHARS,
    STATUS_CONFLICT_CODES,
    MomentKind,
)
from learning.rules.refusals import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    TooLarge,
    TooManyRequests,
)

BeforeMomentId = Annotated[int, QueryParameter(ge=1, le=MAX_ROW_ID)]
NameFilter = Annotated[str, QueryParameter(max_length=80)]
SettlementAction = Literal["confirm", "decline", "remove", "restore"]
STATUS_CONFLICTS = tuple((Conflict, code) for code in STATUS_CONFLICT_CODES.values())
SETTLEMENT_REFUSALS = declare_refusals(
    (NotFound, "moment.unknown"),
    (Forbidden, "moment.only_leaders_settle"),
    (Forbidden, "moment.not_yours"),
    *STATUS_CONFLICTS,
)


class MomentRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who did what, in a sentence.

    `id` is made by the client. Sending the same id again changes nothing. `to` is the login, and
    `trait` the id, of one of the choices.
    """

    id: Annotated[UUID, Meta(examples=["0198f2a4-7d1c-7c3a-9c55-0e6f0b1f4a11"])]
    kind: MomentKind
    to: Annotated[str, Meta(min_length=1, max_length=60, examples=["anna-lee"])]
    trait: Annotated[str, Meta(min_length=1, max_length=130, examples=["service-basics.calm"])]
    sentence: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=1000,
            examples=["Anna stayed calm when the card machine was down."],
        ),
    ]


class MomentReportRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is wrong with the moment. Leaders read it without the name of the person."""

    reason: Annotated[
        str, Meta(max_length=MAX_REPORT_REASON_CHARS, examples=["It makes fun of a customer."])
    ] = ""


@get("/moments", tags=["moments"])
async def list_team_moments(me: Me, before: BeforeMomentId = MAX_ROW_ID) -> MomentFeed:
    """List the confirmed moments of the person's team, newest first.

    A leader also gets those of the teams below.
    """
    return await load_feed(me, await _load_catalogue(me), before)


@get("/moments/choices", tags=["moments"])
async def read_moment_choices(me: Me, name: NameFilter = "") -> MomentChoices:
    """List the people whom the person can choose, whose name contains `name`, and all traits."""
    return await list_moment_choices(me, await _load_catalogue(me), name.replace("\0", ""))


@get("/moments/waiting", tags=["moments"])
async def list_waiting_moments(leader: Leader, now: Now) -> WaitingMoments:
    """List the moments that wait for the leader or were reported, and the private notes."""
    return await load_waiting_moments(leader, await _load_catalogue(leader), now)


@post(
    "/moments",
    tags=["moments"],
    opt=declare_refusals(
        (Invalid, "moment.no_sentence"),
        (Invalid, "text.too_long"),
        (Invalid, "text.unprintable"),
        (Invalid, "moment.unknown_trait"),
        (NotFound, "moment.unknown_receiver"),
        (Forbidden, "moment.own"),
        (Forbidden, "moment.only_leaders_note"),
        (TooManyRequests, "moment.same_person_today"),
        (TooManyRequests, "moment.too_many_today"),
        (Conflict, "moment.key_taken"),
    ),
)
async def create_moment(
    data: JSONBody[MomentRequest],
    me: Me,
    boards: NamedDependency[BoardPublisher],
    listeners: RequestListeners,
    now: Now,
) -> MomentView:
    """Record a moment.

    `seen` waits for a leader. `kudos` needs no confirmation. `missed` is a leader's private note.
    """
    posted = await record_moment(
        me, NewMoment(data.id, data.kind, data.to, data.trait, data.sentence), now
    )
    if posted:
        posted.enqueue_board_update(boards)
    if data.kind != "missed":  # a private note changes no screen of others
        listeners.publish(MomentChanged(data.id))
    return await load_own_moment(me, await _load_catalogue(me), data.id)


@put(
    "/moments/{moment:uuid}/photo",
    tags=["moments"],
    opt=declare_refusals(
        (TooLarge, "moment.photo_too_large"),
        (Invalid, "moment.unreadable_photo"),
        (NotFound, "moment.unknown"),
        (Conflict, "moment.is_gone"),
        (Conflict, "moment.confirmed_without_photo"),
    ),
    status_code=204,
    request_max_body_size=MAX_PHOTO_BYTES + MULTIPART_OVERHEAD_BYTES,
    operation_class=PhotoUploadOperation,
)
async def upload_moment_photo(
    request: StrictRequest, moment: FromPath[UUID], me: Me, listeners: RequestListeners
) -> None:
    """Add a photo to a moment that the person gave.

    Send a JPEG, PNG or WebP as the body, or in the multipart field `photo`.
    """
    await store_moment_photo(
        me, moment, await read_uploaded_file(request, "photo", make_photo_too_large_error())
    )
    listeners.publish(MomentChanged(moment))


@get(
    "/moments/{moment:uuid}/photo",
    tags=["moments"],
    opt=declare_refusals((NotFound, "moment.unknown_photo")),
    media_type="image/webp",
)
async def read_moment_photo(
    request: StrictRequest, moment: FromPath[UUID], me: Me
) -> Response[bytes]:
    """Read the photo of a moment that the person sees.

    A browser must ask again each time, because the moment may be removed or reported.
    """
    photo = await load_photo(me, moment)
    if photo is None:
        raise NotFound("moment.unknown_photo")
    headers = {**MEDIA_HEADERS, "Cache-Control": "private, no-cache", "ETag": f'"{moment}"'}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=HTTP_304_NOT_MODIFIED, headers=headers)
    return Response(photo.content, media_type=photo.content_type, headers=headers)


@post(
    "/moments/{moment:uuid}/report",
    tags=["moments"],
    opt=declare_refusals(
        (NotFound, "moment.unknown"),
        (Invalid, "text.too_long"),
        (Invalid, "text.unprintable"),
        *STATUS_CONFLICTS,
    ),
    status_code=204,
)
async def report_moment_to_leader(
    moment: FromPath[UUID],
    data: JSONBody[MomentReportRequest],
    me: Me,
    listeners: RequestListeners,
    now: Now,
) -> None:
    """Report a moment. It is hidden until a leader has decided on it."""
    await report_moment(me, moment, data.reason, now)
    listeners.publish(MomentChanged(moment))


@post(
    "/moments/{moment:uuid}/confirm",
    tags=["moments"],
    opt=SETTLEMENT_REFUSALS,
    status_code=204,
)
async def confirm_moment(
    moment: FromPath[UUID],
    me: Me,
    boards: NamedDependency[BoardPublisher],
    listeners: RequestListeners,
    now: Now,
) -> None:
    """Confirm a moment. It counts, and it earns points within the limits."""
    await _settle_and_publish(me, moment, "confirm", boards, listeners, now)


@post(
    "/moments/{moment:uuid}/decline",
    tags=["moments"],
    opt=SETTLEMENT_REFUSALS,
    status_code=204,
)
async def decline_moment(
    moment: FromPath[UUID],
    me: Me,
    boards: NamedDependency[BoardPublisher],
    listeners: RequestListeners,
    now: Now,
) -> None:
    """Decline a moment that waits."""
    await _settle_and_publish(me, moment, "decline", boards, listeners, now)


@post(
    "/moments/{moment:uuid}/remove",
    tags=["moments"],
    opt=SETTLEMENT_REFUSALS,
    status_code=204,
)
async def remove_moment(
    moment: FromPath[UUID],
    me: Me,
    boards: NamedDependency[BoardPublisher],
    listeners: RequestListeners,
    now: Now,
) -> None:
    """Remove a moment for good and take its points back.

    The giver, the receiver and the receiver's leaders can do it.
    """
    await _settle_and_publish(me, moment, "remove", boards, listeners, now)


@post(
    "/moments/{moment:uuid}/restore",
    tags=["moments"],
    opt=SETTLEMENT_REFUSALS,
    status_code=204,
)
async def restore_moment(
    moment: FromPath[UUID],
    me: Me,
    boards: NamedDependency[BoardPublisher],
    listeners: RequestListeners,
    now: Now,
) -> None:
    """Put a reported moment back into the feed."""
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
