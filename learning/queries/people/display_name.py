"""The name that other people see: the alias, or else the name."""

DISPLAY_NAME_SQL = "COALESCE(NULLIF({one}.alias, ''), {one}.name)"
"""An expression. Format it with `one`, the alias of the table `person` in the statement."""
