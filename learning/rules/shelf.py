"""The shelf of a team: the packs in force for it, ready to look things up in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from learning.rules.badges import HOUSE, Badge, pack_badges
from learning.rules.catalogue import SECONDS, USUAL, Concept, Document, Lesson, Pack, Question


@dataclass(frozen=True)
class Volume:
    """One version of a pack, with all its languages. `id` is that of its row."""

    id: int
    digest: str
    document: Document

    def pack(self, language: str | None = None) -> Pack:
        """Return the pack in a language (`de` serves for `de-AT`), else in its original one."""
        packs = self.document.packs
        for name in (language or "", (language or "").split("-")[0]):
            if name in packs:
                return packs[name]
        return packs[self.document.language]

    @cached_property
    def lessons(self) -> dict[str, Lesson]:
        """Lessons by id, in order."""
        return {lesson.id: lesson for lesson in self.pack().lessons}

    @cached_property
    def concepts(self) -> dict[str, Concept]:
        """Concepts by id, in order."""
        return {concept.id: concept for concept in self.pack().concepts}

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Questions by id, in order."""
        return {question.id: question for question in self.pack().questions}

    @cached_property
    def variants(self) -> dict[str, tuple[Question, ...]]:
        """The questions that test a concept, by its id."""
        found: dict[str, list[Question]] = {}
        for question in self.pack().questions:
            found.setdefault(question.concept, []).append(question)
        return {concept: tuple(questions) for concept, questions in found.items()}

    def badges(self, language: str | None = None) -> tuple[Badge, ...]:
        """Return the badges of the pack, the one for the whole of it first, with their words in a language."""
        return self._badges[self.pack(language).language]

    @cached_property
    def _badges(self) -> dict[str, tuple[Badge, ...]]:
        return {pack.language: pack_badges(pack, self.digest) for pack in self.document.packs.values()}


@dataclass(frozen=True, slots=True)
class Practice:
    """What can be asked of a concept, in the author's order; `seconds` are those of the usual person.

    Checkpoint questions are here only where there is nothing else. `places` finds a question by its id.
    """

    volume: Volume
    concept: Concept
    questions: tuple[Question, ...]
    seconds: tuple[float, ...]
    places: dict[str, int]


@dataclass(frozen=True)
class Shelf:
    """What a team learns, in the order in which it was published. `edition` is its newest publication.

    `older` are versions no longer in force, newest first, for what a phone did before it knew better.
    """

    edition: int
    volumes: tuple[Volume, ...] = ()
    older: tuple[Volume, ...] = ()

    @cached_property
    def by_pack(self) -> dict[str, Volume]:
        """Volumes by the id of their pack."""
        return {volume.pack().id: volume for volume in self.volumes}

    @cached_property
    def practice(self) -> dict[str, Practice]:
        """What can be asked, by concept."""
        return {
            concept: _practice(volume, concept, questions)
            for volume in self.volumes
            for concept, variants in volume.variants.items()
            if (questions := tuple(question for question in variants if question.key))
        }

    @cached_property
    def taught(self) -> dict[str, tuple[str, ...]]:
        """Concepts that a lesson teaches and that can be asked, by lesson."""
        lessons = (lesson for volume in self.volumes for lesson in volume.lessons.values())
        return {one.id: tuple(concept for concept in one.concepts if concept in self.practice) for one in lessons}

    @cached_property
    def badges(self) -> tuple[Badge, ...]:
        """All badges that can be earned here."""
        return self.badges_in(None)

    def badges_in(self, language: str | None) -> tuple[Badge, ...]:
        """Return the same badges with their words in a language; those of the house have one."""
        return HOUSE + tuple(badge for volume in self.volumes for badge in volume.badges(language))

    def told(self, badges: Iterable[Badge], language: str) -> tuple[Badge, ...]:
        """Return some of the badges with their words in a language."""
        wanted = {badge.id for badge in badges}
        return tuple(badge for badge in self.badges_in(language) if badge.id in wanted) if wanted else ()

    @cached_property
    def _questions(self) -> dict[str, tuple[Volume, Question]]:
        return {name: (volume, one) for volume in self.volumes for name, one in volume.questions.items()}

    def volume(self, compiled_id: str) -> Volume | None:
        """Find the volume of a lesson, concept or question by the pack in its id."""
        return self.by_pack.get(compiled_id.partition(".")[0])

    def question(self, question: str) -> tuple[Volume, Question] | None:
        """Find a question."""
        found = self._questions.get(question)
        return found or next(((one, one.questions[question]) for one in self.older if question in one.questions), None)

    def lesson(self, lesson: str) -> tuple[Volume, Lesson] | None:
        """Find a lesson."""
        for volume in self._holding(lesson):
            if found := volume.lessons.get(lesson):
                return volume, found
        return None

    def _holding(self, compiled_id: str) -> Iterator[Volume]:
        if volume := self.volume(compiled_id):
            yield volume
        yield from self.older


def _practice(volume: Volume, concept: str, questions: tuple[Question, ...]) -> Practice:
    practice = tuple(question for question in questions if not question.checkpoint) or questions
    seconds = tuple(SECONDS.get(question.form, USUAL) for question in practice)
    places = {question.id: place for place, question in enumerate(practice)}
    return Practice(volume, volume.concepts[concept], practice, seconds, places)
