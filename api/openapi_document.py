"""The OpenAPI document: every operation with its refusals as RFC 9457 problem documents."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from importlib.metadata import version

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import (
    Example,
    OpenAPIFormat,
    OpenAPIMediaType,
    OpenAPIResponse,
    OpenAPIType,
    Operation,
    Reference,
    RequestBody,
    Schema,
)
from litestar.routes import HTTPRoute

from api.answer_docs import MEDIA_TYPES_OPTION
from api.body_examples import make_body_example
from api.problem_responses import PROBLEM_TYPE_PREFIX, find_refusal_status
from api.refusal_docs import Refusal, list_refusals
from api.security_docs import find_security, make_security_schemes
from learning.messages import read_template

OPENAPI_CONFIG = OpenAPIConfig(
    "Herobreak",
    version("herobreak"),
    path="/schema",
    render_plugins=[JsonRenderPlugin()],
    use_handler_docstrings=True,
)
"""JSON alone: the interactive pages would load scripts from other hosts."""

TEXT_SCHEMA = Schema(type=OpenAPIType.STRING)
FILE_SCHEMA = Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY)
VALUES_SCHEMA = Schema(
    type=OpenAPIType.OBJECT, description="The values that the text of the code needs."
)
FAULT_SCHEMA = Schema(
    type=OpenAPIType.OBJECT,
    properties={
        "where": TEXT_SCHEMA,
        "what": TEXT_SCHEMA,
        "code": TEXT_SCHEMA,
        "values": VALUES_SCHEMA,
    },
    required=["where", "what", "code", "values"],
)
PROBLEM_SCHEMA = Schema(
    type=OpenAPIType.OBJECT,
    title="ProblemDocument",
    description="RFC 9457: what is wrong, what to do about it, and the single faults behind it.",
    properties={
        "type": Schema(
            type=OpenAPIType.STRING, description=f"`{PROBLEM_TYPE_PREFIX}` and the code. Stable."
        ),
        "title": TEXT_SCHEMA,
        "status": Schema(type=OpenAPIType.INTEGER),
        "code": TEXT_SCHEMA,
        "values": VALUES_SCHEMA,
        "detail": Schema(
            type=OpenAPIType.STRING, description="The text, in the language of the request."
        ),
        "id": Schema(type=OpenAPIType.STRING, description="The mark of a server fault in the log."),
        "problems": Schema(type=OpenAPIType.ARRAY, items=FAULT_SCHEMA),
    },
    required=["type", "title", "status", "code", "values", "detail"],
)
PROBLEM_SCHEMA_REFERENCE = Reference("#/components/schemas/ProblemDocument")
REFUSAL_CODES_OF_THE_SERVER = {
    HTTPStatus.INTERNAL_SERVER_ERROR: ["server.unexpected_error"],
    HTTPStatus.SERVICE_UNAVAILABLE: ["server.busy", "server.database_unavailable"],
}


def describe_json_bodies(app: Litestar) -> None:
    """Give each JSON body an example, which is composed of the examples of its fields."""
    document = app.openapi_schema
    for path in (document.paths or {}).values():
        for operation in (path.post, path.put, path.patch, path.delete):
            body = operation.request_body if operation else None
            content = body.content if isinstance(body, RequestBody) else {}
            media_type = content.get("application/json")
            if media_type is not None and media_type.schema is not None:
                media_type.example = make_body_example(
                    media_type.schema, document.components.schemas
                )


def describe_refusals(app: Litestar) -> None:
    """Replace the errors that the framework describes with the refusals of each operation."""
    app.openapi_schema.components.schemas["ProblemDocument"] = PROBLEM_SCHEMA
    for handler, operation in _list_operations(app):
        if operation.responses is not None:
            operation.responses.pop("400", None)
            operation.responses.update(_describe_responses(list_refusals(handler)))


def describe_answers(app: Litestar) -> None:
    """Give the media types that handlers declare. An answer with status 204 has no content."""
    for handler, operation in _list_operations(app):
        for status, response in (operation.responses or {}).items():
            if status == str(int(HTTPStatus.NO_CONTENT)) and isinstance(response, OpenAPIResponse):
                response.content = None
        media_types = handler.opt.get(MEDIA_TYPES_OPTION, ())
        success = (operation.responses or {}).get(str(int(HTTPStatus.OK)))
        if media_types and isinstance(success, OpenAPIResponse):
            success.content = dict.fromkeys(media_types, OpenAPIMediaType(FILE_SCHEMA))


def describe_security(app: Litestar) -> None:
    """Say which cookie or token, and which role, each operation needs."""
    schemes = make_security_schemes(app.state.settings)
    app.openapi_schema.components.security_schemes = dict(schemes)
    for handler, operation in _list_operations(app):
        operation.security = find_security(handler)


def _list_operations(app: Litestar) -> Iterator[tuple[HTTPRouteHandler, Operation]]:
    """List the operations of the document, each with its handler."""
    paths = app.openapi_schema.paths or {}
    for route in app.routes:
        if not isinstance(route, HTTPRoute) or route.path_format not in paths:
            continue
        for method, (handler, _) in route.route_handler_map.items():
            operation = getattr(paths[route.path_format], method.lower(), None)
            if isinstance(operation, Operation):
                yield handler, operation


def _describe_responses(refusals: Iterable[Refusal]) -> dict[str, OpenAPIResponse]:
    codes_by_status: dict[HTTPStatus, list[str]] = defaultdict(list)
    for kind, code in refusals:
        codes_by_status[find_refusal_status(kind)].append(code)
    codes_by_status.update(REFUSAL_CODES_OF_THE_SERVER)
    return {
        str(int(status)): _describe_response(status, codes)
        for status, codes in sorted(codes_by_status.items())
    }


def _describe_response(status: HTTPStatus, codes: list[str]) -> OpenAPIResponse:
    examples: dict[str, Example | Reference] = {
        code: Example(value=_make_example(status, code)) for code in codes
    }
    return OpenAPIResponse(
        description=f"{status.phrase}: {', '.join(f'`{code}`' for code in codes)}",
        content={
            "application/problem+json": OpenAPIMediaType(
                PROBLEM_SCHEMA_REFERENCE, examples=examples
            )
        },
    )


def _make_example(status: HTTPStatus, code: str) -> dict[str, object]:
    return {
        "type": f"{PROBLEM_TYPE_PREFIX}{code}",
        "title": status.phrase,
        "status": int(status),
        "code": code,
        "values": {},
        "detail": read_template(code),
    }
