"""Rotas: tables in text, workbooks, and calendars."""

from collections.abc import Sequence
from datetime import date, timedelta

from fuzz.answers import check_problems, check_text
from fuzz.decoder import MEGABYTE, Decoder
from fuzz.line_probe import REPOSITORY
from support.rota_tables import TEAM, TODAY, WINDOW, make_known_people, make_workbook

from learning.rules.rota.rota import MAX_ROTA_PROBLEMS, RotaFile
from learning.rules.rota.rota_calendar import read_calendar_rota
from learning.rules.rota.rota_table import (
    RecognisedTables,
    merge_entries,
    open_tables,
    read_table,
    recognise_tables,
)
from learning.rules.rota.table_layout import make_table_signature
from learning.rules.rota.table_reading import RotaTable, TableOptions

CASES = REPOSITORY / "tests/cases/inputs"
OPTIONS = TableOptions(WINDOW, known=make_known_people(TEAM))
MOST_ROTA_BYTES = MEGABYTE
LIST_ROTA = """\
login,name,date,start,end,shift
anna-lee,Anna Lee,2026-12-07,09:00,17:00,Early
bo-chan,Bo Chan,07/12/2026,22:00,06:00,
tess-bakerman,"Bakerman, Tess",8 Dec 2026,,,Annual leave
"""
GRID_ROTA = """\
Rota for the week commencing 7.-13.12.2026;;;;;;;
Name;Mon 7;Tue 8;Wed 9;Thu 10;Fri 11;Sat 12;Sun 13
Anna Lee;9-5;off;A/L;x;14:00-22:00;;
Bo Chan (early);;Early;Late;RDO;Off;½;w/e
Total;1;1;1;1;1;0;0
"""
ACROSS_ROTA = "date\tAnna Lee\tBo Chan\n2026-12-07\t9-5\tOff\n2026-12-08\t\tSick\n"
MONTH_ROTA = "December 2026," + ",".join(map(str, range(1, 32))) + "\nAnna Lee" + ",E" * 31 + "\n"
TABLE_TOKENS = tuple(
    text.encode()
    for text in (
        *("2026-12-07", "07/12/2026", "7.12.", "Mon 7", "week 50", "KW 50", "w/e 13.12.2026"),
        *("name", "date", "start", "shift", "login", "Total", "off", "A/L", "9-5", "45999"),
        *('"', '""', ",", ";", "\t", "|", "sep=;\n", "\r\n", "\r", "=1+1", '="0123"', "'0123"),
        *("2026-12-07T09:00:00+23:59", "0001-01-01T00:00:00-23:59", "9999-12-31T23:59:59+00:00"),
    )
)
SHEET_TOKENS = tuple(
    text.encode()
    for text in (
        *('<c r="XFD1048576"/>', '<row r="1048576">', "</row>", '<c t="s"><v>0</v></c>', "<c/>"),
        *('<mergeCell ref="A1:XFD1048576"/>', '<mergeCell ref="C3:A1"/>', "<v>1e308</v>"),
        *("<v>-1e9</v>", 't="d"', 't="e"', 't="b"', 't="inlineStr"', 's="1"', "<sheet ", "r:id="),
        *("<!DOCTYPE a>", "&#65;", "<![CDATA[", "<v>2958466</v>", "<v>45999.99999999</v>"),
    )
)
CALENDAR_TOKENS = tuple(
    text.encode()
    for text in (
        *("BEGIN:VEVENT\r\n", "END:VEVENT\r\n", "BEGIN:VALARM\r\n", "DTSTART:20261207T090000Z\r\n"),
        *("DTSTART;VALUE=DATE:20261207\r\n", "DTSTART;TZID=Europe/London:20261207T090000\r\n"),
        *("RRULE:FREQ=DAILY\r\n", "RRULE:FREQ=YEARLY;BYWEEKNO=53;COUNT=9\r\n", "UNTIL=99991231"),
        *("INTERVAL=999999999", "BYSETPOS=-1", "BYDAY=-53MO", "WKST=SU", "RDATE:20261208T090000"),
        *(
            "EXDATE;VALUE=DATE:20261209",
            "RECURRENCE-ID:20261207T090000Z\r\n",
            "RANGE=THISANDFUTURE",
        ),
        *("DURATION:P9999999W", "DTEND:00010101T000000Z", "99991231T235959Z", "TZID=/x/y", "\r\n "),
        *("SEQUENCE:-1", "STATUS:CANCELLED", "METHOD:CANCEL", "DTSTART:20260229", "PERIOD:", ";"),
    )
)
CALENDAR = b"""BEGIN:VCALENDAR\r
BEGIN:VEVENT\r
UID:a\r
DTSTART;TZID=Europe/London:20261130T090000\r
DTEND;TZID=Europe/London:20261130T170000\r
RRULE:FREQ=WEEKLY;BYDAY=MO,WE;COUNT=20\r
EXDATE;TZID=Europe/London:20261207T090000\r
RDATE;VALUE=PERIOD:20261212T090000Z/PT3H\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:a\r
RECURRENCE-ID;TZID=Europe/London:20261209T090000\r
DTSTART;TZID=Europe/London:20261210T100000\r
DURATION:PT8H\r
SEQUENCE:2\r
SUMMARY:Shift\r
END:VEVENT\r
END:VCALENDAR\r
"""


def _list_cases(*suffixes: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted(CASES.glob("*/*")) if path.suffix in suffixes]


def _decode_table(data: bytes) -> object:
    tables = open_tables(data, OPTIONS)
    recognised = recognise_tables(tables, OPTIONS)
    return recognised, read_table(recognised, OPTIONS)


def _check_table(answer: object) -> None:
    assert isinstance(answer, tuple)
    recognised, table = answer
    assert isinstance(recognised, RecognisedTables)
    assert isinstance(table, RotaTable)
    check_problems(table.problems[: 2 * MAX_ROTA_PROBLEMS])
    check_problems(table.notes)
    check_text(make_table_signature(recognised.rota.table, "UTC"))
    for entry in table.entries:
        assert entry.day in WINDOW
        assert entry.line >= 1
        check_text(entry.person)
    days, problems = merge_entries(table.entries, str)
    check_problems(problems[:MAX_ROTA_PROBLEMS])
    assert all(day in WINDOW for person in days.values() for day in person)


def _list_table_seeds() -> Sequence[bytes]:
    written = [text.encode() for text in (LIST_ROTA, GRID_ROTA, ACROSS_ROTA, MONTH_ROTA)]
    encoded = [GRID_ROTA.encode(name) for name in ("utf-16", "cp1252", "utf-32")]
    return [*written, *encoded, *_list_cases(".csv")]


def _list_workbook_seeds() -> Sequence[bytes]:
    days = [TODAY + timedelta(days=ahead) for ahead in range(7)]
    grid: list[list[object]] = [["Name", *days], ["Anna Lee", "9-5", "", "A/L", 8, 7.5, True, ""]]
    listed: list[list[object]] = [["name", "date", "shift"], ["Bo Chan", date(2026, 12, 9), "x"]]
    return [
        make_workbook(grid),
        make_workbook(grid, merged=["B2:C2"]),
        make_workbook(listed, name="List"),
    ]


def _decode_calendar(data: bytes) -> RotaFile:
    return read_calendar_rota(data, "Europe/London", WINDOW)


def _check_calendar(file: object) -> None:
    assert isinstance(file, RotaFile)
    check_problems(file.problems)
    assert len(file.problems) <= MAX_ROTA_PROBLEMS
    assert set(file.people) <= {""}
    assert all(day in WINDOW for days in file.people.values() for day in days)


ROTA_DECODERS = (
    Decoder(
        "table",
        _decode_table,
        _check_table,
        _list_table_seeds,
        ("learning/rules/rota",),
        tokens=TABLE_TOKENS,
        most_bytes=MOST_ROTA_BYTES,
        base_ms=200,
        ms_per_kb=12,
        most_memory=400 * MEGABYTE,
    ),
    Decoder(
        "workbook",
        _decode_table,
        _check_table,
        _list_workbook_seeds,
        (
            *("learning/rules/rota/workbook_bounds.py", "learning/rules/rota/workbook_part.py"),
            *("learning/rules/rota/workbook_table.py", "learning/rules/rota/table_lines.py"),
        ),
        shape="zip",
        tokens=(*SHEET_TOKENS, *TABLE_TOKENS),
        most_bytes=MOST_ROTA_BYTES,
        base_ms=4000,
        ms_per_kb=12,
        most_memory=500 * MEGABYTE,
    ),
    Decoder(
        "calendar",
        _decode_calendar,
        _check_calendar,
        lambda: [CALENDAR, *_list_cases(".ics")],
        tuple(
            f"learning/rules/rota/{name}.py"
            for name in (
                *("calendar_changes", "calendar_days", "calendar_event", "calendar_lines"),
                *("calendar_rule", "calendar_rule_days", "calendar_series", "calendar_starts"),
                *("calendar_times", "calendar_versions", "event_days", "rota_calendar"),
            )
        ),
        tokens=CALENDAR_TOKENS,
        most_bytes=MOST_ROTA_BYTES,
        base_ms=1500,
        ms_per_kb=12,
    ),
)
