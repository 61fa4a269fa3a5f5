"""Every search of the audit log reads a few pages of an index, however many entries there are."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from support.audit_entries import insert_audit_entries, insert_people_of_the_log
from support.pool import open_test_pool

from learning.queries.people.audit_log import (
    SELECT_ENTRIES,
    AuditSearch,
    load_audit_page,
    make_audit_filter,
)
from learning.queries.people.audit_sql import write_audit_key_search
from learning.tables.database import connection

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ENTRIES, PEOPLE = 60_000, 300
MAX_ROWS_READ_IN_VAIN = 1_000
"""Rows that an index gives and a condition drops."""
SEARCHES = {
    "all": AuditSearch(),
    "old": AuditSearch(until=NOW - timedelta(days=300)),
    "span": AuditSearch(since=NOW - timedelta(days=200), until=NOW - timedelta(days=199)),
    "by": AuditSearch(by="person-1"),
    "by and group": AuditSearch(by="person-1", group="corrections"),
    "by and empty group": AuditSearch(by="person-1", group="packs"),
    "about": AuditSearch(about="person-8"),
    "about and group": AuditSearch(about="person-8", group="refusals"),
    "about and by": AuditSearch(about="person-2", by="person-1"),
    "group": AuditSearch(group="refusals"),
    "rare group": AuditSearch(group="reading"),
    "a name": AuditSearch(text="person-7"),
    "many names": AuditSearch(text="pers"),
    "a word of a reason": AuditSearch(text="till"),
    "a word and a group": AuditSearch(text="till", group="corrections"),
    "a word of nothing": AuditSearch(text="zzz"),
}
FINDS_NOTHING = {"by and empty group", "a word of nothing"}


@pytest.fixture
async def log(database: str) -> AsyncIterator[None]:
    async with open_test_pool():
        await insert_people_of_the_log(PEOPLE, NOW)
        await insert_audit_entries(ENTRIES, PEOPLE, NOW)
        yield


async def explain(search: AuditSearch) -> list[dict[str, Any]]:
    """Run the statement of a search, and give the nodes of its plan."""
    wanted = await make_audit_filter(search, None)
    assert wanted is not None
    sql, values = write_audit_key_search(wanted, 51)
    async with connection() as conn:
        plan = await conn.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", *values)
    return list_nodes(json.loads(plan)[0]["Plan"])


def list_nodes(node: dict[str, Any]) -> list[dict[str, Any]]:
    return [node, *(found for child in node.get("Plans", []) for found in list_nodes(child))]


async def test_every_search_reads_only_what_it_shows_from_an_index(log: None) -> None:
    for name, search in SEARCHES.items():
        nodes = await explain(search)
        scanned = {node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"}
        assert "audit_entry" not in scanned, name
        in_vain = sum(
            node.get("Rows Removed by Filter", 0) * node["Actual Loops"] for node in nodes
        )
        assert in_vain <= MAX_ROWS_READ_IN_VAIN, name


async def test_pages_of_any_search_have_the_newest_entries_in_order(log: None) -> None:
    for name, search in SEARCHES.items():
        page = await load_audit_page(search)
        places = [(line.at, line.id) for line in page.lines]
        assert places == sorted(places, reverse=True), name
        assert bool(places) == (name not in FINDS_NOTHING), name


async def test_a_search_for_too_many_names_says_so(log: None) -> None:
    assert (await load_audit_page(AuditSearch(text="pers"))).too_many
    assert not (await load_audit_page(AuditSearch(text="person-7"))).too_many


async def test_the_rows_of_a_page_are_read_by_their_ids(log: None) -> None:
    async with connection() as conn:
        plan = await conn.fetchval(f"EXPLAIN (FORMAT JSON) {SELECT_ENTRIES}", [1, 2, 3])
    kinds = {node["Node Type"] for node in list_nodes(json.loads(plan)[0]["Plan"])}
    assert kinds & {"Index Scan", "Bitmap Index Scan"}
