"""The points and counters that a batch of practice events earns, within the limits of each day."""

from collections.abc import Collection
from datetime import date

from learning.rules.packs.pack_contents import Question
from learning.rules.packs.team_catalogue import PackVersion, TeamCatalogue
from learning.rules.practice.batch_progress import list_finished_items
from learning.rules.practice.late_items import LateItems
from learning.rules.practice.learner_state import (
    Attempt,
    FinishedItem,
    LearnerState,
    LessonReading,
)
from learning.rules.practice.memory import Memory
from learning.rules.recognition import points
from learning.rules.recognition.points import PointsEntry

MIN_DAYS_KEPT = 7
"""Days after which a right answer counts as kept."""


class BatchPoints:
    """The ledger entries and counters of one person while a batch is recorded."""

    def __init__(self, state: LearnerState, catalogue: TeamCatalogue) -> None:
        self.state, self.progress, self.catalogue = state, state.progress, catalogue
        self.causes = set(state.causes)
        self.counters = dict(state.progress.counters)
        self.entries: list[PointsEntry] = []
        self.finished: list[FinishedItem] = []
        self.late = LateItems(state)
        self._finished_by_day: dict[date, dict[str, None]] = {}

    def add_lesson_points(self, pack_version: PackVersion, reading: LessonReading) -> int:
        """Add and return the points for the first reading of a lesson, within the daily limit."""
        cause, earned = points.make_lesson_cause(reading.lesson), 0
        if cause not in self.causes:
            is_paid = self._is_payable(reading.day) and all(
                sum(self.catalogue.find_lesson(item_id) is not None for item_id in done)
                < points.MAX_PAID_LESSONS_PER_DAY
                for done in self._list_limited_days(reading.day)
            )
            earned = self._add_points_entry(
                cause, points.POINTS_LESSON_READ if is_paid else 0, reading
            )
            self._increment_counters("lessons", f"lessons.{pack_version.pack_in_language().id}")
        return earned

    def add_attempt_points(
        self,
        attempt: Attempt,
        pack_version: PackVersion,
        question: Question,
        correct: bool,
        memory_before: Memory | None,
        is_first: bool,
    ) -> int:
        """Add and return the points when the concept was due, within the limit of a day.

        `is_first` says that the concept has no memory yet.
        """
        self._increment_counters("answers", *(["concepts"] if is_first else []))
        if not (
            memory_before.due <= attempt.day
            if memory_before
            else self._is_lesson_reachable(pack_version, question.lesson)
        ):
            return 0
        self._increment_counters(*_list_counters(correct, attempt, memory_before))
        return (
            self._add_points_entry(
                points.make_attempt_cause(question.concept, attempt.day),
                points.calculate_answer_points(correct),
                attempt,
            )
            if self._is_payable(attempt.day)
            else 0
        )

    def add_checkpoint_points(
        self, attempt: Attempt, pack_version: PackVersion, question: Question, correct: bool
    ) -> int:
        """Add and return the points for the first right answer to a checkpoint question.

        Only the first answer of a day counts, and only the first that is received on a day: who
        claims many days at once has one try.
        """
        last = self.progress.last_day
        is_late = last is not None and attempt.day < last
        if (
            not (question.checkpoint and correct)
            or is_late
            or any(question.id in done for done in self._list_limited_days(attempt.day))
            or not self._is_payable(attempt.day)
        ):
            return 0
        earned = self._add_points_entry(
            points.make_checkpoint_cause(question.id), points.POINTS_CHECKPOINT_PASSED, attempt
        )
        if earned:
            self._increment_counters(f"checkpoint.{pack_version.pack_in_language().id}")
        return earned

    def is_finished(self, day: date, item_id: str) -> bool:
        """Say whether a question or lesson was finished on a day, before this entry."""
        return item_id in self._list_finished(day)

    def finish_item(self, day: date, item_id: str) -> None:
        """Note that a question or lesson is finished on a day."""
        if not self.is_finished(day, item_id):
            self.late.add_item(day, item_id)
        self._list_finished(day)[item_id] = None
        self.finished.append((day, item_id))

    def _is_payable(self, day: date) -> bool:
        """Say whether one more entry of a day is within the limits of that day and the receipt."""
        return all(
            len(done) < points.MAX_PAID_ITEMS_PER_DAY for done in self._list_limited_days(day)
        )

    def _list_limited_days(self, day: date) -> list[Collection[str]]:
        """List what was finished on the day of an entry, and what was received on that of receipt.

        Where nothing came late these are the same, and listed once.
        """
        received_day, finished = self.state.received_day, self._list_finished(day)
        if received_day is None or (day == received_day and not self.late.items):
            return [finished]
        return [finished, [*self._list_finished(received_day), *self.late.items]]

    def _is_lesson_reachable(self, pack_version: PackVersion, lesson: str) -> bool:
        """Say whether a lesson is read or the next one of its pack: lessons come in order."""
        return list(pack_version.lesson_by_id).index(lesson) <= self.counters.get(
            f"lessons.{pack_version.pack_in_language().id}", 0
        )

    def _list_finished(self, day: date) -> dict[str, None]:
        """Return what was finished on a day, before this batch and in it, as the keys in order."""
        if day not in self._finished_by_day:
            before = list_finished_items(self.state, (), day)
            self._finished_by_day[day] = dict.fromkeys(before)
        return self._finished_by_day[day]

    def _add_points_entry(self, cause: str, amount: int, entry: Attempt | LessonReading) -> int:
        if cause in self.causes:
            return 0
        self.causes.add(cause)
        self.entries.append(PointsEntry(cause, amount, entry.day, entry.occurred_at))
        return amount

    def _increment_counters(self, *names: str) -> None:
        for name in names:
            self.counters[name] = self.counters.get(name, 0) + 1


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
