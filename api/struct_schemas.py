"""How structs that refuse unknown fields are described in the OpenAPI document."""

from litestar._openapi.schema_generation.plugins.struct import StructSchemaPlugin
from litestar._openapi.schema_generation.schema import SchemaCreator
from litestar.openapi.spec import Schema
from litestar.typing import FieldDefinition


class StrictStructPlugin(StructSchemaPlugin):
    """Says of a struct that refuses unknown fields that it has no additional properties."""

    def is_plugin_supported_field(self, field_definition: FieldDefinition) -> bool:
        """Tell whether the field is such a struct."""
        return super().is_plugin_supported_field(field_definition) and bool(
            field_definition.type_.__struct_config__.forbid_unknown_fields
        )

    def to_openapi_schema(
        self, field_definition: FieldDefinition, schema_creator: SchemaCreator
    ) -> Schema:
        """Describe the struct."""
        schema = super().to_openapi_schema(field_definition, schema_creator)
        schema.additional_properties = False
        return schema
