"""The break composer: today's lesson and the reviews worth most, within a person's minutes."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from learning.rules.catalogue import Lesson, Question
from learning.rules.dice import throw
from learning.rules.memory import Memory, gain, recall
from learning.rules.shelf import Shelf, Volume

CRITICAL_QUOTA = 3
WARM_UP = 2
"""Reviews before the lesson: remembering first makes room for the new."""
REFRESHER = 3
"""Questions on a day when nothing is due, so that whoever comes to practise always can. They earn no points."""


@dataclass(frozen=True, slots=True)
class Item:
    """One step of a break. `version` is the row of the pack version; `why` a code, `days` since the last time."""

    kind: str
    id: str
    version: int
    why: str
    days: int = 0


@dataclass(frozen=True, slots=True)
class Learner:
    """What the composer knows of a person on a day. `budget` and `pace` are in seconds, `pace` a question.

    `memories` are those due first, the due ones among them, and those of `next_lesson`; `read` holds the lessons read, `passed` the
    checkpoint questions answered right.
    """

    person: int
    day: date
    budget: float
    pace: float
    memories: Mapping[str, Memory]
    read: Collection[str]
    passed: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    volume: Volume
    concept: str
    memory: Memory
    critical: bool


def compose(learner: Learner, shelf: Shelf) -> tuple[Item, ...]:
    """Fill the person's minutes. With a backlog, reviews alone; else the next lesson and its questions too.

    When nothing at all waits, the few things that are weakest by now.
    """
    return _composed(learner, shelf, _due(learner, shelf)) or _refresher(learner, shelf)


def _composed(learner: Learner, shelf: Shelf, due: list[_Known]) -> tuple[Item, ...]:
    lesson = next_lesson(learner.read, shelf)
    fresh = [] if lesson is None else _lesson_items(learner, *lesson)
    cost = 0.0 if lesson is None else lesson[1].seconds + learner.pace * (len(fresh) - 1)
    if len(due) * learner.pace + cost > learner.budget and due:
        fresh, cost = [], 0.0
    room = int((learner.budget - cost) / learner.pace)
    reviews = [_review(learner, choice) for choice in _chosen(learner.day, due, max(room, 0 if fresh else 1))]
    checkpoint = _checkpoint(learner, shelf, max(0, room - len(reviews)))
    return tuple(_apart([*reviews[:WARM_UP], *fresh[:1], *reviews[WARM_UP:], *fresh[1:], *checkpoint], shelf))


def _apart(items: Iterable[Item], shelf: Shelf) -> Iterator[Item]:
    """Keep questions of one concept from standing side by side; what finds no place waits for another day."""
    last: str | None = None
    waiting: list[Item] = []
    for item in items:
        waiting.append(item)
        while fitting := next((one for one in waiting if _concept(one, shelf) != last), None):
            waiting.remove(fitting)
            last = _concept(fitting, shelf)
            yield fitting


def _concept(item: Item, shelf: Shelf) -> str:
    """Name what an item is about: a question's concept, a lesson itself."""
    found = shelf.question(item.id)
    return found[1].concept if found else item.id


def next_lesson(read: Collection[str], shelf: Shelf) -> tuple[Volume, Lesson] | None:
    """Return the first lesson on the shelf that is not read yet."""
    for volume in shelf.volumes:
        for lesson in volume.lessons.values():
            if lesson.id not in read:
                return volume, lesson
    return None


def _refresher(learner: Learner, shelf: Shelf) -> tuple[Item, ...]:
    known = sorted(_known(learner, shelf), key=lambda one: (recall(one.memory, learner.day), one.concept))
    return tuple(replace(_review(learner, one), why="refresher") for one in known[:REFRESHER])


def _due(learner: Learner, shelf: Shelf) -> list[_Known]:
    return [one for one in _known(learner, shelf) if one.memory.due <= learner.day]


def _known(learner: Learner, shelf: Shelf) -> list[_Known]:
    found = []
    for concept, memory in learner.memories.items():
        volume = shelf.volume(concept)
        if volume is None or concept not in volume.variants:
            continue
        critical = volume.concepts[concept].critical
        found.append(_Known(volume, concept, memory, critical))
    return found


def _chosen(day: date, due: list[_Known], room: int) -> list[_Known]:
    """Take a few critical ones first, then by worth; ties by id, so that the same day composes the same break."""
    by_worth = sorted(due, key=lambda choice: (-gain(choice.memory, day), choice.concept))
    critical = [choice for choice in by_worth if choice.critical][:CRITICAL_QUOTA]
    others = [choice for choice in by_worth if choice not in critical]
    return (critical + others)[:room]


def _review(learner: Learner, choice: _Known) -> Item:
    memory = choice.memory
    question = _variant(learner, choice.volume, choice.concept, memory.question)
    reasons = {1: "wrong", 2: "unsure"}
    why = reasons.get(memory.last_grade, "critical" if choice.critical else "due")
    return Item("question", question.id, choice.volume.id, why, (learner.day - memory.last_day).days)


def _variant(learner: Learner, volume: Volume, concept: str, last: str | None) -> Question:
    """Take the variant after the last one in a person's own order; checkpoint questions wait for their turn."""
    practice = [question for question in volume.variants[concept] if not question.checkpoint and question.key]
    variants = practice or list(volume.variants[concept])
    places = [place for place, question in enumerate(variants) if question.id == last]
    place = places[0] + 1 if places else throw(learner.person, concept)
    return variants[place % len(variants)]


def _lesson_items(learner: Learner, volume: Volume, lesson: Lesson) -> list[Item]:
    """Return the lesson and one question for each concept that it teaches and the person has not met."""
    new = [concept for concept in lesson.concepts if concept not in learner.memories and concept in volume.variants]
    questions = [_variant(learner, volume, concept, None) for concept in new]
    return [
        Item("lesson", lesson.id, volume.id, "new"),
        *(Item("question", question.id, volume.id, "lesson") for question in questions),
    ]


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
