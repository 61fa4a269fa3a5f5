"""Parts of a body that a handler decodes itself, and how the OpenAPI document describes them."""

from dataclasses import dataclass
from typing import cast

from litestar._openapi.schema_generation.schema import SchemaCreator
from litestar.openapi.spec import Schema
from litestar.plugins import OpenAPISchemaPlugin
from litestar.typing import FieldDefinition


@dataclass(frozen=True, slots=True)
class DecodedLater:
    """Marks a `msgspec.Raw` of a request. `target_type` is what the handler decodes it to."""

    target_type: type


class LateDecodingPlugin(OpenAPISchemaPlugin):
    """Describes what is marked with `DecodedLater` as its `target_type`."""

    def is_plugin_supported_field(self, field_definition: FieldDefinition) -> bool:
        """Tell whether the field is marked."""
        return any(isinstance(mark, DecodedLater) for mark in field_definition.metadata)

    def to_openapi_schema(
        self, field_definition: FieldDefinition, schema_creator: SchemaCreator
    ) -> Schema:
        """Describe the target type."""
        mark = next(mark for mark in field_definition.metadata if isinstance(mark, DecodedLater))
        target = FieldDefinition.from_annotation(mark.target_type)
        # A struct gives a reference. The signature of the plugin does not know that.
        return cast("Schema", schema_creator.for_field_definition(target))
