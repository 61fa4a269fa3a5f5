"""A batch of practice events: its catalogue and local days, and the learner state it needs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import chain

import msgspec
from asyncpg import Connection

from learning.queries.packs.team_catalogue import load_older_versions, load_team_catalogue
from learning.queries.people.current_user import CurrentUser
from learning.queries.practice.weights import load_weights_history
from learning.queries.rota.rota import load_practised_days
from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.practice.device_times import place_device_times
from learning.rules.practice.entry_rate import count_free_entries
from learning.rules.practice.learner_state import Attempt, LearnerState, LessonReading
from learning.rules.practice.memory import Memory
from learning.rules.practice.weights import WeightsHistory
from learning.rules.recognition import points
from learning.rules.rota.days import to_local_day
from learning.steps.practice.load_learner_state import (
    LearnerStateSelection,
    LoadedLearnerState,
    load_finished_items,
)
from learning.steps.practice.load_review_history import (
    ReplaySpan,
    load_reviews_after,
    load_snapshots,
)

PracticeEvent = Attempt | LessonReading


class PracticeBatch(msgspec.Struct, frozen=True):
    """A batch with its sender's catalogue and local days.

    `token_or_id` finds the user: a session token or a person's id. `claims` are the events as they
    were sent, `events` those with the times that the claims are worth.
    """

    token_or_id: str | int
    user: CurrentUser
    catalogue: TeamCatalogue
    claims: Sequence[PracticeEvent]
    events: list[PracticeEvent]
    selection: LearnerStateSelection
    weights_history: WeightsHistory
    now: datetime


async def build_practice_batch(
    token_or_id: str | int, user: CurrentUser, events: Sequence[PracticeEvent], now: datetime
) -> PracticeBatch:
    """Correct the times of the events, and load what it takes to record them."""
    placed_events = _place_events_in_time(events, user, now)
    catalogue = await _load_catalogue_for_events(user, placed_events)
    weights_history = await load_weights_history(user.path[0], user.adoption)
    return PracticeBatch(
        token_or_id,
        user,
        catalogue,
        events,
        placed_events,
        _select_learner_state(user, catalogue, placed_events, now),
        weights_history,
        now,
    )


def believe_issued_days(batch: PracticeBatch, issued_days: Collection[date]) -> PracticeBatch:
    """Return the batch with events moved to the receipt whose day had no break issued."""
    if batch.selection.first_day >= batch.selection.received_day:
        return batch
    events = _place_events_in_time(batch.claims, batch.user, batch.now, issued_days)
    return msgspec.structs.replace(batch, events=events)


def _place_events_in_time(
    events: Sequence[PracticeEvent],
    user: CurrentUser,
    now: datetime,
    issued_days: Collection[date] | None = None,
) -> list[PracticeEvent]:
    """Give each event the time that its claim is worth, and the local day of it.

    At the same time a lesson comes before its questions, and these come in the order sent. Without
    `issued_days`, a break is taken as issued for every day.
    """
    claims = [(event.occurred_at, int(isinstance(event, Attempt))) for event in events]
    return [
        event._replace(occurred_at=instant, day=to_local_day(instant, user.zone))
        for event, instant in zip(
            events,
            place_device_times(claims, now, user.joined_at, user.zone, issued_days),
            strict=True,
        )
    ]


async def _load_catalogue_for_events(
    user: CurrentUser, events: Sequence[PracticeEvent]
) -> TeamCatalogue:
    """Return the team's catalogue, with older versions when an entry needs one."""
    catalogue = await load_team_catalogue(user.path, user.catalogue_revision)
    missing_packs = {
        _get_content_id(entry).partition(".")[0]
        for entry in events
        if not (
            catalogue.find_question(entry.question)
            if isinstance(entry, Attempt)
            else catalogue.find_lesson(entry.lesson)
        )
    }
    return (
        replace(catalogue, older_versions=await load_older_versions(user.path, missing_packs))
        if missing_packs
        else catalogue
    )


def _select_learner_state(
    user: CurrentUser, catalogue: TeamCatalogue, events: Sequence[PracticeEvent], now: datetime
) -> LearnerStateSelection:
    """List all that a batch can touch, whether or not its days are believed."""
    today = to_local_day(now, user.zone)
    found = (
        catalogue.find_question(entry.question) for entry in events if isinstance(entry, Attempt)
    )
    concepts = {place[1].concept for place in found if place}
    causes = set(
        chain.from_iterable(
            _list_ledger_causes(entry, catalogue, day)
            for entry in events
            for day in {entry.day, today}
        )
    )
    first_day = min((entry.day for entry in events), default=today)
    return LearnerStateSelection(
        [entry.id for entry in events], list(concepts), list(causes), first_day, today
    )


async def build_learner_state(
    conn: Connection, batch: PracticeBatch, loaded: LoadedLearnerState
) -> LearnerState:
    """Add older attempts and days where a new entry came late.

    Nothing is added for entries that change nothing: those that were sent before, and those of a
    person who has sent too much, which will be refused.
    """
    person, last_practised_day = batch.user.id, loaded.progress.last_day
    is_free = count_free_entries(loaded.progress.entries_spread_until, batch.now) > 0
    new = [event for event in batch.events if is_free and event.id not in loaded.outcomes]
    first_day = min((event.day for event in new), default=batch.selection.received_day)
    spans = _find_concepts_to_replay(new, batch.catalogue, loaded.memories, batch.weights_history)
    snapshots = await load_snapshots(conn, person, spans, batch.weights_history) if spans else {}
    is_late = last_practised_day is not None and first_day < last_practised_day
    return LearnerState(
        person=person,
        rota=loaded.rota,
        progress=loaded.progress,
        outcomes=loaded.outcomes,
        memories=loaded.memories,
        causes=loaded.causes,
        badges=loaded.badges,
        attempts_by_concept=await load_reviews_after(conn, person, list(spans), snapshots)
        if spans
        else {},
        snapshots_by_concept=snapshots,
        practised=await load_practised_days(conn, person) if is_late else (),
        finished_earlier=await load_finished_items(
            conn, person, {batch.selection.received_day, *(event.day for event in new)}
        )
        if is_late
        else (),
        weights_history=batch.weights_history,
        language=batch.user.language,
        received_day=batch.selection.received_day,
        received_at=batch.now,
    )


def _find_concepts_to_replay(
    events: Sequence[PracticeEvent],
    catalogue: TeamCatalogue,
    memories: Mapping[str, Memory],
    weights_history: WeightsHistory,
) -> dict[str, ReplaySpan]:
    """Return the concepts whose memory must be computed again from all attempts.

    These have an entry older than their newest attempt, or a change of weights since then.
    """
    new_instants: dict[str, list[datetime]] = {}
    for event in events:
        if isinstance(event, Attempt) and (place := catalogue.find_question(event.question)):
            new_instants.setdefault(place[1].concept, []).append(event.occurred_at)
    spans = {}
    for concept, instants in new_instants.items():
        known = memories.get(concept)
        first_at, all_instants = min(instants), [*([known.last_at] if known else []), *instants]
        if (known and first_at <= known.last_at) or weights_history.has_change_between(
            all_instants
        ):
            spans[concept] = ReplaySpan(first_at, max(all_instants))
    return spans


def _list_ledger_causes(event: PracticeEvent, catalogue: TeamCatalogue, day: date) -> list[str]:
    if isinstance(event, LessonReading):
        return (
            [points.make_lesson_cause(event.lesson)] if catalogue.find_lesson(event.lesson) else []
        )
    found = catalogue.find_question(event.question)
    if found is None:
        return []
    return [
        points.make_attempt_cause(found[1].concept, day),
        points.make_checkpoint_cause(event.question),
    ]


def _get_content_id(event: PracticeEvent) -> str:
    return event.question if isinstance(event, Attempt) else event.lesson
