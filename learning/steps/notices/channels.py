"""The channels by which a notice reaches people, and the one table that lists them.

A channel is one file with one function. There are two kinds:

- A `StoredChannel` writes rows in the transaction that causes the notices.
- A `DeliveredChannel` calls another server. It gets a job for each notice, written in that
  transaction. `learning/actions/notices/deliver_notice.py` does the job, and repeats it when it
  fails.

To add a channel: write its file beside this one, add a line to `NOTICE_CHANNELS`, add its setting
to `learning/settings.py` and `deploy/env.example`. The texts of all kinds of notices are in
`learning/messages`.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from asyncpg import Connection

from learning.rules.notices.notices import Notice
from learning.settings import Settings
from learning.steps.notices.app_channel import store_app_notices


@dataclass(frozen=True, slots=True)
class StoredChannel:
    """Writes notices that people fetch. `store` keeps those that are there already."""

    name: str
    store: Callable[[Connection, Sequence[Notice]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class DeliveredChannel:
    """Sends notices by another server. `name` is stored in jobs, so it must not change.

    `deliver` sends one notice. It may read from the connection, for example the addresses of the
    people of `notice.team`, and takes its own setting from the settings. Where that is empty, it
    returns without sending. It may be called again for the same notice: when it fails, or when
    the process ends before the job is marked as done.
    """

    name: str
    deliver: Callable[[Connection, Notice, Settings], Awaitable[None]]


NoticeChannel = StoredChannel | DeliveredChannel

NOTICE_CHANNELS: tuple[NoticeChannel, ...] = (StoredChannel("app", store_app_notices),)
"""All channels, in the order in which they get a notice."""
