"""Rotas: leaders send in who works when."""

from datetime import date
from typing import Annotated, Literal

import msgspec
from litestar import post
from litestar.params import FromQuery, QueryParameter

from api.identity import Leader, Now
from api.language import find_request_language
from api.problem_responses import InputProblemView, view_problem
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

RotaLogin = Annotated[str | None, QueryParameter(max_length=60)]


class PersonRotaSummary(msgspec.Struct, frozen=True):
    """Somebody in the file: their shifts in it, and which of their days it changes, each from the way the week has it.

    `days_on` become working days, `days_off` free ones, `as_the_week` are like any other week again.
    """

    login: str
    name: str
    shifts: int
    days_on: list[date]
    days_off: list[date]
    as_the_week: list[date]


class RotaSummary(msgspec.Struct, frozen=True):
    """From `first` to `last` the days of these people are as the file says: already, where it was `kept`."""

    first: date
    last: date
    kept: bool
    people: list[PersonRotaSummary]
    problems: list[InputProblemView]


@post(
    "/team/rota",
    status_code=200,
    request_max_body_size=MAX_ROTA_BYTES + MULTIPART_OVERHEAD_BYTES,
    operation_class=RotaUploadOperation,
)
async def upload_rota(
    request: StrictRequest,
    leader: Leader,
    now: Now,
    login: RotaLogin = None,
    dates: FromQuery[Literal["iso", "dmy"]] = "iso",
    dry_run: FromQuery[bool] = False,
    keep_good: FromQuery[bool] = False,
) -> RotaSummary:
    """Take in a table (CSV: login or name, date, and where there are works or shift), or `login`'s calendar (iCalendar).

    As the body, or as a file in the multipart field `rota`. With `dry_run` nothing is changed; with `keep_good` what is
    right is taken although something else is not.
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
