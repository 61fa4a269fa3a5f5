"""Data of this installation alone."""

from piccolo.columns import SmallInt, Text
from piccolo.table import Table


class InstallationTable(Table, tablename="installation"):
    """One row. `secret` is the key of hashes whose inputs can be guessed; it stays on the server."""

    id = SmallInt(primary_key=True, default=1)
    secret = Text(secret=True)
