"""The text of a table file, in the encodings in which spreadsheets save it."""

import codecs
import unicodedata
from collections.abc import Sequence

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
CODE_PAGES = ("cp1252", "cp1250", "mac_roman", "cp850")
"""What Excel writes for "CSV": on Windows in the west, in central Europe, on a Mac, and for DOS."""
CENTRAL_LANGUAGES = frozenset(("pl", "cs", "sk", "hu", "hr", "sl", "ro"))
CENTRAL_ZONES = frozenset(
    f"Europe/{city}"
    for city in ("Warsaw", "Prague", "Bratislava", "Budapest", "Zagreb", "Ljubljana", "Bucharest")
)
SAMPLE_BYTES = 4096
MIN_NUL_SHARE = 0.2
"""Of UTF-16 without a mark, at least this share of the even or of the odd bytes is zero."""
MARKS_IN_WORDS = "\u2018\u2019\u00b4\u2013\u2014\u2026\u00b7\u201c\u201d\u00ab\u00bb\u00a0\u00b0"
"""Characters that may follow a letter although they are none."""


def decode_table(raw: bytes, language: str = "en", zone: str = "UTC") -> str:
    """Decode a file. `language` and `zone` of the reader help where the bytes leave it open."""
    return _decode(raw, language, zone).replace("\0", "").removeprefix("\ufeff")


def _decode(raw: bytes, language: str, zone: str) -> str:
    for mark, encoding in BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding, errors="replace")
    if unmarked := _find_unmarked_utf16(raw[:SAMPLE_BYTES]):
        return raw.decode(unmarked, errors="replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_code_page(raw, language, zone)


def _find_unmarked_utf16(sample: bytes) -> str | None:
    """Find UTF-16 by its zero bytes: one byte of each ASCII character is zero."""
    even, odd = sample[0::2], sample[1::2]
    if not odd:
        return None
    even_share, odd_share = even.count(0) / len(even), odd.count(0) / len(odd)
    if max(even_share, odd_share) < MIN_NUL_SHARE or min(even_share, odd_share) > MIN_NUL_SHARE:
        return None
    return "utf-16-le" if odd_share > even_share else "utf-16-be"


def _decode_code_page(raw: bytes, language: str, zone: str) -> str:
    """Decode by the code page that gives the fewest words with odd characters in them."""
    pages: Sequence[str] = CODE_PAGES
    if language.partition("-")[0] in CENTRAL_LANGUAGES or zone in CENTRAL_ZONES:
        pages = ("cp1250", *(page for page in CODE_PAGES if page != "cp1250"))
    texts = [raw.decode(page, errors="replace") for page in pages]
    return min(texts, key=_count_odd_characters)


def _count_odd_characters(text: str) -> int:
    """Count characters that do not belong where they stand.

    These are a symbol after a letter, a foreign capital after a small letter, and what no code
    page has.
    """
    count = 0
    for before, character in zip(" " + text, text, strict=False):
        if character.isascii() or character in MARKS_IN_WORDS:
            continue
        is_letter = unicodedata.category(character)[0] == "L"
        if character == "\ufffd" or (
            before.isalpha() and (not is_letter or (character.isupper() and before.islower()))
        ):
            count += 1
    return count
