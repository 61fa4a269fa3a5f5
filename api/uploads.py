"""How an upload looks in the OpenAPI document, where the handler reads the form by itself."""

from dataclasses import dataclass

from litestar.enums import RequestEncodingType
from litestar.openapi.spec import OpenAPIFormat, OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema


@dataclass
class UploadOperation(Operation):
    """An operation that takes one file in the multipart field `pack`."""

    def __post_init__(self) -> None:
        """Describe the form."""
        pack = Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY, description="A zip of the pack's folder")
        form = Schema(type=OpenAPIType.OBJECT, properties={"pack": pack}, required=["pack"])
        self.request_body = RequestBody({RequestEncodingType.MULTI_PART: OpenAPIMediaType(form)}, required=True)
