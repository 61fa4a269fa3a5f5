"""Fields of requests that several doors share."""

from typing import Annotated

from litestar.params import PathParameter
from msgspec import Meta

RowIdText = Annotated[str, Meta(pattern=r"^[1-9]\d{0,17}$")]
MAX_ROW_ID = 2**63 - 1
"""The database knows no larger numbers, and no id is beyond it."""
PathRowId = Annotated[int, PathParameter(ge=1, le=MAX_ROW_ID)]
"""An id in a path."""
ShortText = Annotated[str, Meta(max_length=200)]
