"""Check that pack.yaml and the lesson files name the same lessons."""

from collections.abc import Iterator

from content.checks.registry import register_check
from content.checks.suggestions import suggest_name
from content.draft import PackDraft
from content.findings import FilePlace, Violation, make_message, make_printable
from content.paths import suggest_lesson_id


@register_check("lesson-file-missing")
def check_lesson_file_missing(draft: PackDraft) -> Iterator[Violation]:
    """Every lesson of pack.yaml has its file."""
    unlisted = draft.lessons.keys() - set(draft.listed_lessons)
    for i, name in enumerate(draft.listed_lessons):
        if name not in draft.lessons:
            plain = suggest_lesson_id(name)
            message = make_message(
                "lesson-file-missing",
                lesson=make_printable(name),
                suggestion=plain if plain in unlisted else suggest_name(name, unlisted),
            )
            yield Violation(draft.document.place_of("lessons", i), message)


@register_check("lesson-not-listed")
def check_lesson_not_listed(draft: PackDraft) -> Iterator[Violation]:
    """Every lesson file is named in pack.yaml."""
    listed = set(draft.listed_lessons)
    for name, lesson in draft.lessons.items():
        readable = draft.document.is_readable and lesson.document.is_readable
        if readable and name not in listed:
            message = make_message("lesson-not-listed", lesson=name)
            yield Violation(FilePlace(lesson.document.file), message)


@register_check("lesson-id-differs")
def check_lesson_id_differs(draft: PackDraft) -> Iterator[Violation]:
    """The id of a lesson, and of its translations, equals the file's name."""
    documents = [(name, lesson.document) for name, lesson in draft.lessons.items()]
    documents += [(key.lesson, file.document) for key, file in draft.lesson_translations.items()]
    for name, document in documents:
        id_ = document.data.get("id")
        if isinstance(id_, str) and id_ != name:
            message = make_message("lesson-id-differs", id=make_printable(id_), lesson=name)
            yield Violation(document.place_of("id"), message)
