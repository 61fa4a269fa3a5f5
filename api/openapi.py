"""What the OpenAPI document says about problems: every operation may answer with one."""

from litestar import Litestar
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIResponse, OpenAPIType, Operation, Reference, Schema

CONFIG = OpenAPIConfig("Herobreak", "1", path="/schema", render_plugins=[JsonRenderPlugin()])
"""JSON alone: the interactive pages would load scripts from strangers."""

TEXT = Schema(type=OpenAPIType.STRING)
FAULT = Schema(type=OpenAPIType.OBJECT, properties={"where": TEXT, "what": TEXT}, required=["where", "what"])
PROBLEM = Schema(
    type=OpenAPIType.OBJECT,
    title="ProblemDocument",
    description="RFC 9457: what is wrong in a sentence, and the single faults behind it.",
    properties={
        "type": TEXT,
        "title": TEXT,
        "status": Schema(type=OpenAPIType.INTEGER),
        "detail": TEXT,
        "id": Schema(type=OpenAPIType.STRING, description="Where the fault was ours: its mark in the log"),
        "problems": Schema(type=OpenAPIType.ARRAY, items=FAULT),
    },
    required=["type", "title", "status", "detail"],
)
ANSWER = OpenAPIResponse(
    description="A problem",
    content={"application/problem+json": OpenAPIMediaType(Reference("#/components/schemas/ProblemDocument"))},
)


def describe_problems(app: Litestar) -> None:
    """Put the problem document in the place of the errors that the framework would send."""
    document = app.openapi_schema
    document.components.schemas["ProblemDocument"] = PROBLEM
    for path in (document.paths or {}).values():
        for operation in (path.get, path.post, path.patch, path.put, path.delete):
            if isinstance(operation, Operation) and operation.responses is not None:
                operation.responses.pop("400", None)
                operation.responses["default"] = ANSWER
