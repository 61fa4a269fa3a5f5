"""Split an iCalendar file (RFC 5545) into its events, so that a broken one leaves the others."""

from collections.abc import Iterator


def split_events(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Give each event with the line on which it begins, without the components inside it."""
    lines: list[bytes] = []
    begins, depth = 0, 0
    for number, line in _unfold_lines(raw):
        name = line.strip().upper()
        if name == b"BEGIN:VEVENT" and not depth:
            lines, begins, depth = [], number, 1
        elif depth and name.startswith(b"BEGIN:"):
            depth += 1
        elif depth and name.startswith(b"END:"):
            depth -= 1
            if not depth:
                yield begins, b"\r\n".join([b"BEGIN:VEVENT", *lines, b"END:VEVENT", b""])
        elif depth == 1:
            lines.append(line)


def _unfold_lines(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Give whole lines with their numbers. A line that begins with a space continues the last."""
    begins, parts = 0, list[bytes]()
    for number, line in enumerate(raw.splitlines(), start=1):
        if line[:1] in (b" ", b"\t"):
            parts.append(line[1:])
            continue
        if parts:
            yield begins, b"".join(parts)
        begins, parts = number, [line]
    if parts:
        yield begins, b"".join(parts)
