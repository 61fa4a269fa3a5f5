"""Render the findings of the pack checker."""

from collections.abc import Mapping
from typing import NamedTuple

from learning.messages.render import render_message


class FindingText(NamedTuple):
    """What is wrong, why it matters, and how to put it right."""

    what: str
    why: str
    fix: str


def render_finding(
    rule: str, code: str, values: Mapping[str, object], language: str = "en"
) -> FindingText:
    """Give the texts of a finding. `why` belongs to the rule, the others to the code."""
    return FindingText(
        what=render_message(name_finding_text(code), values, language),
        why=render_message(f"rule.{rule}.why", {}, language),
        fix=render_message(name_finding_fix(code, values), values, language).strip(),
    )


def name_finding_text(code: str) -> str:
    """Give the message code that says what is wrong."""
    return f"finding.{code}.what"


def name_finding_fix(code: str, values: Mapping[str, object]) -> str:
    """Give the message code that says how to put it right.

    With a value `suggestion`, it is the question whether the author meant that name.
    """
    return "finding.did-you-mean" if values.get("suggestion") else f"finding.{code}.fix"
