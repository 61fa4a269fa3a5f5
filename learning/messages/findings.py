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
    """Give the texts of a finding. `why` belongs to the rule, the others to the code.

    With a value `suggestion`, the fix is the question whether the author meant that name.
    """
    fix = "finding.did-you-mean" if values.get("suggestion") else f"finding.{code}.fix"
    return FindingText(
        what=render_message(f"finding.{code}.what", values, language),
        why=render_message(f"rule.{rule}.why", {}, language),
        fix=render_message(fix, values, language).strip(),
    )
