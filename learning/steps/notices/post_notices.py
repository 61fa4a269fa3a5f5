"""Give notices to every channel, in the transaction of their cause."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from asyncpg import Connection

from learning.rules.notices.notices import Notice, NoticeBody, NoticeKind
from learning.steps.jobs.job_rows import write_jobs
from learning.steps.notices.channels import NOTICE_CHANNELS, NoticeChannel, StoredChannel

DELIVER_NOTICE_JOB = "deliver_notice"
OPEN_CHALLENGE_STATUSES = ("scheduled", "running")


async def post_notices(
    conn: Connection,
    kind: NoticeKind,
    notices: Iterable[tuple[int, int, str, NoticeBody]],
    now: datetime,
    channels: Sequence[NoticeChannel] = NOTICE_CHANNELS,
) -> None:
    """Post notices of one kind, each as (team, challenge, slot, body).

    Channels that store notices do so at once. The others get one job per notice. A notice that was
    posted before is neither stored nor delivered again.
    """
    posted = [
        Notice(team, challenge, kind, slot, body, now) for team, challenge, slot, body in notices
    ]
    if not posted:
        return
    for channel in channels:
        if isinstance(channel, StoredChannel):
            await channel.store(conn, posted)
        else:
            subjects = [(make_delivery_subject(channel.name, one), one.slot) for one in posted]
            await write_jobs(conn, DELIVER_NOTICE_JOB, subjects, now)


def make_delivery_subject(channel: str, notice: Notice) -> str:
    """Name the delivery of a notice by a channel. The slot of the job is that of the notice."""
    return f"{channel}:{notice.team}:{notice.challenge}:{notice.kind}"
