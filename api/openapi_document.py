"""What the OpenAPI document says about problems: every operation may answer with one."""

from litestar import Litestar
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import (
    OpenAPIMediaType,
    OpenAPIResponse,
    OpenAPIType,
    Operation,
    Reference,
    Schema,
)

OPENAPI_CONFIG = OpenAPIConfig(
    "Herobreak", "1", path="/schema", render_plugins=[JsonRenderPlugin()]
)
"""JSON alone: the interactive pages would load scripts from strangers."""

TEXT_SCHEMA = Schema(type=OpenAPIType.STRING)
FAULT_SCHEMA = Schema(
    type=OpenAPIType.OBJECT,
    properties={"where": TEXT_SCHEMA, "what": TEXT_SCHEMA},
    required=["where", "what"],
)
PROBLEM_SCHEMA = Schema(
    type=OpenAPIType.OBJECT,
    title="ProblemDocument",
    description="RFC 9457: what is wrong in a sentence, and the single faults behind it.",
    properties={
        "type": TEXT_SCHEMA,
        "title": TEXT_SCHEMA,
        "status": Schema(type=OpenAPIType.INTEGER),
        "detail": TEXT_SCHEMA,
        "id": Schema(
            type=OpenAPIType.STRING, description="Where the fault was ours: its mark in the log"
        ),
        "problems": Schema(type=OpenAPIType.ARRAY, items=FAULT_SCHEMA),
    },
    required=["type", "title", "status", "detail"],
)
PROBLEM_RESPONSE = OpenAPIResponse(
    description="A problem",
    content={
        "application/problem+json": OpenAPIMediaType(
            Reference("#/components/schemas/ProblemDocument")
        )
    },
)


def describe_problems(app: Litestar) -> None:
    """Put the problem document in the place of the errors that the framework would send."""
    document = app.openapi_schema
    document.components.schemas["ProblemDocument"] = PROBLEM_SCHEMA
    for path in (document.paths or {}).values():
        for operation in (path.get, path.post, path.patch, path.put, path.delete):
            if isinstance(operation, Operation) and operation.responses is not None:
                operation.responses.pop("400", None)
                operation.responses["default"] = PROBLEM_RESPONSE
