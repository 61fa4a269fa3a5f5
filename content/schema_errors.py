"""What the author reads for each keyword of the schema that a document does not fit."""

import json
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from jsonschema.exceptions import ValidationError

from content.document import KeyPath, YamlDocument
from content.findings import Message, Violation, make_message, make_printable
from content.schema_parts import (
    find_advice,
    get_expected_value,
    get_written_value,
    list_known_fields,
    name_place,
)

_TYPE_NAMES = {
    "string": make_message("kind.text"),
    "integer": make_message("kind.whole-number"),
    "number": make_message("kind.any-number"),
    "boolean": make_message("kind.boolean"),
    "array": make_message("kind.list"),
    "object": make_message("kind.mapping"),
}


def describe_missing(
    error: ValidationError, document: YamlDocument, path: KeyPath
) -> Iterator[Violation]:
    """Name each key that is required and missing."""
    written = get_written_value(error)
    for key in get_expected_value(error):
        if key not in written:
            field = list_known_fields(error).get(key, {})
            message = make_message(
                "key-missing",
                key=key,
                where=name_place(path),
                advice=find_advice(field) if "description" in field else "",
            )
            yield Violation(document.place_of(*path), message)


def describe_unknown(
    error: ValidationError, document: YamlDocument, path: KeyPath
) -> Iterator[Violation]:
    """Name each key that the schema does not know, with the nearest one that it does."""
    known, written = list(list_known_fields(error)), get_written_value(error)
    for key in written:
        if key not in known:
            unused = [name for name in known if name not in written]
            close = get_close_matches(key, unused or known, n=1)
            message = make_message(
                "key-unknown",
                key=make_printable(key),
                where=name_place(path),
                known=known,
                suggestion=close[0] if close else None,
            )
            yield Violation(document.place_of(*path, key), message)


def describe_value_type(
    error: ValidationError, document: YamlDocument, path: KeyPath
) -> Iterator[Violation]:
    """Say which type of value is expected, and which was found."""
    written, expected = get_written_value(error), str(get_expected_value(error))
    expected_type, found = _TYPE_NAMES[expected], _name_type(written)
    where = name_place(path)
    source = document.written.get(path, json.dumps(written))
    if expected == "string" and isinstance(written, bool | int | float | None) and source:
        message = make_message(
            "value-unquoted",
            where=where,
            expected=expected_type,
            found=found,
            value=make_printable(source),
        )
    elif expected == "string" and isinstance(written, dict | list):
        message = make_message("value-structure", where=where, expected=expected_type, found=found)
    elif expected == "array" and written is not None and not isinstance(written, dict):
        message = make_message("value-no-list", where=where, expected=expected_type, found=found)
    elif (
        expected == "integer"
        and isinstance(written, str)
        and written.isascii()
        and written.isdigit()
    ):
        message = make_message(
            "value-quoted", where=where, expected=expected_type, found=found, value=written[:20]
        )
    else:
        message = make_message(
            "value-type",
            where=where,
            expected=expected_type,
            found=found,
            advice=find_advice(error.schema),
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


def describe_length(
    error: ValidationError, document: YamlDocument, path: KeyPath
) -> Iterator[Violation]:
    """Say how long a text may or must be."""
    size, where = len(get_written_value(error)), name_place(path)
    advice = find_advice(error.schema)
    if size:
        most = get_expected_value(error)
        message = make_message("value-length", where=where, count=size, most=most, advice=advice)
    else:
        message = make_message("value-empty", where=where, advice=advice)
    yield Violation(document.place_of(*path), message)


def describe_choice(
    error: ValidationError, document: YamlDocument, path: KeyPath
) -> Iterator[Violation]:
    """List the values that are allowed."""
    expected = get_expected_value(error)
    known = [str(value) for value in (expected if error.validator == "enum" else [expected])]
    close = get_close_matches(str(get_written_value(error)), known, n=1)
    message = make_message(
        "value-choice",
        where=name_place(path),
        value=make_printable(get_written_value(error)),
        known=known,
        suggestion=make_printable(close[0]) if close else None,
    )
    yield Violation(document.place_of(*path), message)


def describe_pattern(
    error: ValidationError, document: YamlDocument, path: KeyPath
) -> Iterator[Violation]:
    """Show the value that does not have the form asked for."""
    message = make_message(
        "value-pattern",
        where=name_place(path),
        value=make_printable(get_written_value(error)),
        advice=find_advice(error.schema),
    )
    yield Violation(document.place_of(*path), message)


def describe_count(
    error: ValidationError, document: YamlDocument, path: KeyPath
) -> Iterator[Violation]:
    """Say how many entries a list may or must have."""
    where, bound = name_place(path), get_expected_value(error)
    count, advice = len(get_written_value(error)), find_advice(error.schema)
    if error.validator == "minItems":
        message = make_message("value-few", where=where, count=count, least=bound, advice=advice)
    else:
        message = make_message("value-many", where=where, count=count, most=bound, advice=advice)
    yield Violation(document.place_of(*path), message)


def describe_range(
    error: ValidationError, document: YamlDocument, path: KeyPath
) -> Iterator[Violation]:
    """Say how small or large a number may be."""
    where, bound = name_place(path), get_expected_value(error)
    value, advice = get_written_value(error), find_advice(error.schema)
    if error.validator == "minimum":
        message = make_message("value-low", where=where, value=value, least=bound, advice=advice)
    else:
        message = make_message("value-high", where=where, value=value, most=bound, advice=advice)
    yield Violation(document.place_of(*path), message)


def describe_repetition(
    error: ValidationError, document: YamlDocument, path: KeyPath
) -> Iterator[Violation]:
    """Name the list that has an entry twice."""
    message = make_message(
        "value-repeated", where=name_place(path), advice=find_advice(error.schema)
    )
    yield Violation(document.place_of(*path), message)


def describe_key_choice(
    error: ValidationError, document: YamlDocument, path: KeyPath
) -> Iterator[Violation]:
    """Name the keys of which there has to be one: each branch of the schema requires one."""
    keys = [f"`{key}`" for branch in get_expected_value(error) for key in branch["required"]]
    message = make_message(
        "key-choice",
        where=name_place(path),
        keys=keys,
        advice=find_advice(error.schema),
    )
    yield Violation(document.place_of(*path), message)


def describe_other(
    error: ValidationError, document: YamlDocument, path: KeyPath
) -> Iterator[Violation]:
    """For keywords without a text of their own: the library's message, which is English."""
    message = make_message(
        "value-unfit", detail=make_printable(error.message), advice=find_advice(error.schema)
    )
    yield Violation(document.place_of(*path), message)
