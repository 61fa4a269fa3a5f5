"""What schemathesis needs to know beyond the document. It loads this module in its own process.

`own_session` is the id of the session with which it is signed in: to end it would end the run.
"""

import json
import os
import re
from typing import Any

import schemathesis

OWN_SESSION = os.environ.get("AUDIT_OWN_SESSION", "")
CODES_OF_THE_DECODER = frozenset(
    {"request.invalid", "request.malformed_json", "request.method_not_allowed"}
)
"""Refusals of requests that the document does not allow."""
HTTP_ERROR = 400
IMPRECISE_FIELD = re.compile(r"\[\d+\]$|^alias$")
"""Fields that the document describes more loosely than they are decoded. The framework leaves out
the bounds of the items of a list, and the types beside a length where a field may be missing."""


@schemathesis.hook
def filter_case(context: Any, case: Any) -> bool:
    """Keep the own session: leave the requests out that would end it."""
    parameters = case.path_parameters or {}
    return not OWN_SESSION or str(parameters.get("session_id", "")) != OWN_SESSION


@schemathesis.check
def documented_data_is_decoded(context: Any, response: Any, case: Any) -> None:
    """What the document allows is refused for what it says, and never for its form.

    It stands in for `positive_data_acceptance`, which takes each refusal of an action for a fault:
    a team that is not led, a day that is over, a name that is taken.
    """
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    if (
        response.status_code >= HTTP_ERROR
        and _read_code(response) in CODES_OF_THE_DECODER
        and not _is_imprecise(response)
    ):
        raise AssertionError(f"the document allows what was refused: {response.text}")


@schemathesis.check
def a_problem_has_its_form(context: Any, response: Any, case: Any) -> None:
    """A refusal is a problem document with a code."""
    if response.status_code >= HTTP_ERROR and not _read_code(response):
        raise AssertionError(f"a refusal without a code: {response.status_code} {response.text}")


def _is_imprecise(response: Any) -> bool:
    problems = json.loads(response.content).get("problems", [])
    return bool(problems) and all(IMPRECISE_FIELD.search(one["where"]) for one in problems)


def _read_code(response: Any) -> str:
    try:
        return str(json.loads(response.content).get("code", ""))
    except (ValueError, AttributeError):
        return ""
