"""The `herobreak` command. Each of its commands is one module of `ops.commands`."""

import pkgutil
from importlib import import_module

import click

from ops import commands


class CommandGroup(click.Group):
    """Finds a command in the module of its name. The module is imported when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the names of all commands."""
        return sorted(module.name for module in pkgutil.iter_modules(commands.__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Give the command `cmd_name` of the module `ops.commands.cmd_name`."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = getattr(
            import_module(f"ops.commands.{cmd_name}"), f"{cmd_name}_command"
        )
        return command


@click.group(cls=CommandGroup)
@click.version_option(package_name="herobreak", message="herobreak %(version)s")
def main() -> None:
    """Run and administer Herobreak: one short lesson a day for frontline staff."""
