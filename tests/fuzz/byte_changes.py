"""Change bytes at random: small faults, repetitions up to the limit, and what parsers dislike."""

import re
from collections.abc import Callable, Sequence
from random import Random

NUMBER = re.compile(rb"\d+")
EXTREME_NUMBERS = (
    *(
        str(number).encode()
        for number in (0, -1, 1, 2**31 - 1, 2**31, 2**63 - 1, 2**63, 2**64, 10**20, 10**400)
    ),
    *(b"1e308", b"1e309", b"1e-400", b"-0", b"0.1", b"NaN", b"Infinity", b"00"),
)
NASTY_TEXTS = (
    *(
        text.encode("utf-8", "surrogatepass")
        for text in (
            *("\0", "\ud800", "\udfff", "\ufeff", "\ufffe", "\u202e", "\u2028", "\u0301" * 8),
            *("\ufdfa", "\U0001f469\u200d\U0001f4bb", "\u1fb7", "\u0130", "\u00df", "\u00a0"),
            *("\x85", "\x1c", "A\u030a", "\u06f7", "\uff11", "\u00b2", "\u2460", "\u3164"),
            *("\u0958", "\ud83d", "\u0149", "\u200d", "\u115f", "\ufe0f"),
        )
    ),
    *(b"\xc0\xaf", b"\xff\xfe", b"\xfe\xff", b"\xed\xa0\x80", b"\x80"),
)
MARKS = b"\"'<>&;:,.=()[]{}*_`#!|\\/-+@%\r\n\t \0"
MOST_REPEATS = 400
Change = Callable[[bytes, Random, Sequence[bytes]], bytes]


def pick_span(data: bytes, random: Random, most: int = 64) -> tuple[int, int]:
    """Pick a span of at most `most` bytes."""
    start = random.randint(0, len(data))
    return start, min(len(data), start + random.randint(0, most))


def _set_byte(data: bytes, random: Random, _: Sequence[bytes]) -> bytes:
    at = random.randint(0, max(0, len(data) - 1))
    value = random.choice(MARKS) if random.random() < 0.5 else random.randrange(256)
    return data[:at] + bytes([value]) + data[at + 1 :]


def _insert(data: bytes, random: Random, tokens: Sequence[bytes]) -> bytes:
    at = random.randint(0, len(data))
    return data[:at] + random.choice(tokens) + data[at:]


def _delete(data: bytes, random: Random, _: Sequence[bytes]) -> bytes:
    start, end = pick_span(data, random)
    return data[:start] + data[end:]


def _replace(data: bytes, random: Random, tokens: Sequence[bytes]) -> bytes:
    start, end = pick_span(data, random, 8)
    return data[:start] + random.choice(tokens) + data[end:]


def _repeat(data: bytes, random: Random, _: Sequence[bytes]) -> bytes:
    start, end = pick_span(data, random)
    return data[:end] + data[start:end] * random.randint(1, MOST_REPEATS) + data[end:]


def _copy(data: bytes, random: Random, _: Sequence[bytes]) -> bytes:
    start, end = pick_span(data, random, 400)
    at = random.randint(0, len(data))
    return data[:at] + data[start:end] + data[at:]


def _change_number(data: bytes, random: Random, _: Sequence[bytes]) -> bytes:
    found = list(NUMBER.finditer(data[:20_000]))
    if not found:
        return data
    one = random.choice(found)
    number = random.choice(EXTREME_NUMBERS)
    if random.random() < 0.5:
        number = str(max(0, int(one[0][:18]) + random.choice((-1, 1, 7, 12, 100)))).encode()
    return data[: one.start()] + number + data[one.end() :]


def _change_lines(data: bytes, random: Random, _: Sequence[bytes]) -> bytes:
    lines = data.split(b"\n")
    at, other = random.randrange(len(lines)), random.randrange(len(lines))
    match random.randrange(4):
        case 0:
            lines[at], lines[other] = lines[other], lines[at]
        case 1:
            del lines[at]
        case 2:
            lines.insert(at, lines[other])
        case _:
            lines[at] = b" " * random.randint(0, 3) + lines[at].lstrip()
    return b"\n".join(lines)


CHANGES: tuple[Change, ...] = (
    *(_set_byte, _insert, _insert, _delete, _replace),
    *(_repeat, _copy, _change_number, _change_lines, _change_lines),
)


def change_bytes(data: bytes, random: Random, tokens: Sequence[bytes]) -> bytes:
    """Make a few changes."""
    listed = [*tokens, *NASTY_TEXTS, *(bytes([mark]) for mark in MARKS)]
    for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
        data = random.choice(CHANGES)(data, random, listed)
    return data


def splice_bytes(data: bytes, other: bytes, random: Random) -> bytes:
    """Join the beginning of one input and the end of another one."""
    return data[: random.randint(0, len(data))] + other[random.randint(0, len(other)) :]


def grow_bytes(data: bytes, random: Random, most_bytes: int, tokens: Sequence[bytes]) -> bytes:
    """Repeat a part of an input, or a token, until it is as large as the application accepts."""
    start, end = pick_span(data, random, random.choice((1, 2, 4, 30, 400)))
    part = random.choice(tokens) if tokens and random.random() < 0.3 else data[start:end]
    part = part or random.choice(NASTY_TEXTS)
    room = max(0, most_bytes - len(data))
    return data[:end] + part * (room // len(part)) + data[end:]
