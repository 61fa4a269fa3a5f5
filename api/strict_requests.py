"""Requests as the handlers get them: bodies decoded strictly, and a fast way to our own cookies."""

from functools import cache
from typing import Any

import msgspec
from litestar import Request
from litestar.types import Empty

from api.decode_errors import describe_decode_error
from learning.rules.refusals import Invalid


class MalformedBody(Invalid):
    """A body that is not JSON at all."""


class StrictRequest(Request[Any, Any, Any]):
    """A request whose JSON body is decoded once, strictly, straight into the type that its handler asks for."""

    async def json(self) -> Any:
        """Decode the body.

        Raises:
            MalformedBody: it is not JSON.
            Invalid: it is JSON, but not what the handler takes.
        """
        if self._json is Empty:
            field = self.route_handler.parsed_data_field
            self._json = decode_body(await self.body(), field.annotation if field else Any)
        return self._json

    def read_cookie(self, name: str) -> str | None:
        """Find a cookie of ours, whose values need no decoding: everything that phones ask for begins here."""
        encoded_name = name.encode()
        for header, value in self.scope["headers"]:
            if header == b"cookie":
                for part in value.split(b";"):
                    found_name, _, content = part.strip().partition(b"=")
                    if found_name == encoded_name:
                        return content.decode("latin-1")
        return None


def decode_body(body: bytes, target_type: Any) -> Any:
    """Decode JSON into a type, with unknown fields refused where the type says so."""
    try:
        body.decode()  # what is kept raw is not looked at by the decoder
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
    """Make ready for a type once: it takes longer than most bodies."""
    return msgspec.json.Decoder(target_type)
