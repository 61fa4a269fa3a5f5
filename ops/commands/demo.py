"""`herobreak demo`: how to sign in to the demo."""

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from ops import sign_ins
from ops.problems import Problem, settings
from ops.sign_ins import DEMO, FIRST_ADMIN

PEOPLE = ("learner", "leader", "admin")


@click.command()
def demo() -> None:
    """Print where the demo is and how to sign in there."""
    folder = settings().data
    content = sign_ins.read(folder / DEMO)
    if content is None:
        raise Problem(f"there is no demo in {folder}: {_instead(folder)}")
    table = Table("", "login", "PIN or password", title=f"{content['base_url']}   join code {content['join_code']}")
    for role in PEOPLE:
        person = content[role]
        table.add_row(role, person["login"], person["secret"])
    Console().print(table)


def _instead(folder: Path) -> str:
    if (admin := folder / FIRST_ADMIN).exists():
        return f"it was left out by HEROBREAK_DEMO=0; how the first admin signs in is in {admin}."
    return "it is made at the first start on an empty data folder; HEROBREAK_DATA says which folder that is."
