"""Hold a document against its published JSON Schema, and say in an author's words what does not fit.

The schema branches on `form` with if/then, so an error names the one thing that is wrong with this form. Descriptions in
the schema double as the advice given here.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any, NamedTuple

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from content.document import KeyPath, YamlDocument
from content.findings import Finding, Violation, make_printable
from content.limits import MAX_FINDINGS_PER_FILE
from content.registry import Rule, fault

MISSING = fault("key-missing", "Without it the pack cannot be shown, graded or credited.")
UNKNOWN = fault(
    "key-unknown", "A key that nobody reads is most often a slip, and what it says would be lost."
)
TYPE = fault("value-type", "The wrong kind of value would be shown or counted wrongly.")
LENGTH = fault("value-length", "Texts must be there, and must fit a phone's screen.")
ONE_OF = fault("value-choice", "Only these values have a meaning.")
PATTERN = fault("value-pattern", "Ids, paths and codes are compared by machines, letter by letter.")
COUNT = fault(
    "value-count", "A list of this kind needs enough items to work and few enough to be seen."
)
RANGE = fault("value-range", "Outside these bounds the number makes no sense to whoever uses it.")
REPEATED = fault("value-repeated", "Each item of this list has its own place.")
KIND = fault(
    "key-choice",
    "Each of these keys says another thing: with none, or with two, nobody could say what is meant.",
)

_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "`key: value` lines",
}


class SchemaResult(NamedTuple):
    """What does not fit, and the paths of values that cannot be built because of it."""

    findings: list[Finding]
    broken: frozenset[KeyPath]


def check_schema(document: YamlDocument, schema: str) -> SchemaResult:
    """Hold a document against a schema by name, such as "lesson-1"."""
    if not document.is_readable:
        return SchemaResult([], frozenset())
    findings: dict[Finding, None] = {}  # the same fault may be met on two ways through the schema
    broken: set[KeyPath] = set()
    for error in islice(_validator(schema).iter_errors(document.data), MAX_FINDINGS_PER_FILE):
        path = tuple(error.absolute_path)
        broken.update(path[:n] for n in range(1, len(path) + 1))
        if str(error.validator) in _SAY:
            rule, say = _SAY[str(error.validator)]
            problems = islice(say(error, document, path), MAX_FINDINGS_PER_FILE)
            findings.update((rule.finding(*problem), None) for problem in problems)
        else:
            findings[
                TYPE.finding(
                    document.place_of(*path), make_printable(error.message), _advice(error)
                )
            ] = None
    if len(findings) >= MAX_FINDINGS_PER_FILE:  # what comes after was not looked at
        broken.update((key, i) for key, value in document.data.items() for i in range(_size(value)))
    return SchemaResult(list(findings), frozenset(broken))


def _size(value: Any) -> int:
    return len(value) if isinstance(value, list) else 0


@cache
def _validator(schema: str) -> Draft202012Validator:
    text = files("content").joinpath(f"schema/{schema}.schema.json").read_text(encoding="utf-8")
    return Draft202012Validator(json.loads(text))


def _advice(error: ValidationError) -> str:
    schema = error.schema
    return (
        str(schema.get("description", "see the format's example"))
        if isinstance(schema, Mapping)
        else ""
    )


def _name(path: KeyPath) -> str:
    """How an author would call the place: the last key, with a count if it is in a list."""
    if not path:
        return "this file"
    last = path[-1]
    return (
        f"`{make_printable(last)}`"
        if isinstance(last, str)
        else f"item {last + 1} of {_name(path[:-1])}"
    )


def _value(error: ValidationError) -> Any:
    """What the author wrote; the library's types allow for errors that were never raised."""
    return error.instance


def _bound(error: ValidationError) -> Any:
    """What the schema's keyword asks for."""
    return error.validator_value


def _fields(error: ValidationError) -> dict[str, Any]:
    """The keys that the schema at hand knows, with their schemas."""
    schema = error.schema
    return dict(schema.get("properties", {})) if isinstance(schema, Mapping) else {}


def _missing(error: ValidationError, document: YamlDocument, path: KeyPath) -> Iterator[Violation]:
    value = _value(error)
    for key in _bound(error):
        if key not in value:
            advice = _fields(error).get(key, {}).get("description", "")
            yield Violation(
                document.place_of(*path),
                f"`{key}` is missing in {_name(path)}",
                f"add `{key}:` {advice}".strip(),
            )


def _unknown(error: ValidationError, document: YamlDocument, path: KeyPath) -> Iterator[Violation]:
    known, value = list(_fields(error)), _value(error)
    for key in value:
        if key not in known:
            close = get_close_matches(key, [k for k in known if k not in value] or known, n=1)
            fix = (
                f"did you mean `{close[0]}`?"
                if close
                else f"remove it; known here: {', '.join(known)}"
            )
            yield Violation(
                document.place_of(*path, key),
                f"`{make_printable(key)}` is not known in {_name(path)}",
                fix,
            )


def _type(error: ValidationError, document: YamlDocument, path: KeyPath) -> Iterator[Violation]:
    value, wanted = _value(error), str(_bound(error))
    is_a = _kind(value)
    fix = _advice(error)
    if wanted == "string" and isinstance(value, (bool, int, float)):
        fix = f'put it in quotes: "{make_printable(json.dumps(value))}"'
    yield Violation(
        document.place_of(*path),
        f"{_name(path)} should be {_TYPES.get(wanted, wanted)}, but is {is_a}",
        fix,
    )


def _kind(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"the number {value}"
    return {"str": "text", "list": "a list"}.get(type(value).__name__, "`key: value` lines")


def _length(error: ValidationError, document: YamlDocument, path: KeyPath) -> Iterator[Violation]:
    size, bound = len(_value(error)), _bound(error)
    what = "is empty" if not size else f"has {size} characters, {bound} at most"
    yield Violation(
        document.place_of(*path),
        f"{_name(path)} {what}",
        f"say it shorter: {_advice(error)}" if size else _advice(error),
    )


def _one_of(error: ValidationError, document: YamlDocument, path: KeyPath) -> Iterator[Violation]:
    wanted = _bound(error) if error.validator == "enum" else [_bound(error)]
    close = get_close_matches(str(_value(error)), [str(w) for w in wanted], n=1)
    fix = f"did you mean `{close[0]}`?" if close else f"use {', '.join(str(w) for w in wanted)}"
    yield Violation(
        document.place_of(*path), f"{_name(path)} cannot be {make_printable(_value(error))}", fix
    )


def _pattern(error: ValidationError, document: YamlDocument, path: KeyPath) -> Iterator[Violation]:
    yield Violation(
        document.place_of(*path),
        f"{_name(path)} is not well formed: {make_printable(_value(error))}",
        _advice(error),
    )


def _count(error: ValidationError, document: YamlDocument, path: KeyPath) -> Iterator[Violation]:
    bound = f"{_bound(error)} at {'least' if error.validator == 'minItems' else 'most'}"
    yield Violation(
        document.place_of(*path),
        f"{_name(path)} has {len(_value(error))} items, {bound}",
        _advice(error),
    )


def _range(error: ValidationError, document: YamlDocument, path: KeyPath) -> Iterator[Violation]:
    bound = f"{_bound(error)} at {'least' if error.validator == 'minimum' else 'most'}"
    yield Violation(
        document.place_of(*path), f"{_name(path)} is {_value(error)}, {bound}", _advice(error)
    )


def _repeated(error: ValidationError, document: YamlDocument, path: KeyPath) -> Iterator[Violation]:
    yield Violation(document.place_of(*path), f"{_name(path)} has an item twice", _advice(error))


def _kind_of(error: ValidationError, document: YamlDocument, path: KeyPath) -> Iterator[Violation]:
    """Name the keys of which there has to be one; each way through the schema asks for one of them."""
    keys = ", ".join(f"`{key}`" for way in _bound(error) for key in way["required"])
    yield Violation(
        document.place_of(*path), f"{_name(path)} has to have one of {keys}", _advice(error)
    )


_Say = Callable[[ValidationError, YamlDocument, KeyPath], Iterator[Violation]]
_SAY: dict[str, tuple[Rule, _Say]] = {
    "required": (MISSING, _missing),
    "additionalProperties": (UNKNOWN, _unknown),
    "type": (TYPE, _type),
    "minLength": (LENGTH, _length),
    "maxLength": (LENGTH, _length),
    "enum": (ONE_OF, _one_of),
    "const": (ONE_OF, _one_of),
    "pattern": (PATTERN, _pattern),
    "minItems": (COUNT, _count),
    "maxItems": (COUNT, _count),
    "minimum": (RANGE, _range),
    "maximum": (RANGE, _range),
    "uniqueItems": (REPEATED, _repeated),
    "anyOf": (KIND, _kind_of),
    "oneOf": (KIND, _kind_of),
}
