"""Today's break, and the attempts and lesson readings that a phone sends."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any, Literal, cast
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from api.decode_errors import describe_decode_error
from api.identity import read_clock, read_session_token
from api.language import find_request_language
from api.late_decoding import DecodedLater
from api.refusal_docs import declare_refusals
from api.strict_requests import StrictRequest
from learning.actions.practice.answer_questions import RecordedBatch, answer_questions
from learning.actions.practice.plan_breaks import plan_break
from learning.leaderboards import BoardPublisher
from learning.messages import render_message
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
from learning.rules.practice.learner_state import Attempt, EntryOutcome, EntryStatus, LessonReading
from learning.rules.recognition.badge_codes import BuiltInBadgeCode
from learning.rules.recognition.badges import Badge
from learning.rules.refusals import Conflict, TooLarge, Unauthenticated

MAX_ENTRIES_PER_BATCH = 200
UNASSIGNED_DAY = date.min
"""The day of an entry until the action finds its local day."""
EXAMPLE_ID = "01932b5e-7d3c-7a51-8f0e-2c4d6a8b9c10"
EXAMPLE_TIME = "2026-11-30T10:04:27Z"

ContentId = Annotated[str, Meta(min_length=1, max_length=130, pattern=r"^[^\x00-\x1f\x7f]+$")]
ContentIds = Annotated[list[ContentId], Meta(max_length=40)]
QuestionId = Annotated[ContentId, Meta(examples=["warm-welcomes.q-first-ten-seconds"])]
LessonId = Annotated[ContentId, Meta(examples=["warm-welcomes.first-impressions"])]
EntryId = Annotated[UUID, Meta(examples=[EXAMPLE_ID])]
DurationSeconds = Annotated[float, Meta(ge=0, le=86_400, examples=[12.5])]
DeviceTime = Annotated[datetime, Meta(tz=True, examples=[EXAMPLE_TIME])]
RequestBoards = NamedDependency[BoardPublisher]


class AttemptResponse(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was picked. The form of the question says which field is filled."""

    choices: Annotated[ContentIds, Meta(examples=[["b"]])] = []
    pairs: Annotated[dict[ContentId, ContentId], Meta(max_length=40)] = {}
    path: ContentIds = []


class AttemptSubmission(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One attempt. `answered_at` is the time of the device; the server corrects impossible ones."""

    id: EntryId
    question_id: QuestionId
    response: AttemptResponse
    confidence: Literal["sure", "unsure"]
    answered_at: DeviceTime
    seconds: DurationSeconds = 0


class ReadingSubmission(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One lesson read to its end."""

    id: Annotated[UUID, Meta(examples=["01932b5e-9a10-7c22-b1d4-6f3e8a5c2d70"])]
    lesson_id: LessonId
    read_at: DeviceTime
    seconds: DurationSeconds = 0


class LessonReadingSubmission(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One lesson read to its end, where the address names the lesson."""

    id: EntryId
    read_at: DeviceTime
    seconds: DurationSeconds = 0


class _SubmissionId(msgspec.Struct):
    """The id alone, of an entry that cannot be read."""

    id: str = ""


RawAttempt = Annotated[msgspec.Raw, DecodedLater(AttemptSubmission)]
RawReading = Annotated[msgspec.Raw, DecodedLater(ReadingSubmission)]


class OutboxBatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A phone's outbox: attempts and lesson readings.

    Entries are decoded one by one, so that a bad one blocks no other. `login` says whose outbox it
    is, where two people share a phone.
    """

    attempts: list[RawAttempt] = []
    reads: list[RawReading] = []
    login: Annotated[str, Meta(max_length=60, examples=["anna-lee"])] | None = None


_decode_attempt_submission = msgspec.json.Decoder(AttemptSubmission).decode
_decode_reading_submission = msgspec.json.Decoder(ReadingSubmission).decode


class EarnedBadge(msgspec.Struct, frozen=True):
    """A badge that this batch earned. The phone has the words for the code of a built-in one."""

    badge_id: str
    code: BuiltInBadgeCode | None
    title: str | None
    story: str | None
    art: str


class ProgressReceipt(msgspec.Struct, frozen=True):
    """The person's totals after the batch, and the badges that it earned."""

    awards: list[EarnedBadge]
    points: int
    week_points: int
    streak: int


class AttemptReceipt(ProgressReceipt, frozen=True):
    """Outcomes in the order sent, attempts before reads."""

    outcomes: list[EntryOutcome]


class ReadingReceipt(AttemptReceipt, frozen=True):
    """What became of one lesson reading."""

    id: str
    status: EntryStatus


@get("/today", tags=["practice"], opt=declare_refusals((Unauthenticated, "session.not_signed_in")))
async def read_today(request: StrictRequest) -> TodaysBreak:
    """Read today's break. It is composed now when no plan of the newest catalogue is stored."""
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
    # The items are encoded already: `TodaysBreak` is what the bytes hold.
    return cast("TodaysBreak", make_todays_break(me, opened_day, catalogue))


@post(
    "/attempts",
    status_code=200,
    tags=["practice"],
    opt=declare_refusals(
        (Unauthenticated, "session.not_signed_in"),
        (Conflict, "practice.outbox_of_another"),
        (TooLarge, "practice.too_many_entries"),
    ),
)
async def record_attempts(data: JSONBody[OutboxBatch], request: StrictRequest) -> AttemptReceipt:
    """Record a phone's outbox: attempts and lesson readings.

    An id that was sent before changes nothing and gives the stored outcome. A bad entry is refused
    with a `code` and blocks no other.
    """
    token, now = read_session_token(request), read_clock()
    me = await _find_probable_user(token, now)
    if data.login is not None and data.login != me.login:
        raise Conflict("practice.outbox_of_another")
    if len(data.attempts) + len(data.reads) > MAX_ENTRIES_PER_BATCH:
        raise TooLarge("practice.too_many_entries", limit=MAX_ENTRIES_PER_BATCH)
    decoded = [_decode_attempt(raw) for raw in data.attempts] + [
        _decode_reading(raw) for raw in data.reads
    ]
    valid_entries = [entry for entry in decoded if not isinstance(entry, EntryOutcome)]
    recorded = await answer_questions(me, valid_entries, request.app.state.boards, now, token)
    recorded_outcomes = iter(recorded.outcomes)
    outcomes = [
        entry if isinstance(entry, EntryOutcome) else next(recorded_outcomes) for entry in decoded
    ]
    return AttemptReceipt(
        outcomes=_add_problem_texts(outcomes, request), **_make_progress_fields(recorded)
    )


@post(
    "/lessons/{lesson_id:str}/read",
    status_code=200,
    tags=["practice"],
    opt=declare_refusals((Unauthenticated, "session.not_signed_in")),
)
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
        outcomes=_add_problem_texts(recorded.outcomes, request),
        **_make_progress_fields(recorded),
    )


async def _find_probable_user(token: str, now: datetime) -> CurrentUser:
    """Return the user of this token as last seen.

    The action reads the user again, in a statement that it needs anyway.
    """
    user = cached_user(token) or await find_user_by_token(token, now)
    if user is None:
        raise not_signed_in()
    return user


def _decode_attempt(raw: msgspec.Raw) -> Attempt | EntryOutcome:
    try:
        submission = _decode_attempt_submission(raw)
    except msgspec.DecodeError as error:
        return _refuse_submission(raw, error)
    response = Response(
        tuple(submission.response.choices),
        submission.response.pairs,
        tuple(submission.response.path),
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
        submission = _decode_reading_submission(raw)
    except msgspec.DecodeError as error:
        return _refuse_submission(raw, error)
    return LessonReading(
        submission.id, submission.lesson_id, submission.read_at, UNASSIGNED_DAY, submission.seconds
    )


def _refuse_submission(raw: msgspec.Raw, error: msgspec.DecodeError) -> EntryOutcome:
    """Refuse an entry that cannot be read, under its id if it has one."""
    fault = describe_decode_error(str(error))
    return EntryOutcome(
        _read_submission_id(raw),
        "refused",
        code="practice.unreadable_entry",
        values={"where": fault.where, "fault": {"code": fault.code, "values": fault.values}},
    )


def _add_problem_texts(outcomes: list[EntryOutcome], request: StrictRequest) -> list[EntryOutcome]:
    """Give refused outcomes their text, in the language of the request."""
    if all(outcome.code is None for outcome in outcomes):
        return outcomes
    language = find_request_language(request)
    return [
        replace(outcome, problem=render_message(outcome.code, outcome.values or {}, language))
        if outcome.code
        else outcome
        for outcome in outcomes
    ]


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
"""What `api.app` serves of this slice."""
