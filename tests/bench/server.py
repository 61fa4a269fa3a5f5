"""The app that granian serves for the benchmark: the product, and the floors in the same process.

A floor is the least that a Litestar route can do: no identity, no middleware, no rules. It uses the
same pool. The difference to a floor is the cost of the product.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Litestar, Request, Router, get, post
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from api.app import create_app as create_product
from learning.piccolo_conf import DB

CREATE_FLOOR_TABLES = """
CREATE TABLE floor_state (
  person bigint PRIMARY KEY, points integer NOT NULL, streak integer NOT NULL
) WITH (fillfactor = 50);
CREATE TABLE floor_answer (
  id bigserial PRIMARY KEY, person bigint NOT NULL, key uuid NOT NULL, question varchar NOT NULL,
  response jsonb NOT NULL, sure boolean NOT NULL, answered_at timestamptz NOT NULL,
  seconds real NOT NULL, UNIQUE (person, key)
);
INSERT INTO floor_state SELECT id, 0, 0 FROM person;
GRANT ALL ON floor_state, floor_answer, floor_answer_id_seq TO PUBLIC;
"""
SELECT_FLOOR_STATE = "SELECT points, streak FROM floor_state WHERE person = $1"
INSERT_FLOOR_ANSWER = """
INSERT INTO floor_answer (person, key, question, response, sure, answered_at, seconds)
VALUES ($1, $2, $3, $4, $5, $6, $7)"""
UPDATE_FLOOR_STATE = "UPDATE floor_state SET points = points + $2 WHERE person = $1"


class FloorAnswer(msgspec.Struct):
    """The same fields as an attempt of the product."""

    id: UUID
    question_id: str
    response: dict[str, Any]
    confidence: str
    answered_at: datetime
    seconds: float


class FloorBatch(msgspec.Struct):
    """The same body as the product's, with the person, because a floor reads no cookies."""

    attempts: list[FloorAnswer]
    person: int = 0


class FloorOutcome(msgspec.Struct):
    """The same fields as an outcome of the product."""

    id: UUID
    status: str
    correct: bool
    points: int


class FloorTotals(msgspec.Struct):
    """The same totals as those of the product."""

    points: int
    streak: int
    outcomes: list[FloorOutcome] = []


@get("/hello", sync_to_thread=False)
def say_hello() -> dict[str, str]:
    """Do nothing, to show the limit of the server and the load generator."""
    return {"hello": "hero"}


@post("/three", status_code=200)
async def three_statements(data: FloorBatch) -> FloorTotals:
    """Run SELECT, INSERT and UPDATE in one transaction with the bare driver."""
    answer = data.attempts[0]
    response = msgspec.json.encode(answer.response).decode()
    sure = answer.confidence == "sure"
    async with _get_pool().acquire() as conn, conn.transaction():
        before = await conn.fetchrow(SELECT_FLOOR_STATE, data.person)
        row = (answer.id, answer.question_id, response, sure, answer.answered_at, answer.seconds)
        await conn.execute(INSERT_FLOOR_ANSWER, data.person, *row)
        await conn.execute(UPDATE_FLOOR_STATE, data.person, 10)
    outcome = FloorOutcome(answer.id, "recorded", True, 10)
    return FloorTotals(before["points"] + 10, before["streak"], [outcome])


@get("/one")
async def one_statement(request: Request[Any, Any, Any]) -> FloorTotals:
    """Run one SELECT with the bare driver. The query string is the id of the person."""
    async with _get_pool().acquire() as conn:
        row = await conn.fetchrow(SELECT_FLOOR_STATE, int(request.scope["query_string"]))
    return FloorTotals(row["points"], row["streak"])


def _get_pool() -> Any:
    return DB.pool


def create_app() -> ASGIApp:
    """Serve the floors and the product. The product's lifespan opens the pool for both."""
    routes = Router("/floor", route_handlers=[say_hello, three_statements, one_statement])
    product, floors = create_product(), Litestar([routes], logging_config=None, openapi_config=None)

    async def choose_app(scope: Scope, receive: Receive, send: Send) -> None:
        app = (
            floors
            if scope["type"] == ScopeType.HTTP and scope["path"].startswith("/floor/")
            else product
        )
        await app(scope, receive, send)

    return choose_app
