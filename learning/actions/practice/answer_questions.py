"""Record a batch of attempts and lesson readings.

It takes two statements. Every effect happens once, however often and in whatever order a phone
sends its batches.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import msgspec
from asyncpg import Connection

from learning.heavy_work import run_heavy_work
from learning.leaderboards import BoardPublisher
from learning.queries.people.current_user import (
    CurrentUser,
    cache_user,
    check_secret_is_own,
    make_not_signed_in_error,
)
from learning.queries.recognition.week_points import load_ledger_week_points
from learning.rules.practice.learner_state import (
    EntryOutcome,
    LearnerChanges,
    LearnerProgress,
    LearnerState,
)
from learning.rules.practice.record_attempts import record_batch
from learning.rules.recognition.badges import Badge
from learning.rules.recognition.todays_figures import (
    TodaysFigures,
    calculate_todays_figures,
    is_ledger_needed,
)
from learning.rules.rota.days import find_week_start
from learning.steps.practice.build_practice_batch import (
    PracticeBatch,
    PracticeEvent,
    believe_issued_days,
    build_learner_state,
    build_practice_batch,
)
from learning.steps.practice.load_learner_state import (
    delete_plan,
    load_learner_state,
    lock_learner_state,
)
from learning.steps.practice.save_learner_state import save_learner_state
from learning.steps.recognition.find_badges import add_memory_badges
from learning.tables.database import connection, transaction

MAX_ATTEMPTS_ON_LOOP = 400
"""Attempts that are folded on the event loop: about ten milliseconds."""


class RecordedBatch(msgspec.Struct, frozen=True):
    """What a batch did: outcomes in the order sent, badges that it earned, and the new totals.

    `figures` are those of the team's local day, which may be after the day of the entries.
    """

    outcomes: list[EntryOutcome]
    awards: tuple[Badge, ...]
    progress: LearnerProgress
    figures: TodaysFigures


@dataclass(frozen=True, slots=True)
class _BatchSaved:
    """The batch is recorded, or held nothing to record."""

    changes: LearnerChanges
    figures: TodaysFigures


@dataclass(frozen=True, slots=True)
class _UserChanged:
    """Nothing was saved: the batch was built for another team, catalogue or calendar."""

    user: CurrentUser


@dataclass(frozen=True, slots=True)
class _StateChanged:
    """Nothing was saved: the learner's state has changed since it was loaded."""


async def answer_questions(
    user: CurrentUser,
    events: Sequence[PracticeEvent],
    boards: BoardPublisher,
    now: datetime,
    token: str = "",
) -> RecordedBatch:
    """Record what a person's phone sends.

    Times are corrected; ids that were sent before change nothing. `user` may be out of date: the
    database decides. With a token, its session must still be open.

    Raises:
        Unauthenticated: it is not.
        Forbidden: with a token, somebody else has set the secret of the person.
    """
    batch = await build_practice_batch(token or user.id, user, events, now)
    while isinstance(result := await _record_batch(batch), _UserChanged):
        batch = await build_practice_batch(batch.token_or_id, result.user, events, now)
    changes = result.changes
    if token:
        cache_user(token, batch.user)
    _enqueue_board_update(boards, batch.user, changes)
    awards = batch.catalogue.translate_badges(changes.awards, batch.user.language)
    return RecordedBatch(
        _order_outcomes(batch.events, changes), awards, changes.progress, result.figures
    )


async def _record_batch(batch: PracticeBatch) -> _BatchSaved | _UserChanged:
    """Load, decide and save; once more under a lock when the state has changed meanwhile."""
    async with connection() as conn:
        result = await _try_record_batch(conn, batch)
    if not isinstance(result, _StateChanged):
        return result
    async with transaction() as conn:
        await lock_learner_state(conn, batch.user.id)
        result = await _try_record_batch(conn, batch)
    if isinstance(result, _StateChanged):
        raise RuntimeError("the state of a learner has changed under its lock")
    return result


async def _try_record_batch(
    conn: Connection, batch: PracticeBatch
) -> _BatchSaved | _UserChanged | _StateChanged:
    """Record the batch on the state as it is now."""
    loaded = await load_learner_state(conn, batch.token_or_id, batch.selection, batch.now)
    if loaded is None:
        raise make_not_signed_in_error()
    if isinstance(batch.token_or_id, str):
        check_secret_is_own(loaded.user)
    if loaded.user != batch.user:
        return _UserChanged(loaded.user)
    batch = believe_issued_days(batch, loaded.issued_days)
    user, now = batch.user, batch.now
    state = await build_learner_state(conn, batch, loaded)
    changes = await _decide(state, batch)
    today, weights = batch.selection.received_day, batch.weights_history.weights_at(now)
    if changes.is_empty:
        return _BatchSaved(changes, await _find_figures(conn, state, changes, today))
    changes = await add_memory_badges(conn, batch.catalogue, state, changes, today, weights)
    if not await save_learner_state(conn, user.id, user.team, loaded.stamp, changes, now):
        return _StateChanged()
    last_practised_day = changes.progress.last_day
    if last_practised_day and last_practised_day < today:
        # What was done offline yesterday must not come again in the break planned for today.
        await delete_plan(conn, user.id, today)
    return _BatchSaved(changes, await _find_figures(conn, state, changes, today))


async def _decide(state: LearnerState, batch: PracticeBatch) -> LearnerChanges:
    """Decide what the batch changes; beside the event loop if it folds long logs."""
    replayed = sum(map(len, state.attempts_by_concept.values()))
    if replayed + len(batch.events) <= MAX_ATTEMPTS_ON_LOOP:
        return record_batch(state, batch.catalogue, batch.events)
    return await run_heavy_work(record_batch, state, batch.catalogue, batch.events)


async def _find_figures(
    conn: Connection, state: LearnerState, changes: LearnerChanges, today: date
) -> TodaysFigures:
    """Return the figures of today. It takes a statement only after a move to another zone."""
    progress, ledger_points = changes.progress, None
    if is_ledger_needed(progress, today):
        monday = find_week_start(today)
        ledger_points = await load_ledger_week_points(conn, state.person, monday)
    return calculate_todays_figures(
        progress, progress.current_streak, state.rota, today, ledger_points
    )


def _enqueue_board_update(
    boards: BoardPublisher, user: CurrentUser, changes: LearnerChanges
) -> None:
    if changes.entries and user.on_boards:
        boards.enqueue(user.id)


def _order_outcomes(events: Sequence[PracticeEvent], changes: LearnerChanges) -> list[EntryOutcome]:
    """Return the outcomes in the order in which the entries were sent."""
    if len(events) == 1:
        return list(changes.outcomes)
    outcomes_by_event: dict[str, list[EntryOutcome]] = {}
    for outcome in changes.outcomes:
        outcomes_by_event.setdefault(outcome.id, []).append(outcome)
    return [outcomes_by_event[str(entry.id)].pop(0) for entry in events]
