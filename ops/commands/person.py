"""`herobreak person`: add people, note when they are away, and forget who they were."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path

import click

from learning.actions.erase_person import erase_person
from learning.actions.import_rota import MAX_ROTA_BYTES, RotaReport, RotaImportOptions, import_rota
from learning.actions.take_days_off import record_days_off
from learning.rules.problems import Invalid, InputProblem, Refused
from learning.rules.rota_csv import DateOrder
from ops.inside import inside
from ops.notation import Days
from ops.organisation import Hired, hire

OFF = ("day off", "days off")
ROLES = ("learner", "leader", "admin")


@click.group()
def person() -> None:
    """Add people, note their days off, erase them."""


@person.command()
@click.argument("name")
@click.option("--team", required=True, metavar="CODE|NAME", help="Their team, by join code or name.")
@click.option("--role", required=True, type=click.Choice(ROLES), help="What they may do.")
def add(name: str, team: str, role: str) -> None:
    """Add somebody to a team; prints how they sign in, once."""

    async def hired() -> Hired:
        return await hire(name, team, role, datetime.now(UTC))

    made = inside(hired)
    what = "PIN" if role == "learner" else "password"
    click.echo(f"{name} is a{'n' if role == 'admin' else ''} {role} in {made.team}.")
    click.echo(f"  login: {made.sign_in.login}\n  {what}: {made.sign_in.secret}")
    click.echo(f"The {what} is not kept in a form that can be shown again: hand it over now.")


@person.command("days-off")
@click.argument("login")
@click.argument("days", metavar="DAY|FIRST..LAST...", type=Days(), nargs=-1, required=True)
def days_off(login: str, days: tuple[tuple[date, ...], ...]) -> None:
    """Note days on which somebody does not work, such as 2026-12-24..2026-12-26. They break no streak."""
    wanted = sorted(set(chain.from_iterable(days)))

    async def taken() -> list[date]:
        return await record_days_off(login, wanted, datetime.now(UTC))

    new = inside(taken)
    known = len(wanted) - len(new)
    before = f", {_counted(known, *OFF)} known before" if known else ""
    click.echo(f"{login}: {_counted(len(new), *OFF)} noted{before}.")


@person.command()
@click.argument("login")
@click.confirmation_option(
    prompt="Their name, moments and sign-in go for good; answers and points stay without a name. Erase them?"
)
def erase(login: str) -> None:
    """Forget who somebody was; it cannot be undone."""

    async def erased() -> None:
        await erase_person(login, datetime.now(UTC))

    inside(erased)
    click.echo(f"{login} is erased.")


@person.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--login", help="Whose it is, for a calendar (.ics); a table (.csv) has a column login or name.")
@click.option("--dates", type=click.Choice(["iso", "dmy"]), default="iso", show_default=True, help="iso: 2026-12-24.")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option("--keep-good", is_flag=True, help="Take what is right although something else is wrong.")
def rota(file: Path, login: str | None, dates: DateOrder, dry_run: bool, keep_good: bool) -> None:
    """Read who works when, from a table (columns login or name, date, and works or shift) or one person's calendar."""

    async def imported() -> RotaReport:
        with file.open("rb") as opened:
            raw = opened.read(MAX_ROTA_BYTES + 1)
        try:
            return await import_rota(None, raw, RotaImportOptions(login, dates, dry_run, keep_good), datetime.now(UTC))
        except Refused as refused:
            _list(refused.problems)
            raise Invalid(refused.detail) from refused

    report = inside(imported)
    _list(report.problems)
    for one in report.people:
        shifts, days = _counted(one.shift_count, "shift", "shifts"), _counted(one.change.changed_days, "day differs", "days differ")
        click.echo(f"{one.person.login}: {shifts}, {days} from what was known")
    what = "is kept" if report.applied else "would be kept"
    click.echo(f"The rota {report.covers.description} {what} for {_counted(len(report.people), 'person', 'people')}.")


def _list(problems: Iterable[InputProblem]) -> None:
    for problem in problems:
        click.echo(f"{problem.where}: {problem.what}", err=True)


def _counted(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"
