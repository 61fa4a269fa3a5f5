"""How the forms of questions differ for authors, in one table.

A new form is a new name in `QuestionForm`. The type check then fails at `describe_authoring`, so
nobody can forget which checks apply to the form. `content/forms.py` builds the questions.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, assert_never, get_args

QuestionForm = Literal[
    "single", "multiple", "true_false", "order", "match", "sort", "gap", "scenario", "reflection"
]
QUESTION_FORMS: tuple[QuestionForm, ...] = get_args(QuestionForm)

FeedbackPlace = Literal["choices", "answer", "nowhere"]
"""Where an author writes feedback: at each choice, on the whole answer, or not at all."""

RevealingIds = Literal["choices", "targets", "nothing"]
"""Which of the author's ids show what is right, so that a phone must not get them.

An author numbers the steps of an order in the right order, and the two sides of a pair share an id.
"""


@dataclass(frozen=True, slots=True)
class AuthoringRules:
    """What the checks and the compiler must know of one form.

    `graded` is False for a form that has no answer key.
    """

    feedback: FeedbackPlace
    revealing_ids: RevealingIds
    checkpoint_allowed: bool = True
    graded: bool = True


def describe_authoring(form: QuestionForm) -> AuthoringRules:
    """Return the rules of a form. `AUTHORING_RULES` holds them all."""
    match form:
        case "single" | "multiple" | "true_false":
            return AuthoringRules("choices", "nothing")
        case "order" | "gap":
            return AuthoringRules("answer", "choices")
        case "match":
            return AuthoringRules("answer", "targets")
        case "sort":
            return AuthoringRules("answer", "nothing")
        case "scenario":
            return AuthoringRules("choices", "nothing", checkpoint_allowed=False)
        case "reflection":
            return AuthoringRules("nowhere", "nothing", checkpoint_allowed=False, graded=False)
        case _:
            assert_never(form)


AUTHORING_RULES: Mapping[QuestionForm, AuthoringRules] = MappingProxyType(
    {form: describe_authoring(form) for form in QUESTION_FORMS}
)
