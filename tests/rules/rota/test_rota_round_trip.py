"""What was written is read: rotas in every dialect give the days that were put into them."""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO

from hypothesis import given, settings
from hypothesis import strategies as st
from support.rota_tables import TEAM, TODAY, ReadRota, make_workbook, read_rota

Planned = Mapping[str, Mapping[date, bool]]

DATE_WRITERS: Mapping[str, Callable[[date], str]] = {
    "iso": date.isoformat,
    "dmy": lambda day: f"{day:%d/%m/%Y}",
    "dmy short": lambda day: f"{day.day}/{day.month}/{day:%y}",
    "points": lambda day: f"{day:%d.%m.%Y}",
    "mdy": lambda day: f"{day:%m/%d/%Y}",
    "words": lambda day: f"{day:%a} {day.day} {day:%b %Y}",
    "words of America": lambda day: f"{day:%b} {day.day}, {day.year}",
    "with a time": lambda day: f"{day.isoformat()} 09:00",
}
HEADERS = {
    "en": ("Employee", "Date", "Shift"),
    "de": ("Mitarbeiter", "Datum", "Schicht"),
    "fr": ("Employé", "Jour", "Horaire"),
    "es": ("Empleado", "Fecha", "Turno"),
    "pl": ("Pracownik", "Data", "Zmiana"),
}
SHIFTS = ("9-5", "09:00-17:00", "9:00 AM - 5:00 PM", "9a-5p", "09.00–17.00", "Early", "8")
OFF = {
    "en": ("Off", "A/L", "Annual leave (approved)", "RDO", "N/A", "-", "—"),
    "de": ("Frei", "Urlaub", "krank", "Urlaub (genehmigt)", "–", "Ruhetag", "Überstundenabbau"),
    "fr": ("Repos", "Congé", "RTT", "congés payés", "—", "Arrêt maladie", "Férié"),
    "es": ("Libre", "Vacaciones", "Descanso", "Baja", "-", "Día libre", "Permiso"),
    "pl": ("Wolne", "Urlop", "L4", "Urlop wypoczynkowy", "-", "Chorobowe", "Święto"),
}
SPELLINGS: tuple[Callable[[str], str], ...] = (
    str,
    str.upper,
    lambda name: ", ".join(reversed(name.split())),
    lambda name: f"  {name.replace(' ', '   ')} ",
    lambda name: f"{name} (1023)",
)


@dataclass(frozen=True)
class Dialect:
    """How a file is written."""

    delimiter: str
    encoding: str
    newline: str
    language: str
    dates: str
    spelling: Callable[[str], str]
    is_grid: bool
    has_separator_line: bool
    is_quoted: bool
    empty_rows: int


DIALECTS = st.builds(
    Dialect,
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(
        ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp1250"]
    ),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
    language=st.sampled_from(sorted(HEADERS)),
    dates=st.sampled_from(sorted(DATE_WRITERS)),
    spelling=st.sampled_from(SPELLINGS),
    is_grid=st.booleans(),
    has_separator_line=st.booleans(),
    is_quoted=st.booleans(),
    empty_rows=st.integers(0, 3),
)
STARTS = st.integers(0, 250).map(lambda ahead: TODAY + timedelta(days=ahead))


@st.composite
def planned_weeks(draw: st.DrawFn) -> Planned:
    """One to three people over five to nine days in a row, with at least one shift."""
    start, days = draw(STARTS), draw(st.integers(5, 9))
    people = draw(st.lists(st.sampled_from(TEAM), min_size=1, max_size=3, unique=True))
    plan = {
        person: {start + timedelta(days=ahead): draw(st.booleans()) for ahead in range(days)}
        for person in people
    }
    plan[people[0]][start] = True
    return plan


def write_rows(plan: Planned, dialect: Dialect, texts: st.DataObject) -> list[list[str]]:
    """Write a plan as the rows of a table."""
    write_day = DATE_WRITERS[dialect.dates]
    who, when, what = HEADERS[dialect.language]

    def write_shift(works: bool) -> str:
        return texts.draw(st.sampled_from(SHIFTS if works else OFF[dialect.language]))

    if dialect.is_grid:
        days = sorted(next(iter(plan.values())))
        rows = [[who, *map(write_day, days)]]
        for person, rota in plan.items():
            rows.append([dialect.spelling(person), *(write_shift(rota[day]) for day in days)])
    else:
        rows = [[who, when, what]]
        for person, rota in plan.items():
            rows += [
                [dialect.spelling(person), write_day(day), write_shift(works)]
                for day, works in rota.items()
            ]
    return rows + [[""] * len(rows[0])] * dialect.empty_rows


def write_text(rows: list[list[str]], dialect: Dialect) -> bytes:
    """Write rows as a text file."""
    text = StringIO()
    csv.writer(
        text,
        delimiter=dialect.delimiter,
        lineterminator=dialect.newline,
        quoting=csv.QUOTE_ALL if dialect.is_quoted else csv.QUOTE_MINIMAL,
    ).writerows(rows)
    content = text.getvalue()
    if dialect.has_separator_line:
        content = f"sep={dialect.delimiter}{dialect.newline}{content}"
    try:
        return content.encode(dialect.encoding)
    except UnicodeEncodeError:
        return content.encode("utf-8-sig")


def list_days(read: ReadRota, dialect: Dialect) -> dict[str, dict[date, bool]]:
    """Return the days that were read, by the plain name of each person."""
    plain = {dialect.spelling(person).strip(): person for person in TEAM}
    return {plain[name]: dict(days) for name, days in read.days.items()}


@settings(max_examples=400, deadline=None)
@given(planned_weeks(), DIALECTS, st.data())
def test_a_rota_in_any_dialect_gives_the_days_that_were_written(
    plan: Planned, dialect: Dialect, texts: st.DataObject
) -> None:
    raw = write_text(write_rows(plan, dialect, texts), dialect)
    region = "mdy" if dialect.dates == "mdy" else "dmy"
    read = read_rota(raw, language=dialect.language, order_of_region=region)
    assert list_days(read, dialect) == plan
    assert (read.problems, read.table.kind) == ([], "grid" if dialect.is_grid else "list")


@settings(max_examples=60, deadline=None)
@given(planned_weeks(), DIALECTS, st.data())
def test_a_workbook_gives_the_days_that_were_written(
    plan: Planned, dialect: Dialect, texts: st.DataObject
) -> None:
    region = "mdy" if dialect.dates == "mdy" else "dmy"
    rows = write_rows(plan, dialect, texts)
    read = read_rota(make_workbook(rows), order_of_region=region)
    assert (list_days(read, dialect), read.problems) == (plan, [])


CELLS = st.sampled_from(
    [
        *("", "Anna Lee", "Bo Chan", "Nobody", "2026-12-07", "07/12/2026", "13/13/2026", "never"),
        *("9-5", "Off", "Total", "Mon", "Tue", "Wed", "name", "date", "shift", "7", "12/7"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=8))
def test_every_line_of_a_list_is_read_or_a_finding_names_it(rows: list[list[str]]) -> None:
    lines = ["name,date,shift,till", *(",".join(row) for row in rows)]
    read = read_rota("\n".join(lines), dates="dmy")
    named = {entry.line for entry in read.table.entries}
    named |= {line for line, _ in [*read.problems, *read.notes]}
    filled = {at for at, line in enumerate(lines, start=1) if line.strip(",")}
    assert filled - {1} <= named
