"""Deliver notices by a second channel, which exists in this test only, through real PostgreSQL."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from asyncpg import Connection
from support.challenges import launch_plan
from support.shop import SHOP_TIME, Shop

from learning.actions.jobs.job_queue import claim_due_jobs, find_job
from learning.actions.notices.deliver_notice import deliver_notice
from learning.queries.notices.notices import list_notices_of_teams, render_notice
from learning.rules.notices.notices import Notice, NoticeBody
from learning.settings import Settings, parse_settings
from learning.steps.jobs.job_rows import Job
from learning.steps.notices.channels import (
    NOTICE_CHANNELS,
    DeliveredChannel,
    NoticeChannel,
    StoredChannel,
)
from learning.steps.notices.post_notices import DELIVER_NOTICE_JOB, post_notices
from learning.tables.database import connection, transaction

SETTINGS = parse_settings({})
STORED_CHANNELS = tuple(
    channel for channel in NOTICE_CHANNELS if isinstance(channel, StoredChannel)
)
SELECT_OPEN_DELIVERIES = """
SELECT id FROM due_job WHERE kind = $1 AND done_at IS NULL ORDER BY id
"""
SELECT_LOGINS_OF_TEAM = "SELECT login FROM person WHERE team = $1 ORDER BY login"


@dataclass
class FakeMailServer:
    """A server that accepts messages to logins, and fails as often as it is told to."""

    sent: list[tuple[str, str]] = field(default_factory=list)
    failures_left: int = 0

    async def deliver(self, conn: Connection, notice: Notice, settings: Settings) -> None:
        if self.failures_left:
            self.failures_left -= 1
            raise OSError("the mail server is not reachable")
        text = render_notice(notice, "en")
        rows = await conn.fetch(SELECT_LOGINS_OF_TEAM, notice.team)
        self.sent += [(row["login"], text) for row in rows]

    @property
    def channels(self) -> tuple[NoticeChannel, ...]:
        """The shipped channels that store notices, and this one."""
        return (*STORED_CHANNELS, DeliveredChannel("mail", self.deliver))


async def post_kickoff(shop: Shop, channels: Sequence[NoticeChannel]) -> int:
    """Post the kick-off of a new challenge to the shop; return the id of the challenge."""
    challenge = await launch_plan(shop, await shop.add_member("Lea", "leader"))
    body = NoticeBody("Chase the award", vision="Why", message="")
    async with transaction() as conn:
        notices = [(shop.shop, challenge, "", body)]
        await post_notices(conn, "kickoff", notices, SHOP_TIME, channels)
    return challenge


async def find_open_deliveries() -> list[Job]:
    async with connection() as conn:
        rows = await conn.fetch(SELECT_OPEN_DELIVERIES, DELIVER_NOTICE_JOB)
    found = [await find_job(row["id"]) for row in rows]
    return [job for job in found if job is not None]


async def test_stored_channels_store_a_notice_and_need_no_job(shop: Shop) -> None:
    challenge = await post_kickoff(shop, STORED_CHANNELS)
    (notice,) = await list_notices_of_teams([shop.shop])
    assert (notice.kind, notice.challenge) == ("kickoff", str(challenge))
    assert await find_open_deliveries() == []


async def test_a_delivered_channel_gets_one_job_and_sends_the_sentence(shop: Shop) -> None:
    server = FakeMailServer()
    challenge = await post_kickoff(shop, server.channels)
    (job,) = await find_open_deliveries()
    assert (job.subject, job.slot) == (f"mail:{shop.shop}:{challenge}:kickoff", "")
    assert server.sent == []
    await deliver_notice(job, SETTINGS, SHOP_TIME, server.channels)
    assert server.sent == [("lea", "Chase the award: here we go.")]
    assert await find_open_deliveries() == []
    assert len(await list_notices_of_teams([shop.shop])) == 1


async def test_the_same_notice_posted_twice_is_delivered_once(shop: Shop) -> None:
    server = FakeMailServer()
    challenge = await post_kickoff(shop, server.channels)
    (job,) = await find_open_deliveries()
    await deliver_notice(job, SETTINGS, SHOP_TIME, server.channels)
    async with transaction() as conn:
        again = [(shop.shop, challenge, "", NoticeBody("Chase the award"))]
        await post_notices(conn, "kickoff", again, SHOP_TIME, server.channels)
    assert await find_open_deliveries() == []
    await deliver_notice(job, SETTINGS, SHOP_TIME, server.channels)
    assert len(server.sent) == 1


async def test_a_delivery_that_fails_stays_due_and_is_tried_again(shop: Shop) -> None:
    server = FakeMailServer(failures_left=1)
    await post_kickoff(shop, server.channels)
    (job,) = await find_open_deliveries()
    with pytest.raises(OSError, match="not reachable"):
        await deliver_notice(job, SETTINGS, SHOP_TIME, server.channels)
    assert await find_open_deliveries() == [job]
    assert job.id in await claim_due_jobs(SHOP_TIME + timedelta(seconds=1))
    await deliver_notice(job, SETTINGS, SHOP_TIME, server.channels)
    assert len(server.sent) == 1


async def test_a_notice_that_was_rolled_back_is_not_delivered(shop: Shop) -> None:
    server = FakeMailServer()
    challenge = await launch_plan(shop, await shop.add_member("Lea", "leader"))

    async def post_and_fail() -> None:
        async with transaction() as conn:
            notices = [(shop.shop, challenge, "", NoticeBody("Chase the award"))]
            await post_notices(conn, "settled", notices, SHOP_TIME, server.channels)
            raise RuntimeError("the cause failed")

    with pytest.raises(RuntimeError):
        await post_and_fail()
    assert await find_open_deliveries() == []
    assert await list_notices_of_teams([shop.shop]) == []


async def test_the_job_of_a_channel_that_was_removed_is_done_without_sending(shop: Shop) -> None:
    server = FakeMailServer()
    await post_kickoff(shop, server.channels)
    (job,) = await find_open_deliveries()
    await deliver_notice(job, SETTINGS, SHOP_TIME, STORED_CHANNELS)
    assert (server.sent, await find_open_deliveries()) == ([], [])
