"""Deliver one notice by one channel: the job that `post_notices` wrote."""

from collections.abc import Sequence
from datetime import datetime

from learning.queries.notices.notices import load_notice
from learning.settings import Settings
from learning.steps.jobs.job_rows import Job, finish_job
from learning.steps.notices.channels import NOTICE_CHANNELS, DeliveredChannel, NoticeChannel
from learning.tables.database import transaction


async def deliver_notice(
    job: Job,
    settings: Settings,
    now: datetime,
    channels: Sequence[NoticeChannel] = NOTICE_CHANNELS,
) -> None:
    """Send the notice, and mark the job as done in the same transaction.

    An error of the channel leaves the job to be tried again. The job of a channel that is no
    longer in the table, or of a challenge that was deleted, is done without sending.
    """
    name, team, challenge, kind = job.subject.split(":")
    async with transaction() as conn:
        if not await finish_job(conn, job, now):
            return
        notice = await load_notice(conn, int(team), int(challenge), kind, job.slot)
        channel = next((one for one in channels if one.name == name), None)
        if notice is not None and isinstance(channel, DeliveredChannel):
            await channel.deliver(conn, notice, settings)
