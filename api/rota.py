"""Import of rotas: leaders upload a file that says who works when."""

from datetime import date
from typing import Annotated, cast

import msgspec
from litestar import Response, get, post
from litestar.params import FromQuery, QueryParameter

from api.answer_docs import declare_media_types
from api.identity import Leader, Now
from api.language import find_request_language
from api.problem_responses import InputProblemView, view_problem
from api.refusal_docs import Refusal, declare_refusals
from api.request_clocks import SLOW_ROUTE
from api.shared_refusals import SUBORDINATE_REFUSALS, UPLOAD_REFUSALS
from api.strict_requests import StrictRequest
from api.uploads import MULTIPART_OVERHEAD_BYTES, RotaUploadOperation, read_uploaded_file
from learning.actions.rota.import_rota import (
    MAX_ROTA_BYTES,
    PersonRota,
    RotaImportOptions,
    RotaReport,
    import_rota,
    make_rota_too_large_error,
)
from learning.messages import render_message
from learning.queries.rota.rota_file import TableChoices, recognise_table_file
from learning.queries.rota.rota_template import make_rota_template
from learning.rules.refusals import InputProblem, Invalid, TooLarge
from learning.rules.rota.column_headers import COLUMN_FIELDS, ColumnField
from learning.rules.rota.date_order import DateOrder, OrderReason
from learning.rules.rota.rota_template import TemplateFormat
from learning.rules.rota.table_columns import Column, RecognisedBy
from learning.rules.rota.table_reading import LayoutKind, RotaTable

MAX_ROTA_REQUEST_BYTES = MAX_ROTA_BYTES + MULTIPART_OVERHEAD_BYTES

MAX_COLUMNS_CHARS = 4000
RotaLogin = Annotated[str | None, QueryParameter(max_length=60)]
ColumnsText = Annotated[str | None, QueryParameter(max_length=MAX_COLUMNS_CHARS)]
"""The fields of the columns in order, with commas between: "name,,date". Empty: recognise it."""
REPEATABLE_FIELDS = ("shift", "kind", "ignore")

TEMPLATE_MEDIA_TYPES: dict[TemplateFormat, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
TABLE_REFUSALS: tuple[Refusal, ...] = (
    *UPLOAD_REFUSALS,
    (Invalid, "rota.no_table"),
    (Invalid, "rota.unknown_column_fields"),
    (TooLarge, "rota.file_too_large"),
    (TooLarge, "rota.too_many_cells"),
)


class PersonRotaSummary(msgspec.Struct, frozen=True):
    """A person in the file: the number of shifts, and the days that it changes.

    `days_on` become working days, `days_off` free days, `as_the_week` are like any other week
    again.
    """

    login: str
    name: str
    shifts: int
    days_on: list[date]
    days_off: list[date]
    as_the_week: list[date]


class RotaColumn(msgspec.Struct, frozen=True):
    """A column of a table: its header, what it holds, how that is known, and some values.

    `field` is null where nothing is known of the column, so that it is not read.
    """

    index: int
    header: str
    field: ColumnField | None
    recognised_by: RecognisedBy
    sample: list[str]


class RotaLayout(msgspec.Struct, frozen=True):
    """How a table was understood.

    A `list` has a line for a person and a day, a `grid` has people down and days across. `dates` is
    the order of days, and `dates_settled_by` says why; by `file` or `region` it is a guess. `sheet`
    is the name of the sheet of a workbook.
    """

    kind: LayoutKind
    sheet: str
    dates: DateOrder
    dates_settled_by: OrderReason
    columns: list[RotaColumn]


class RotaColumns(msgspec.Struct, frozen=True):
    """The columns of a table, and which are missing: `person`, `date`, or none."""

    sheet: str
    columns: list[RotaColumn]
    missing: list[str]


class RotaSummary(msgspec.Struct, frozen=True):
    """What the file says about the days from `first` to `last`; `kept` if the days were changed.

    `notes` name lines that were left out since they are of no person. `layout` says how a table
    was understood; it is null for a calendar.
    """

    first: date
    last: date
    kept: bool
    people: list[PersonRotaSummary]
    problems: list[InputProblemView]
    notes: list[InputProblemView]
    layout: RotaLayout | None


@post(
    "/team/rota",
    status_code=200,
    request_max_body_size=MAX_ROTA_REQUEST_BYTES,
    operation_class=RotaUploadOperation,
    tags=["rota"],
    opt=SLOW_ROUTE
    | declare_refusals(
        *TABLE_REFUSALS,
        *SUBORDINATE_REFUSALS,
        (Invalid, "rota.calendar_without_person"),
        (Invalid, "rota.empty_file"),
        (Invalid, "rota.has_problems"),
        (Invalid, "rota.no_column_names"),
        (Invalid, "rota.no_week"),
        (Invalid, "rota.too_many_events"),
        (TooLarge, "rota.too_many_entries"),
        (TooLarge, "rota.too_many_people"),
    ),
)
async def upload_rota(
    request: StrictRequest,
    leader: Leader,
    now: Now,
    login: RotaLogin = None,
    dates: FromQuery[DateOrder] = "auto",
    columns: ColumnsText = None,
    week: FromQuery[date | None] = None,
    dry_run: FromQuery[bool] = False,
    keep_good: FromQuery[bool] = False,
) -> RotaSummary:
    """Import a table (CSV, XLSX) or the calendar (iCalendar) of the person with `login`.

    A table is a list of people and days, or a grid with people down and days across. Its columns
    are recognised; `columns` says what they are, in order, with commas between: "name,,date". That
    is remembered for the team when the rota is kept. `week` is the first day of a grid that names
    weekdays only. The file is the body, or the multipart field `rota`. With `dry_run` nothing is
    changed. With `keep_good` the good lines are imported although others are wrong.
    """
    choices = TableChoices(dates, _parse_columns(columns), week)
    options = RotaImportOptions(login, choices, dry_run, keep_good)
    raw = await read_uploaded_file(request, "rota", make_rota_too_large_error())
    report = await import_rota(leader, raw, options, now)
    return _summarise_rota(report, find_request_language(request))


@post(
    "/team/rota/columns",
    status_code=200,
    request_max_body_size=MAX_ROTA_REQUEST_BYTES,
    operation_class=RotaUploadOperation,
    tags=["rota"],
    opt=SLOW_ROUTE | declare_refusals(*TABLE_REFUSALS),
)
async def recognise_rota_columns(
    request: StrictRequest, leader: Leader, now: Now, columns: ColumnsText = None
) -> RotaColumns:
    """Say what the columns of a table are, and what is missing. Nothing is changed.

    `columns` says what they are, as at the import.
    """
    choices = TableChoices(columns=_parse_columns(columns))
    raw = await read_uploaded_file(request, "rota", make_rota_too_large_error())
    found = (await recognise_table_file(leader, raw, choices, now)).rota
    return RotaColumns(
        found.table.name, [_view_column(one) for one in found.columns], list(found.missing)
    )


@get(
    "/team/rota/template",
    media_type="application/octet-stream",
    tags=["rota"],
    opt=SLOW_ROUTE
    | declare_media_types(*(kind.partition(";")[0] for kind in TEMPLATE_MEDIA_TYPES.values())),
)
async def download_rota_template(
    request: StrictRequest,
    leader: Leader,
    now: Now,
    file_format: Annotated[TemplateFormat, QueryParameter(name="format")] = "xlsx",
) -> Response[bytes]:
    """Give a rota to fill in: the people whom the leader leads, and the days of the next week."""
    header = render_message("rota.template_name", {}, find_request_language(request))
    content = await make_rota_template(leader, header, file_format, now)
    return Response(
        content,
        media_type=TEMPLATE_MEDIA_TYPES[file_format],
        headers={"Content-Disposition": f'attachment; filename="rota.{file_format}"'},
    )


def _parse_columns(text: str | None) -> list[ColumnField | None] | None:
    """Parse what the sender says about the columns.

    Raises:
        Invalid: a field is unknown, or named for two columns although it can only be in one.
    """
    if text is None:
        return None
    fields = [field.strip() for field in text.split(",")]
    single = [field for field in fields if field and field not in REPEATABLE_FIELDS]
    if set(fields) - {"", *COLUMN_FIELDS} or len(single) != len(set(single)):
        values = {"fields": ", ".join(COLUMN_FIELDS)}
        problem = InputProblem("columns", "rota.name_each_field_once", values)
        raise Invalid("rota.unknown_column_fields", [problem])
    return [cast("ColumnField", field) if field else None for field in fields]


def _summarise_rota(report: RotaReport, language: str) -> RotaSummary:
    return RotaSummary(
        report.covers.first,
        report.covers.last,
        report.applied,
        [_summarise_person(person_rota) for person_rota in report.people],
        [view_problem(problem, language) for problem in report.problems],
        [view_problem(note, language) for note in report.table.notes] if report.table else [],
        _view_layout(report.table) if report.table else None,
    )


def _view_layout(table: RotaTable) -> RotaLayout:
    return RotaLayout(
        table.kind,
        table.sheet,
        table.order.order or "iso",
        table.order.reason,
        [_view_column(one) for one in table.columns],
    )


def _view_column(column: Column) -> RotaColumn:
    return RotaColumn(
        column.index, column.header, column.field, column.recognised_by, list(column.sample)
    )


def _summarise_person(person_rota: PersonRota) -> PersonRotaSummary:
    changed_days = person_rota.change.days_to_set
    return PersonRotaSummary(
        person_rota.person.login,
        person_rota.person.name,
        person_rota.shift_count,
        sorted(day for day, works in changed_days.items() if works),
        sorted(day for day, works in changed_days.items() if not works),
        sorted(person_rota.change.days_to_remove),
    )


handlers = [upload_rota, recognise_rota_columns, download_rota_template]
