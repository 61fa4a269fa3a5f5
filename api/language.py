"""The language in which a request wants its texts."""

from api.strict_requests import StrictRequest
from learning.messages import REFERENCE_LANGUAGE, negotiate_language

MAX_LANGUAGE_TAG_CHARACTERS = 35


def find_request_language(request: StrictRequest) -> str:
    """Give the first tag of `Accept-Language`. The phone app sets it to its own language."""
    header = request.headers.get("accept-language", "")
    tag = header.partition(",")[0].partition(";")[0].strip()[:MAX_LANGUAGE_TAG_CHARACTERS]
    return tag if tag and tag != "*" else REFERENCE_LANGUAGE


def find_text_language(tag: str) -> str:
    """Give the tag of the language in which texts are shown to a reader who wants `tag`.

    It is English where `tag` has no catalogue.
    """
    return negotiate_language(tag).replace("_", "-")
