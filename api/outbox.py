"""What a phone sends from its outbox, decoded entry by entry."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from api.decode_errors import describe_decode_error
from api.late_decoding import DecodedLater
from learning.rules.practice.device_times import NO_DEVICE_TIME
from learning.rules.practice.grading import Response
from learning.rules.practice.learner_state import Attempt, EntryOutcome, LessonReading

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
DeviceTime = Annotated[
    str,
    Meta(
        max_length=64,
        pattern=r"^([+\-]?\d[\d:.TtZz+\-\s]*|NaN|Invalid\sDate|)$",
        examples=[EXAMPLE_TIME],
        description="An RFC 3339 date and time with its offset. Without an offset, and from a clock"
        " that cannot be right, it counts as the time of receipt.",
    ),
]
"""What a device's clock says. A clock that is broken must not cost anybody an answer."""
_InstantWithOffset = Annotated[datetime, Meta(tz=True)]


class AttemptResponse(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was picked. The form of the question says which field is filled."""

    choices: Annotated[ContentIds, Meta(examples=[["b"]])] = []
    pairs: Annotated[dict[ContentId, ContentId], Meta(max_length=40)] = {}
    path: ContentIds = []


class AttemptSubmission(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One attempt. `answered_at` is the time of the device; an impossible one is not believed."""

    id: EntryId
    question_id: QuestionId
    response: AttemptResponse
    confidence: Literal["sure", "unsure"]
    answered_at: DeviceTime | None = None
    seconds: DurationSeconds = 0


class ReadingSubmission(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One lesson read to its end."""

    id: Annotated[UUID, Meta(examples=["01932b5e-9a10-7c22-b1d4-6f3e8a5c2d70"])]
    lesson_id: LessonId
    read_at: DeviceTime | None = None
    seconds: DurationSeconds = 0


class LessonReadingSubmission(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One lesson read to its end, where the address names the lesson."""

    id: EntryId
    read_at: DeviceTime | None = None
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


def decode_attempt(raw: msgspec.Raw) -> Attempt | EntryOutcome:
    """Decode an attempt. One that cannot be read gives its refusal."""
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
        read_device_time(submission.answered_at),
        UNASSIGNED_DAY,
        submission.seconds,
    )


def decode_reading(raw: msgspec.Raw) -> LessonReading | EntryOutcome:
    """Decode a lesson reading. One that cannot be read gives its refusal."""
    try:
        submission = _decode_reading_submission(raw)
    except msgspec.DecodeError as error:
        return _refuse_submission(raw, error)
    return LessonReading(
        submission.id,
        submission.lesson_id,
        read_device_time(submission.read_at),
        UNASSIGNED_DAY,
        submission.seconds,
    )


def read_device_time(text: str | None) -> datetime:
    """Read what a device's clock says; `NO_DEVICE_TIME` for what names no instant."""
    try:
        return msgspec.convert(text, _InstantWithOffset)
    except (msgspec.ValidationError, OverflowError):
        return NO_DEVICE_TIME


def _refuse_submission(raw: msgspec.Raw, error: msgspec.DecodeError) -> EntryOutcome:
    """Refuse an entry that cannot be read, under its id if it has one."""
    fault = describe_decode_error(str(error))
    return EntryOutcome(
        _read_submission_id(raw),
        "refused",
        code="practice.unreadable_entry",
        values={"where": fault.where, "fault": {"code": fault.code, "values": fault.values}},
    )


def _read_submission_id(raw: msgspec.Raw) -> str:
    """Read the id; "" where there is none, or behind a value that is nested too deeply."""
    try:
        return msgspec.json.decode(raw, type=_SubmissionId).id[:64]
    except (msgspec.MsgspecError, RecursionError):
        return ""
