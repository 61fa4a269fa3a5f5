"""Many clients at once on each operation: no object that requests or threads share may break."""

import asyncio
import re
from collections import Counter
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient, Response
from support.visits import Visit

from api.app import create_app
from learning.settings import parse_settings

pytestmark = pytest.mark.usefixtures("clean_redis")
CLIENTS = 16
ENDLESS_PATHS = frozenset({"/api/live", "/api/displays/live"})
VALUES_BY_PARAMETER = {"login": "anna-lee", "pack": "pack", "moment": str(uuid4())}
PATHS: dict[str, Any] = create_app(parse_settings({})).openapi_schema.to_schema()["paths"]
OPERATIONS = [
    (path, method) for path in PATHS if path not in ENDLESS_PATHS for method in PATHS[path]
]


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
async def test_sixteen_clients_at_once_find_no_fault(visit: Visit, path: str, method: str) -> None:
    clients = [await visit(("ada-admin", "lea-leader")[number % 2]) for number in range(CLIENTS)]
    answers = await asyncio.gather(*(send_example(client, path, method) for client in clients))
    statuses = Counter(answer.status_code for answer in answers)
    assert sum(statuses.values()) == CLIENTS
    assert max(statuses) < 500 or path == "/api/health/ready", [a.text for a in answers][:2]


async def send_example(client: AsyncClient, path: str, method: str) -> Response:
    """Send the request that the description of an operation gives as its example."""
    target = re.sub(r"\{(\w+)\}", lambda found: VALUES_BY_PARAMETER.get(found[1], "1"), path)
    content = PATHS[path][method].get("requestBody", {}).get("content", {})
    body = content.get("application/json", {}).get("example")
    sent: dict[str, Any] = {} if body is None else {"json": body}
    return await client.request(method.upper(), target, **sent)
