"""Uploads: read them, and describe them in the OpenAPI document.

A handler that reads an upload itself names no body, so the document needs an operation class.
"""

from dataclasses import dataclass

from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.exceptions import ClientException
from litestar.openapi.spec import (
    OpenAPIFormat,
    OpenAPIMediaType,
    OpenAPIType,
    Operation,
    RequestBody,
    Schema,
)
from litestar.status_codes import HTTP_413_REQUEST_ENTITY_TOO_LARGE

from api.strict_requests import StrictRequest
from learning.rules.refusals import InputProblem, Invalid, TooLarge

MULTIPART_OVERHEAD_BYTES = 64 * 1024
"""What multipart may add to the size of a file."""


async def read_form_file(request: StrictRequest, field: str, too_large: TooLarge) -> UploadFile:
    """Read the file in a field of a multipart form.

    Raises:
        TooLarge: the body is larger than the handler allows. It is the given `too_large`.
        Invalid: there is no form, or no file in it.
    """
    try:
        form = await request.form()
    except ClientException as error:
        if error.status_code == HTTP_413_REQUEST_ENTITY_TOO_LARGE:
            raise too_large from None
        raise Invalid("upload.not_a_form") from None
    except (LookupError, ValueError):  # a text field in an unknown or a broken encoding
        raise Invalid("upload.field_is_not_text") from None
    upload = form.get(field)
    if not isinstance(upload, UploadFile):
        problem = InputProblem(field, "upload.send_as_file", {"field": field})
        raise Invalid("upload.missing_file", [problem], field=field)
    await upload.seek(0)  # a handler that is called again reads it again
    return upload


async def read_uploaded_file(request: StrictRequest, field: str, too_large: TooLarge) -> bytes:
    """Read a file that is the body itself, or in a field of a multipart form.

    Raises:
        TooLarge: the body is larger than the handler allows. It is the given `too_large`.
        Invalid: there is no file.
    """
    if request.content_type[0] == RequestEncodingType.MULTI_PART:
        return await (await read_form_file(request, field, too_large)).read()
    try:
        return await request.body()
    except ClientException as error:
        if error.status_code == HTTP_413_REQUEST_ENTITY_TOO_LARGE:
            raise too_large from None
        raise Invalid("upload.broke_off") from None


def _make_multipart_schema(field: str, *, description: str) -> OpenAPIMediaType:
    file = Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY, description=description)
    return OpenAPIMediaType(
        Schema(type=OpenAPIType.OBJECT, properties={field: file}, required=[field])
    )


@dataclass
class PackUploadOperation(Operation):
    """An operation that takes one file in the multipart field `pack`."""

    def __post_init__(self) -> None:
        """Describe the form."""
        form = _make_multipart_schema("pack", description="A zip of the pack's folder")
        self.request_body = RequestBody({RequestEncodingType.MULTI_PART: form}, required=True)


@dataclass
class RotaUploadOperation(Operation):
    """An operation that takes a rota: as the body, or in the multipart field `rota`."""

    def __post_init__(self) -> None:
        """Describe the ways to send it."""
        text = OpenAPIMediaType(Schema(type=OpenAPIType.STRING))
        form = _make_multipart_schema("rota", description="A table (CSV, XLSX) or a calendar")
        workbook = OpenAPIMediaType(Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY))
        content = {
            "text/csv": text,
            "text/calendar": text,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": workbook,
            RequestEncodingType.MULTI_PART: form,
        }
        self.request_body = RequestBody(content, required=True)


@dataclass
class PhotoUploadOperation(Operation):
    """An operation that takes a photo: as the body, or in the multipart field `photo`."""

    def __post_init__(self) -> None:
        """Describe the ways to send it."""
        photo = OpenAPIMediaType(Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY))
        content = dict.fromkeys(("image/jpeg", "image/png", "image/webp"), photo)
        content[RequestEncodingType.MULTI_PART] = _make_multipart_schema(
            "photo", description="A JPEG, PNG or WebP"
        )
        self.request_body = RequestBody(content, required=True)
