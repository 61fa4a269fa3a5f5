"""Rotas: leaders send in who works when."""

from datetime import date
from typing import Annotated, Literal

import msgspec
from litestar import post
from litestar.params import FromQuery, QueryParameter

from api.identity import Leader, Now
from api.requests import StrictRequest
from api.uploads import ENVELOPE, RotaOperation, sent_file
from learning.actions.import_rota import MAX_ROTA_BYTES, PersonRota, RotaReport, RotaImportOptions, import_rota, make_rota_too_large_error

Login = Annotated[str | None, QueryParameter(max_length=60)]


class PersonsRotaOut(msgspec.Struct, frozen=True):
    """Somebody in the file: their shifts in it, and which of their days it changes, each from the way the week has it.

    `days_on` become working days, `days_off` free ones, `as_the_week` are like any other week again.
    """

    login: str
    name: str
    shifts: int
    days_on: list[date]
    days_off: list[date]
    as_the_week: list[date]


class ProblemOut(msgspec.Struct, frozen=True):
    """Something in the file that was left out: where, and what to do."""

    where: str
    what: str


class RotaOut(msgspec.Struct, frozen=True):
    """From `first` to `last` the days of these people are as the file says: already, where it was `kept`."""

    first: date
    last: date
    kept: bool
    people: list[PersonsRotaOut]
    problems: list[ProblemOut]


@post("/team/rota", status_code=200, request_max_body_size=MAX_ROTA_BYTES + ENVELOPE, operation_class=RotaOperation)
async def send_rota(
    request: StrictRequest,
    leader: Leader,
    now: Now,
    login: Login = None,
    dates: FromQuery[Literal["iso", "dmy"]] = "iso",
    dry_run: FromQuery[bool] = False,
    keep_good: FromQuery[bool] = False,
) -> RotaOut:
    """Take in a table (CSV: login or name, date, and where there are works or shift), or `login`'s calendar (iCalendar).

    As the body, or as a file in the multipart field `rota`. With `dry_run` nothing is changed; with `keep_good` what is
    right is taken although something else is not.
    """
    wish = RotaImportOptions(login, dates, dry_run, keep_good)
    return _shown(await import_rota(leader, await sent_file(request, "rota", make_rota_too_large_error()), wish, now))


def _shown(report: RotaReport) -> RotaOut:
    return RotaOut(
        report.covers.first,
        report.covers.last,
        report.applied,
        [_of_person(one) for one in report.people],
        [ProblemOut(problem.where, problem.what) for problem in report.problems],
    )


def _of_person(one: PersonRota) -> PersonsRotaOut:
    put = one.change.days_to_set
    return PersonsRotaOut(
        one.person.login,
        one.person.name,
        one.shift_count,
        sorted(day for day, works in put.items() if works),
        sorted(day for day, works in put.items() if not works),
        sorted(one.change.days_to_remove),
    )


handlers = [send_rota]
