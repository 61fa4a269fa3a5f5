"""`python -m ops.backup`: the command, as the supervisor runs it."""

from ops.commands.backup import backup_command

backup_command()
