"""Rotas as tables (CSV): one line for a person and a day, with a header that names the columns.

The columns are `login` or else `name`, and `date`. A line means a shift, unless its `works` says
no, or its `shift` is empty or a word for a day off.
"""

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from io import StringIO
from typing import Literal

from learning.rules.refusals import InputProblem, Invalid, make_line_problem
from learning.rules.rota.rota import (
    MAX_ROTA_PROBLEMS,
    PersonKey,
    RotaFault,
    RotaFile,
    RotaWindow,
    means_day_off,
)

DateOrder = Literal["iso", "dmy"]
"""How days are written: `iso` is 2026-12-24, `dmy` is 24/12/2026."""

DATE_EXAMPLES = {"iso": "2026-12-24", "dmy": "24/12/2026"}
YES_WORDS, NO_WORDS = {"yes", "y", "true", "1"}, {"no", "n", "false", "0"}
MAX_ECHOED_CHARS = 20

MISSING_CODE_BY_PERSON_KEY: Mapping[PersonKey, str] = {
    "login": "rota.missing_login",
    "name": "rota.missing_name",
}
CONTRADICTION_CODE_BY_WORKS = {
    True: "rota.other_line_says_off",
    False: "rota.other_line_says_works",
}


def read_csv(raw: bytes, order: DateOrder, window: RotaWindow) -> RotaFile:
    """Read a table. A line that cannot be used becomes a problem; the other lines are read.

    Raises:
        Invalid: there is no header with the required columns.
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
                raise RotaFault(CONTRADICTION_CODE_BY_WORKS[works], person=person_name)
        except RotaFault as fault:
            problems.append(make_line_problem(number, fault.code, **fault.values))
    return RotaFile(
        {person_name: days for person_name, days in people.items() if days},
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
        problem = make_line_problem(1, "rota.unreadable_line", message=str(error))
        raise Invalid("rota.no_table", [problem]) from None


def _validate_columns(columns: list[str]) -> None:
    if "date" not in columns or not {"login", "name"} & set(columns):
        raise Invalid("rota.no_column_names", [make_line_problem(1, "rota.name_the_columns")])


def _iterate_numbered_rows(
    rows: "csv.DictReader[str]", problems: list[InputProblem]
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Give the rows with their line numbers. A line that is no row becomes a problem."""
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            line = rows.reader.line_num
            problems.append(make_line_problem(line, "rota.unreadable_line", message=str(error)))
            continue
        values = {
            name: value.strip() if isinstance(value, str) else ""
            for name, value in row.items()
            if name
        }
        yield rows.reader.line_num, values


def _read_rota_row(
    row: Mapping[str, str], person_key: PersonKey, order: DateOrder, window: RotaWindow
) -> tuple[str, date, bool]:
    person_name = row[person_key]
    if not person_name:
        raise RotaFault(MISSING_CODE_BY_PERSON_KEY[person_key])
    return person_name, _parse_rota_day(row.get("date", ""), order, window), _parse_works(row)


def _parse_rota_day(text: str, order: DateOrder, window: RotaWindow) -> date:
    try:
        day = date.fromisoformat(text) if order == "iso" else _parse_day_first(text)
    except ValueError:
        values = {"text": text[:MAX_ECHOED_CHARS], "example": DATE_EXAMPLES[order]}
        raise RotaFault("rota.invalid_day", **values) from None
    if day not in window:
        raise RotaFault(
            "rota.day_too_far",
            day=day.isoformat(),
            first=window.first.isoformat(),
            last=window.last.isoformat(),
        )
    return day


def _parse_day_first(text: str) -> date:
    day, month, year = text.replace(".", "/").replace("-", "/").split("/")
    return date(int(year), int(month), int(day))


def _parse_works(row: Mapping[str, str]) -> bool:
    works_text = row.get("works", "").casefold()
    if works_text in YES_WORDS | NO_WORDS:
        return works_text in YES_WORDS
    if works_text:
        raise RotaFault("rota.neither_yes_nor_no", text=works_text[:MAX_ECHOED_CHARS])
    return "shift" not in row or not means_day_off(row["shift"])
