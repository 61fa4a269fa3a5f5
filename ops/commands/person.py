"""`herobreak person`: add people, and note when they are away."""

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
    """Add people and note their days off."""


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


def _counted(days: int) -> str:
    return f"{days} day{'' if days == 1 else 's'} off"
