"""What a batch of practice events changes, in the order of time.

For each attempt: grade, memory, points; then streak and badges of the whole batch.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from learning.rules.packs.pack_contents import Question
from learning.rules.packs.team_catalogue import PackVersion, TeamCatalogue
from learning.rules.practice.batch_memories import BatchMemories
from learning.rules.practice.batch_points import BatchPoints
from learning.rules.practice.batch_progress import calculate_progress
from learning.rules.practice.entry_rate import (
    MAX_ENTRIES_AT_ONCE,
    RETRY_SECONDS,
    count_free_entries,
)
from learning.rules.practice.forms import FORM_RULES
from learning.rules.practice.grading import choose_grade, is_correct
from learning.rules.practice.item_time import measure_pace
from learning.rules.practice.learner_state import (
    Attempt,
    EntryOutcome,
    LearnerChanges,
    LearnerState,
    LessonReading,
    RecordedAttempt,
)
from learning.rules.practice.memory import Grade, GradedAttempt
from learning.rules.recognition import badges
from learning.rules.refusals import NotFound, Refused, TooManyRequests

PACE_UPDATE_SHARE = 0.1
"""The share of a new item in the pace: about the last ten questions and lessons count."""

SENT_TOO_MUCH = "practice.sent_too_much"
"""The code of an entry that is refused for now. A phone keeps it and sends it again later."""


def record_batch(
    state: LearnerState, catalogue: TeamCatalogue, entries: Iterable[Attempt | LessonReading]
) -> LearnerChanges:
    """Record a batch.

    An id that was recorded before gives its stored outcome. A question counts once a day, so that
    two tabs or devices have one effect: further attempts at it are only stored. A bad entry is
    refused and blocks no other.
    """
    recorder = _BatchRecorder(state, catalogue)
    for entry in sorted(entries, key=make_time_order_key):
        recorder.record_entry(entry)
    return recorder.collect_changes()


def make_time_order_key(entry: Attempt | LessonReading) -> tuple[datetime, bool, UUID]:
    """Sort key: entries by time; at the same instant a lesson comes before its questions."""
    return entry.occurred_at, isinstance(entry, Attempt), entry.id


class _BatchRecorder:
    """A batch that is being recorded. It lives within one call of `record_batch`."""

    def __init__(self, state: LearnerState, catalogue: TeamCatalogue) -> None:
        self.state, self.catalogue = state, catalogue
        self.outcomes = dict(state.outcomes)
        self.outcomes_in_order: list[EntryOutcome] = []
        self.memories = BatchMemories(state)
        self.points = BatchPoints(state, catalogue)
        self.attempts: list[RecordedAttempt] = []
        self.concept_by_outcome: dict[str, str] = {}
        self.readings: list[tuple[LessonReading, int]] = []
        self.pace = state.progress.pace
        self.free_entries = (
            count_free_entries(state.progress.entries_spread_until, state.received_at)
            if state.received_at
            else MAX_ENTRIES_AT_ONCE
        )

    def record_entry(self, entry: Attempt | LessonReading) -> None:
        """Record one entry, or repeat or refuse it."""
        if entry.id in self.outcomes:
            self.outcomes_in_order.append(replace(self.outcomes[entry.id], status="repeated"))
            return
        try:
            if len(self.attempts) + len(self.readings) >= self.free_entries:
                raise TooManyRequests(SENT_TOO_MUCH, RETRY_SECONDS)
            outcome = (
                self._record_attempt(entry)
                if isinstance(entry, Attempt)
                else self._record_reading(entry)
            )
            self.outcomes[entry.id] = outcome
            self.points.finish_item(
                entry.day, entry.question if isinstance(entry, Attempt) else entry.lesson
            )
        except Refused as problem:
            outcome = EntryOutcome(
                str(entry.id), "refused", code=problem.code, values=problem.values
            )
        self.outcomes_in_order.append(outcome)

    def _record_reading(self, reading: LessonReading) -> EntryOutcome:
        found = self.catalogue.find_lesson(reading.lesson)
        if found is None:
            raise NotFound("practice.unknown_lesson")
        earned = self.points.add_lesson_points(found[0], reading)
        self.readings.append((reading, earned))
        self._update_pace(found[0], reading.lesson, reading.seconds)
        return EntryOutcome(str(reading.id), "recorded", points=earned, day=reading.day)

    def _record_attempt(self, attempt: Attempt) -> EntryOutcome:
        found = self.catalogue.find_question(attempt.question)
        if found is None:
            raise NotFound("practice.unknown_question")
        pack_version, question = found
        correct = is_correct(question, attempt.response)
        outcome_id, earned = str(attempt.id), 0
        graded = _grade_attempt(attempt, outcome_id, question, correct)
        if graded:
            earned = self._practise(attempt, found, graded)
            self.concept_by_outcome[outcome_id] = question.concept
        self.attempts.append(
            RecordedAttempt(
                attempt,
                question.concept,
                pack_version.id,
                correct,
                graded.grade if graded else None,
                earned,
                FORM_RULES[question.form].guess_chance,
            )
        )
        self._update_pace(pack_version, question.id, attempt.seconds)
        return EntryOutcome(outcome_id, "recorded", correct, earned, day=attempt.day)

    def _practise(
        self, attempt: Attempt, found: tuple[PackVersion, Question], graded: GradedAttempt
    ) -> int:
        """Update memory and points with a graded attempt; return the points."""
        pack_version, question = found
        is_known = self.memories.is_known(question.concept)
        if is_known and self.points.is_finished(attempt.day, question.id):
            self.memories.add_repeat(graded, question.concept)
            return 0
        memory_before = self.memories.update_memory(graded, question.concept)
        correct = graded.grade is not Grade.AGAIN
        earned = self.points.add_attempt_points(
            attempt, pack_version, question, correct, memory_before, not is_known
        )
        return earned + self.points.add_checkpoint_points(attempt, pack_version, question, correct)

    def _update_pace(self, pack_version: PackVersion, item_id: str, seconds: float) -> None:
        time = pack_version.item_times_in_language(self.state.language)[item_id]
        self.pace += PACE_UPDATE_SHARE * (measure_pace(seconds, time) - self.pace)

    def collect_changes(self) -> LearnerChanges:
        """Return all changes of the batch."""
        progress = calculate_progress(
            self.state,
            self.points.finished,
            self.points.entries,
            self.points.counters,
            self.pace,
            self.memories.drift,
            self.points.late,
            len(self.attempts) + len(self.readings),
        )
        awards = badges.find_earned_badges(
            self.catalogue.badges, progress.counters, self.state.badges
        )
        memories = self.memories.finish()
        return LearnerChanges(
            outcomes=tuple(self._add_due_days()),
            attempts=tuple(self.attempts),
            readings=tuple(self.readings),
            memories=memories,
            entries=tuple(self.points.entries),
            awards=tuple(awards),
            progress=progress,
            snapshots=tuple(self.memories.list_snapshots()),
        )

    def _add_due_days(self) -> Iterator[EntryOutcome]:
        """Give the outcomes; those just recorded with the day on which their concept comes back."""
        for outcome in self.outcomes_in_order:
            concept = (
                self.concept_by_outcome.get(outcome.id) if outcome.status == "recorded" else None
            )
            yield replace(outcome, due=self.memories.find_due(concept)) if concept else outcome


def _grade_attempt(
    attempt: Attempt, attempt_id: str, question: Question, correct: bool | None
) -> GradedAttempt | None:
    """Return the attempt as the memory model sees it; None if the question has no right answer."""
    if correct is None:
        return None
    return GradedAttempt(
        attempt.occurred_at,
        attempt_id,
        attempt.day,
        choose_grade(correct, attempt.sure),
        question.id,
        FORM_RULES[question.form].guess_chance,
    )
