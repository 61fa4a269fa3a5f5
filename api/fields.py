"""Fields of requests that several doors share."""

from typing import Annotated

from msgspec import Meta

Id = Annotated[str, Meta(pattern=r"^[1-9]\d{0,17}$")]
Short = Annotated[str, Meta(max_length=200)]
