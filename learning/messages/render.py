"""Render a message from its code and values, with the catalogue of the reader's language.

A catalogue is a file `<language>.po` beside this module. Its header explains how a translator
adds a language. `en.po` is the reference: a code that another catalogue lacks is shown in English.
"""

import warnings
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from string import Formatter
from typing import Any, NamedTuple

from babel import Locale, UnknownLocaleError
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import Translations

REFERENCE_LANGUAGE = "en"
CATALOGUE_SUFFIX = ".po"
MAX_CACHED_LANGUAGES = 256  # language tags come from requests, so their number has no other bound


class UnknownMessageWarning(UserWarning):
    """A code has no catalogue entry, or a placeholder has no value. Tests turn it into an error."""


class _LoadedCatalogue(NamedTuple):
    """The texts of one language. `plural_codes` are the codes whose text depends on `count`."""

    locale: Locale
    translations: Translations
    plural_codes: frozenset[str]


class _MessageFormatter(Formatter):
    """Fills in `{name}` and `{name:format}`; a name is a key of the values and nothing else."""

    def __init__(self, catalogue: _LoadedCatalogue, language: str) -> None:
        self.catalogue, self.language = catalogue, language

    def get_field(self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        if field_name not in kwargs:
            warnings.warn(f"no value for {{{field_name}}}", UnknownMessageWarning, stacklevel=2)
            return f"{{{field_name}}}", field_name
        return kwargs[field_name], field_name

    def format_field(self, value: Any, format_spec: str) -> str:
        """A number by a CLDR pattern, a list in a style of `format_list`, a nested message."""
        if isinstance(value, Mapping):
            return render_message(value["code"], value.get("values", {}), self.language)
        if isinstance(value, list | tuple):
            items = [self.format_field(item, "") for item in value]
            # `Any`: the styles are a Literal type, and a catalogue holds any text.
            style: Any = format_spec or "unit"
            return format_list(items, style, self.catalogue.locale)
        if format_spec and isinstance(value, int | float):
            return format_decimal(value, format=format_spec, locale=self.catalogue.locale)
        return str(value)


def render_message(code: str, values: Mapping[str, object], language: str = "en") -> str:
    """Give the text of `code` in `language` (a tag such as "de" or "de-AT").

    `values` fill the placeholders. A value is a text, a number, a list (joined by the language's
    rules) or another message: `{"code": ..., "values": {...}}`. A text with plural forms is chosen
    by the value `count`. A language without a catalogue is shown in English. A code without an
    entry warns (`UnknownMessageWarning`) and is returned as it is.
    """
    chosen = negotiate_language(language)
    catalogue = _load_message_catalogue(chosen)
    if code in catalogue.plural_codes:
        count: Any = values.get("count", 0)
        text = catalogue.translations.ungettext(code, code, count)
    else:
        text = catalogue.translations.ugettext(code)
    if text == code:
        warnings.warn(f"no message for the code {code}", UnknownMessageWarning, stacklevel=2)
        return code
    return _MessageFormatter(catalogue, chosen).vformat(text, (), values)


def read_template(code: str, language: str = REFERENCE_LANGUAGE) -> str:
    """Give the text of a code with its placeholders, as it stands in the catalogue."""
    return str(_load_message_catalogue(negotiate_language(language)).translations.ugettext(code))


@cache
def list_languages() -> tuple[str, ...]:
    """The languages that have a catalogue, as the names of their files ("en", "pt_BR"), sorted."""
    names = (entry.name for entry in files("learning.messages").iterdir())
    found = (name for name in names if name.endswith(CATALOGUE_SUFFIX))
    return tuple(sorted(name.removesuffix(CATALOGUE_SUFFIX) for name in found))


def read_catalogue(language: str) -> Catalog:
    """Read the entries of a language from its file. Raises `FileNotFoundError` without one."""
    path = files("learning.messages").joinpath(f"{language}{CATALOGUE_SUFFIX}")
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


@lru_cache(MAX_CACHED_LANGUAGES)
def negotiate_language(tag: str) -> str:
    """Give the catalogue for a tag: that of the tag, else that of its language, else English."""
    exact = tag.replace("-", "_")
    for name in (exact, exact.partition("_")[0]):
        if name in list_languages():
            return name
    return REFERENCE_LANGUAGE


@cache
def _load_message_catalogue(language: str) -> _LoadedCatalogue:
    catalogue = read_catalogue(language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    translations = Translations(compiled)
    plural_codes = frozenset(entry.id[0] for entry in catalogue if entry.pluralizable)
    if language != REFERENCE_LANGUAGE:
        reference = _load_message_catalogue(REFERENCE_LANGUAGE)
        translations.add_fallback(reference.translations)
        plural_codes |= reference.plural_codes
    return _LoadedCatalogue(_find_message_locale(language), translations, plural_codes)


def _find_message_locale(language: str) -> Locale:
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):  # a pseudo-language of tests has no CLDR data
        return Locale.parse(REFERENCE_LANGUAGE)
