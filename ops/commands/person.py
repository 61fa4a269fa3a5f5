"""`herobreak person`: add people, note when they are away, and forget who they were."""

from datetime import UTC, date, datetime
from itertools import chain
from typing import TYPE_CHECKING

import click

from ops.inside import inside
from ops.notation import Days

if TYPE_CHECKING:
    from ops.organisation import Hired

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

    async def hired() -> "Hired":
        from ops.organisation import hire

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
        from learning.actions.take_days_off import take_days_off

        return await take_days_off(login, wanted, datetime.now(UTC))

    new = inside(taken)
    known = len(wanted) - len(new)
    click.echo(f"{login}: {_counted(len(new))} noted{f', {_counted(known)} known before' if known else ''}.")


@person.command()
@click.argument("login")
@click.confirmation_option(
    prompt="Their name, moments and sign-in go for good; answers and points stay without a name. Erase them?"
)
def erase(login: str) -> None:
    """Forget who somebody was; it cannot be undone."""

    async def erased() -> None:
        from learning.actions.erase_person import erase_person

        await erase_person(login, datetime.now(UTC))

    inside(erased)
    click.echo(f"{login} is erased.")


def _counted(days: int) -> str:
    return f"{days} day{'' if days == 1 else 's'} off"
