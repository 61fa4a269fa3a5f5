"""Moments: record, read and report real acts of service."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from api.field_types import MAX_ROW_ID, NameFilter
from api.identity import Leader, Me, Now, RequestBoards
from api.live import RequestListeners
from api.moment_settlement import STATUS_CONFLICTS
from api.refusal_docs import declare_refusals
from api.shared_refusals import TEXT_REFUSALS
from learning.actions.recognition.record_moment import NewMoment, record_moment
from learning.actions.recognition.report_moment import report_moment
from learning.events import MomentChanged
from learning.queries.packs.team_catalogue import load_team_catalogue
from learning.queries.people.current_user import CurrentUser
from learning.queries.recognition.moment_choices import MomentChoices, list_moment_choices
from learning.queries.recognition.moments import (
    MomentFeed,
    MomentView,
    WaitingMoments,
    load_feed,
    load_own_moment,
    load_waiting_moments,
)
from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.recognition.moments import MAX_REPORT_REASON_CHARS, MomentKind
from learning.rules.refusals import Conflict, Forbidden, Invalid, NotFound, TooManyRequests

BeforeMomentId = Annotated[int, QueryParameter(ge=1, le=MAX_ROW_ID)]


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
        *TEXT_REFUSALS,
        (Invalid, "moment.unknown_trait"),
        (NotFound, "moment.unknown_receiver"),
        (Forbidden, "moment.own"),
        (Forbidden, "moment.only_leaders_note"),
        (Forbidden, "moment.giver_paused"),
        (TooManyRequests, "moment.same_person_today"),
        (TooManyRequests, "moment.too_many_today"),
        (Conflict, "moment.key_taken"),
    ),
)
async def create_moment(
    data: JSONBody[MomentRequest],
    me: Me,
    boards: RequestBoards,
    listeners: RequestListeners,
    now: Now,
) -> MomentView:
    """Record a moment.

    `seen` waits for a leader. So does `kudos` in a team that reviews its moments. `missed` is a
    leader's private note.
    """
    posted = await record_moment(
        me, NewMoment(data.id, data.kind, data.to, data.trait, data.sentence), now
    )
    if posted:
        posted.enqueue_board_update(boards)
    if data.kind != "missed":  # a private note changes no screen of others
        listeners.publish(MomentChanged(data.id))
    return await load_own_moment(me, await _load_catalogue(me), data.id)


@post(
    "/moments/{moment:uuid}/report",
    tags=["moments"],
    opt=declare_refusals(
        (NotFound, "moment.unknown"),
        *TEXT_REFUSALS,
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


async def _load_catalogue(user: CurrentUser) -> TeamCatalogue:
    return await load_team_catalogue(user.path, user.catalogue_revision)


handlers = [
    list_team_moments,
    read_moment_choices,
    list_waiting_moments,
    create_moment,
    report_moment_to_leader,
]
