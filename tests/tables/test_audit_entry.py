"""The database itself keeps the audit log: entries are added, and only two things ever go."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from asyncpg import IntegrityConstraintViolationError, RestrictViolationError
from support.organisation import Organisation, create_organisation
from support.people import find_person
from support.pool import open_test_pool
from support.postgres_urls import connect_as_admin

from learning.actions.jobs.delete_expired_rows import AUDIT_LIFETIME, delete_expired_rows
from learning.actions.people.erase_person import erase_person
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.tables.database import connection

NOW = datetime.now(UTC)


@pytest.fixture
async def acme(database: str) -> AsyncIterator[Organisation]:
    async with open_test_pool():
        yield await create_organisation()


async def fetch(sql: str, *values: object) -> list[tuple[object, ...]]:
    async with connection() as conn:
        return [tuple(row) for row in await conn.fetch(sql, *values)]


async def run_as_owner(*statements: str) -> None:
    """Run statements in one transaction, with all rights: only the trigger can refuse them."""
    async with connect_as_admin() as conn, conn.transaction():
        for statement in statements:
            await conn.execute(statement)


async def write_correction(subject: str = "anna-lee", reason: str = "Counted twice") -> None:
    lea = await find_person("lea-leader")
    detail = {"points": -5, "reason": reason}
    await write_audit_entry(NOW, lea.id, "correct_points", subject, detail)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET verb = 'sign_in'",
        "UPDATE audit_entry SET person = NULL",
        "UPDATE audit_entry SET person = 1",
        "UPDATE audit_entry SET at = now()",
        "UPDATE audit_entry SET subject = 'sam-south'",
        "UPDATE audit_entry SET detail = '{}'",
        "UPDATE audit_entry SET detail = detail - 'reason'",
        "UPDATE audit_entry SET subject = subject",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
    ],
)
async def test_nothing_is_changed_or_deleted(acme: Organisation, statement: str) -> None:
    await write_correction()
    before = await fetch("SELECT * FROM audit_entry ORDER BY id")
    with pytest.raises(RestrictViolationError):
        await run_as_owner(statement)
    assert await fetch("SELECT * FROM audit_entry ORDER BY id") == before


async def test_a_person_in_the_log_is_not_deleted(acme: Organisation) -> None:
    await write_correction()
    with pytest.raises(IntegrityConstraintViolationError):
        await fetch("DELETE FROM person WHERE login = 'lea-leader'")


async def test_erasing_takes_the_login_and_the_words_and_leaves_the_act(
    acme: Organisation,
) -> None:
    anna, lea = await find_person("anna-lee"), await find_person("lea-leader")
    await write_correction()
    await write_correction("sam-south", "Words of Lea about Sam")
    await erase_person("anna-lee", NOW)
    read = "SELECT person, verb, subject, detail FROM audit_entry WHERE verb = 'correct_points'"
    about_anna, about_sam = await fetch(f"{read} ORDER BY id")
    assert about_anna == (lea.id, "correct_points", f"left-{anna.id}", '{"points": -5}')
    assert "Words of Lea" in str(about_sam)
    await erase_person("lea-leader", NOW)
    _, about_sam = await fetch(f"{read} ORDER BY id")
    assert about_sam == (lea.id, "correct_points", "sam-south", '{"points": -5}')


async def test_after_an_erasure_the_entries_are_closed_again(acme: Organisation) -> None:
    """And within it only its own entries are open, and only for taking away."""
    await write_correction()
    await write_correction("sam-south")
    await erase_person("anna-lee", NOW)
    anna = (await fetch("SELECT login FROM person WHERE erased_at IS NOT NULL"))[0][0]
    for statement in (
        f"UPDATE audit_entry SET detail = '{{}}' WHERE subject = '{anna}'",  # noqa: S608
        f"UPDATE audit_entry SET subject = '{anna}' WHERE subject = 'sam-south'",  # noqa: S608
    ):
        with pytest.raises(RestrictViolationError):
            await run_as_owner(statement)
    erase = "UPDATE person SET erased_at = now(), login = 'left-9' WHERE login = 'sam-south'"
    for statement in (
        "UPDATE audit_entry SET subject = 'left-9', detail = '{\"points\": 50}'",
        "UPDATE audit_entry SET subject = 'left-9', verb = 'sign_in'",
        "UPDATE audit_entry SET subject = 'left-9', at = now()",
        "UPDATE audit_entry SET subject = 'somebody' WHERE subject = 'sam-south'",
        "UPDATE audit_entry SET detail = '{}' WHERE subject = 'sam-south'",
        "DELETE FROM audit_entry",
    ):
        with pytest.raises(RestrictViolationError):
            await run_as_owner(erase, statement)


async def test_entries_go_after_two_years_and_not_before(acme: Organisation) -> None:
    old, young = NOW - AUDIT_LIFETIME - timedelta(hours=1), NOW - timedelta(days=729)
    for at in (old, young):
        await write_audit_entry(at, None, "hide_team", str(acme.shop))
    with pytest.raises(RestrictViolationError):
        await fetch("DELETE FROM audit_entry WHERE at = $1", young)
    await delete_expired_rows(NOW)
    assert await fetch("SELECT at FROM audit_entry WHERE verb = 'hide_team'") == [(young,)]


async def test_a_wrong_clock_of_the_worker_deletes_nothing(acme: Organisation) -> None:
    entries = await fetch("SELECT id FROM audit_entry")
    await delete_expired_rows(NOW + timedelta(days=4000))
    assert await fetch("SELECT id FROM audit_entry") == entries != []
