"""The rules that look at a whole_pack draft, one function each. Importing this package registers all of them."""

from content.checks import (
    badges,
    cards,
    choices,
    concepts,
    contrast,
    fairness,
    files,
    ids,
    lessons,
    media,
    scenarios,
    translations,
    variants,
    whole_pack,
    wording,
)

__all__ = [
    "badges",
    "cards",
    "choices",
    "concepts",
    "contrast",
    "fairness",
    "files",
    "ids",
    "lessons",
    "media",
    "scenarios",
    "translations",
    "variants",
    "whole_pack",
    "wording",
]
