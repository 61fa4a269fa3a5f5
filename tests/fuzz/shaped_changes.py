"""Change inputs by their shape, so that they get behind the first check: JSON values and zips."""

import json
import warnings
import zlib
from collections.abc import Sequence
from io import BytesIO
from random import Random
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from fuzz.byte_changes import (
    EXTREME_NUMBERS,
    NASTY_TEXTS,
    change_bytes,
    grow_bytes,
    splice_bytes,
)
from fuzz.decoder import Shape

NASTY_NAMES = (
    *("../evil", "/etc/passwd", "C:\\evil", "a\\..\\..\\b", "media/..", "media/\0.svg", "a" * 300),
    *("PACK.YAML", "pack.yaml/", "media/cup.svg/../../x", "\u202egvs.puc", "media/CUP.svg", "./x"),
)
SYMBOLIC_LINK = 0o120777 << 16
MOST_INFLATED_BYTES = 40 * 1024 * 1024
ODD_VALUES: tuple[Any, ...] = (None, True, 0, -1, 2**63, 1e308, "", "\0", "x" * 5000, [], {}, [[]])
ZIP_ERRORS = (BadZipFile, OSError, ValueError, RuntimeError, LookupError, EOFError, zlib.error)


def change_input(
    data: bytes, other: bytes, shape: Shape, random: Random, tokens: Sequence[bytes], most: int
) -> bytes:
    """Change an input of a shape, sometimes with a part of another one. `most` bounds its bytes."""
    chance = random.random()
    if shape == "json" and chance < 0.7:
        changed = _change_json(data, random, most)
    elif shape == "zip" and chance < 0.8:
        changed = _change_zip(data, random, tokens, most)
    elif chance > 0.995:
        changed = grow_bytes(data, random, most, tokens)
    elif chance > 0.9:
        changed = splice_bytes(data, other, random)
    else:
        changed = change_bytes(data, random, tokens)
    return changed[:most]


def _change_json(data: bytes, random: Random, most: int) -> bytes:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return change_bytes(data, random, [b"{}", b"[]", b'"\\ud800"', b'{"a":1,"a":2}'])
    text = ""
    for _ in range(random.choice((1, 1, 2, 4))):
        value = _change_value(value, random, random.randint(0, 6))
        try:
            text = json.dumps(value, ensure_ascii=random.random() < 0.5)
        except RecursionError:
            break
        if len(text) > most:  # it would be multiplied again
            break
    return text.encode("utf-8", "surrogatepass")


def _change_value(value: Any, random: Random, depth: int) -> Any:
    """Change something at most `depth` levels inside a value."""
    if depth and isinstance(value, dict) and value:
        key = random.choice(list(value))
        changed = {**value, key: _change_value(value[key], random, depth - 1)}
        if random.random() < 0.1:
            del changed[key]
        elif random.random() < 0.1:
            changed[_change_text(key, random)] = value[key]
        return changed
    if depth and isinstance(value, list) and value:
        at = random.randrange(len(value))
        changed_item = _change_value(value[at], random, depth - 1)
        repeats = random.choice((1, 1, 1, 0, 2, 40))
        return [*value[:at], *[changed_item] * repeats, *value[at + 1 :]]
    if isinstance(value, str) and random.random() < 0.7:
        return _change_text(value, random)
    if random.random() < 0.05:
        for _ in range(random.choice((5, 60, 980))):
            value = [value]
        return value
    return random.choice(ODD_VALUES)


def _change_text(text: str, random: Random) -> str:
    nasty = [one.decode("utf-8", "surrogatepass") for one in NASTY_TEXTS if _is_text(one)]
    numbers = [one.decode() for one in EXTREME_NUMBERS]
    changed = change_bytes(text.encode("utf-8", "surrogatepass"), random, [])
    plain = changed.decode("utf-8", "replace")
    return random.choice([*nasty, *numbers, plain, plain, plain, plain * 40, text + "\n"])


def _is_text(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _change_zip(data: bytes, random: Random, tokens: Sequence[bytes], most: int) -> bytes:
    """Change the content, the name or the kind of some entries."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            entries = [(info.filename, archive.read(info)) for info in archive.infolist()]
    except ZIP_ERRORS:
        return change_bytes(data, random, tokens)
    if not entries:
        return change_bytes(data, random, tokens)
    target = BytesIO()
    changed_at = {random.randrange(len(entries)) for _ in range(random.choice((1, 1, 2)))}
    with warnings.catch_warnings(), ZipFile(target, "w") as archive:
        warnings.simplefilter("ignore")  # two entries of one name
        for at, (name, content) in enumerate(entries):
            info = ZipInfo(name)
            if at in changed_at:
                info, content = _change_entry(info, content, entries, random, tokens, most)
            method = random.choice((ZIP_STORED, ZIP_DEFLATED, ZIP_DEFLATED))
            archive.writestr(info, content, compress_type=method)
    return target.getvalue()


def _change_entry(
    info: ZipInfo,
    content: bytes,
    entries: Sequence[tuple[str, bytes]],
    random: Random,
    tokens: Sequence[bytes],
    most: int,
) -> tuple[ZipInfo, bytes]:
    chance = random.random()
    if chance < 0.05:
        names = [*NASTY_NAMES, *(name for name, _ in entries)]
        info = ZipInfo(random.choice(names).replace("\0", "\x01"))
    elif chance < 0.07:
        info.external_attr = SYMBOLIC_LINK
    elif chance < 0.074:
        return info, grow_bytes(content, random, min(32 * most, MOST_INFLATED_BYTES), tokens)
    elif chance < 0.15:
        return info, splice_bytes(content, random.choice(entries)[1], random)
    return info, change_bytes(content, random, tokens)
