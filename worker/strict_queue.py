"""The queue in Redis, read strictly: a message that our own code cannot have sent is set aside.

Celery handles messages with unknown tasks or wrong arguments. But text that is not JSON, or a
message without its properties, ends the process that reads it. It is not acknowledged then, so the
next process ends, too.
"""

from base64 import b64decode
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
import structlog
from kombu.transport import TRANSPORT_ALIASES
from kombu.transport import redis as redis_transport

from learning.task_queues import CLOCK_QUEUE, JOB_QUEUE, SET_ASIDE_KEY

QUEUE_PREFIXES = (JOB_QUEUE.encode(), CLOCK_QUEUE.encode())
"""How the keys of the queues begin. A priority may follow."""
MAX_MESSAGES_SET_ASIDE = 100
MAX_BYTES_SET_ASIDE = 10_000
"""What is kept of one message."""

log = structlog.get_logger("herobreak.worker")

_TimeLimit = Annotated[list[float | None], msgspec.Meta(min_length=2, max_length=2)]


class _MessageHeaders(msgspec.Struct):
    """The headers that Celery reads from a message of its second protocol."""

    task: str
    id: str
    retries: int = 0
    timelimit: _TimeLimit | None = None
    eta: datetime | None = None
    expires: datetime | None = None


class _DeliveryInfo(msgspec.Struct):
    exchange: str
    routing_key: str


class _MessageProperties(msgspec.Struct):
    """The properties that the transport reads."""

    delivery_tag: str
    delivery_info: _DeliveryInfo
    body_encoding: Literal["base64"]


class _QueuedMessage(msgspec.Struct):
    """A message as our code sends it."""

    body: str
    headers: _MessageHeaders
    properties: _MessageProperties
    content_type: Literal["application/json"] = msgspec.field(name="content-type")
    content_encoding: Literal["utf-8"] = msgspec.field(name="content-encoding")


_decode_message = msgspec.json.Decoder(_QueuedMessage).decode
_decode_body = msgspec.json.Decoder(tuple[list[Any], dict[str, Any], dict[str, Any]]).decode


def find_message_fault(item: bytes) -> str | None:
    """Say in technical terms why a message cannot be read; None if it can."""
    try:
        _decode_body(b64decode(_decode_message(item).body, validate=True))
    except (ValueError, RecursionError) as error:
        return f"{type(error).__name__}: {error}"
    return None


class StrictChannel(redis_transport.Channel):
    """A channel whose client gives only messages that can be read."""

    def _get_client(self) -> Any:
        """Give the class of the client, which the transport makes."""
        client_class: Any = super()._get_client()  # type: ignore[misc]

        class StrictClient(client_class):  # type: ignore[misc]
            """A client that reads the queue strictly."""

            def parse_response(self, connection: Any, command_name: str, **options: Any) -> Any:
                """Read an answer. A message that is set aside counts as none."""
                answer = super().parse_response(connection, command_name, **options)
                if command_name == "BRPOP" and answer and answer[0].startswith(QUEUE_PREFIXES):
                    fault = find_message_fault(answer[1])
                    if fault:
                        _set_message_aside(self, answer[1], fault)
                        return None
                return answer

        return StrictClient


class StrictTransport(redis_transport.Transport):
    """Redis with strict channels."""

    Channel = StrictChannel


def use_strict_queue() -> None:
    """Let addresses of Redis use the strict transport in this process."""
    for scheme in ("redis", "rediss"):
        TRANSPORT_ALIASES[scheme] = f"{__name__}:{StrictTransport.__name__}"


def _set_message_aside(client: Any, item: bytes, fault: str) -> None:
    log.error("message set aside", fault=fault, bytes=len(item), list=SET_ASIDE_KEY)
    with client.pipeline() as pipe:
        pipe.lpush(SET_ASIDE_KEY, item[:MAX_BYTES_SET_ASIDE])
        pipe.ltrim(SET_ASIDE_KEY, 0, MAX_MESSAGES_SET_ASIDE - 1)
        pipe.execute()
