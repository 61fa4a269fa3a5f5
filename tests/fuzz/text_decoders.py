"""What people type: names, logins, join codes, secrets, and free text."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from fuzz.answers import check_can_be_sent, check_text
from fuzz.decoder import Decoder
from fuzz.line_probe import REPOSITORY

from learning.rules.challenges.vision_hints import find_vision_hints
from learning.rules.people.join_codes import normalise_join_code
from learning.rules.people.logins import make_login_stem, normalise_login
from learning.rules.people.look_alikes import make_picture_keys
from learning.rules.people.name_keys import make_name_key
from learning.rules.people.secret_policy import list_secret_forms, validate_new_pin
from learning.rules.people.text_input import (
    normalise_name,
    normalise_text,
    validate_language_tag,
)
from learning.rules.refusals import Refused
from learning.rules.rota.day_off_words import means_day_off
from learning.rules.rota.folding import fold_text
from learning.rules.rota.person_names import list_name_keys
from learning.rules.rota.written_dates import read_written_date

CASES = REPOSITORY / "tests/cases/inputs"
MOST_TYPED_BYTES = 1200
"""Bodies bound what people type: a name to 200 characters, a sentence to 1000."""
ROTA_CELL_CHARS = 500


def _normalise_sentence(text: str) -> str:
    return normalise_text(text, "sentence", 1000)


NORMALISERS: dict[str, Callable[[str], str]] = {
    "name": normalise_name,
    "sentence": _normalise_sentence,
    "login": normalise_login,
    "stem": make_login_stem,
    "code": lambda text: normalise_join_code(text) or "",
    "language": validate_language_tag,
    "pin": validate_new_pin,
}
"""What gives a text that is stored. Given its own result, it changes nothing."""


def _decode_typed(data: bytes) -> object:
    text = data.decode("utf-8", "replace")
    found: dict[str, str | Refused] = {}
    for name, normalise in NORMALISERS.items():
        try:
            found[name] = normalise(text)
        except Refused as refusal:
            found[name] = refusal
    keys = [make_name_key(text), *sorted(make_picture_keys(text)), *list_secret_forms(text)]
    return text, {name: _describe(one) for name, one in found.items()}, keys, list(_read_cell(text))


def _describe(found: str | Refused) -> tuple[str, str]:
    return ("refused", found.code) if isinstance(found, Refused) else ("text", found)


def _read_cell(text: str) -> Iterator[object]:
    """Read a text as the cell of a rota, and as a vision."""
    cell = text[:ROTA_CELL_CHARS]
    written = read_written_date(cell)
    yield from (fold_text(cell), list_name_keys(cell), means_day_off(cell))
    yield date.isoformat(written.day) if written and written.day else None
    yield find_vision_hints(text)


def _check_typed(answer: object) -> None:
    assert isinstance(answer, tuple)
    _, found, keys, cell = answer
    for name, (kind, text) in found.items():
        if kind == "text":
            check_text(text)
            assert NORMALISERS[name](text or "x") in (text, "x"), (name, text)
    for key in keys:
        key.encode()
    check_can_be_sent(cell)


def _list_typed_seeds() -> Sequence[bytes]:
    lines = [
        line.encode()
        for path in sorted(CASES.glob("*/*.txt"))
        for line in path.read_text().splitlines()
    ]
    return [
        *lines,
        *(b"anna-lee", b"C5H6-6S35", b"zh-Hant-TW", b"8402", b"Lee, Anna (1023)"),
        *(text.encode() for text in ("Zoë O’Brien-Núñez", "Łukasz", "李小龍", "مريم", "Ἀχιλλεύς")),
        *(b"Mon 7 Dec 2026 09:00-17:00", b"A/L (approved) 1.5 days", b"2026-12-07T09:00+01:00"),
    ]


TEXT_DECODERS = (
    Decoder(
        "typed",
        _decode_typed,
        _check_typed,
        _list_typed_seeds,
        (
            *("learning/rules/people/text_input.py", "learning/rules/people/logins.py"),
            *("learning/rules/people/name_keys.py", "learning/rules/people/join_codes.py"),
            *("learning/rules/people/look_alikes.py", "learning/rules/rota/folding.py"),
            *("learning/rules/rota/person_names.py", "learning/rules/rota/written_dates.py"),
            *("learning/rules/rota/day_off_words.py", "learning/rules/challenges/vision_hints.py"),
        ),
        most_bytes=MOST_TYPED_BYTES,
        base_ms=100,
        ms_per_kb=80,
    ),
)
