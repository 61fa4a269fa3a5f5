"""The `herobreak` command: one file in `ops/commands` for each of its commands."""

import pkgutil
from importlib import import_module

import click

from ops import commands


class CommandGroup(click.Group):
    """Finds a command in the file of its name, and imports that file only when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of all commands."""
        return sorted(module.name for module in pkgutil.iter_modules(commands.__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command `cmd_name` of the module `ops.commands.cmd_name`."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = getattr(
            import_module(f"ops.commands.{cmd_name}"), f"{cmd_name}_command"
        )
        return command


@click.group(cls=CommandGroup)
@click.version_option(package_name="herobreak", message="herobreak %(version)s")
def main() -> None:
    """Herobreak: five-minute breaks that make frontline staff better at looking after customers."""
