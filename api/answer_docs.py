"""The kinds of files with which a handler answers, for the OpenAPI document."""

from typing import Any

MEDIA_TYPES_OPTION = "media_types"
"""The option of handlers that answer with one of several kinds of file."""


def declare_media_types(*media_types: str) -> dict[str, Any]:
    """Declare the media types of the answers of a handler.

    For example `@get(..., opt=declare_media_types("text/csv") | declare_refusals(...))`.
    """
    return {MEDIA_TYPES_OPTION: media_types}
