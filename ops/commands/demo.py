"""`herobreak demo`: print how to sign in to the demo."""

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from ops import sign_ins
from ops.operator_errors import OperatorError, read_operator_settings
from ops.sign_ins import DEMO_FILE, FIRST_ADMIN_FILE
from ops.terminal_messages import render_for_terminal

DEMO_ROLES = ("learner", "leader", "admin")


@click.command()
def demo_command() -> None:
    """Print the address of the demo and its sign-ins."""
    folder = read_operator_settings().data
    content = sign_ins.read_sign_ins(folder / DEMO_FILE)
    if content is None:
        raise _make_missing_demo_error(folder)
    title = render_for_terminal(
        "operator.demo_sign_ins", url=content["base_url"], join_code=content["join_code"]
    )
    table = Table("", "login", render_for_terminal("operator.demo_secret"), title=title)
    for role in DEMO_ROLES:
        person = content[role]
        table.add_row(role, person["login"], person["secret"])
    Console().print(table)


def _make_missing_demo_error(folder: Path) -> OperatorError:
    if (file := folder / FIRST_ADMIN_FILE).exists():
        return OperatorError("operator.demo_left_out", folder=folder, file=file)
    return OperatorError("operator.no_demo", folder=folder)
