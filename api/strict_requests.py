"""Requests as the handlers get them: bodies decoded strictly, faults in sentences, our own cookies."""

import re
from functools import cache
from typing import Any

import msgspec
from litestar import Request
from litestar.types import Empty

from learning.rules.problems import InputProblem, Invalid

JSON_TYPE_WORDS = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "nothing",
    "uuid": "a UUID",
    "datetime": "a date and time",
    "date": "a date",
}
JSON_PATH_PATTERN = re.compile(r" - at `(?:key in )?\$\.?([^`]*)`$")


class MalformedBody(Invalid):
    """A body that is not JSON at all."""


class StrictRequest(Request[Any, Any, Any]):
    """A request whose JSON body is decoded once, strictly, straight into the type that its handler asks for."""

    async def json(self) -> Any:
        """Decode the body.

        Raises:
            Malformed: it is not JSON.
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
    """Decode JSON into a type, unknown fields refused where the type says so; errors become sentences."""
    try:
        body.decode()  # what is kept raw is not looked at by the decoder
        return _make_json_decoder(target_type).decode(body)
    except msgspec.ValidationError as error:
        fault = describe_decode_error(str(error))
        raise Invalid("What was sent does not fit.", [fault]) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MalformedBody(f"The body is not valid JSON: {error}.") from None
    except RecursionError:
        raise MalformedBody("The body is nested too deeply.") from None


@cache
def _make_json_decoder(target_type: Any) -> msgspec.json.Decoder[Any]:
    """Make ready for a type once: it takes longer than most bodies."""
    return msgspec.json.Decoder(target_type)


def describe_decode_error(message: str) -> InputProblem:
    """Turn msgspec's message into a place and a sentence."""
    path_match = JSON_PATH_PATTERN.search(message)
    where, what = (path_match[1], message[: path_match.start()]) if path_match else ("", message)
    what = re.sub(r"`(\w+)( \| null)?`", _describe_type, what)
    if what.startswith("Expected text matching regex"):
        what = "It holds a character that cannot be used"
    what = what.replace("Object contains unknown field", "There is no field").replace(
        "Object missing required field", "Missing:"
    )
    return InputProblem(where or "body", what.replace("`", "") + ".")


def _describe_type(name: re.Match[str]) -> str:
    return JSON_TYPE_WORDS.get(name[1], f"“{name[1]}”") + (" or nothing" if name[2] else "")
