"""Fields of requests that several doors share."""

from typing import Annotated

from litestar.params import PathParameter
from msgspec import Meta

Id = Annotated[str, Meta(pattern=r"^[1-9]\d{0,17}$")]
LARGEST = 2**63 - 1
"""The database knows no larger numbers, and no id is beyond it."""
RowId = Annotated[int, PathParameter(ge=1, le=LARGEST)]
"""An id in a path."""
Short = Annotated[str, Meta(max_length=200)]
