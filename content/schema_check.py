"""Check a document against its published JSON Schema, and report what does not fit.

The schema branches on `form` with if/then, so an error is about the one form of the question. The
descriptions in the schema are also the advice given to authors: each is a message whose code is
made from its text (`schema_parts.name_description`).
"""

import json
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any, NamedTuple

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from content.document import KeyPath, YamlDocument
from content.findings import Finding, Violation
from content.limits import MAX_FINDINGS_PER_FILE
from content.rules import PackRule, declare_rule
from content.schema_errors import (
    describe_choice,
    describe_count,
    describe_key_choice,
    describe_length,
    describe_missing,
    describe_other,
    describe_pattern,
    describe_range,
    describe_repetition,
    describe_unknown,
    describe_value_type,
)

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
        rule, describe = _DESCRIPTIONS.get(str(error.validator), (VALUE_TYPE_RULE, describe_other))
        violations = islice(describe(error, document, path), MAX_FINDINGS_PER_FILE)
        findings.update((rule.make_finding(*violation), None) for violation in violations)
    if len(findings) >= MAX_FINDINGS_PER_FILE:  # the rest of the document was not checked
        broken.update(
            (key, i) for key, value in document.data.items() for i in range(_list_length(value))
        )
    return SchemaResult(list(findings), frozenset(broken))


def _list_length(value: Any) -> int:
    return len(value) if isinstance(value, list) else 0


@cache
def _load_validator(schema: str) -> Draft202012Validator:
    text = files("content").joinpath(f"schema/{schema}.schema.json").read_text(encoding="utf-8")
    return Draft202012Validator(json.loads(text))


_Describe = Callable[[ValidationError, YamlDocument, KeyPath], Iterator[Violation]]
_DESCRIPTIONS: dict[str, tuple[PackRule, _Describe]] = {
    "required": (KEY_MISSING_RULE, describe_missing),
    "additionalProperties": (KEY_UNKNOWN_RULE, describe_unknown),
    "type": (VALUE_TYPE_RULE, describe_value_type),
    "minLength": (VALUE_LENGTH_RULE, describe_length),
    "maxLength": (VALUE_LENGTH_RULE, describe_length),
    "enum": (VALUE_CHOICE_RULE, describe_choice),
    "const": (VALUE_CHOICE_RULE, describe_choice),
    "pattern": (VALUE_PATTERN_RULE, describe_pattern),
    "minItems": (VALUE_COUNT_RULE, describe_count),
    "maxItems": (VALUE_COUNT_RULE, describe_count),
    "minimum": (VALUE_RANGE_RULE, describe_range),
    "maximum": (VALUE_RANGE_RULE, describe_range),
    "uniqueItems": (VALUE_REPEATED_RULE, describe_repetition),
    "anyOf": (KEY_CHOICE_RULE, describe_key_choice),
    "oneOf": (KEY_CHOICE_RULE, describe_key_choice),
}
