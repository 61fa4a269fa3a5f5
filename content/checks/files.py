"""Do pack.yaml and the lesson files tell the same story?"""

from collections.abc import Iterator

from content.checks.suggestions import did_you_mean
from content.draft import PackDraft
from content.findings import FilePlace, Violation, make_printable
from content.registry import check


@check("lesson-file-missing", "A lesson that is listed but not there would end the pack halfway.")
def lesson_file_missing(draft: PackDraft) -> Iterator[Violation]:
    """Every lesson of pack.yaml has its file."""
    for i, name in enumerate(draft.listed_lessons):
        if name not in draft.lessons:
            fix = did_you_mean(
                name,
                draft.lessons.keys() - set(draft.listed_lessons),
                f"write lessons/{make_printable(name)}.md",
            )
            yield Violation(
                draft.document.place_of("lessons", i),
                f"lessons/{make_printable(name)}.md is not there",
                fix,
            )


@check("lesson-not-listed", "A lesson that is not listed is never shown to anybody.")
def lesson_not_listed(draft: PackDraft) -> Iterator[Violation]:
    """Every lesson file is named in pack.yaml."""
    for name, lesson in draft.lessons.items():
        if (
            draft.document.is_readable
            and lesson.document.is_readable
            and name not in draft.listed_lessons
        ):
            what = "pack.yaml does not list this lesson"
            yield Violation(
                FilePlace(lesson.document.file),
                what,
                f"add `- {name}` to `lessons` in pack.yaml, or remove the file",
            )


@check(
    "lesson-id-differs",
    "The id is how progress finds its lesson again; two names for one thing lead astray.",
)
def lesson_id_differs(draft: PackDraft) -> Iterator[Violation]:
    """A lesson's id, and a translation's, is what its file is called."""
    documents = [(name, lesson.document) for name, lesson in draft.lessons.items()]
    documents += [(key.lesson, file.document) for key, file in draft.lesson_translations.items()]
    for name, document in documents:
        id_ = document.data.get("id")
        if isinstance(id_, str) and id_ != name:
            what = f"the id is {make_printable(id_)}, but the file is called {name}"
            yield Violation(document.place_of("id"), what, "make them the same")
