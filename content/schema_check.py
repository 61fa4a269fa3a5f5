"""Check a document against its published JSON Schema, and report what does not fit.

The schema branches on `form` with if/then, so an error is about the one form of the question. The
descriptions in the schema are also the advice given to authors: each is a message whose code is
made from its text (`name_description`).
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any, NamedTuple

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from content.document import KeyPath, YamlDocument
from content.findings import Finding, Message, Violation, make_message, make_printable
from content.limits import MAX_FINDINGS_PER_FILE
from content.rules import PackRule, declare_rule

KEY_MISSING_RULE = declare_rule("key-missing")
KEY_UNKNOWN_RULE = declare_rule("key-unknown")
VALUE_TYPE_RULE = declare_rule("value-type")
VALUE_LENGTH_RULE = declare_rule("value-length")
VALUE_CHOICE_RULE = declare_rule("value-choice")
VALUE_PATTERN_RULE = declare_rule("value-pattern")
VALUE_COUNT_RULE = declare_rule("value-count")
VALUE_RANGE_RULE = declare_rule("value-range")
VALUE_REPEATED_RULE = declare_rule("value-repeated")
KEY_CHOICE_RULE = declare_rule("key-choice")

_TYPE_NAMES = {
    "string": make_message("kind.text"),
    "integer": make_message("kind.whole-number"),
    "number": make_message("kind.any-number"),
    "boolean": make_message("kind.boolean"),
    "array": make_message("kind.list"),
    "object": make_message("kind.mapping"),
}


class SchemaResult(NamedTuple):
    """The findings, and the paths of values that cannot be built because of them."""

    findings: list[Finding]
    broken: frozenset[KeyPath]


def check_schema(document: YamlDocument, schema: str) -> SchemaResult:
    """Check a document against the schema of this name, such as "lesson-1"."""
    if not document.is_readable:
        return SchemaResult([], frozenset())
    findings: dict[Finding, None] = {}  # two branches of the schema may report the same finding
    broken: set[KeyPath] = set()
    for error in islice(_load_validator(schema).iter_errors(document.data), MAX_FINDINGS_PER_FILE):
        path = tuple(error.absolute_path)
        broken.update(path[:n] for n in range(1, len(path) + 1))
        rule, describe = _DESCRIPTIONS.get(str(error.validator), (VALUE_TYPE_RULE, _describe_other))
        violations = islice(describe(error, document, path), MAX_FINDINGS_PER_FILE)
        findings.update((rule.make_finding(*violation), None) for violation in violations)
    if len(findings) >= MAX_FINDINGS_PER_FILE:  # the rest of the document was not checked
        broken.update(
            (key, i) for key, value in document.data.items() for i in range(_list_length(value))
        )
    return SchemaResult(list(findings), frozenset(broken))


def name_description(text: str) -> str:
    """The code of a description: "Two buckets." has "schema.two-buckets"."""
    return "schema." + "-".join(re.findall(r"[a-z0-9]+", text.lower()))


def _list_length(value: Any) -> int:
    return len(value) if isinstance(value, list) else 0


@cache
def _load_validator(schema: str) -> Draft202012Validator:
    text = files("content").joinpath(f"schema/{schema}.schema.json").read_text(encoding="utf-8")
    return Draft202012Validator(json.loads(text))


def _find_advice(schema: Any) -> Message:
    """The description of a part of the schema."""
    text = schema.get("description") if isinstance(schema, Mapping) else None
    if not text:
        return make_message("advice.see-example")
    return {"code": name_description(text), "values": {}}


def _name_place(path: KeyPath) -> Message:
    """Name a place for the author: the last key, with a number if it is in a list."""
    if not path:
        return make_message("place.file")
    last = path[-1]
    if isinstance(last, str):
        return make_message("place.key", key=make_printable(last))
    return make_message("place.item", number=last + 1, list=_name_place(path[:-1]))


def _written_value(error: ValidationError) -> Any:
    """What the author wrote. The library's types allow for errors that were never raised."""
    return error.instance


def _expected_value(error: ValidationError) -> Any:
    """What the schema's keyword asks for."""
    return error.validator_value


def _known_fields(error: ValidationError) -> dict[str, Any]:
    """The keys that this part of the schema defines, with their schemas."""
    schema = error.schema
    return dict(schema.get("properties", {})) if isinstance(schema, Mapping) else {}


def _describe_missing(
    error: ValidationError, document: YamlDocument, path: KeyPath
) -> Iterator[Violation]:
    written = _written_value(error)
    for key in _expected_value(error):
        if key not in written:
            field = _known_fields(error).get(key, {})
            message = make_message(
                "key-missing",
                key=key,
                where=_name_place(path),
                advice=_find_advice(field) if "description" in field else "",
            )
            yield Violation(document.place_of(*path), message)


def _describe_unknown(
    error: ValidationError, document: YamlDocument, path: KeyPath
) -> Iterator[Violation]:
    known, written = list(_known_fields(error)), _written_value(error)
    for key in written:
        if key not in known:
            unused = [name for name in known if name not in written]
            close = get_close_matches(key, unused or known, n=1)
            message = make_message(
                "key-unknown",
                key=make_printable(key),
                where=_name_place(path),
                known=known,
                suggestion=close[0] if close else None,
            )
            yield Violation(document.place_of(*path, key), message)


def _describe_value_type(
    error: ValidationError, document: YamlDocument, path: KeyPath
) -> Iterator[Violation]:
    written, expected = _written_value(error), str(_expected_value(error))
    expected_type, found = _TYPE_NAMES[expected], _name_type(written)
    where = _name_place(path)
    if expected == "string" and isinstance(written, bool | int | float):
        message = make_message(
            "value-unquoted",
            where=where,
            expected=expected_type,
            found=found,
            value=make_printable(json.dumps(written)),
        )
    else:
        message = make_message(
            "value-type",
            where=where,
            expected=expected_type,
            found=found,
            advice=_find_advice(error.schema),
        )
    yield Violation(document.place_of(*path), message)


def _name_type(value: Any) -> Message | str:
    if value is None:
        return make_message("kind.empty")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return make_message("kind.number", number=value)
    if isinstance(value, str):
        return make_message("kind.text")
    if isinstance(value, list):
        return make_message("kind.list")
    return make_message("kind.mapping")


def _describe_length(
    error: ValidationError, document: YamlDocument, path: KeyPath
) -> Iterator[Violation]:
    size, where = len(_written_value(error)), _name_place(path)
    advice = _find_advice(error.schema)
    if size:
        most = _expected_value(error)
        message = make_message("value-length", where=where, count=size, most=most, advice=advice)
    else:
        message = make_message("value-empty", where=where, advice=advice)
    yield Violation(document.place_of(*path), message)


def _describe_choice(
    error: ValidationError, document: YamlDocument, path: KeyPath
) -> Iterator[Violation]:
    expected = _expected_value(error)
    known = [str(value) for value in (expected if error.validator == "enum" else [expected])]
    close = get_close_matches(str(_written_value(error)), known, n=1)
    message = make_message(
        "value-choice",
        where=_name_place(path),
        value=make_printable(_written_value(error)),
        known=known,
        suggestion=make_printable(close[0]) if close else None,
    )
    yield Violation(document.place_of(*path), message)


def _describe_pattern(
    error: ValidationError, document: YamlDocument, path: KeyPath
) -> Iterator[Violation]:
    message = make_message(
        "value-pattern",
        where=_name_place(path),
        value=make_printable(_written_value(error)),
        advice=_find_advice(error.schema),
    )
    yield Violation(document.place_of(*path), message)


def _describe_count(
    error: ValidationError, document: YamlDocument, path: KeyPath
) -> Iterator[Violation]:
    where, bound = _name_place(path), _expected_value(error)
    count, advice = len(_written_value(error)), _find_advice(error.schema)
    if error.validator == "minItems":
        message = make_message("value-few", where=where, count=count, least=bound, advice=advice)
    else:
        message = make_message("value-many", where=where, count=count, most=bound, advice=advice)
    yield Violation(document.place_of(*path), message)


def _describe_range(
    error: ValidationError, document: YamlDocument, path: KeyPath
) -> Iterator[Violation]:
    where, bound = _name_place(path), _expected_value(error)
    value, advice = _written_value(error), _find_advice(error.schema)
    if error.validator == "minimum":
        message = make_message("value-low", where=where, value=value, least=bound, advice=advice)
    else:
        message = make_message("value-high", where=where, value=value, most=bound, advice=advice)
    yield Violation(document.place_of(*path), message)


def _describe_repetition(
    error: ValidationError, document: YamlDocument, path: KeyPath
) -> Iterator[Violation]:
    message = make_message(
        "value-repeated", where=_name_place(path), advice=_find_advice(error.schema)
    )
    yield Violation(document.place_of(*path), message)


def _describe_key_choice(
    error: ValidationError, document: YamlDocument, path: KeyPath
) -> Iterator[Violation]:
    """Name the keys of which there has to be one: each branch of the schema requires one."""
    keys = [f"`{key}`" for branch in _expected_value(error) for key in branch["required"]]
    message = make_message(
        "key-choice",
        where=_name_place(path),
        keys=keys,
        advice=_find_advice(error.schema),
    )
    yield Violation(document.place_of(*path), message)


def _describe_other(
    error: ValidationError, document: YamlDocument, path: KeyPath
) -> Iterator[Violation]:
    """For keywords without a text of their own: the library's message, which is English."""
    message = make_message(
        "value-unfit", detail=make_printable(error.message), advice=_find_advice(error.schema)
    )
    yield Violation(document.place_of(*path), message)


_Describe = Callable[[ValidationError, YamlDocument, KeyPath], Iterator[Violation]]
_DESCRIPTIONS: dict[str, tuple[PackRule, _Describe]] = {
    "required": (KEY_MISSING_RULE, _describe_missing),
    "additionalProperties": (KEY_UNKNOWN_RULE, _describe_unknown),
    "type": (VALUE_TYPE_RULE, _describe_value_type),
    "minLength": (VALUE_LENGTH_RULE, _describe_length),
    "maxLength": (VALUE_LENGTH_RULE, _describe_length),
    "enum": (VALUE_CHOICE_RULE, _describe_choice),
    "const": (VALUE_CHOICE_RULE, _describe_choice),
    "pattern": (VALUE_PATTERN_RULE, _describe_pattern),
    "minItems": (VALUE_COUNT_RULE, _describe_count),
    "maxItems": (VALUE_COUNT_RULE, _describe_count),
    "minimum": (VALUE_RANGE_RULE, _describe_range),
    "maximum": (VALUE_RANGE_RULE, _describe_range),
    "uniqueItems": (VALUE_REPEATED_RULE, _describe_repetition),
    "anyOf": (KEY_CHOICE_RULE, _describe_key_choice),
    "oneOf": (KEY_CHOICE_RULE, _describe_key_choice),
}
