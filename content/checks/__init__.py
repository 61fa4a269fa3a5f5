"""The rules that look at a whole draft, one function each. Importing this package registers all of them."""

from content.checks import cards, choices, concepts, files, ids, media, scenarios, translations

__all__ = ["cards", "choices", "concepts", "files", "ids", "media", "scenarios", "translations"]
