"""How many statements a request sends to the database, counted in this process on the product's own code."""

import asyncio
import os
from collections.abc import Sequence

from bench.scenes import Script, Visitor
from httpx import ASGITransport, AsyncClient, Response
from support.statements import counted

from learning.rules.shelf import Shelf

SIZES = (1, 10, 50)
MOST_FOR_A_BATCH, MOST_FOR_TODAY = 8, 2


async def count_statements(shelf: Shelf, visitors: Sequence[Visitor]) -> dict[str, int]:
    """Count for batches of each size and for a prepared break; BEGIN and COMMIT count, too.

    Each is asked twice and counted the second time: on a new connection the driver asks for types first.
    """
    from api.app import create_app
    from learning.leaderboards import Boards
    from learning.tables.database import close_pool, open_pool

    app = create_app()
    app.state.boards = Boards(os.environ["REDIS_URL"])
    await open_pool(1)
    script, found = Script(shelf), {}
    async with AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1") as client:
        for visitor, size in zip(visitors, (0, *SIZES), strict=False):
            client.cookies.set("herobreak", visitor.token)
            for _ in range(2):
                async with counted() as statements:
                    (await _ask(client, script, size)).raise_for_status()
                    await asyncio.sleep(0)  # the driver notes a statement a turn after it
            found["open today" if size == 0 else f"batch of {size}"] = len(statements)
    await app.state.boards.close()
    await close_pool()
    return found


async def _ask(client: AsyncClient, script: Script, size: int) -> Response:
    if not size:
        return await client.get("/api/today")
    return await client.post("/api/attempts", content=script.body(size), headers={"Content-Type": "application/json"})
