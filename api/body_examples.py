"""Examples of JSON bodies, composed of the examples that the fields of structs declare."""

from collections.abc import Mapping
from typing import Any

from litestar.openapi.spec import OpenAPIType, Reference, Schema


def make_body_example(schema: Schema | Reference, schemas: Mapping[str, Schema]) -> Any:
    """Compose an example of a body.

    It holds every field that has an example, and every required one. `schemas` are the components
    of the document.

    Raises:
        ValueError: a required field, or one below it, has no example.
    """
    if isinstance(schema, Reference):
        return make_body_example(schemas[schema.value], schemas)
    if schema.examples:
        return schema.examples[0]
    if schema.enum:
        return schema.enum[0]
    if schema.type == OpenAPIType.ARRAY and isinstance(schema.items, Schema | Reference):
        return [make_body_example(schema.items, schemas)]
    if schema.type == OpenAPIType.OBJECT and schema.properties:
        return _make_object_example(schema, schemas)
    raise ValueError("there is no example")


def _make_object_example(schema: Schema, schemas: Mapping[str, Schema]) -> dict[str, Any]:
    example = {}
    for name, field in (schema.properties or {}).items():
        try:
            example[name] = make_body_example(field, schemas)
        except ValueError as error:
            if name in (schema.required or ()):
                raise ValueError(f"{schema.title}.{name}: {error}") from None
    return example
