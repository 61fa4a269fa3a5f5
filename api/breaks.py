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

from api.decode_errors import describe_decode_error
from api.identity import read_clock, read_session_token
from api.strict_requests import StrictRequest
from learning.actions.practice.answer_questions import RecordedBatch, answer_questions
from learning.actions.practice.plan_breaks import plan_break
from learning.leaderboards import BoardPublisher
from learning.messages import REFERENCE_LANGUAGE, render_problem
from learning.queries.packs.team_catalogue import load_team_catalogue
from learning.queries.people.current_user import (
    CurrentUser,
    cache_user,
    cached_user,
    find_user_by_token,
    not_signed_in,
)
from learning.queries.practice.todays_break import (
    TodaysBreak,
    load_day,
    load_user_and_day,
    make_todays_break,
)
from learning.queries.practice.weights import load_weights_history
from learning.rules.practice.grading import Response
from learning.rules.practice.learner_state import Attempt, EntryOutcome, LessonReading
from learning.rules.recognition.badge_codes import BuiltInBadgeCode
from learning.rules.recognition.badges import Badge
from learning.rules.refusals import Conflict, TooLarge

MAX_ENTRIES_PER_BATCH = 200
UNASSIGNED_DAY = date.min
"""The day of an entry until the action has placed it."""

ContentId = Annotated[str, Meta(min_length=1, max_length=130, pattern=r"^[^\x00-\x1f\x7f]+$")]
ContentIds = Annotated[tuple[ContentId, ...], Meta(max_length=40)]
DurationSeconds = Annotated[float, Meta(ge=0, le=86_400)]
DeviceTime = Annotated[datetime, Meta(tz=True)]
RequestBoards = NamedDependency[BoardPublisher]


class AttemptResponse(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was picked; which field counts depends on the form."""

    choices: ContentIds = ()
    pairs: Annotated[dict[ContentId, ContentId], Meta(max_length=40)] = {}
    path: ContentIds = ()


class AttemptSubmission(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One answer. `answered_at` is the device's clock, a hint."""

    id: UUID
    question_id: ContentId
    response: AttemptResponse
    confidence: Literal["sure", "unsure"]
    answered_at: DeviceTime
    seconds: DurationSeconds = 0


class ReadingSubmission(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One lesson read to its end."""

    id: UUID
    lesson_id: ContentId
    read_at: DeviceTime
    seconds: DurationSeconds = 0


class LessonReadingSubmission(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The same, where the address names the lesson."""

    id: UUID
    read_at: DeviceTime
    seconds: DurationSeconds = 0


class _SubmissionId(msgspec.Struct):
    """Whatever has an id."""

    id: str = ""


class OutboxBatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A phone's outbox. Entries are decoded one by one, so that a bad one blocks no other.

    `login` says whose outbox it is, where two people share a phone.
    """

    attempts: list[msgspec.Raw] = []
    reads: list[msgspec.Raw] = []
    login: Annotated[str, Meta(max_length=60)] | None = None


_ATTEMPT_DECODER, _READING_DECODER = (
    msgspec.json.Decoder(AttemptSubmission),
    msgspec.json.Decoder(ReadingSubmission),
)


class EarnedBadge(msgspec.Struct, frozen=True):
    """A badge that this batch earned. The phone has the words for the code of a built-in one."""

    badge_id: str
    code: BuiltInBadgeCode | None
    title: str | None
    story: str | None
    art: str


class ProgressReceipt(msgspec.Struct, frozen=True):
    """Where the person stands after it."""

    awards: list[EarnedBadge]
    points: int
    week_points: int
    streak: int


class AttemptReceipt(ProgressReceipt, frozen=True):
    """Outcomes in the order sent, attempts before reads."""

    outcomes: list[EntryOutcome]


class ReadingReceipt(AttemptReceipt, frozen=True):
    """The same for one reading."""

    id: str
    status: str


@get("/today")
async def read_today(request: StrictRequest) -> TodaysBreak:
    """Give the prepared break; compose it now when there is none of the newest edition."""
    token, now = read_session_token(request), read_clock()
    user_and_day = await load_user_and_day(token, now)
    if user_and_day is None:
        raise not_signed_in()
    me, opened_day = user_and_day
    cache_user(token, me)
    catalogue = await load_team_catalogue(me.path, me.catalogue_revision)
    if (
        opened_day.catalogue_revision is None
        or opened_day.catalogue_revision < catalogue.catalogue_revision
    ):
        weights = (await load_weights_history(me.path[0], me.adoption)).weights_at(now)
        await plan_break(me.id, catalogue, opened_day.day, now, weights)
        opened_day = await load_day(me, opened_day.day)
    return make_todays_break(me, opened_day, catalogue)


@post("/attempts", status_code=200)
async def record_attempts(data: JSONBody[OutboxBatch], request: StrictRequest) -> AttemptReceipt:
    """Record a phone's outbox."""
    token, now = read_session_token(request), read_clock()
    me = await _find_probable_user(token, now)
    if data.login is not None and data.login != me.login:
        raise Conflict(
            "Somebody else is signed in on this device. Nothing was recorded: these answers are not theirs."
        )
    if len(data.attempts) + len(data.reads) > MAX_ENTRIES_PER_BATCH:
        raise TooLarge(
            f"At most {MAX_ENTRIES_PER_BATCH} entries are taken at once. Nothing was recorded: send them in smaller batches."
        )
    decoded = [_decode_attempt(raw) for raw in data.attempts] + [
        _decode_reading(raw) for raw in data.reads
    ]
    valid_entries = [entry for entry in decoded if not isinstance(entry, EntryOutcome)]
    recorded = await answer_questions(me, valid_entries, request.app.state.boards, now, token)
    outcomes = iter(recorded.outcomes)
    return AttemptReceipt(
        outcomes=[
            entry if isinstance(entry, EntryOutcome) else next(outcomes) for entry in decoded
        ],
        **_make_progress_fields(recorded),
    )


@post("/lessons/{lesson_id:str}/read", status_code=200)
async def record_lesson_reading(
    lesson_id: FromPath[str], data: JSONBody[LessonReadingSubmission], request: StrictRequest
) -> ReadingReceipt:
    """Record one lesson read to its end."""
    token, now = read_session_token(request), read_clock()
    reading = LessonReading(data.id, lesson_id, data.read_at, UNASSIGNED_DAY, data.seconds)
    recorded = await answer_questions(
        await _find_probable_user(token, now), [reading], request.app.state.boards, now, token
    )
    outcome = recorded.outcomes[0]
    return ReadingReceipt(
        id=outcome.id,
        status=outcome.status,
        outcomes=recorded.outcomes,
        **_make_progress_fields(recorded),
    )


async def _find_probable_user(token: str, now: datetime) -> CurrentUser:
    """Say who probably asks: whoever it was a moment ago. The action finds out, in the statement that it needs anyway."""
    user = cached_user(token) or await find_user_by_token(token, now)
    if user is None:
        raise not_signed_in()
    return user


def _decode_attempt(raw: msgspec.Raw) -> Attempt | EntryOutcome:
    try:
        submission = _ATTEMPT_DECODER.decode(raw)
    except msgspec.DecodeError as error:
        return _refuse_submission(raw, error)
    response = Response(
        submission.response.choices, submission.response.pairs, submission.response.path
    )
    sure = submission.confidence == "sure"
    return Attempt(
        submission.id,
        submission.question_id,
        response,
        sure,
        submission.answered_at,
        UNASSIGNED_DAY,
        submission.seconds,
    )


def _decode_reading(raw: msgspec.Raw) -> LessonReading | EntryOutcome:
    try:
        submission = _READING_DECODER.decode(raw)
    except msgspec.DecodeError as error:
        return _refuse_submission(raw, error)
    return LessonReading(
        submission.id, submission.lesson_id, submission.read_at, UNASSIGNED_DAY, submission.seconds
    )


def _refuse_submission(raw: msgspec.Raw, error: msgspec.DecodeError) -> EntryOutcome:
    """Refuse an entry that cannot be read, by its id if it has one that a phone could have given."""
    fault = describe_decode_error(str(error))
    return EntryOutcome(
        _read_submission_id(raw),
        "refused",
        problem=f"{fault.where}: {render_problem(fault, REFERENCE_LANGUAGE).what}",
    )


def _read_submission_id(raw: msgspec.Raw) -> str:
    try:
        return msgspec.json.decode(raw, type=_SubmissionId).id[:64]
    except msgspec.MsgspecError:
        return ""


def _make_progress_fields(recorded: RecordedBatch) -> dict[str, Any]:
    progress = recorded.progress
    return {
        "awards": _describe_awards(recorded.awards),
        "points": progress.points,
        "week_points": progress.week_points,
        "streak": progress.streak,
    }


def _describe_awards(badges: Sequence[Badge]) -> list[EarnedBadge]:
    return [
        EarnedBadge(badge.id, badge.code, badge.title, badge.story, badge.art) for badge in badges
    ]


handlers = [read_today, record_attempts, record_lesson_reading]
