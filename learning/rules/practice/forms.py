"""The forms of questions: everything in which they differ, in one table.

A new form is a new name in `Form`. The type check then fails at `describe_form` and at every other
place that must know it. The phone has the same table in `frontend/src/lib/questions/forms.ts`, the
authors' format its rules in `content/authoring_rules.py` and `content/forms.py`; tests hold the
sets of names equal.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, assert_never, get_args

Form = Literal[
    "single", "multiple", "true_false", "order", "match", "sort", "gap", "scenario", "reflection"
]
FORMS: tuple[Form, ...] = get_args(Form)

Grading = Literal["set", "sequence", "pairs", "ending", "ungraded"]
"""How a response is compared with the key. It also says which field of both is filled:

- set: `choices` of the response must be those of the key, in any order, each once
- sequence: `choices` of the response must be those of the key, in the same order
- pairs: `pairs` of the response must be those of the key
- ending: `path` of the response must lead to a node that is in `good` of the key
- ungraded: there is no key, and the response is empty
"""

ShuffledPart = Literal["choices", "targets", "nothing"]
"""Which side of a question is shown in an order of its own to each person and day."""


@dataclass(frozen=True, slots=True)
class FormRules:
    """How questions of one form are asked, graded and timed.

    `guess_chance` is the chance, 0 to 1, to be right by guessing alone. `handling_seconds` is what
    deciding and tapping take; reading comes on top (`item_time.py`).
    """

    grading: Grading
    guess_chance: float
    handling_seconds: float
    shuffled: ShuffledPart = "choices"


def describe_form(form: Form) -> FormRules:
    """Return the rules of a form. `FORM_RULES` holds them all."""
    match form:
        case "single":
            return FormRules("set", 0.25, 5.0)
        case "multiple":
            return FormRules("set", 0.1, 7.0)
        case "true_false":  # "true" always stands before "false"
            return FormRules("set", 0.5, 4.0, "nothing")
        case "order":
            return FormRules("sequence", 0.05, 10.0)
        case "match":
            return FormRules("pairs", 0.05, 12.0, "targets")
        case "sort":
            return FormRules("pairs", 0.1, 10.0)
        case "gap":
            return FormRules("sequence", 0.25, 7.0)
        case "scenario":
            return FormRules("ending", 0.2, 12.0)
        case "reflection":
            return FormRules("ungraded", 0.0, 15.0)
        case _:
            assert_never(form)


FORM_RULES: Mapping[Form, FormRules] = MappingProxyType(
    {form: describe_form(form) for form in FORMS}
)
