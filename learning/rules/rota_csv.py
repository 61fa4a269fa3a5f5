"""Rotas as tables: one line for a person and a day, with a header that names the columns.

`login`, or else `name`, and `date`; a line means a shift, unless `works` says no or `shift` is empty or says that it is free.
"""

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from io import StringIO
from typing import Literal

from learning.rules.problems import Invalid, Problem
from learning.rules.rota import MOST_PROBLEMS, By, RotaFile, Window, is_off

Order = Literal["iso", "dmy"]
"""How days are written: 2026-12-24, or 24/12/2026."""

EXAMPLES = {"iso": "2026-12-24", "dmy": "24/12/2026"}
YES, NO = {"yes", "y", "true", "1"}, {"no", "n", "false", "0"}


def read_csv(raw: bytes, order: Order, within: Window) -> RotaFile:
    """Read a table. Every line that can't be used is a problem, and does not keep the others from being read.

    Raises:
        Invalid: there is no header with the columns that it takes.
    """
    text = _text(raw)
    header = text.partition("\n")[0]
    rows = csv.DictReader(StringIO(text, newline=""), delimiter=max(",;\t", key=header.count), strict=True)
    columns = [name.strip().casefold() for name in _fields(rows)]
    _see_columns(columns)
    rows.fieldnames = columns
    by: By = "login" if "login" in columns else "name"
    people: dict[str, dict[date, bool]] = {}
    problems: list[Problem] = []
    for number, row in _numbered(rows, problems):
        try:
            who, day, works = _read(row, by, order, within)
            if people.setdefault(who, {}).setdefault(day, works) != works:
                raise ValueError(f"another line says that {who} {'is off' if works else 'works'} that day")
        except ValueError as error:
            problems.append(Problem(f"line {number}", f"{error}."))
    return RotaFile({who: days for who, days in people.items() if days}, tuple(problems[:MOST_PROBLEMS]), by)


def _text(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")  # what spreadsheets write on Windows
    return text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")


def _fields(rows: "csv.DictReader[str]") -> list[str]:
    try:
        return list(rows.fieldnames or ())
    except csv.Error as error:
        raise Invalid("That is no table.", [Problem("line 1", f"It can't be read: {error}.")]) from None


def _see_columns(columns: list[str]) -> None:
    if "date" not in columns or not {"login", "name"} & set(columns):
        what = "Begin with a line that names the columns: login or name, date, and where you have it works or shift."
        raise Invalid("The columns of the file are not named.", [Problem("line 1", what)])


def _numbered(rows: "csv.DictReader[str]", problems: list[Problem]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Give the rows with their line numbers; what is no row is a problem."""
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            problems.append(Problem(f"line {rows.reader.line_num}", f"It can't be read: {error}."))
            continue
        yield (
            rows.reader.line_num,
            {name: value.strip() if isinstance(value, str) else "" for name, value in row.items() if name},
        )


def _read(row: Mapping[str, str], by: By, order: Order, within: Window) -> tuple[str, date, bool]:
    who = row[by]
    if not who:
        raise ValueError(f"there is no {by}")
    return who, _day(row.get("date", ""), order, within), _works(row)


def _day(text: str, order: Order, within: Window) -> date:
    try:
        day = date.fromisoformat(text) if order == "iso" else _day_first(text)
    except ValueError:
        raise ValueError(f"“{text[:20]}” is no day: write it like {EXAMPLES[order]}") from None
    if day not in within:
        raise ValueError(f"{day.isoformat()} is too far away: days {within.in_words} are taken")
    return day


def _day_first(text: str) -> date:
    day, month, year = text.replace(".", "/").replace("-", "/").split("/")
    return date(int(year), int(month), int(day))


def _works(row: Mapping[str, str]) -> bool:
    said = row.get("works", "").casefold()
    if said in YES | NO:
        return said in YES
    if said:
        raise ValueError(f"“{said[:20]}” is neither yes nor no")
    return "shift" not in row or not is_off(row["shift"])
