"""What is known of the boards in Redis: which miss a change, and what the last sweep found."""

from piccolo.columns import BigInt, BigSerial, Timestamptz, Varchar
from piccolo.table import Table


class UnwrittenBoardTable(Table, tablename="unwritten_board"):
    """A board in Redis that could not be written. It is read from PostgreSQL until it is repaired.

    `board` is its key in Redis, `at` the last time that a change of it was missed.
    """

    board = Varchar(length=100, primary_key=True)
    at = Timestamptz(default=None, null=False)


class BoardSweepTable(Table, tablename="board_sweep"):
    """One row: when all boards were last compared, and how many rows were ever wrong."""

    id = BigSerial(primary_key=True)
    at = Timestamptz(default=None, null=False)
    repaired_rows = BigInt(default=0)
