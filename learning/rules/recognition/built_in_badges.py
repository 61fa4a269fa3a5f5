"""The badges that come with Herobreak, whatever the packs are."""

from collections.abc import Sequence
from typing import Any

from learning.rules.recognition.badge_codes import BuiltInBadgeCode
from learning.rules.recognition.badge_grammar import parse_badge_rule
from learning.rules.recognition.badges import Badge

BUILT_IN_BADGE_RULES: dict[BuiltInBadgeCode, dict[str, Any]] = {
    "showed-up": {"count": "lessons", "at_least": 1},
    "curious": {"count": "lessons", "at_least": 5},
    "steady": {"count": "streak", "at_least": 5},
    "devoted": {"count": "streak", "at_least": 20},
    "honest": {"count": "unsure", "at_least": 10},
    "true-aim": {"count": "sure_right", "at_least": 25},
    "keeper": {"count": "kept", "at_least": 10},
    "challenge": {"challenges": {"at_least": 1}},
    "race": {"challenges": {"kind": "race", "at_least": 1}},
    "national-award": {"challenges": {"kind": "national-award", "at_least": 1}},
}
"""The kind of a challenge is its form or its template."""


def _make_built_in_badge(code: BuiltInBadgeCode) -> Badge:
    tree = BUILT_IN_BADGE_RULES[code]
    return Badge(
        id=code,
        kind="challenge" if "challenges" in tree else "practice",
        art=f"/badges/{code}.svg",
        rule=parse_badge_rule(tree, _find_no_concepts),
        code=code,
    )


def _find_no_concepts(_: str) -> Sequence[str]:
    """Built-in badges ask for no concepts: these belong to packs."""
    return ()


BUILT_IN_BADGES = tuple(map(_make_built_in_badge, BUILT_IN_BADGE_RULES))
