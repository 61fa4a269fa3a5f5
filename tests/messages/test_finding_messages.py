"""Each finding of the code has its texts in the catalogue, and the catalogue has no others."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any, NamedTuple

import pytest

import content
from content import RULES
from content.schema_check import name_description
from learning.messages import list_languages, read_catalogue

ROOT = Path(content.__file__).parent.parent
# Rules of findings that are not made by the checker but by imports and comparisons of versions.
OTHER_RULES = {
    "import-failed",
    "version-badge-gone",
    "version-concept-gone",
    "version-lesson-gone",
    "version-not-raised",
    "version-question-gone",
    "version-question-moved",
}
# Entries that rendering uses by itself.
USED_BY_RENDERING = {"finding.did-you-mean"}
FINDING_PREFIXES = ("finding.", "rule.", "schema.", "advice.", "place.", "kind.", "element.")


class MessageCall(NamedTuple):
    """A call of `make_message`: its code and the names of its values."""

    where: str
    code: str
    values: frozenset[str]


def find_message_calls() -> Iterator[MessageCall]:
    """Find all calls of `make_message`. Code and values must be written out."""
    for folder in ("content", "learning", "ops", "api", "worker"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "make_message":
                    where = f"{path.relative_to(ROOT)}:{node.lineno}"
                    (code,) = node.args
                    assert isinstance(code, ast.Constant), f"{where}: the code is not a literal"
                    names = [keyword.arg for keyword in node.keywords]
                    assert None not in names, f"{where}: the values are not written out"
                    yield MessageCall(where, str(code.value), frozenset(filter(None, names)))


def read_texts(language: str) -> dict[str, list[str]]:
    """The texts of each code: one, or one for each plural form."""
    texts: dict[str, list[str]] = {}
    for entry in read_catalogue(language):
        code = entry.id if isinstance(entry.id, str) else entry.id[0]
        forms = [entry.string] if isinstance(entry.string, str) else list(entry.string or ())
        if code:
            texts[code] = [form for form in forms if form]
    return texts


def find_placeholders(texts: list[str]) -> set[str]:
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}


def list_descriptions(value: Any) -> Iterator[str]:
    """All descriptions of a JSON Schema."""
    if isinstance(value, dict):
        if isinstance(text := value.get("description"), str):
            yield text
        for item in value.values():
            yield from list_descriptions(item)
    elif isinstance(value, list):
        for item in value:
            yield from list_descriptions(item)


def schema_texts() -> set[str]:
    files = (ROOT / "content" / "schema").glob("*.json")
    return {text for file in files for text in list_descriptions(json.loads(file.read_text()))}


def codes_in_catalogue(call: MessageCall) -> set[str]:
    """A finding has two entries; a message inside another one has a dot in its code."""
    if "." in call.code:
        return {call.code}
    return {f"finding.{call.code}.what", f"finding.{call.code}.fix"}


def test_each_message_has_an_entry_with_its_placeholders() -> None:
    texts = read_texts("en")
    for call in find_message_calls():
        codes = codes_in_catalogue(call)
        assert codes <= texts.keys(), call
        used = {name for code in codes for name in find_placeholders(texts[code])}
        assert used == call.values - {"suggestion"}, call


def test_each_rule_says_why() -> None:
    reasons = {code for code in read_texts("en") if code.startswith("rule.")}
    assert reasons == {f"rule.{name}.why" for name in RULES.keys() | OTHER_RULES}


def test_each_description_of_the_schema_is_advice() -> None:
    texts, descriptions = read_texts("en"), schema_texts()
    assert len({name_description(text) for text in descriptions}) == len(descriptions)
    for text in descriptions:
        assert [form.format() for form in texts[name_description(text)]] == [text]


def test_no_entry_about_findings_is_unused() -> None:
    used = {code for call in find_message_calls() for code in codes_in_catalogue(call)}
    used |= {f"rule.{name}.why" for name in RULES.keys() | OTHER_RULES}
    used |= {name_description(text) for text in schema_texts()} | USED_BY_RENDERING
    entries = {code for code in read_texts("en") if code.startswith(FINDING_PREFIXES)}
    assert entries - used == set()


@pytest.mark.parametrize("language", list_languages())
def test_a_translation_has_the_codes_and_placeholders_of_english(language: str) -> None:
    english, translated = read_texts("en"), read_texts(language)
    for code, forms in translated.items():
        assert code in english, code
        assert find_placeholders(forms) <= find_placeholders(english[code]), code


def test_all_of_english_is_there() -> None:
    assert [code for code, forms in read_texts("en").items() if not forms] == []
