"""The team catalogue: the pack versions in force for one team, ready to look things up in."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean

from learning.rules.packs.pack_contents import (
    Concept,
    Lesson,
    Pack,
    PackDocument,
    Question,
)
from learning.rules.practice.item_time import (
    ItemTime,
    estimate_lesson_time,
    estimate_question_time,
)
from learning.rules.recognition.badges import Badge, make_pack_badges
from learning.rules.recognition.built_in_badges import BUILT_IN_BADGES


@dataclass(frozen=True)
class PackVersion:
    """One version of a pack, with all its languages. `id` is that of its row."""

    id: int
    digest: str
    document: PackDocument

    def pack_in_language(self, language: str | None = None) -> Pack:
        """Return the pack in a language (`de` serves for `de-AT`), else in its original one."""
        packs = self.document.packs
        for name in (language or "", (language or "").split("-")[0]):
            if name in packs:
                return packs[name]
        return packs[self.document.language]

    @cached_property
    def lesson_by_id(self) -> dict[str, Lesson]:
        """Lessons by id, in order."""
        return {lesson.id: lesson for lesson in self.pack_in_language().lessons}

    @cached_property
    def concept_by_id(self) -> dict[str, Concept]:
        """Concepts by id, in order."""
        return {concept.id: concept for concept in self.pack_in_language().concepts}

    @cached_property
    def question_by_id(self) -> dict[str, Question]:
        """Questions by id, in order."""
        return {question.id: question for question in self.pack_in_language().questions}

    @cached_property
    def questions_by_concept(self) -> dict[str, tuple[Question, ...]]:
        """The questions that test a concept, by its id."""
        found: dict[str, list[Question]] = {}
        for question in self.pack_in_language().questions:
            found.setdefault(question.concept, []).append(question)
        return {concept: tuple(questions) for concept, questions in found.items()}

    def item_times_in_language(self, language: str | None = None) -> Mapping[str, ItemTime]:
        """Return what lessons and questions take to read in a language, by id.

        The words of a language are counted once for each version.
        """
        pack = self.pack_in_language(language)
        found = self._item_times.get(pack.language)
        if found is None:
            found = self._item_times[pack.language] = {
                lesson.id: estimate_lesson_time(lesson) for lesson in pack.lessons
            } | {question.id: estimate_question_time(question) for question in pack.questions}
        return found

    @cached_property
    def _item_times(self) -> dict[str, Mapping[str, ItemTime]]:
        return {}

    def badges_in_language(self, language: str | None = None) -> tuple[Badge, ...]:
        """Return the badges of the pack in a language, the one for the whole pack first."""
        return self._badges_by_language[self.pack_in_language(language).language]

    @cached_property
    def _badges_by_language(self) -> dict[str, tuple[Badge, ...]]:
        return {
            pack.language: make_pack_badges(pack, self.digest)
            for pack in self.document.packs.values()
        }


@dataclass(frozen=True, slots=True)
class ConceptQuestions:
    """The questions on a concept, in the author's order.

    `seconds` are those of a person of the usual pace, in the language of the catalogue's reader.
    Checkpoint questions are included only where there are no others.
    """

    pack_version: PackVersion
    concept: Concept
    questions: tuple[Question, ...]
    seconds: tuple[float, ...]
    index_by_question: dict[str, int]


@dataclass(frozen=True)
class TeamCatalogue:
    """What a team learns, in the order of first publication.

    `catalogue_revision` is its newest publication. `older_versions` are no longer in force, newest
    first; a phone may still send attempts at their questions.
    """

    catalogue_revision: int
    pack_versions: tuple[PackVersion, ...] = ()
    older_versions: tuple[PackVersion, ...] = ()

    @cached_property
    def version_by_pack(self) -> dict[str, PackVersion]:
        """Pack versions by the id of their pack."""
        return {
            pack_version.pack_in_language().id: pack_version for pack_version in self.pack_versions
        }

    @cached_property
    def concept_questions(self) -> dict[str, ConceptQuestions]:
        """What can be asked, by concept. Seconds are those of the original languages."""
        return self.concept_questions_in_language("")

    def concept_questions_in_language(self, language: str) -> dict[str, ConceptQuestions]:
        """Return what can be asked, by concept, with the seconds that it takes in a language."""
        languages = tuple(
            pack_version.pack_in_language(language).language for pack_version in self.pack_versions
        )
        found = self._concept_questions_by_languages.get(languages)
        if found is None:
            found = self._make_all_concept_questions(language)
            self._concept_questions_by_languages[languages] = found
        return found

    @cached_property
    def _concept_questions_by_languages(
        self,
    ) -> dict[tuple[str, ...], dict[str, ConceptQuestions]]:
        return {}

    @cached_property
    def mean_question_seconds(self) -> float:
        """What one question takes a person of the usual pace, as a mean over the concepts."""
        return fmean([fmean(one.seconds) for one in self.concept_questions.values()] or [0.0])

    def _make_all_concept_questions(self, language: str) -> dict[str, ConceptQuestions]:
        return {
            concept: _make_concept_questions(pack_version, concept, questions, language)
            for pack_version in self.pack_versions
            for concept, variants in pack_version.questions_by_concept.items()
            if (questions := tuple(question for question in variants if question.key))
        }

    @cached_property
    def concepts_by_lesson(self) -> dict[str, tuple[str, ...]]:
        """Concepts that a lesson teaches and that can be asked, by lesson."""
        all_lessons = (
            lesson
            for pack_version in self.pack_versions
            for lesson in pack_version.lesson_by_id.values()
        )
        return {
            one.id: tuple(concept for concept in one.concepts if concept in self.concept_questions)
            for one in all_lessons
        }

    @cached_property
    def badges(self) -> tuple[Badge, ...]:
        """All badges that can be earned here."""
        return self.badges_in_language(None)

    def badges_in_language(self, language: str | None) -> tuple[Badge, ...]:
        """Return the same badges with the author's words in a language."""
        return BUILT_IN_BADGES + tuple(
            badge
            for pack_version in self.pack_versions
            for badge in pack_version.badges_in_language(language)
        )

    def translate_badges(self, badges: Iterable[Badge], language: str) -> tuple[Badge, ...]:
        """Return some of the badges in a language."""
        wanted = {badge.id for badge in badges}
        return (
            tuple(badge for badge in self.badges_in_language(language) if badge.id in wanted)
            if wanted
            else ()
        )

    @cached_property
    def _version_and_question_by_id(self) -> dict[str, tuple[PackVersion, Question]]:
        return {
            question_id: (pack_version, question)
            for pack_version in self.pack_versions
            for question_id, question in pack_version.question_by_id.items()
        }

    def find_pack_version(self, compiled_id: str) -> PackVersion | None:
        """Find the version that has a lesson, concept or question, by the pack in its id."""
        return self.version_by_pack.get(compiled_id.partition(".")[0])

    def find_question(self, question_id: str) -> tuple[PackVersion, Question] | None:
        """Find a question."""
        found = self._version_and_question_by_id.get(question_id)
        return found or next(
            (
                (pack_version, pack_version.question_by_id[question_id])
                for pack_version in self.older_versions
                if question_id in pack_version.question_by_id
            ),
            None,
        )

    def find_lesson(self, lesson_id: str) -> tuple[PackVersion, Lesson] | None:
        """Find a lesson."""
        for pack_version in self._iterate_versions(lesson_id):
            if found := pack_version.lesson_by_id.get(lesson_id):
                return pack_version, found
        return None

    def _iterate_versions(self, compiled_id: str) -> Iterator[PackVersion]:
        if pack_version := self.find_pack_version(compiled_id):
            yield pack_version
        yield from self.older_versions


def _make_concept_questions(
    pack_version: PackVersion, concept: str, questions: tuple[Question, ...], language: str
) -> ConceptQuestions:
    practice_questions = (
        tuple(question for question in questions if not question.checkpoint) or questions
    )
    times = pack_version.item_times_in_language(language)
    seconds = tuple(times[question.id].whole for question in practice_questions)
    index_by_question = {question.id: index for index, question in enumerate(practice_questions)}
    return ConceptQuestions(
        pack_version,
        pack_version.concept_by_id[concept],
        practice_questions,
        seconds,
        index_by_question,
    )
