"""Rows pasted on the phone: what was written is read, or a finding names its line."""

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

ROOT = Path(__file__).parents[2]
FIRST = date(2026, 3, 1)
SHEET = {
    "teams": [{"id": "7", "name": "Harbour"}],
    "first": FIRST.isoformat(),
    "last": "2026-03-31",
    "today": "2026-03-31",
    "monthFirst": False,
    "unitType": "percentage",
    "highest": 100,
}
DAY_STYLES = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y")
SHARE_STYLES = ("{} of {}", "{}/{}", "{} / {}", "{} out of {}", "{}\t{}")

Reader = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="module")
def read_rows() -> Iterator[Reader]:
    """Give a function that reads rows by the code of the phone."""
    command = ("ops/npm.sh", ".", "node", "tests/phone/parse_rows.js")
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        stdin, stdout = process.stdin, process.stdout

        def read(pasted: str, **changes: object) -> list[dict[str, Any]]:
            request = {"pasted": pasted, "sheet": {**SHEET, **changes}}
            stdin.write(json.dumps(request) + "\n")
            stdin.flush()
            return list(json.loads(stdout.readline()))

        assert read("") == []  # the start of Node is not part of a test's time
        yield read
        stdin.close()


@dataclass(frozen=True)
class NumberStyle:
    """How a sheet writes numbers: the decimal sign, and the sign between thousands."""

    point: str
    thousands: str

    def write(self, value: float) -> str:
        """Write a number with up to two decimals."""
        text = f"{value:,.2f}" if value % 1 else f"{value:,.0f}"
        return text.translate({ord(","): self.thousands, ord("."): self.point})


number_styles = st.sampled_from(
    [
        NumberStyle(",", "."),
        NumberStyle(".", ","),
        NumberStyle(",", " "),
        NumberStyle(",", "\u202f"),
        NumberStyle(".", "’"),
        NumberStyle(",", ""),
        NumberStyle(".", ""),
    ]
)
days = st.lists(st.integers(0, 30), min_size=1, max_size=8, unique=True)
hundredths = st.integers(0, 10_000).map(lambda number: number / 100)
totals = st.integers(1, 200_000)


@given(days, st.data(), number_styles, st.sampled_from(DAY_STYLES))
def test_every_percentage_and_share_is_read_as_it_was_written(
    read_rows: Reader, numbers: list[int], data: st.DataObject, style: NumberStyle, day_style: str
) -> None:
    # The first row says which sign is the decimal one: without it, "1,234" is a question.
    lines = [f"01.04.2026\t0{style.point}5"]
    expected: list[dict[str, object]] = []
    for number in numbers:
        day = FIRST + timedelta(days=number)
        if data.draw(st.booleans()):
            total = data.draw(totals)
            amount = data.draw(st.integers(0, total))
            figure = data.draw(st.sampled_from(SHARE_STYLES))
            written = figure.format(style.write(amount), style.write(total))
            entered: dict[str, object] = {"amount": amount, "out_of": total}
        else:
            percent = data.draw(hundredths)
            written = style.write(percent) + data.draw(st.sampled_from(["", "%", " %", "\u00a0%"]))
            entered = {"amount": percent, "out_of": None}
        lines.append(f"{day.strftime(day_style)}\t{written}")
        expected.append({"team": "7", "day": day.isoformat(), **entered, "base": None})
    rows = read_rows("\n".join(lines))
    assert [row["fault"] for row in rows] == ["span"] + [None] * len(numbers)
    assert [row["figure"] for row in rows[1:]] == expected


@given(days, st.data(), number_styles, st.sampled_from(["count", "duration", "score"]))
def test_every_other_figure_is_read_with_its_base(
    read_rows: Reader, numbers: list[int], data: st.DataObject, style: NumberStyle, unit_type: str
) -> None:
    lines, expected = [f"01.04.2026\t0{style.point}5"], []
    for number in numbers:
        day = FIRST + timedelta(days=number)
        amount = data.draw(hundredths) * (1 if unit_type != "score" else 0.05)
        amount = round(amount, 2)
        base = data.draw(totals) if unit_type != "count" and data.draw(st.booleans()) else None
        cells = [day.isoformat(), style.write(amount)]
        lines.append("\t".join(cells if base is None else [*cells, style.write(base)]))
        expected.append((day.isoformat(), amount, base))
    highest = 5 if unit_type == "score" else None
    rows = read_rows("\n".join(lines), unitType=unit_type, highest=highest)
    read = [row["figure"] for row in rows[1:]]
    assert [(one["day"], one["amount"], one["base"]) for one in read] == expected


def keep_digits(text: str) -> str:
    """Keep the digits that carry a value, without zeros at the ends of decimals and numbers."""
    return re.sub(r"[^1-9]", "", text)


@given(st.lists(st.text(alphabet="0123456789.,;:%/ of-'’²½x\t\"", max_size=14), max_size=6))
def test_every_line_is_read_or_named_and_no_digit_of_a_figure_is_lost(
    read_rows: Reader, cells: list[str]
) -> None:
    lines = [f"2026-03-{number:02}\t{cell}" for number, cell in enumerate(cells, start=1)]
    rows = read_rows("\n".join(lines))
    assert [row["line"] for row in rows] == list(range(1, len(lines) + 1))
    for row, cell in zip(rows, cells, strict=True):
        figure = row["figure"]
        assert (figure is None) != (row["fault"] is None)
        if figure is not None:
            read = [figure[name] for name in ("amount", "out_of", "base")]
            numbers = [one for one in read if one is not None]
            written = "".join(f"{one:f}" if one < 1 else repr(one) for one in numbers)
            assert keep_digits(written) == keep_digits(cell)


@given(st.text(max_size=200))
def test_no_line_of_any_text_vanishes(read_rows: Reader, pasted: str) -> None:
    rows = read_rows(pasted)
    written = [
        number
        for number, line in enumerate(re.split(r"\r\n?|\n", pasted), start=1)
        if line.strip().strip("\ufeff")
    ]
    named = [row["line"] for row in rows if row["figure"] or row["fault"] or row["heading"]]
    assert set(written) <= set(named)
    assert len(named) == len(rows)
