"""`herobreak person`: add people, set secrets, record days off and rotas, and erase people."""

import os
from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path

import click

from learning.actions.people.erase_person import erase_person
from learning.actions.rota.import_rota import (
    MAX_ROTA_BYTES,
    RotaImportOptions,
    RotaReport,
    import_rota,
)
from learning.actions.rota.record_days_off import record_days_off
from learning.messages import render_problem
from learning.queries.rota.rota_file import TableChoices
from learning.rules.refusals import InputProblem, Refused
from learning.rules.rota.date_order import DateOrder
from ops.click_types import DaysParam
from ops.organisation import NewPerson, add_person_to_team, set_new_secret
from ops.sign_ins import SignInDetails
from ops.terminal_messages import (
    find_terminal_language,
    nest_message,
    print_message,
    render_for_terminal,
)
from ops.with_database import with_database

ROLE_CHOICES = ("learner", "leader", "admin")


@click.group()
def person_command() -> None:
    """Add people, set their secrets, record their days off and rotas, and erase people."""


@person_command.command("add")
@click.argument("name")
@click.option(
    "--team", required=True, metavar="CODE|NAME", help="Team of the person, by join code or name."
)
@click.option(
    "--role", required=True, type=click.Choice(ROLE_CHOICES), help="What the person may do."
)
def add_person_command(name: str, team: str, role: str) -> None:
    """Add a person to a team and print the sign-in once."""

    async def add_to_team() -> NewPerson:
        return await add_person_to_team(name, team, role, datetime.now(UTC))

    new_person = with_database(add_to_team)
    print_message(f"operator.{role}_added", name=name, team=new_person.team)
    _print_sign_in(role, new_person.sign_in)


def _print_sign_in(role: str, sign_in: SignInDetails) -> None:
    """Print a login and its new secret, which cannot be shown again."""
    print_message(
        "operator.pin_sign_in" if role == "learner" else "operator.password_sign_in",
        login=sign_in.login,
        secret=sign_in.secret,
    )


@person_command.command("set-secret")
@click.argument("login")
def set_secret_command(login: str) -> None:
    """Set a new PIN or password of a person who has forgotten theirs, and print it once.

    The person is signed out everywhere, and must choose another one at the next sign-in.
    """

    async def set_by_login() -> tuple[str, SignInDetails]:
        return await set_new_secret(login, datetime.now(UTC))

    role, sign_in = with_database(set_by_login)
    print_message("operator.secret_set", login=sign_in.login)
    _print_sign_in(role, sign_in)


@person_command.command("days-off")
@click.argument("login")
@click.argument("days", metavar="DAY|FIRST..LAST...", type=DaysParam(), nargs=-1, required=True)
def add_days_off(login: str, days: tuple[tuple[date, ...], ...]) -> None:
    """Record days on which a person does not work, such as 2026-12-24..2026-12-26.

    Days off do not end a streak.
    """
    requested_days = sorted(set(chain.from_iterable(days)))

    async def save_days_off() -> list[date]:
        return await record_days_off(login, requested_days, datetime.now(UTC))

    added_days = with_database(save_days_off)
    known_count = len(requested_days) - len(added_days)
    noted = nest_message("operator.days_noted", count=len(added_days))
    if known_count:
        known = nest_message("operator.days_known", count=known_count)
        print_message(
            "operator.days_off_recorded_some_known", login=login, noted=noted, known=known
        )
    else:
        print_message("operator.days_off_recorded", login=login, noted=noted)


@person_command.command()
@click.argument("login")
@click.confirmation_option(prompt=render_for_terminal("operator.confirm_erasure"))
def erase_command(login: str) -> None:
    """Erase the name and everything else that identifies a person. It cannot be undone."""

    async def erase_by_login() -> None:
        await erase_person(login, datetime.now(UTC))

    with_database(erase_by_login)
    print_message("operator.person_erased", login=login)


@person_command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--login", help="Login of the person whose calendar (.ics) FILE is.")
@click.option(
    "--dates",
    type=click.Choice(["auto", "iso", "dmy", "mdy"]),
    default="auto",
    show_default=True,
    help="How days are written: iso is 2026-12-24, dmy 24/12/2026, mdy 12/24/2026.",
)
@click.option("--dry-run", is_flag=True, help="Print the changes without making them.")
@click.option("--keep-good", is_flag=True, help="Take the correct lines of a file with faults.")
def rota_command(
    file: Path, login: str | None, dates: DateOrder, dry_run: bool, keep_good: bool
) -> None:
    """Import a rota from FILE.

    FILE is a table (.csv, .xlsx), or the calendar (.ics) of one person. A table is a list with the
    columns login or name, date, and shift, or a grid with people down and days across.
    """

    async def read_and_import() -> RotaReport:
        with file.open("rb") as opened:
            raw = opened.read(MAX_ROTA_BYTES + 1)
        options = RotaImportOptions(login, TableChoices(dates), dry_run, keep_good)
        try:
            return await import_rota(None, raw, options, datetime.now(UTC))
        except Refused as refused:
            _print_problems(refused.problems)
            refused.problems = ()
            raise

    _print_rota_report(with_database(read_and_import))


def _print_rota_report(report: RotaReport) -> None:
    _print_problems([*report.problems, *(report.table.notes if report.table else ())])
    for person_rota in report.people:
        print_message(
            "operator.rota_of_person",
            login=person_rota.person.login,
            shifts=nest_message("operator.shifts", count=person_rota.shift_count),
            days=nest_message("operator.days_differ", count=person_rota.change.changed_days),
        )
    print_message(
        "operator.rota_kept" if report.applied else "operator.rota_would_be_kept",
        count=len(report.people),
        first=report.covers.first.isoformat(),
        last=report.covers.last.isoformat(),
    )


def _print_problems(problems: Iterable[InputProblem]) -> None:
    for problem in problems:
        where, what = render_problem(problem, find_terminal_language(os.environ))
        click.echo(f"{where}: {what}", err=True)
