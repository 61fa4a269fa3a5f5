"""How somebody is called where others see it: as everywhere, an alias stands for the name."""

DISPLAY_NAME_SQL = "COALESCE(NULLIF({one}.alias, ''), {one}.name)"
"""To be formatted with the person's row in a statement."""
