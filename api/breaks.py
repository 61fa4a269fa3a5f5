"""Today's break, and the attempts and lesson readings that a phone sends."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

import msgspec
from litestar import get, post
from litestar.params import FromPath, JSONBody
from msgspec.structs import replace

from api.identity import read_clock, read_session_token
from api.language import find_request_language
from api.outbox import (
    UNASSIGNED_DAY,
    LessonReadingSubmission,
    OutboxBatch,
    decode_attempt,
    decode_reading,
    read_device_time,
)
from api.refusal_docs import declare_refusals
from api.security_docs import NEEDS_SESSION
from api.shared_refusals import OWN_SECRET_REFUSALS
from api.strict_requests import StrictRequest
from learning.actions.practice.answer_questions import RecordedBatch, answer_questions
from learning.actions.practice.note_issued_break import note_issued_break
from learning.actions.practice.plan_breaks import plan_break
from learning.messages import render_message
from learning.queries.packs.team_catalogue import load_team_catalogue
from learning.queries.people.current_user import (
    CurrentUser,
    cache_user,
    check_secret_is_own,
    find_cached_user,
    find_user_by_token,
    make_not_signed_in_error,
)
from learning.queries.practice.todays_break import (
    TodaysBreak,
    load_day,
    load_user_and_day,
    make_todays_break,
)
from learning.queries.practice.weights import load_weights_history
from learning.rules.practice.learner_state import EntryOutcome, EntryStatus, LessonReading
from learning.rules.recognition.badge_codes import BuiltInBadgeCode
from learning.rules.recognition.badges import Badge
from learning.rules.recognition.todays_figures import TodaysFigures
from learning.rules.refusals import Conflict, TooLarge

MAX_ENTRIES_PER_BATCH = 200


class EarnedBadge(msgspec.Struct, frozen=True):
    """A badge that this batch earned. The phone has the words for the code of a built-in one.

    The words of others, and what `art` shows (`alt`), are in `language`.
    """

    badge_id: str
    code: BuiltInBadgeCode | None
    title: str | None
    story: str | None
    art: str
    alt: str | None
    language: str | None


class ProgressReceipt(TodaysFigures, frozen=True):
    """The person's figures of today after the batch, and the badges that it earned.

    The entries may be of an earlier day, or of last week: then they are in `points`, but not in
    `week_points`. `week` is the Monday of this week. `streak_if_today` is the streak after practice
    today, which is there already if `practised_today`.
    """

    awards: list[EarnedBadge]


class AttemptReceipt(ProgressReceipt, frozen=True):
    """Outcomes in the order sent, attempts before reads."""

    outcomes: list[EntryOutcome]


class ReadingReceipt(AttemptReceipt, frozen=True):
    """What became of one lesson reading."""

    id: str
    status: EntryStatus


@get(
    "/today",
    tags=["practice"],
    security=NEEDS_SESSION,
    opt=declare_refusals(*OWN_SECRET_REFUSALS),
)
async def read_today(request: StrictRequest) -> TodaysBreak:
    """Read today's break. It is composed now when no plan of the newest catalogue is stored."""
    token, now = read_session_token(request), read_clock()
    user_and_day = await load_user_and_day(token, now)
    if user_and_day is None:
        raise make_not_signed_in_error()
    me, opened_day = user_and_day
    check_secret_is_own(me)
    cache_user(token, me)
    if not opened_day.is_issued:
        await note_issued_break(me.id, opened_day.day)
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
    security=NEEDS_SESSION,
    opt=declare_refusals(
        *OWN_SECRET_REFUSALS,
        (Conflict, "practice.outbox_of_another"),
        (TooLarge, "practice.too_many_entries"),
    ),
)
async def record_attempts(data: JSONBody[OutboxBatch], request: StrictRequest) -> AttemptReceipt:
    """Record a phone's outbox: attempts and lesson readings.

    An id that was sent before changes nothing and gives the stored outcome. A question or lesson
    counts once a day: a second answer to it, from another tab or device, is graded and stored, and
    changes nothing else. A bad entry is refused with a `code` and blocks no other.
    """
    token, now = read_session_token(request), read_clock()
    me = await _find_probable_user(token, now)
    if data.login is not None and data.login != me.login:
        raise Conflict("practice.outbox_of_another")
    if len(data.attempts) + len(data.reads) > MAX_ENTRIES_PER_BATCH:
        raise TooLarge("practice.too_many_entries", limit=MAX_ENTRIES_PER_BATCH)
    decoded = [decode_attempt(raw) for raw in data.attempts] + [
        decode_reading(raw) for raw in data.reads
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
    security=NEEDS_SESSION,
    opt=declare_refusals(*OWN_SECRET_REFUSALS),
)
async def record_lesson_reading(
    lesson_id: FromPath[str], data: JSONBody[LessonReadingSubmission], request: StrictRequest
) -> ReadingReceipt:
    """Record one lesson read to its end."""
    token, now = read_session_token(request), read_clock()
    reading = LessonReading(
        data.id, lesson_id, read_device_time(data.read_at), UNASSIGNED_DAY, data.seconds
    )
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
    user = find_cached_user(token) or await find_user_by_token(token, now)
    if user is None:
        raise make_not_signed_in_error()
    return user


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


def _make_progress_fields(recorded: RecordedBatch) -> dict[str, Any]:
    return {"awards": _describe_awards(recorded.awards), **msgspec.structs.asdict(recorded.figures)}


def _describe_awards(badges: Sequence[Badge]) -> list[EarnedBadge]:
    return [
        EarnedBadge(
            badge.id,
            badge.code,
            badge.title,
            badge.story,
            badge.art,
            badge.alt,
            badge.language,
        )
        for badge in badges
    ]


handlers = [read_today, record_attempts, record_lesson_reading]
"""What `api.app` serves of this slice."""
