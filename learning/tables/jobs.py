"""Jobs, and heartbeats of the parts of the system."""

from piccolo.columns import BigSerial, Integer, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table


class DueJobTable(Table, tablename="due_job"):
    """One job, written in the transaction of its cause and claimed by the sweep.

    `slot` tells repeats of the same work apart, for example by local day. A job can be claimed when
    it is due, not done, and its lease has ended. `problem` is the error of the last attempt,
    `request` the id of the HTTP request that caused the job.
    """

    id = BigSerial(primary_key=True)
    kind = Varchar(length=40)
    subject = Varchar(length=80)
    slot = Varchar(length=40)
    due_at = Timestamptz(default=None, null=False)
    leased_until = Timestamptz(default=None, null=True)
    attempts = Integer(default=0)
    done_at = Timestamptz(default=None, null=True)
    problem = Text(default=None, null=True)
    request = Varchar(length=64, default=None, null=True)

    due_job_once = Unique([kind, subject, slot])


class HeartbeatTable(Table, tablename="heartbeat"):
    """When a part of the system last reported that it is alive."""

    id = BigSerial(primary_key=True)
    part = Varchar(length=40, unique=True)
    at = Timestamptz(default=None, null=False)
