"""The checks of a whole draft, one function for each rule. Importing this registers all of them."""

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
    texts,
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
    "texts",
    "translations",
    "variants",
    "whole_pack",
    "wording",
]
