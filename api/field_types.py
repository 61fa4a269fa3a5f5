"""Fields of requests that several handlers share."""

from typing import Annotated

from litestar.params import PathParameter, QueryParameter
from msgspec import Meta

RowIdText = Annotated[str, Meta(pattern=r"^[1-9]\d{0,17}$", examples=["7"])]
MAX_ROW_ID = 2**63 - 1024
"""The largest `bigint` of the database that the OpenAPI document states exactly, as a double."""
PathRowId = Annotated[int, PathParameter(ge=1, le=MAX_ROW_ID)]
"""An id in a path."""
RowIdFilter = Annotated[int, QueryParameter(ge=0, le=MAX_ROW_ID)]
"""An id that a list is about; 0 for all."""
AfterRowId = Annotated[int, QueryParameter(ge=0, le=MAX_ROW_ID)]
"""The last id of the page before; 0 for the first page."""
NameFilter = Annotated[str, QueryParameter(max_length=80)]
"""A part of a name; empty for all."""
IsoWeekday = Annotated[int, Meta(ge=1, le=7)]
IsoWeekdays = Annotated[
    list[IsoWeekday], Meta(min_length=1, max_length=7, examples=[[1, 2, 3, 4, 5]])
]
"""ISO weekdays, 1 for Monday."""
ShortText = Annotated[str, Meta(max_length=200)]
