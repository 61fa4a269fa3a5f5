"""Rotas as tables: one line for a person and a day, with a header that names the columns.

`login`, or else `name`, and `date`; a line means a shift, unless `works` says no or `shift` is empty or says that it is free.
"""

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from io import StringIO
from typing import Literal

from learning.rules.refusals import InputProblem, Invalid
from learning.rules.rota.rota import (
    MAX_ROTA_PROBLEMS,
    PersonKey,
    RotaFile,
    RotaWindow,
    means_day_off,
)

DateOrder = Literal["iso", "dmy"]
"""How days are written: 2026-12-24, or 24/12/2026."""

DATE_EXAMPLES = {"iso": "2026-12-24", "dmy": "24/12/2026"}
YES_WORDS, NO_WORDS = {"yes", "y", "true", "1"}, {"no", "n", "false", "0"}


def read_csv(raw: bytes, order: DateOrder, window: RotaWindow) -> RotaFile:
    """Read a table. Every line that can't be used is a problem, and does not keep the others from being read.

    Raises:
        Invalid: there is no header with the columns that it takes.
    """
    text = _decode_csv_text(raw)
    header = text.partition("\n")[0]
    rows = csv.DictReader(
        StringIO(text, newline=""), delimiter=max(",;\t", key=header.count), strict=True
    )
    columns = [name.strip().casefold() for name in _read_header(rows)]
    _validate_columns(columns)
    rows.fieldnames = columns
    person_key: PersonKey = "login" if "login" in columns else "name"
    people: dict[str, dict[date, bool]] = {}
    problems: list[InputProblem] = []
    for number, row in _iterate_numbered_rows(rows, problems):
        try:
            person_name, day, works = _read_rota_row(row, person_key, order, window)
            if people.setdefault(person_name, {}).setdefault(day, works) != works:
                raise ValueError(
                    f"another line says that {person_name} {'is off' if works else 'works'} that day"
                )
        except ValueError as error:
            problems.append(InputProblem(f"line {number}", f"{error}."))
    return RotaFile(
        {who: days for who, days in people.items() if days},
        tuple(problems[:MAX_ROTA_PROBLEMS]),
        person_key,
    )


def _decode_csv_text(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")  # what spreadsheets write on Windows
    return text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")


def _read_header(rows: "csv.DictReader[str]") -> list[str]:
    try:
        return list(rows.fieldnames or ())
    except csv.Error as error:
        raise Invalid(
            "That is no table.", [InputProblem("line 1", f"It can't be read: {error}.")]
        ) from None


def _validate_columns(columns: list[str]) -> None:
    if "date" not in columns or not {"login", "name"} & set(columns):
        what = "Begin with a line that names the columns: login or name, date, and where you have it works or shift."
        raise Invalid("The columns of the file are not named.", [InputProblem("line 1", what)])


def _iterate_numbered_rows(
    rows: "csv.DictReader[str]", problems: list[InputProblem]
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Give the rows with their line numbers; what is no row is a problem."""
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            problems.append(
                InputProblem(f"line {rows.reader.line_num}", f"It can't be read: {error}.")
            )
            continue
        yield (
            rows.reader.line_num,
            {
                name: value.strip() if isinstance(value, str) else ""
                for name, value in row.items()
                if name
            },
        )


def _read_rota_row(
    row: Mapping[str, str], person_key: PersonKey, order: DateOrder, window: RotaWindow
) -> tuple[str, date, bool]:
    person_name = row[person_key]
    if not person_name:
        raise ValueError(f"there is no {person_key}")
    return person_name, _parse_rota_day(row.get("date", ""), order, window), _parse_works(row)


def _parse_rota_day(text: str, order: DateOrder, window: RotaWindow) -> date:
    try:
        day = date.fromisoformat(text) if order == "iso" else _parse_day_first(text)
    except ValueError:
        raise ValueError(f"“{text[:20]}” is no day: write it like {DATE_EXAMPLES[order]}") from None
    if day not in window:
        raise ValueError(f"{day.isoformat()} is too far away: days {window.description} are taken")
    return day


def _parse_day_first(text: str) -> date:
    day, month, year = text.replace(".", "/").replace("-", "/").split("/")
    return date(int(year), int(month), int(day))


def _parse_works(row: Mapping[str, str]) -> bool:
    works_text = row.get("works", "").casefold()
    if works_text in YES_WORDS | NO_WORDS:
        return works_text in YES_WORDS
    if works_text:
        raise ValueError(f"“{works_text[:20]}” is neither yes nor no")
    return "shift" not in row or not means_day_off(row["shift"])
