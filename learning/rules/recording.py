"""What a batch of answers changes: grade -> next memory -> streak -> points -> badges, in the order of time."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from functools import reduce
from uuid import UUID

from learning.rules import badges, points
from learning.rules.catalogue import GUESSES, SECONDS, USUAL, Question
from learning.rules.grading import grade, mark
from learning.rules.memory import Grade, Memory, Review, fold, next_memory, surprise
from learning.rules.periods import rolled
from learning.rules.points import Entry
from learning.rules.problems import Refused
from learning.rules.shelf import Shelf, Volume
from learning.rules.standing import Answer, Attempt, Changes, Outcome, Progress, Reading, Standing
from learning.rules.streaks import Streak, of_days, practise

KEPT = 7
"""Days after which a right answer shows that an idea has stayed."""
DRIFT = 0.03
"""The share of a new answer in the drift: about the last thirty reviews count."""


def record(standing: Standing, shelf: Shelf, entries: Iterable[Answer | Reading]) -> Changes:
    """Record a batch. Ids seen before return their stored outcome; a bad entry is refused and blocks no other."""
    book = _Book(standing, shelf)
    for entry in sorted(entries, key=place_in_time):
        book.take(entry)
    return book.close()


def place_in_time(entry: Answer | Reading) -> tuple[datetime, bool, UUID]:
    """Put entries in the order of time; at the same instant a lesson comes before its questions."""
    return entry.at, isinstance(entry, Answer), entry.id


class _Book:
    """A batch being recorded; it lives within one call of `record`."""

    def __init__(self, standing: Standing, shelf: Shelf) -> None:
        self.standing, self.shelf = standing, shelf
        self.outcomes = dict(standing.outcomes)
        self.seen: list[Outcome] = []
        self.memories: dict[str, Memory] = {}
        self.history = {concept: list(reviews) for concept, reviews in standing.history.items()}
        self.causes = set(standing.causes)
        self.counters = dict(standing.progress.counters)
        self.attempts: list[Attempt] = []
        self.readings: list[tuple[Reading, int]] = []
        self.entries: list[Entry] = []
        self.finished: list[tuple[date, str]] = []
        self.pace, self.drift = standing.progress.pace, standing.progress.drift

    def take(self, entry: Answer | Reading) -> None:
        """Record one entry, or repeat or refuse it."""
        if entry.id in self.outcomes:
            self.seen.append(replace(self.outcomes[entry.id], status="repeated"))
            return
        try:
            outcome = self._answer(entry) if isinstance(entry, Answer) else self._read(entry)
            self.outcomes[entry.id] = outcome
            self.finished.append((entry.day, entry.question if isinstance(entry, Answer) else entry.lesson))
        except Refused as problem:
            outcome = Outcome(str(entry.id), "refused", problem=problem.detail)
        self.seen.append(outcome)

    def _read(self, reading: Reading) -> Outcome:
        found = self.shelf.lesson(reading.lesson)
        if found is None:
            raise Refused("There is no such lesson for your team.")
        cause, earned = points.lesson_cause(reading.lesson), 0
        if cause not in self.causes:
            today = [one for one in self._finished_on(reading.day) if self.shelf.lesson(one)]
            earned = self._pay(cause, points.LESSON if len(today) < points.LESSONS_A_DAY else 0, reading)
            self._count("lessons", f"lessons.{found[0].pack().id}")
        self.readings.append((reading, earned))
        return Outcome(str(reading.id), "recorded", points=earned)

    def _answer(self, answer: Answer) -> Outcome:
        found = self.shelf.question(answer.question)
        if found is None:
            raise Refused("There is no such question for your team.")
        volume, question = found
        correct = mark(question, answer.response)
        name, earned, given, due, guess = str(answer.id), 0, None, None, GUESSES.get(question.form, 0.0)
        if correct is not None:
            given = grade(correct, answer.sure)
            review = Review(answer.at, name, answer.day, given, question.id, guess)
            earned = self._learn(answer, volume, question, review) + self._pass(answer, volume, question, correct)
            due = self.memories[question.concept].due
        self.attempts.append(Attempt(answer, question.concept, volume.id, correct, given, earned, guess))
        self.pace += 0.1 * (_usual(answer.seconds, question.form) - self.pace)
        return Outcome(name, "recorded", correct, earned, due=due)

    def _learn(self, answer: Answer, volume: Volume, question: Question, review: Review) -> int:
        """Fold the answer into its memory; pay for it and count it if it was due."""
        before, known = self._before(review, question.concept), self._known(question.concept)
        if before and review.day > before.last_day:
            self.drift += DRIFT * (surprise(before, review, self.standing.weights.at(review.at)) - self.drift)
        self.memories[question.concept] = self._remember(before, review, question.concept)
        self._count("answers", *([] if known else ["concepts"]))
        if not (before.due <= answer.day if before else self._within_reach(volume, question.lesson)):
            return 0
        correct = review.grade is not Grade.AGAIN
        self._count(*_qualities(correct, answer, before))
        room = len(self._finished_on(answer.day)) < points.MOST_A_DAY
        return (
            self._pay(points.answer_cause(question.concept, answer.day), points.for_answer(correct), answer)
            if room
            else 0
        )

    def _within_reach(self, volume: Volume, lesson: str) -> bool:
        """Say whether a lesson is among those read of its pack, or the next one: lessons come in order."""
        return list(volume.lessons).index(lesson) <= self.counters.get(f"lessons.{volume.pack().id}", 0)

    def _finished_on(self, day: date) -> list[str]:
        """Name what was finished on a day, as far as it is known: the newest day, and what this batch brought."""
        known = self.standing.progress
        before = known.done if known.last_day == day else ()
        return list(dict.fromkeys([*before, *(one for when, one in self.finished if when == day)]))

    def _before(self, review: Review, concept: str) -> Memory | None:
        """Return the memory that a review met, by the weights of its day; what was promised for a day is due on that day."""
        known, standing = self._known(concept), self.standing
        if concept not in self.history:
            return known
        earlier = [one for one in self.history[concept] if (one.at, one.id) < (review.at, review.id)]
        memory = fold(earlier, standing.person, concept, standing.rota, standing.weights.at(review.at))
        return replace(memory, due=known.due) if memory and known and known.last_at == memory.last_at else memory

    def _known(self, concept: str) -> Memory | None:
        return self.memories.get(concept) or self.standing.memories.get(concept)

    def _remember(self, before: Memory | None, review: Review, concept: str) -> Memory:
        """Take the next memory; replay the concept's log when the review came late or weights have changed."""
        person, rota, eras = self.standing.person, self.standing.rota, self.standing.weights
        if concept in self.history:
            self.history[concept].append(review)
            newest = max(one.at for one in self.history[concept])
            memory = fold(self.history[concept], person, concept, rota, eras.at(newest))
            assert memory is not None  # noqa: S101 - the log holds the review just appended
            return memory
        return next_memory(before, review, person, concept, rota, eras.at(review.at))

    def _pass(self, answer: Answer, volume: Volume, question: Question, correct: bool) -> int:
        """Pay for the first right answer to a checkpoint question; only the first answer of a day can be one."""
        last = self.standing.progress.last_day
        late = last is not None and answer.day < last
        if not (question.checkpoint and correct) or late or question.id in self._finished_on(answer.day):
            return 0
        earned = self._pay(points.checkpoint_cause(question.id), points.CHECKPOINT, answer)
        if earned:
            self._count(f"checkpoint.{volume.pack().id}")
        return earned

    def _pay(self, cause: str, amount: int, entry: Answer | Reading) -> int:
        if cause in self.causes:
            return 0
        self.causes.add(cause)
        self.entries.append(Entry(cause, amount, entry.day, entry.at))
        return amount

    def _count(self, *names: str) -> None:
        for name in names:
            self.counters[name] = self.counters.get(name, 0) + 1

    def close(self) -> Changes:
        """Sum up the batch."""
        progress = self._progress()
        awards = badges.earned(self.shelf.badges, progress.counters, self.standing.badges)
        return Changes(
            outcomes=tuple(self.seen),
            attempts=tuple(self.attempts),
            readings=tuple(self.readings),
            memories=self.memories,
            entries=tuple(self.entries),
            awards=tuple(awards),
            progress=progress,
        )

    def _progress(self) -> Progress:
        before = self.standing.progress
        streak = self._streak({day for day, _ in self.finished})
        self.counters["streak"], self.counters["days"] = streak.longest, streak.practised
        return Progress(
            **rolled(before, self.entries),
            streak=streak.days,
            longest_streak=streak.longest,
            last_day=streak.last,
            freezes=streak.freezes,
            lost_streak=streak.lost,
            counters=self.counters,
            pace=self.pace,
            drift=self.drift,
            done=self._done(streak.last),
        )

    def _streak(self, days: set[date]) -> Streak:
        """Practise the days one after the other; replay all of them when one belongs before the newest."""
        before, rota = self.standing.progress.in_a_row, self.standing.rota
        if before.last and any(day < before.last for day in days):
            replayed = of_days({*self.standing.practised, *days}, rota)
            return replace(replayed, longest=max(replayed.longest, before.longest))
        return reduce(lambda streak, day: practise(streak, day, rota), sorted(days), before)

    def _done(self, last: date | None) -> tuple[str, ...]:
        before = self.standing.progress
        kept = before.done if before.last_day == last else ()
        done = [subject for day, subject in self.finished if day == last]
        return tuple(dict.fromkeys([*kept, *done]))


def _qualities(correct: bool, answer: Answer, before: Memory | None) -> list[str]:
    """Name the counters that an answer to something due feeds."""
    found = {
        "right": correct,
        "unsure": not answer.sure,
        "sure_right": correct and answer.sure,
        "kept": correct and before is not None and (answer.day - before.last_day).days >= KEPT,
    }
    return [name for name, true in found.items() if true]


def _usual(seconds: float, form: str) -> float:
    """Return what the usual question would take somebody who took so long for one of this form."""
    return min(max(seconds * USUAL / SECONDS.get(form, USUAL), 4.0), 90.0)
