"""Read and name the parts of a schema and of an error that it reports."""

import re
from collections.abc import Mapping
from typing import Any

from jsonschema.exceptions import ValidationError

from content.document import KeyPath
from content.findings import Message, make_message, make_printable


def name_description(text: str) -> str:
    """The code of a description: "Two buckets." has "schema.two-buckets"."""
    return "schema." + "-".join(re.findall(r"[a-z0-9]+", text.lower()))


def find_advice(schema: Any) -> Message:
    """The description of a part of the schema."""
    text = schema.get("description") if isinstance(schema, Mapping) else None
    if not text:
        return make_message("advice.see-example")
    return {"code": name_description(text), "values": {}}


def name_place(path: KeyPath) -> Message:
    """Name a place for the author: the last key, with a number if it is in a list."""
    if not path:
        return make_message("place.file")
    last = path[-1]
    if isinstance(last, str):
        return make_message("place.key", key=make_printable(last))
    return make_message("place.item", number=last + 1, list=name_place(path[:-1]))


def get_written_value(error: ValidationError) -> Any:
    """What the author wrote. The library's types allow for errors that were never raised."""
    return error.instance


def get_expected_value(error: ValidationError) -> Any:
    """What the schema's keyword asks for."""
    return error.validator_value


def list_known_fields(error: ValidationError) -> dict[str, Any]:
    """The keys that this part of the schema defines, with their schemas."""
    schema = error.schema
    return dict(schema.get("properties", {})) if isinstance(schema, Mapping) else {}
