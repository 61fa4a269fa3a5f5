"""What belongs to this installation alone."""

from piccolo.columns import SmallInt, Text
from piccolo.table import Table


class InstallationTable(Table, tablename="installation"):
    """One row. `secret` keys the hashes whose inputs anybody could guess; it never leaves the server."""

    id = SmallInt(primary_key=True, default=1)
    secret = Text(secret=True)
