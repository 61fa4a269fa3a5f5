"""Do pack.yaml and the lesson files tell the same story?"""

from collections.abc import Iterator

from content.checks.close import did_you_mean
from content.draft import Draft
from content.findings import Place, Problem, shown
from content.registry import check


@check("lesson-file-missing", "A lesson that is listed but not there would end the pack halfway.")
def lesson_file_missing(draft: Draft) -> Iterator[Problem]:
    """Every lesson of pack.yaml has its file."""
    for i, name in enumerate(draft.listed):
        if name not in draft.lessons:
            fix = did_you_mean(
                name, draft.lessons.keys() - set(draft.listed), f"write lessons/{shown(name)}.md"
            )
            yield Problem(
                draft.document.place("lessons", i), f"lessons/{shown(name)}.md is not there", fix
            )


@check("lesson-not-listed", "A lesson that is not listed is never shown to anybody.")
def lesson_not_listed(draft: Draft) -> Iterator[Problem]:
    """Every lesson file is named in pack.yaml."""
    for name, lesson in draft.lessons.items():
        if draft.document.readable and lesson.document.readable and name not in draft.listed:
            what = "pack.yaml does not list this lesson"
            yield Problem(
                Place(lesson.document.file),
                what,
                f"add `- {name}` to `lessons` in pack.yaml, or remove the file",
            )


@check(
    "lesson-id-differs",
    "The id is how progress finds its lesson again; two names for one thing lead astray.",
)
def lesson_id_differs(draft: Draft) -> Iterator[Problem]:
    """A lesson's id, and a translation's, is what its file is called."""
    documents = [(name, lesson.document) for name, lesson in draft.lessons.items()]
    documents += [(key.lesson, file.document) for key, file in draft.lesson_words.items()]
    for name, document in documents:
        id_ = document.data.get("id")
        if isinstance(id_, str) and id_ != name:
            what = f"the id is {shown(id_)}, but the file is called {name}"
            yield Problem(document.place("id"), what, "make them the same")
