"""What a batch of practice events changes, in the order of time.

For each attempt: grade, memory, points; then streak and badges of the whole batch.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from functools import reduce
from uuid import UUID

from learning.rules.boards.periods import calculate_totals_fields
from learning.rules.packs.pack_contents import Question
from learning.rules.packs.team_catalogue import PackVersion, TeamCatalogue
from learning.rules.practice.forms import FORM_RULES, USUAL_QUESTION_SECONDS, Form
from learning.rules.practice.grading import choose_grade, is_correct
from learning.rules.practice.learner_state import (
    Attempt,
    EntryOutcome,
    LearnerChanges,
    LearnerProgress,
    LearnerState,
    LessonReading,
    RecordedAttempt,
)
from learning.rules.practice.memory import (
    Grade,
    GradedAttempt,
    Memory,
    calculate_surprise,
    next_memory,
    replay_attempts,
)
from learning.rules.recognition import badges, points
from learning.rules.recognition.points import PointsEntry
from learning.rules.recognition.streaks import Streak, add_practice_day, replay_streak
from learning.rules.refusals import NotFound, Refused

MIN_DAYS_KEPT = 7
"""Days after which a right answer counts as kept."""
MIN_USUAL_SECONDS, MAX_USUAL_SECONDS = 4.0, 90.0
"""Bounds of one measured pace, for mistaken taps and for phones that were put down."""
PACE_UPDATE_SHARE = 0.1
"""The share of a new answer in the pace: about the last ten questions count."""
DRIFT_UPDATE_SHARE = 0.03
"""The share of a new answer in the drift: about the last thirty reviews count."""


def record_batch(
    state: LearnerState, catalogue: TeamCatalogue, entries: Iterable[Attempt | LessonReading]
) -> LearnerChanges:
    """Record a batch.

    An id that was recorded before gives its stored outcome. A bad entry is refused and blocks no
    other.
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
        self.memories: dict[str, Memory] = {}
        self.attempts_by_concept = {
            concept: list(reviews) for concept, reviews in state.attempts_by_concept.items()
        }
        self.causes = set(state.causes)
        self.counters = dict(state.progress.counters)
        self.attempts: list[RecordedAttempt] = []
        self.readings: list[tuple[LessonReading, int]] = []
        self.points_entries: list[PointsEntry] = []
        self.finished: list[tuple[date, str]] = []
        self.pace, self.drift = state.progress.pace, state.progress.drift

    def record_entry(self, entry: Attempt | LessonReading) -> None:
        """Record one entry, or repeat or refuse it."""
        if entry.id in self.outcomes:
            self.outcomes_in_order.append(replace(self.outcomes[entry.id], status="repeated"))
            return
        try:
            outcome = (
                self._record_attempt(entry)
                if isinstance(entry, Attempt)
                else self._record_reading(entry)
            )
            self.outcomes[entry.id] = outcome
            self.finished.append(
                (entry.day, entry.question if isinstance(entry, Attempt) else entry.lesson)
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
        cause, earned = points.make_lesson_cause(reading.lesson), 0
        if cause not in self.causes:
            today = [
                item_id
                for item_id in self._list_finished(reading.day)
                if self.catalogue.find_lesson(item_id)
            ]
            earned = self._add_points_entry(
                cause,
                points.POINTS_LESSON_READ if len(today) < points.MAX_PAID_LESSONS_PER_DAY else 0,
                reading,
            )
            self._increment_counters("lessons", f"lessons.{found[0].pack_in_language().id}")
        self.readings.append((reading, earned))
        return EntryOutcome(str(reading.id), "recorded", points=earned)

    def _record_attempt(self, attempt: Attempt) -> EntryOutcome:
        found = self.catalogue.find_question(attempt.question)
        if found is None:
            raise NotFound("practice.unknown_question")
        pack_version, question = found
        correct = is_correct(question, attempt.response)
        attempt_id, earned, given_grade, due, guess_chance = (
            str(attempt.id),
            0,
            None,
            None,
            FORM_RULES[question.form].guess_chance,
        )
        if correct is not None:
            given_grade = choose_grade(correct, attempt.sure)
            graded = GradedAttempt(
                attempt.occurred_at, attempt_id, attempt.day, given_grade, question.id, guess_chance
            )
            earned = self._update_memory(
                attempt, pack_version, question, graded
            ) + self._pay_checkpoint(attempt, pack_version, question, correct)
            due = self.memories[question.concept].due
        self.attempts.append(
            RecordedAttempt(
                attempt,
                question.concept,
                pack_version.id,
                correct,
                given_grade,
                earned,
                guess_chance,
            )
        )
        self.pace += PACE_UPDATE_SHARE * (
            _estimate_usual_seconds(attempt.seconds, question.form) - self.pace
        )
        return EntryOutcome(attempt_id, "recorded", correct, earned, due=due)

    def _update_memory(
        self, attempt: Attempt, pack_version: PackVersion, question: Question, graded: GradedAttempt
    ) -> int:
        """Update the memory with an attempt; return the points when the concept was due."""
        memory_before, known_memory = (
            self._find_memory_before(graded, question.concept),
            self._find_memory(question.concept),
        )
        if memory_before and graded.day > memory_before.last_day:
            self.drift += DRIFT_UPDATE_SHARE * (
                calculate_surprise(
                    memory_before, graded, self.state.weights_history.weights_at(graded.answered_at)
                )
                - self.drift
            )
        self.memories[question.concept] = self._calculate_memory(
            memory_before, graded, question.concept
        )
        self._increment_counters("answers", *([] if known_memory else ["concepts"]))
        if not (
            memory_before.due <= attempt.day
            if memory_before
            else self._is_lesson_reachable(pack_version, question.lesson)
        ):
            return 0
        correct = graded.grade is not Grade.AGAIN
        self._increment_counters(*_list_counters(correct, attempt, memory_before))
        is_paid = len(self._list_finished(attempt.day)) < points.MAX_PAID_ITEMS_PER_DAY
        return (
            self._add_points_entry(
                points.make_attempt_cause(question.concept, attempt.day),
                points.calculate_answer_points(correct),
                attempt,
            )
            if is_paid
            else 0
        )

    def _is_lesson_reachable(self, pack_version: PackVersion, lesson: str) -> bool:
        """Say whether a lesson is read or the next one of its pack: lessons come in order."""
        return list(pack_version.lesson_by_id).index(lesson) <= self.counters.get(
            f"lessons.{pack_version.pack_in_language().id}", 0
        )

    def _list_finished(self, day: date) -> list[str]:
        """List what was finished on a day. Only the newest day and this batch are known."""
        progress = self.state.progress
        done_before = progress.done if progress.last_day == day else ()
        return list(
            dict.fromkeys(
                [
                    *done_before,
                    *(item_id for finished_day, item_id in self.finished if finished_day == day),
                ]
            )
        )

    def _find_memory_before(self, graded: GradedAttempt, concept: str) -> Memory | None:
        """Return the memory before an attempt, by the weights in force at its time.

        The due day that was promised before stays.
        """
        known_memory, state = self._find_memory(concept), self.state
        if concept not in self.attempts_by_concept:
            return known_memory
        earlier = [
            previous
            for previous in self.attempts_by_concept[concept]
            if (previous.answered_at, previous.id) < (graded.answered_at, graded.id)
        ]
        memory = replay_attempts(
            earlier,
            state.person,
            concept,
            state.rota,
            state.weights_history.weights_at(graded.answered_at),
        )
        return (
            replace(memory, due=known_memory.due)
            if memory and known_memory and known_memory.last_at == memory.last_at
            else memory
        )

    def _find_memory(self, concept: str) -> Memory | None:
        return self.memories.get(concept) or self.state.memories.get(concept)

    def _calculate_memory(
        self, memory_before: Memory | None, graded: GradedAttempt, concept: str
    ) -> Memory:
        """Return the new memory; from all attempts when one came late or weights have changed."""
        person, rota, weights_history = (
            self.state.person,
            self.state.rota,
            self.state.weights_history,
        )
        if concept in self.attempts_by_concept:
            self.attempts_by_concept[concept].append(graded)
            newest = max(attempt.answered_at for attempt in self.attempts_by_concept[concept])
            memory = replay_attempts(
                self.attempts_by_concept[concept],
                person,
                concept,
                rota,
                weights_history.weights_at(newest),
            )
            assert memory is not None  # noqa: S101 - the log holds the review just appended
            return memory
        return next_memory(
            memory_before,
            graded,
            person,
            concept,
            rota,
            weights_history.weights_at(graded.answered_at),
        )

    def _pay_checkpoint(
        self, attempt: Attempt, pack_version: PackVersion, question: Question, correct: bool
    ) -> int:
        """Return the points for the first right answer to a checkpoint question.

        Only the first answer of a day counts.
        """
        last = self.state.progress.last_day
        is_late = last is not None and attempt.day < last
        if (
            not (question.checkpoint and correct)
            or is_late
            or question.id in self._list_finished(attempt.day)
        ):
            return 0
        earned = self._add_points_entry(
            points.make_checkpoint_cause(question.id), points.POINTS_CHECKPOINT_PASSED, attempt
        )
        if earned:
            self._increment_counters(f"checkpoint.{pack_version.pack_in_language().id}")
        return earned

    def _add_points_entry(self, cause: str, amount: int, entry: Attempt | LessonReading) -> int:
        if cause in self.causes:
            return 0
        self.causes.add(cause)
        self.points_entries.append(PointsEntry(cause, amount, entry.day, entry.occurred_at))
        return amount

    def _increment_counters(self, *names: str) -> None:
        for name in names:
            self.counters[name] = self.counters.get(name, 0) + 1

    def collect_changes(self) -> LearnerChanges:
        """Return all changes of the batch."""
        progress = self._calculate_progress()
        awards = badges.find_earned_badges(
            self.catalogue.badges, progress.counters, self.state.badges
        )
        return LearnerChanges(
            outcomes=tuple(self.outcomes_in_order),
            attempts=tuple(self.attempts),
            readings=tuple(self.readings),
            memories=self.memories,
            entries=tuple(self.points_entries),
            awards=tuple(awards),
            progress=progress,
        )

    def _calculate_progress(self) -> LearnerProgress:
        progress_before = self.state.progress
        streak = self._calculate_streak({day for day, _ in self.finished})
        self.counters["streak"], self.counters["days"] = streak.longest, streak.practised
        return LearnerProgress(
            **calculate_totals_fields(progress_before, self.points_entries),
            streak=streak.days,
            longest_streak=streak.longest,
            last_day=streak.last,
            freezes=streak.freezes,
            lost_streak=streak.lost,
            counters=self.counters,
            pace=self.pace,
            drift=self.drift,
            done=self._list_done(streak.last),
        )

    def _calculate_streak(self, days: set[date]) -> Streak:
        """Add the practised days to the streak; compute it anew when one is before the newest."""
        streak_before, rota = self.state.progress.current_streak, self.state.rota
        if streak_before.last and any(day < streak_before.last for day in days):
            replayed = replay_streak({*self.state.practised, *days}, rota)
            return replace(replayed, longest=max(replayed.longest, streak_before.longest))
        return reduce(
            lambda streak, day: add_practice_day(streak, day, rota), sorted(days), streak_before
        )

    def _list_done(self, last: date | None) -> tuple[str, ...]:
        progress_before = self.state.progress
        kept = progress_before.done if progress_before.last_day == last else ()
        done = [subject for day, subject in self.finished if day == last]
        return tuple(dict.fromkeys([*kept, *done]))


def _list_counters(correct: bool, attempt: Attempt, memory_before: Memory | None) -> list[str]:
    """List the counters that an attempt at something due raises."""
    is_counted = {
        "right": correct,
        "unsure": not attempt.sure,
        "sure_right": correct and attempt.sure,
        "kept": correct
        and memory_before is not None
        and (attempt.day - memory_before.last_day).days >= MIN_DAYS_KEPT,
    }
    return [name for name, applies in is_counted.items() if applies]


def _estimate_usual_seconds(seconds: float, form: Form) -> float:
    """Return the seconds of the usual question, from those taken for one of this form."""
    usual_seconds = seconds * USUAL_QUESTION_SECONDS / FORM_RULES[form].seconds
    return min(max(usual_seconds, MIN_USUAL_SECONDS), MAX_USUAL_SECONDS)
