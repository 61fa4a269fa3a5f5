"""`herobreak person`: add people, note when they are away, and forget who they were."""

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
from learning.messages import REFERENCE_LANGUAGE, render_problem
from learning.rules.refusals import InputProblem, Refused
from learning.rules.rota.rota_csv import DateOrder
from ops.click_types import DaysParam
from ops.organisation import NewPerson, add_person_to_team
from ops.with_database import with_database

DAY_OFF_WORDS = ("day off", "days off")
ROLE_CHOICES = ("learner", "leader", "admin")


@click.group()
def person_command() -> None:
    """Add people, note their days off, erase them."""


@person_command.command("add")
@click.argument("name")
@click.option(
    "--team", required=True, metavar="CODE|NAME", help="Their team, by join code or name."
)
@click.option("--role", required=True, type=click.Choice(ROLE_CHOICES), help="What they may do.")
def add_person_command(name: str, team: str, role: str) -> None:
    """Add somebody to a team; prints how they sign in, once."""

    async def add_to_team() -> NewPerson:
        return await add_person_to_team(name, team, role, datetime.now(UTC))

    new_person = with_database(add_to_team)
    secret_kind = "PIN" if role == "learner" else "password"
    click.echo(f"{name} is a{'n' if role == 'admin' else ''} {role} in {new_person.team}.")
    click.echo(f"  login: {new_person.sign_in.login}\n  {secret_kind}: {new_person.sign_in.secret}")
    click.echo(
        f"The {secret_kind} is not kept in a form that can be shown again: hand it over now."
    )


@person_command.command("days-off")
@click.argument("login")
@click.argument("days", metavar="DAY|FIRST..LAST...", type=DaysParam(), nargs=-1, required=True)
def add_days_off(login: str, days: tuple[tuple[date, ...], ...]) -> None:
    """Note days on which somebody does not work, such as 2026-12-24..2026-12-26. They break no streak."""
    requested_days = sorted(set(chain.from_iterable(days)))

    async def save_days_off() -> list[date]:
        return await record_days_off(login, requested_days, datetime.now(UTC))

    added_days = with_database(save_days_off)
    known_count = len(requested_days) - len(added_days)
    known_note = (
        f", {_format_count(known_count, *DAY_OFF_WORDS)} known before" if known_count else ""
    )
    click.echo(f"{login}: {_format_count(len(added_days), *DAY_OFF_WORDS)} noted{known_note}.")


@person_command.command()
@click.argument("login")
@click.confirmation_option(
    prompt="Their name, moments and sign-in go for good; answers and points stay without a name. Erase them?"
)
def erase_command(login: str) -> None:
    """Forget who somebody was; it cannot be undone."""

    async def erase_by_login() -> None:
        await erase_person(login, datetime.now(UTC))

    with_database(erase_by_login)
    click.echo(f"{login} is erased.")


@person_command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--login", help="Whose it is, for a calendar (.ics); a table (.csv) has a column login or name."
)
@click.option(
    "--dates",
    type=click.Choice(["iso", "dmy"]),
    default="iso",
    show_default=True,
    help="iso: 2026-12-24.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option(
    "--keep-good", is_flag=True, help="Take what is right although something else is wrong."
)
def rota_command(
    file: Path, login: str | None, dates: DateOrder, dry_run: bool, keep_good: bool
) -> None:
    """Read who works when, from a table (columns login or name, date, and works or shift) or one person's calendar."""

    async def read_and_import() -> RotaReport:
        with file.open("rb") as opened:
            raw = opened.read(MAX_ROTA_BYTES + 1)
        try:
            return await import_rota(
                None, raw, RotaImportOptions(login, dates, dry_run, keep_good), datetime.now(UTC)
            )
        except Refused as refused:
            _print_problems(refused.problems)
            refused.problems = ()
            raise

    report = with_database(read_and_import)
    _print_problems(report.problems)
    for person_rota in report.people:
        shifts, days = (
            _format_count(person_rota.shift_count, "shift", "shifts"),
            _format_count(person_rota.change.changed_days, "day differs", "days differ"),
        )
        click.echo(f"{person_rota.person.login}: {shifts}, {days} from what was known")
    outcome = "is kept" if report.applied else "would be kept"
    click.echo(
        f"The rota from {report.covers.first} to {report.covers.last} {outcome} for {_format_count(len(report.people), 'person', 'people')}."
    )


def _print_problems(problems: Iterable[InputProblem]) -> None:
    for problem in problems:
        where, what = render_problem(problem, REFERENCE_LANGUAGE)
        click.echo(f"{where}: {what}", err=True)


def _format_count(number: int, singular: str, plural: str) -> str:
    return f"{number} {singular if number == 1 else plural}"
