"""Every GET operation of the API, as four roles ask for it, against a served API."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

import httpx
import msgspec
from bench.servers import BENCH_ROOT
from scale.population import Organisation
from support.challenge_requests import make_team_challenge

from learning.queries.people.current_user import hash_token
from learning.tables.database import connection

OPENAPI_FILE = BENCH_ROOT / "frontend" / "openapi.json"
MIN_REQUESTS, MAX_CELL_SECONDS = 3, 2.0
"""Each role asks for an operation at least so often, and not again after this time."""
REQUEST_TIMEOUT_SECONDS = 120.0
STREAMS = {"/api/live", "/api/displays/live"}
"""Streams stay open: the time until the first bytes counts."""
FILES = {
    "/api/audit/export",
    "/api/challenges/{challenge}/certificate.pdf",
    "/api/media/{digest}/{name}",
    "/api/moments/{moment}/photo",
    "/api/team/rota/template",
}
"""What people keep or print. They are no screens, and larger."""
PREVIEW = "POST /api/challenges/preview"


@dataclass(frozen=True, slots=True)
class ScreenTimes:
    """What one role got: the last status, the seconds of each request, the bytes of the body."""

    operation: str
    role: str
    status: int
    seconds: list[float]
    size: int


class Arguments(msgspec.Struct):
    """The values of the parameters of paths, and the token of a display."""

    values: dict[str, str]
    display_token: str


SELECT_PATH_VALUES = """
SELECT (SELECT min(id)::text FROM challenge WHERE status = 'settled') AS challenge,
  (SELECT min(join_code) FROM team WHERE cardinality(path) = 3) AS code,
  (SELECT min(id)::text FROM team WHERE cardinality(path) = 3) AS team,
  v.digest AS digest, m.name AS name,
  (SELECT min(id::text) FROM pack_import) AS import_id,
  (SELECT min(login) FROM person WHERE role = 'learner') AS login,
  (SELECT m.key::text FROM moment m JOIN moment_photo f ON f.moment = m.id) AS moment
FROM pack_media m JOIN pack_version v ON v.id = m.pack_version LIMIT 1
"""
INSERT_DISPLAY = """
INSERT INTO display (token, team, created_at, paired_at)
SELECT $1, min(id), now(), now() FROM team WHERE cardinality(path) = 3
"""
MOVE_HEARTBEATS_AHEAD = "UPDATE heartbeat SET at = now() + interval '1 day'"
"""The clock does not run beside the screens, and readiness would fail soon after it."""
BOARD_PATH = "/api/leaderboards/{name}"


def list_get_paths() -> list[str]:
    """List the paths of all GET operations of the OpenAPI document."""
    document = msgspec.json.decode(OPENAPI_FILE.read_bytes())
    return [path for path, operations in document["paths"].items() if "get" in operations]


async def load_arguments() -> Arguments:
    """Read an id of each kind that paths name, and pair a display. The pool must be open."""
    token = secrets.token_urlsafe(32)
    async with connection() as conn:
        await conn.execute(INSERT_DISPLAY, hash_token(token))
        await conn.execute(MOVE_HEARTBEATS_AHEAD)
        return Arguments(dict(await conn.fetchrow(SELECT_PATH_VALUES)), token)


def write_url(path: str, arguments: Arguments) -> str:
    """Fill the parameters of a path in.

    Raises:
        KeyError: a parameter is new. Add it to `SELECT_PATH_VALUES`.
    """
    return path.format(**arguments.values | ({"name": "team"} if path == BOARD_PATH else {}))


def time_screens(
    address: tuple[str, int], organisation: Organisation, arguments: Arguments, most: int
) -> Iterator[ScreenTimes]:
    """Ask for every operation as every role, at most `most` times, one after another."""
    base = f"http://{address[0]}:{address[1]}"
    for role, person in organisation.by_role.items():
        cookies = {"herobreak": person.token, "herobreak-display": arguments.display_token}
        headers = {"Accept-Encoding": "identity", "Sec-Fetch-Site": "same-origin"}
        with httpx.Client(
            base_url=base, cookies=cookies, headers=headers, timeout=REQUEST_TIMEOUT_SECONDS
        ) as client:
            for path in list_get_paths():
                request = client.build_request("GET", write_url(path, arguments))
                yield _time_requests(client, f"GET {path}", role, request, most)
            body = _make_preview_body(organisation.team_by_role[role])
            request = client.build_request("POST", "/api/challenges/preview", json=body)
            yield _time_requests(client, PREVIEW, role, request, most)


def _time_requests(
    client: httpx.Client, operation: str, role: str, request: httpx.Request, most: int
) -> ScreenTimes:
    """Send a request again and again. The first time counts, too: people open a screen once."""
    seconds: list[float] = []
    while len(seconds) < min(MIN_REQUESTS, most) or (
        len(seconds) < most and sum(seconds) < MAX_CELL_SECONDS
    ):
        started = perf_counter()
        response = client.send(request, stream=True)
        size = 0 if request.url.path in STREAMS else len(response.read())
        seconds.append(perf_counter() - started)
        response.close()
        if response.status_code != httpx.codes.OK:
            break
    return ScreenTimes(operation, role, response.status_code, seconds, size)


def _make_preview_body(team: int) -> dict[str, Any]:
    return make_team_challenge(
        str(team), datetime.now(UTC).date(), measure="breaks", unit="breaks", target=10
    )
