"""The request class of the app: it decodes bodies strictly and reads our own cookies fast."""

from collections.abc import Iterable
from functools import cache
from typing import Any

import msgspec
from litestar import Request
from litestar.types import Empty

from api.decode_errors import describe_decode_error
from learning.rules.refusals import Invalid

RawHeaders = Iterable[tuple[bytes, bytes]]


class MalformedBody(Invalid):
    """The body is not JSON."""


class StrictRequest(Request[Any, Any, Any]):
    """A request whose JSON body is decoded once, directly into the type that its handler takes."""

    async def json(self) -> Any:
        """Decode the body.

        Raises:
            MalformedBody: it is not JSON.
            Invalid: it is JSON, but not of the type that the handler takes.
        """
        if self._json is Empty:
            field = self.route_handler.parsed_data_field
            self._json = decode_body(await self.body(), field.annotation if field else Any)
        return self._json

    def read_cookie(self, name: str) -> str | None:
        """Read the value of one of our own cookies; None if it was not sent."""
        content = find_cookie(self.scope["headers"], name.encode())
        return None if content is None else content.decode("latin-1")


def find_cookie(headers: RawHeaders, name: bytes) -> bytes | None:
    """Find the value of one of our own cookies in raw headers; None if it was not sent.

    Our values need no decoding. Every request of a phone comes here, so it must be fast.
    """
    for header, value in headers:
        if header == b"cookie":
            for part in value.split(b";"):
                found_name, _, content = part.strip().partition(b"=")
                if found_name == name:
                    return content
    return None


def decode_body(body: bytes, target_type: Any) -> Any:
    """Decode JSON into a type.

    Raises:
        MalformedBody: it is not JSON, or nested too deeply.
        Invalid: it is JSON, but not of this type.
    """
    try:
        body.decode()  # the decoder does not check what it keeps raw
        return _make_json_decoder(target_type).decode(body)
    except msgspec.ValidationError as error:
        fault = describe_decode_error(str(error))
        raise Invalid("request.invalid", [fault]) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MalformedBody("request.malformed_json", message=str(error)) from None
    except RecursionError:
        raise MalformedBody("request.nested_too_deeply") from None


@cache
def _make_json_decoder(target_type: Any) -> msgspec.json.Decoder[Any]:
    """Make the decoder of a type once. Making it takes longer than decoding most bodies."""
    return msgspec.json.Decoder(target_type)
