"""Import of rotas: leaders upload a file that says who works when."""

from datetime import date
from typing import Annotated

import msgspec
from litestar import post
from litestar.params import FromQuery, QueryParameter

from api.identity import Leader, Now
from api.language import find_request_language
from api.problem_responses import InputProblemView, view_problem
from api.refusal_docs import declare_refusals
from api.shared_refusals import LED_PERSON_REFUSALS, UPLOAD_REFUSALS
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
from learning.rules.refusals import Invalid, TooLarge
from learning.rules.rota.rota_csv import DateOrder

MAX_ROTA_REQUEST_BYTES = MAX_ROTA_BYTES + MULTIPART_OVERHEAD_BYTES

RotaLogin = Annotated[str | None, QueryParameter(max_length=60)]


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


class RotaSummary(msgspec.Struct, frozen=True):
    """What the file says about the days from `first` to `last`; `kept` if the days were changed."""

    first: date
    last: date
    kept: bool
    people: list[PersonRotaSummary]
    problems: list[InputProblemView]


@post(
    "/team/rota",
    status_code=200,
    request_max_body_size=MAX_ROTA_REQUEST_BYTES,
    operation_class=RotaUploadOperation,
    tags=["rota"],
    opt=declare_refusals(
        *UPLOAD_REFUSALS,
        *LED_PERSON_REFUSALS,
        (Invalid, "rota.calendar_without_person"),
        (Invalid, "rota.empty_file"),
        (Invalid, "rota.has_problems"),
        (Invalid, "rota.no_column_names"),
        (Invalid, "rota.no_table"),
        (Invalid, "rota.too_many_events"),
        (TooLarge, "rota.file_too_large"),
        (TooLarge, "rota.too_many_people"),
    ),
)
async def upload_rota(
    request: StrictRequest,
    leader: Leader,
    now: Now,
    login: RotaLogin = None,
    dates: FromQuery[DateOrder] = "iso",
    dry_run: FromQuery[bool] = False,
    keep_good: FromQuery[bool] = False,
) -> RotaSummary:
    """Import a table (CSV) or the calendar (iCalendar) of the person with `login`.

    The columns of a table are login or name, date, and optionally works or shift. The file is the
    body, or the multipart field `rota`. With `dry_run` nothing is changed. With `keep_good` the
    good lines are imported although others are wrong.
    """
    options = RotaImportOptions(login, dates, dry_run, keep_good)
    raw = await read_uploaded_file(request, "rota", make_rota_too_large_error())
    report = await import_rota(leader, raw, options, now)
    return _summarise_rota(report, find_request_language(request))


def _summarise_rota(report: RotaReport, language: str) -> RotaSummary:
    return RotaSummary(
        report.covers.first,
        report.covers.last,
        report.applied,
        [_summarise_person(person_rota) for person_rota in report.people],
        [view_problem(problem, language) for problem in report.problems],
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


handlers = [upload_rota]
