"""Moments: real acts of service that somebody saw, thanked for, confirmed, and shown to the team."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.status_codes import HTTP_304_NOT_MODIFIED
from msgspec import Meta

from api.fields import LARGEST
from api.identity import Leader, Me, Now
from api.live import Soon
from api.media import HEADERS
from api.requests import StrictRequest
from api.uploads import ENVELOPE, PhotoOperation, sent_file
from learning.actions.count_soon import ChallengeRefresher
from learning.actions.keep_photo import MAX_PHOTO_BYTES, store_moment_photo, make_photo_too_large_error
from learning.actions.record_moment import NewMoment, record_moment
from learning.actions.report_moment import report_moment
from learning.actions.settle_moment import settle_moment
from learning.leaderboards import BoardPublisher
from learning.queries.catalogue import load_team_catalogue
from learning.queries.moments import MomentChoices, MomentFeed, MomentView, WaitingMoments, list_moment_choices, load_feed, load_own_moment, load_photo, load_waiting_moments
from learning.queries.who import CurrentUser
from learning.rules.moments import MAX_REPORT_REASON_CHARS, MomentKind
from learning.rules.problems import NotFound
from learning.rules.shelf import TeamCatalogue

Before = Annotated[int, QueryParameter(ge=1, le=LARGEST)]
NamePart = Annotated[str, QueryParameter(max_length=80)]
Settle = Literal["confirm", "decline", "remove", "restore"]


class MomentIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who did what, in a sentence. `id` makes sending it twice harmless; `to` and `trait` are of the choices."""

    id: UUID
    kind: MomentKind
    to: Annotated[str, Meta(min_length=1, max_length=60)]
    trait: Annotated[str, Meta(min_length=1, max_length=130)]
    sentence: Annotated[str, Meta(min_length=1, max_length=1000)]


class ReportIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is wrong with it: leaders read it, without a name."""

    reason: Annotated[str, Meta(max_length=MAX_REPORT_REASON_CHARS)] = ""


@get("/moments")
async def list_moments(me: Me, before: Before = LARGEST) -> MomentFeed:
    """Show what was seen in the person's team, newest first; to a leader, in the teams below, too."""
    return await load_feed(me, await _shelf(me), before)


@get("/moments/choices")
async def list_choices(me: Me, name: NamePart = "") -> MomentChoices:
    """List whom the person can choose, those whose name holds `name`, and the traits."""
    return await list_moment_choices(me, await _shelf(me), name.replace("\0", ""))


@get("/moments/waiting")
async def list_waiting(leader: Leader, now: Now) -> WaitingMoments:
    """Show a leader what waits to be confirmed or was reported, and private notes."""
    return await load_waiting_moments(leader, await _shelf(leader), now)


@post("/moments")
async def post_moment(
    data: JSONBody[MomentIn], me: Me, boards: NamedDependency[BoardPublisher], soon: Soon, now: Now
) -> MomentView:
    """Record a moment: `seen` waits for a leader, `kudos` need nobody, `missed` is a leader's private note."""
    paid = await record_moment(me, NewMoment(data.id, data.kind, data.to, data.trait, data.sentence), now)
    if paid:
        paid.enqueue_board_update(boards)
    if data.kind != "missed":  # what a leader notes in private moves nobody's screen
        soon.add_moment(data.id)
    return await load_own_moment(me, await _shelf(me), data.id)


@put(
    "/moments/{moment:uuid}/photo",
    status_code=204,
    request_max_body_size=MAX_PHOTO_BYTES + ENVELOPE,
    operation_class=PhotoOperation,
)
async def put_photo(request: StrictRequest, moment: FromPath[UUID], me: Me, soon: Soon) -> None:
    """Add a photo to a moment that the person gave: a JPEG, PNG or WebP as the body, or in the multipart field `photo`."""
    await store_moment_photo(me, moment, await sent_file(request, "photo", make_photo_too_large_error()))
    soon.add_moment(moment)


@get("/moments/{moment:uuid}/photo", media_type="image/webp")
async def get_photo(request: StrictRequest, moment: FromPath[UUID], me: Me) -> Response[bytes]:
    """Give the photo of a moment to somebody who sees it; asked for anew each time, as that may change."""
    found = await load_photo(me, moment)
    if found is None:
        raise NotFound("There is no such photo.")
    headers = {**HEADERS, "Cache-Control": "private, no-cache", "ETag": f'"{moment}"'}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=HTTP_304_NOT_MODIFIED, headers=headers)
    return Response(found.content, media_type=found.content_type, headers=headers)


@post("/moments/{moment:uuid}/report", status_code=204)
async def post_report(moment: FromPath[UUID], data: JSONBody[ReportIn], me: Me, soon: Soon, now: Now) -> None:
    """Hide a moment until a leader has looked at it."""
    await report_moment(me, moment, data.reason, now)
    soon.add_moment(moment)


@post("/moments/{moment:uuid}/confirm", status_code=204)
async def post_confirm(moment: FromPath[UUID], me: Me, boards: NamedDependency[BoardPublisher], soon: Soon, now: Now) -> None:
    """Confirm what was seen: it counts, and is paid within the limits."""
    await _settle(me, moment, "confirm", boards, soon, now)


@post("/moments/{moment:uuid}/decline", status_code=204)
async def post_decline(moment: FromPath[UUID], me: Me, boards: NamedDependency[BoardPublisher], soon: Soon, now: Now) -> None:
    """Decline what was seen."""
    await _settle(me, moment, "decline", boards, soon, now)


@post("/moments/{moment:uuid}/remove", status_code=204)
async def post_remove(moment: FromPath[UUID], me: Me, boards: NamedDependency[BoardPublisher], soon: Soon, now: Now) -> None:
    """Remove a moment for good: whoever gave it, got it, or leads them. What it paid is taken back."""
    await _settle(me, moment, "remove", boards, soon, now)


@post("/moments/{moment:uuid}/restore", status_code=204)
async def post_restore(moment: FromPath[UUID], me: Me, boards: NamedDependency[BoardPublisher], soon: Soon, now: Now) -> None:
    """Put back a moment that was reported, after a look at it."""
    await _settle(me, moment, "restore", boards, soon, now)


async def _settle(me: CurrentUser, moment: UUID, verb: Settle, boards: BoardPublisher, soon: ChallengeRefresher, now: Now) -> None:
    paid = await settle_moment(me, moment, verb, now)
    if paid:
        paid.enqueue_board_update(boards)
    soon.add_moment(moment)


async def _shelf(who: CurrentUser) -> TeamCatalogue:
    return await load_team_catalogue(who.path, who.catalogue_revision)


handlers = [
    list_moments,
    list_choices,
    list_waiting,
    post_moment,
    put_photo,
    get_photo,
    post_report,
    post_confirm,
    post_decline,
    post_remove,
    post_restore,
]
