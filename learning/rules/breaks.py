"""The break composer: today's lesson and the reviews worth most, within a person's minutes.

Everything is weighed in one coin: by how much a second spent on it raises what will be remembered at the horizon
(`weights.HORIZON`). Reviews are taken in that order; a new lesson is affordable when it is worth what it displaces.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from learning.rules.catalogue import USUAL, Lesson
from learning.rules.dice import throw
from learning.rules.memory import Memory
from learning.rules.shelf import Practice, Shelf, Volume
from learning.rules.weights import DEFAULT, Weights

CRITICAL_QUOTA = 3
WARM_UP = 2
"""Reviews before the lesson: remembering first makes room for the new."""
REFRESHER = 3
"""Questions on a day when nothing is due, so that whoever comes to practise always can. They earn no points."""
SIBLINGS = 2
"""Reviews of one lesson's ideas in a break while others wait: neighbours give each other away."""
FEWEST = 3
"""Questions in a break with a lesson. With fewer reviews the lesson's own make up; of those, one comes always."""
DOUBT = 4.0
"""How strongly a drift below 0 counts against what new ideas promise: at -0.05 they promise a fifth less."""
PATIENCE = 0.45
"""The promise below which what is known fades too fast to pile more on it: a lesson then waits until all that is due fits."""
THRIFT = 175.0
"""Usual seconds of review that may be spent, at the most, for as much as one new idea promises."""


@dataclass(frozen=True, slots=True)
class Item:
    """One step of a break. `version` is the row of the pack version; `why` a code, `days` since the last time."""

    kind: str
    id: str
    version: int
    why: str
    days: int = 0


class Known(NamedTuple):
    """As much of a `Memory` as the composer looks at: a tuple, since whole organisations are read in columns."""

    stability: float
    difficulty: float
    due: date
    last_day: date
    last_grade: int
    reviews: int
    question: str


@dataclass(frozen=True, slots=True)
class Learner:
    """What the composer knows of a person on a day. `budget` and `pace` are in seconds, `pace` a usual question.

    `memories` are those due first, the due ones among them; `known` are the concepts of all others. `read` holds the lessons
    read, `passed` the checkpoint questions answered right, `unasked` the concepts of lessons read that were never asked.
    `drift` is that of `standing.Progress`.
    """

    person: int
    day: date
    budget: float
    pace: float
    memories: Mapping[str, Memory | Known]
    read: Collection[str]
    passed: Collection[str] = ()
    unasked: Collection[str] = ()
    known: Collection[str] = ()
    drift: float = 0.0
    weights: Weights = DEFAULT


class _Choice(NamedTuple):
    """A question that could be asked: its place among its concept's, seconds for this person, and worth a second.

    A tuple, since hundreds are made for a break.
    """

    about: Practice
    place: int
    seconds: float
    worth: float
    memory: Memory | Known | None

    def item(self, day: date) -> Item:
        """Say what to ask and why."""
        why, days = "first", 0
        if self.memory:
            usual = "critical" if self.about.concept.critical else "due"
            why = {1: "wrong", 2: "unsure"}.get(self.memory.last_grade, usual)
            days = (day - self.memory.last_day).days
        return Item("question", self.about.questions[self.place].id, self.about.volume.id, why, days)


@dataclass(frozen=True, slots=True)
class _Offer:
    """The next lesson and a first question for each new idea; the seconds it takes today, and its worth a second."""

    volume: Volume
    lesson: Lesson
    questions: Sequence[_Choice]
    seconds: float
    worth: float


def compose(learner: Learner, shelf: Shelf) -> tuple[Item, ...]:
    """Fill the person's minutes with what is worth most. When nothing at all waits, with what is weakest by now."""
    free = weakest(learner.person, learner.day, learner.memories, shelf, REFRESHER)
    return tuple(_apart(_composed(learner, shelf), shelf)) or tuple(replace(item, why="refresher") for item in free)


def next_lesson(read: Collection[str], shelf: Shelf) -> tuple[Volume, Lesson] | None:
    """Return the first lesson on the shelf that is not read yet."""
    for volume in shelf.volumes:
        for lesson in volume.lessons.values():
            if lesson.id not in read:
                return volume, lesson
    return None


def _composed(learner: Learner, shelf: Shelf) -> Iterator[Item]:
    waiting = [_first(learner, shelf.practice[concept]) for concept in learner.unasked if concept in shelf.practice]
    waiting += _due(learner, shelf)
    offer = _offer(learner, shelf)
    if offer and not _affordable(offer, waiting, learner):
        offer = None
    room = learner.budget - (offer.seconds if offer else 0.0)
    chosen = list(_fitting(waiting, room, at_least=0 if offer else 1))
    room -= sum(one.seconds for one in chosen)
    reviews = [one.item(learner.day) for one in chosen]
    yield from reviews[:WARM_UP]
    if offer:
        yield Item("lesson", offer.lesson.id, offer.volume.id, "new")
    yield from reviews[WARM_UP:]
    if offer:
        more = list(_fitting(offer.questions[1 : max(1, FEWEST - len(chosen))], room))
        room -= sum(one.seconds for one in more)
        yield from (replace(one.item(learner.day), why="lesson") for one in [*offer.questions[:1], *more])
    yield from _checkpoint(learner, shelf, int(room / learner.pace))


def _due(learner: Learner, shelf: Shelf) -> list[_Choice]:
    """Weigh what is due: a few critical ones first, then by worth; ties by id, so that a day composes one break.

    What brings little for its seconds is left until it has faded more, and the seconds are left to the person.
    """
    day, scale, practice, gain = learner.day, learner.pace / USUAL, shelf.practice, learner.weights.gain
    promise = _promise(learner)
    least = promise / (THRIFT * scale) if promise >= PATIENCE else 0.0
    found = []
    for concept, memory in learner.memories.items():
        if memory.due <= day and (about := practice.get(concept)):
            place = _variant(learner.person, about, memory)
            seconds = about.seconds[place] * scale
            worth = gain(memory.stability, memory.difficulty, (day - memory.last_day).days) / seconds
            found.append((-worth, concept, _Choice(about, place, seconds, worth, memory)))
    found.sort()
    choices = enumerate(choice for _, _, choice in found)
    return _spread([one for at, one in choices if one.worth >= least or at < FEWEST or one.about.concept.critical])


def _promise(learner: Learner) -> float:
    """Return the worth of a new idea to somebody: less for one whose reviews go worse than the weights expect."""
    return learner.weights.lesson * (1 + DOUBT * min(0.0, learner.drift))


def _spread(choices: list[_Choice]) -> list[_Choice]:
    """Put a few critical ones first, and more than a few of one lesson last."""
    seen: dict[str, int] = {}
    critical: list[_Choice] = []
    first: list[_Choice] = []
    last: list[_Choice] = []
    for one in choices:
        concept = one.about.concept
        seen[concept.lesson] = siblings = seen.get(concept.lesson, 0) + 1
        if concept.critical and len(critical) < CRITICAL_QUOTA:
            critical.append(one)
        else:
            (first if siblings <= SIBLINGS else last).append(one)
    return critical + first + last


def _fitting(choices: Iterable[_Choice], room: float, at_least: int = 0) -> Iterator[_Choice]:
    """Take what fits, in order, and the first few anyhow."""
    for place, one in enumerate(choices):
        if one.seconds <= room or place < at_least:
            room -= one.seconds
            yield one


def _offer(learner: Learner, shelf: Shelf) -> _Offer | None:
    """Weigh the next lesson: what its new ideas will be worth without any review, for all the seconds they take."""
    found = next_lesson(learner.read, shelf)
    if found is None:
        return None
    volume, lesson = found
    met = (learner.memories, learner.known)
    new = [one for one in lesson.concepts if one in shelf.practice and not any(one in concepts for concepts in met)]
    questions = [_first(learner, shelf.practice[concept]) for concept in new]
    reading = lesson.seconds * learner.pace / USUAL
    worth = len(new) * learner.weights.lesson / (reading + sum(one.seconds for one in questions))
    return _Offer(volume, lesson, questions, reading + sum(one.seconds for one in questions[:1]), worth)


def _affordable(offer: _Offer, others: Iterable[_Choice], learner: Learner) -> bool:
    """Say whether a lesson is worth what it displaces; where new ideas promise little, whether it displaces nothing."""
    if _promise(learner) < PATIENCE:
        return sum(one.seconds for one in others) + offer.seconds <= learner.budget
    lost, left = 0.0, learner.budget
    for one in others:
        if one.seconds <= left:
            left -= one.seconds
            lost += one.worth * min(one.seconds, max(0.0, offer.seconds - left))
    return offer.worth * offer.seconds >= lost


def _first(learner: Learner, about: Practice) -> _Choice:
    """Weigh the first question on an idea: without it, half of what its lesson was worth is lost."""
    place = _variant(learner.person, about, None)
    seconds = about.seconds[place] * learner.pace / USUAL
    return _Choice(about, place, seconds, learner.weights.lesson / 2 / seconds, None)


def _variant(person: int, about: Practice, memory: Memory | Known | None) -> int:
    """Take another question than the last: the quickest, next time whichever's turn it is, so that all come round.

    Equally quick ones take turns, in an order that begins elsewhere for everybody.
    """
    number = len(about.questions)
    last = about.places.get(memory.question) if memory else None
    if last is None:
        start, others = throw(person, about.concept.id), number
    else:
        start, others = last + 1, number - 1 or 1
    if memory and memory.reviews % 2:
        return (start + memory.reviews // 2 % others) % number
    return _quickest(about.seconds, start % number, others)


@lru_cache(maxsize=4096)
def _quickest(seconds: tuple[float, ...], start: int, others: int) -> int:
    """Return the place of the quickest of so many questions from `start` on, the first among equals."""
    return min([(start + ahead) % len(seconds) for ahead in range(others)], key=seconds.__getitem__)


def weakest(person: int, day: date, memories: Mapping[str, Memory | Known], shelf: Shelf, most: int) -> Iterator[Item]:
    """Ask what has faded most, a concept once; with any weights, that is the most days for its stability."""
    faded = sorted(
        ((memory.last_day - day).days / memory.stability, concept)
        for concept, memory in memories.items()
        if concept in shelf.practice
    )
    for _, concept in faded[:most]:
        about, memory = shelf.practice[concept], memories[concept]
        yield _Choice(about, _variant(person, about, memory), 0.0, 0.0, memory).item(day)


def _checkpoint(learner: Learner, shelf: Shelf, room: int) -> Iterator[Item]:
    """When a pack is read to its end, fill the minutes that are left with what its badge still asks for."""
    ready = (volume for volume in shelf.volumes if volume.lessons.keys() <= set(learner.read))
    waiting = (
        Item("question", question.id, volume.id, "checkpoint")
        for volume in ready
        for question in volume.questions.values()
        if question.checkpoint and question.id not in learner.passed
    )
    for _ in range(room):
        if (item := next(waiting, None)) is None:
            return
        yield item


def _apart(items: Iterable[Item], shelf: Shelf) -> Iterator[Item]:
    """Keep questions of one concept from standing side by side; what finds no place waits for another day."""
    last: str | None = None
    waiting: list[tuple[str, Item]] = []
    for item in items:
        waiting.append((_concept(item, shelf), item))
        while fitting := next((one for one in waiting if one[0] != last), None):
            waiting.remove(fitting)
            last = fitting[0]
            yield fitting[1]


def _concept(item: Item, shelf: Shelf) -> str:
    """Name what an item is about: a question's concept, a lesson itself."""
    found = shelf.question(item.id)
    return found[1].concept if found else item.id
