"""Fields of requests that several handlers share."""

from typing import Annotated

from litestar.params import PathParameter
from msgspec import Meta

RowIdText = Annotated[str, Meta(pattern=r"^[1-9]\d{0,17}$", examples=["7"])]
MAX_ROW_ID = 2**63 - 1024
"""The largest `bigint` of the database that the OpenAPI document states exactly, as a double."""
PathRowId = Annotated[int, PathParameter(ge=1, le=MAX_ROW_ID)]
"""An id in a path."""
IsoWeekday = Annotated[int, Meta(ge=1, le=7)]
IsoWeekdays = Annotated[
    list[IsoWeekday], Meta(min_length=1, max_length=7, examples=[[1, 2, 3, 4, 5]])
]
"""ISO weekdays, 1 for Monday."""
ShortText = Annotated[str, Meta(max_length=200)]
