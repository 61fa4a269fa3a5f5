"""Count the statements that a request sends to the database, in this process."""

import asyncio
import os
from collections.abc import Sequence

from bench.request_kinds import AttemptScript, SignedInPerson
from httpx import AsyncClient, Response
from support.api_client import open_api_client
from support.statements import collect_statements

from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.tables.database import close_pool, open_pool

BATCH_SIZES = (1, 10, 50)
MAX_STATEMENTS_PER_BATCH, MAX_STATEMENTS_FOR_TODAY = 8, 2


async def count_statements(
    catalogue: TeamCatalogue, people: Sequence[SignedInPerson]
) -> dict[str, int]:
    """Count for opening a prepared break and for batches of each size. BEGIN and COMMIT count, too.

    Each request is sent twice, and the second one counts: on a new connection the driver first
    reads the types.
    """
    script, found = AttemptScript(catalogue), {}
    await open_pool(os.environ["DATABASE_URL"], 1)
    async with open_api_client() as client:
        for visitor, size in zip(people, (0, *BATCH_SIZES), strict=False):
            client.cookies.set("herobreak", visitor.token)
            for _ in range(2):
                async with collect_statements() as statements:
                    (await _send_request(client, script, size)).raise_for_status()
                    await asyncio.sleep(0)  # the driver logs a statement one turn later
            found[f"batch of {size}" if size else "open today"] = len(statements)
    await close_pool()
    return found


async def _send_request(client: AsyncClient, script: AttemptScript, size: int) -> Response:
    if not size:
        return await client.get("/api/today")
    return await client.post(
        "/api/attempts",
        content=script.make_body(size),
        headers={"Content-Type": "application/json"},
    )
