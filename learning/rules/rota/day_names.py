"""The names of weekdays and months in the languages of rotas, from the Unicode locale data."""

from collections.abc import Iterator, Mapping

from babel import Locale

from learning.rules.rota.folding import fold_text

ROTA_LANGUAGES = ("en", "es", "pl", "de", "fr", "it", "nl", "pt")
MORE_WEEKDAYS: Mapping[str, Mapping[str, int]] = {
    "en": {"tues": 2, "weds": 3, "wednes": 3, "thur": 4, "thurs": 4},
    "pl": {"pn": 1, "pon": 1, "sr": 3, "cz": 4, "sb": 6, "nd": 7, "ndz": 7},
}
"""Short forms that people write and the locale data lacks, as ISO weekdays."""
MORE_MONTHS: Mapping[str, Mapping[str, int]] = {
    "en": {"sept": 9},
    "de": {"marz": 3, "mrz": 3, "jun": 6, "jul": 7, "sep": 9},
    "es": {"sep": 9, "set": 9},
    "fr": {"fev": 2, "aou": 8, "jul": 7, "juill": 7, "decem": 12},
}


def _iterate_weekday_names(language: str) -> Iterator[tuple[str, int]]:
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated", "short"):
            for number, name in Locale.parse(language).days[context][width].items():
                yield fold_text(name).rstrip("."), number + 1
    yield from MORE_WEEKDAYS.get(language, {}).items()


def _iterate_month_names(language: str) -> Iterator[tuple[str, int]]:
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in Locale.parse(language).months[context][width].items():
                yield fold_text(name).rstrip("."), number
    yield from MORE_MONTHS.get(language, {}).items()


WEEKDAYS_BY_LANGUAGE: Mapping[str, Mapping[str, int]] = {
    language: dict(_iterate_weekday_names(language)) for language in ROTA_LANGUAGES
}
"""ISO weekdays by folded name, for each language: "mi" is Wednesday in German only."""
MONTHS: Mapping[str, int] = {
    name: month
    for language in reversed(ROTA_LANGUAGES)
    for name, month in _iterate_month_names(language)
    if not name.isdigit()
}


def find_weekdays(folded: str) -> frozenset[int]:
    """Return the ISO weekdays that a folded word can name, over all languages."""
    word = folded.rstrip(".")
    return frozenset(names[word] for names in WEEKDAYS_BY_LANGUAGE.values() if word in names)


def read_weekday_row(texts: list[str]) -> list[int | None]:
    """Return the weekdays that the cells of one row name, all in the language that fits most."""
    words = [fold_text(text).rstrip(".") for text in texts]
    best = max(
        WEEKDAYS_BY_LANGUAGE.values(), key=lambda names: sum(word in names for word in words)
    )
    return [best.get(word) for word in words]
