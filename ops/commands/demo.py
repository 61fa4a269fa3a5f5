"""`herobreak demo`: how to sign in to the demo."""

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from ops import sign_ins
from ops.operator_errors import OperatorError, read_operator_settings
from ops.sign_ins import DEMO_FILE, FIRST_ADMIN_FILE

DEMO_ROLES = ("learner", "leader", "admin")


@click.command()
def demo_command() -> None:
    """Print where the demo is and how to sign in there."""
    folder = read_operator_settings().data
    content = sign_ins.read_sign_ins(folder / DEMO_FILE)
    if content is None:
        raise OperatorError(f"there is no demo in {folder}: {_explain_missing_demo(folder)}")
    table = Table(
        "",
        "login",
        "PIN or password",
        title=f"{content['base_url']}   join code {content['join_code']}",
    )
    for role in DEMO_ROLES:
        person = content[role]
        table.add_row(role, person["login"], person["secret"])
    Console().print(table)


def _explain_missing_demo(folder: Path) -> str:
    if (admin := folder / FIRST_ADMIN_FILE).exists():
        return f"it was left out by HEROBREAK_DEMO=0; how the first admin signs in is in {admin}."
    return "it is made at the first start on an empty data folder; HEROBREAK_DATA says which folder that is."
