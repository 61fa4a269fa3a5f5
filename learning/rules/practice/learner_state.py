"""The learner state, and what a batch of practice events changes. Values only."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Literal, NamedTuple
from uuid import UUID

import msgspec

from learning.rules.boards.periods import PointsTotals
from learning.rules.practice.grading import Response
from learning.rules.practice.item_time import USUAL_PACE
from learning.rules.practice.memory import Grade, GradedAttempt, Memory
from learning.rules.practice.memory_snapshot import MemorySnapshot
from learning.rules.practice.weights import DEFAULT_WEIGHTS_HISTORY, WeightsHistory
from learning.rules.recognition.badges import Badge
from learning.rules.recognition.points import PointsEntry
from learning.rules.recognition.streaks import Streak
from learning.rules.rota.days import Rota

EntryStatus = Literal["recorded", "repeated", "refused"]

FinishedItem = tuple[date, str]
"""A question or lesson that was finished, by its id, with the local day."""


class Attempt(NamedTuple):
    """One answer to one question.

    `occurred_at` is the corrected time, `day` the team's local day of it, `seconds` the time taken.
    """

    id: UUID
    question: str
    response: Response
    sure: bool
    occurred_at: datetime
    day: date
    seconds: float


class LessonReading(NamedTuple):
    """One lesson read to its end."""

    id: UUID
    lesson: str
    occurred_at: datetime
    day: date
    seconds: float


class EntryOutcome(msgspec.Struct, frozen=True):
    """What became of an entry.

    `recorded`, `repeated` (it was here before) or `refused` (`code` and `values` say why; `problem`
    is the text, which only an entry point fills in). `correct` is None where nothing is graded.
    `due` is the day on which the concept comes back, of an answer that was just recorded. `day` is
    the local day that the entry was filed under, to which its points belong.
    """

    id: str
    status: EntryStatus
    correct: bool | None = None
    points: int = 0
    problem: str | None = None
    due: date | None = None
    day: date | None = None
    code: str | None = None
    values: Mapping[str, object] | None = None


class LearnerProgress(PointsTotals, frozen=True):
    """A person's totals of points and everything else that is counted.

    `done` are the ids of questions and lessons finished on `last_day`. `late_done` are those that
    were received on `late_day` and finished on an earlier day, once for each day. `pace` is how
    long this person takes for what they read and answer (`USUAL_PACE`). `drift` is by how much
    their recent reviews go better (above 0) or worse than the weights expect, from -1 to 1.
    `entries_spread_until` is how much they sent of late (`entry_rate.py`).
    """

    streak: int = 0
    longest_streak: int = 0
    last_day: date | None = None
    freezes: int = 0
    lost_streak: int = 0
    counters: Mapping[str, int] = {}
    pace: float = USUAL_PACE
    drift: float = 0.0
    done: tuple[str, ...] = ()
    late_day: date | None = None
    late_done: tuple[str, ...] = ()
    entries_spread_until: datetime | None = None

    @property
    def current_streak(self) -> Streak:
        """The streak after the last practised day."""
        practised = self.counters.get("days", 0)
        return Streak(
            self.streak,
            self.longest_streak,
            self.last_day,
            self.freezes,
            self.lost_streak,
            practised,
        )


class LearnerState(msgspec.Struct, frozen=True):
    """Everything that a batch can change for one person.

    `attempts_by_concept` holds all attempts at concepts for which an entry came late or after a
    change of weights; those before the snapshots of `snapshots_by_concept` may be missing. When an
    entry came late for an earlier day, `practised` holds all days with practice, and
    `finished_earlier` what was finished on such days. All are usually empty.
    `language` is the one that the person reads. `received_day` is the local day of the receipt;
    None stands for entries that are all received on their own day.
    `received_at` is the instant for the limit of entries; without it there is no limit.
    """

    person: int
    rota: Rota
    progress: LearnerProgress
    outcomes: Mapping[UUID, EntryOutcome]
    memories: Mapping[str, Memory]
    causes: Collection[str]
    badges: Collection[str]
    attempts_by_concept: Mapping[str, tuple[GradedAttempt, ...]] = {}
    practised: Collection[date] = ()
    finished_earlier: Collection[FinishedItem] = ()
    weights_history: WeightsHistory = DEFAULT_WEIGHTS_HISTORY
    language: str = ""
    received_day: date | None = None
    received_at: datetime | None = None
    snapshots_by_concept: Mapping[str, Sequence[MemorySnapshot]] = {}


class RecordedAttempt(msgspec.Struct, frozen=True):
    """An attempt with its grade and points; `guess_chance` is the chance to be right by luck."""

    attempt: Attempt
    concept: str
    version: int
    correct: bool | None
    grade: Grade | None
    points: int
    guess_chance: float


class LearnerChanges(msgspec.Struct, frozen=True):
    """What a batch changes, to be saved as one.

    `snapshots` are pairs of a concept and its memory some time ago. Only replays of long logs have
    them.
    """

    outcomes: tuple[EntryOutcome, ...]
    attempts: tuple[RecordedAttempt, ...]
    readings: tuple[tuple[LessonReading, int], ...]
    memories: Mapping[str, Memory]
    entries: tuple[PointsEntry, ...]
    awards: tuple[Badge, ...]
    progress: LearnerProgress
    snapshots: tuple[tuple[str, MemorySnapshot], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to save."""
        return not self.attempts and not self.readings
