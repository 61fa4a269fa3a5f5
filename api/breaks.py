"""Today's break, and what the phone sends back from it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from api.identity import clock, token_of
from api.requests import StrictRequest, readable
from learning.actions.answer_questions import RecordedBatch, answer_questions
from learning.actions.plan_breaks import plan_break
from learning.leaderboards import BoardPublisher
from learning.queries.catalogue import load_team_catalogue
from learning.queries.today import TodaysBreak, load_day, load_user_and_day, make_todays_break
from learning.queries.weights import load_weights_history
from learning.queries.who import CurrentUser, cached_user, not_signed_in, cache_user, find_user_by_token
from learning.rules.badges import Badge
from learning.rules.grading import Response
from learning.rules.problems import Conflict, TooLarge
from learning.rules.standing import Attempt, EntryOutcome, LessonReading

MOST = 200
UNPLACED = date.min
"""The day of an entry until the action has placed it."""

Id = Annotated[str, Meta(min_length=1, max_length=130, pattern=r"^[^\x00-\x1f\x7f]+$")]
Ids = Annotated[tuple[Id, ...], Meta(max_length=40)]
Seconds = Annotated[float, Meta(ge=0, le=86_400)]
Instant = Annotated[datetime, Meta(tz=True)]
PhoneBoards = NamedDependency[BoardPublisher]


class ResponseIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was picked; which field counts depends on the form."""

    choices: Ids = ()
    pairs: Annotated[dict[Id, Id], Meta(max_length=40)] = {}
    path: Ids = ()


class AttemptIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One answer. `answered_at` is the device's clock, a hint."""

    id: UUID
    question_id: Id
    response: ResponseIn
    confidence: Literal["sure", "unsure"]
    answered_at: Instant
    seconds: Seconds = 0


class ReadIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One lesson read to its end."""

    id: UUID
    lesson_id: Id
    read_at: Instant
    seconds: Seconds = 0


class LessonReadIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The same, where the address names the lesson."""

    id: UUID
    read_at: Instant
    seconds: Seconds = 0


class _Named(msgspec.Struct):
    """Whatever has an id."""

    id: str = ""


class BatchIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A phone's outbox. Entries are decoded one by one, so that a bad one blocks no other.

    `login` says whose outbox it is, where two people share a phone.
    """

    attempts: list[msgspec.Raw] = []
    reads: list[msgspec.Raw] = []
    login: Annotated[str, Meta(max_length=60)] | None = None


_attempts, _reads = msgspec.json.Decoder(AttemptIn), msgspec.json.Decoder(ReadIn)


class AwardOut(msgspec.Struct, frozen=True):
    """A badge that this batch earned."""

    badge_id: str
    title: str
    story: str
    art: str


class Standing(msgspec.Struct, frozen=True):
    """Where the person stands after it."""

    awards: list[AwardOut]
    points: int
    week_points: int
    streak: int


class RecordedOut(Standing, frozen=True):
    """Outcomes in the order sent, attempts before reads."""

    outcomes: list[EntryOutcome]


class ReadOut(RecordedOut, frozen=True):
    """The same for one reading."""

    id: str
    status: str


@get("/today")
async def show_today(request: StrictRequest) -> TodaysBreak:
    """Give the prepared break; compose it now when there is none of the newest edition."""
    token, now = token_of(request), clock()
    found = await load_user_and_day(token, now)
    if found is None:
        raise not_signed_in()
    me, opened = found
    cache_user(token, me)
    shelf = await load_team_catalogue(me.path, me.catalogue_revision)
    if opened.catalogue_revision is None or opened.catalogue_revision < shelf.catalogue_revision:
        weights = (await load_weights_history(me.path[0], me.adoption)).weights_at(now)
        await plan_break(me.id, shelf, opened.day, now, weights)
        opened = await load_day(me, opened.day)
    return make_todays_break(me, opened, shelf)


@post("/attempts", status_code=200)
async def record_attempts(data: JSONBody[BatchIn], request: StrictRequest) -> RecordedOut:
    """Record a phone's outbox."""
    token, now = token_of(request), clock()
    me = await _guess(token, now)
    if data.login is not None and data.login != me.login:
        raise Conflict("Somebody else is signed in on this device. Nothing was recorded: these answers are not theirs.")
    if len(data.attempts) + len(data.reads) > MOST:
        raise TooLarge(f"At most {MOST} entries are taken at once. Nothing was recorded: send them in smaller batches.")
    decoded = [_attempt(raw) for raw in data.attempts] + [_read(raw) for raw in data.reads]
    good = [entry for entry in decoded if not isinstance(entry, EntryOutcome)]
    recorded = await answer_questions(me, good, request.app.state.boards, now, token)
    outcomes = iter(recorded.outcomes)
    return RecordedOut(
        outcomes=[entry if isinstance(entry, EntryOutcome) else next(outcomes) for entry in decoded], **_standing(recorded)
    )


@post("/lessons/{lesson_id:str}/read", status_code=200)
async def record_read(lesson_id: FromPath[str], data: JSONBody[LessonReadIn], request: StrictRequest) -> ReadOut:
    """Record one lesson read to its end."""
    token, now = token_of(request), clock()
    reading = LessonReading(data.id, lesson_id, data.read_at, UNPLACED, data.seconds)
    recorded = await answer_questions(await _guess(token, now), [reading], request.app.state.boards, now, token)
    outcome = recorded.outcomes[0]
    return ReadOut(id=outcome.id, status=outcome.status, outcomes=recorded.outcomes, **_standing(recorded))


async def _guess(token: str, now: datetime) -> CurrentUser:
    """Say who probably asks: whoever it was a moment ago. The action finds out, in the statement that it needs anyway."""
    found = cached_user(token) or await find_user_by_token(token, now)
    if found is None:
        raise not_signed_in()
    return found


def _attempt(raw: msgspec.Raw) -> Attempt | EntryOutcome:
    try:
        sent = _attempts.decode(raw)
    except msgspec.DecodeError as error:
        return _refused(raw, error)
    response = Response(sent.response.choices, sent.response.pairs, sent.response.path)
    sure = sent.confidence == "sure"
    return Attempt(sent.id, sent.question_id, response, sure, sent.answered_at, UNPLACED, sent.seconds)


def _read(raw: msgspec.Raw) -> LessonReading | EntryOutcome:
    try:
        sent = _reads.decode(raw)
    except msgspec.DecodeError as error:
        return _refused(raw, error)
    return LessonReading(sent.id, sent.lesson_id, sent.read_at, UNPLACED, sent.seconds)


def _refused(raw: msgspec.Raw, error: msgspec.DecodeError) -> EntryOutcome:
    """Refuse an entry that cannot be read, by its id if it has one that a phone could have given."""
    fault = readable(str(error))
    return EntryOutcome(_id_of(raw), "refused", problem=f"{fault.where}: {fault.what}")


def _id_of(raw: msgspec.Raw) -> str:
    try:
        return msgspec.json.decode(raw, type=_Named).id[:64]
    except msgspec.MsgspecError:
        return ""


def _standing(recorded: RecordedBatch) -> dict[str, Any]:
    after = recorded.progress
    return {
        "awards": _awards(recorded.awards),
        "points": after.points,
        "week_points": after.week_points,
        "streak": after.streak,
    }


def _awards(badges: Sequence[Badge]) -> list[AwardOut]:
    return [AwardOut(badge.id, badge.title, badge.story, badge.art) for badge in badges]


handlers = [show_today, record_attempts, record_read]
