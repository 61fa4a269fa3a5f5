"""Create the organisation at the first start, and load newer packs at later starts."""

import os
from datetime import datetime
from secrets import token_bytes

from asyncpg import Connection

from learning.actions.boards.open_boards import open_boards
from learning.actions.boards.repair_boards import repair_boards
from learning.actions.people.add_person import add_person
from learning.actions.people.create_team import create_team
from learning.actions.practice.fold_team_figures import fold_team_figures
from learning.leaderboards import BoardPublisher
from learning.rules.people.join_codes import format_join_code, make_join_code
from learning.rules.refusals import Refused
from learning.rules.rota.days import ALL_ISO_WEEKDAYS
from learning.settings import Settings
from learning.tables.database import close_pool, open_pool, transaction
from learning.tables.named_locks import wait_for_lock
from ops import sign_ins
from ops.demo.make_demo import make_demo
from ops.operator_errors import OperatorError
from ops.shipped_packs import load_newer_packs
from ops.sign_ins import DEMO_FILE, FIRST_ADMIN_FILE, FirstAdminSignIn, SignInDetails, make_password
from ops.terminal_messages import render_for_terminal

FIRST_ADMIN_NAME = "Admin"
FIRST_ADMIN_CODE_LENGTH = 6
"""Random characters after the name, 30 bits. The login has them, so that nobody can guess it."""


async def prepare_organisation(settings: Settings, now: datetime, *, demo: bool) -> None:
    """Create the organisation if there is none, else load newer packs.

    It is one transaction. A process that is killed leaves nothing, and two processes at the same
    time create one organisation. The sign-in file is written before the commit, so that every
    organisation has its sign-ins; the next start replaces a file without an organisation. The
    boards are filled, and the figures of teams counted, after the commit.

    Raises:
        OperatorError: a shipped pack has errors, a setting can't be used, or the data folder can't
            be written.
    """
    boards = open_boards(settings.boards_url, timeout_seconds=5.0)
    await open_pool(settings.database_url, max_connections=2)
    try:
        async with transaction() as conn:
            created = await _create_or_update(conn, boards, settings, now, demo=demo)
        if created:
            await repair_boards(boards, now)
            await fold_team_figures(now)
    except Refused as refused:
        raise OperatorError(refused) from refused
    finally:
        await boards.close()
        await close_pool()


async def _create_or_update(
    conn: Connection, boards: BoardPublisher, settings: Settings, now: datetime, *, demo: bool
) -> bool:
    """Create or update the organisation. Return whether it was created."""
    await wait_for_lock(conn, "herobreak.first-run")
    if await conn.fetchval("SELECT EXISTS (SELECT FROM team)"):
        await load_newer_packs(now)
        for file in (DEMO_FILE, FIRST_ADMIN_FILE):
            sign_ins.update_base_url(settings.data / file, settings.url)
        return False
    if demo:
        sign_ins.write_sign_ins(
            settings.data / DEMO_FILE, await make_demo(boards, settings.url, now)
        )
    else:
        await _create_empty_organisation(settings, now)
    return True


async def _create_empty_organisation(settings: Settings, now: datetime) -> None:
    """Create an organisation with one admin, and say where the admin's sign-in is.

    What is printed can be kept in a log, so it has no secret. The admin must choose another
    password at the first sign-in.
    """
    name = os.environ.get("HEROBREAK_ORGANISATION") or "Our organisation"
    zone = os.environ.get("HEROBREAK_ZONE") or "UTC"
    code, password = make_join_code(token_bytes(5)), make_password()
    root = await create_team(name, None, zone, ALL_ISO_WEEKDAYS, code, now)
    await load_newer_packs(now)
    admin = f"{FIRST_ADMIN_NAME} {make_join_code(token_bytes(5))[:FIRST_ADMIN_CODE_LENGTH]}"
    login = await add_person(root, admin, "admin", password, now, secret_from_other=True)
    file = settings.data / FIRST_ADMIN_FILE
    sign_ins.write_sign_ins(
        file, FirstAdminSignIn(settings.url, format_join_code(code), SignInDetails(login, password))
    )
    text = render_for_terminal(
        "operator.organisation_created",
        name=name,
        zone=zone,
        login=login,
        file=file,
    )
    print(f"  {text}", flush=True)
