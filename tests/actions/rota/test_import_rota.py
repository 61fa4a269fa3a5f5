"""A rota is the truth of its days: for those in it, within what it covers, and a streak that it puts right stays right."""

import asyncio
from contextvars import Context
from datetime import date, timedelta

import pytest
from support.people import find_audit_entry
from support.practice import record_lesson_reads, set_streak
from support.shop import SHOP_TIME, Shop

from learning.actions.people.create_team import create_team
from learning.actions.rota.import_rota import (
    MAX_ROTA_BYTES,
    RotaImportOptions,
    RotaReport,
    import_rota,
)
from learning.queries.people.current_user import CurrentUser
from learning.queries.people.progress_today import load_progress_today
from learning.rules.refusals import InputProblem, Invalid, NotFound, TooLarge
from learning.steps.practice.load_learner_state import lock_learner_state
from learning.tables.audit import AuditEntryTable
from learning.tables.database import transaction
from learning.tables.people import PersonTable, RotaDayTable
from learning.tables.progress import ProgressTable

TODAY = SHOP_TIME.date()  # a Monday; everybody in the shop works on all days of the week


def table(*rows: str) -> bytes:
    return "\n".join(["login,date,works", *rows]).encode()


def day(ahead: int) -> date:
    return TODAY + timedelta(days=ahead)


def calendar(*starts: date) -> bytes:
    events = [
        f"BEGIN:VEVENT\nUID:{start}\nDTSTART;VALUE=DATE:{start:%Y%m%d}\nEND:VEVENT"
        for start in starts
    ]
    return "\n".join(["BEGIN:VCALENDAR", *events, "END:VCALENDAR"]).encode()


async def taken(
    raw: bytes, *, login: str | None = None, dry_run: bool = False, keep_good: bool = False
) -> RotaReport:
    return await import_rota(
        None, raw, RotaImportOptions(login, "iso", dry_run, keep_good), SHOP_TIME
    )


async def known(who: CurrentUser) -> dict[date, bool]:
    rows = await RotaDayTable.select(RotaDayTable.day, RotaDayTable.works).where(
        RotaDayTable.person == who.id
    )
    return {row["day"]: row["works"] for row in rows}


async def week_of(shop: Shop, name: str, *work_days: int) -> CurrentUser:
    who = await shop.add_member(name)
    await PersonTable.update({PersonTable.work_days: list(work_days)}).where(
        PersonTable.id == who.id
    )
    return who._replace(work_days=work_days)


async def test_within_the_file_the_days_are_as_it_says(shop: Shop) -> None:
    amira, bo, other = (
        await week_of(shop, "Amira", 1, 2),
        await shop.add_member("Bo"),
        await shop.add_member("Other"),
    )
    report = await taken(
        table(f"amira,{day(0)}", f"amira,{day(5)}", f"bo,{day(6)},no", f"Bo,{day(2)},yes")
    )
    assert (report.covers.first, report.covers.last, report.applied) == (day(0), day(6), True)
    assert [
        (one.person.login, one.shift_count, one.change.changed_days) for one in report.people
    ] == [
        ("amira", 2, 2),
        ("bo", 1, 6),
    ]
    assert await known(amira) == {day(1): False, day(5): True}
    assert await known(bo) == dict.fromkeys(map(day, (0, 1, 3, 4, 5, 6)), False)
    assert await known(other) == {}


async def test_people_are_found_by_name_too(shop: Shop) -> None:
    amira = await shop.add_member("Amira Haddad")
    await taken(f"name,date\namira  HADDAD,{day(0)}\nAmira Haddad,{day(2)}\n".encode())
    assert await known(amira) == {day(1): False}
    twin = await create_team("Twin", shop.root, "UTC", (1,), "CCCC4444", SHOP_TIME)
    await shop.add_member("Amira Haddad", zone_team=twin)
    with pytest.raises(Invalid) as refused:
        await taken(f"name,date\nAmira Haddad,{day(0)}\nNobody,{day(0)}\n".encode())
    assert refused.value.problems == (
        InputProblem(
            "Amira Haddad",
            "person.name_is_ambiguous",
            {"logins": ["amira-haddad", "amira-haddad2"]},
        ),
        InputProblem("Nobody", "person.name_not_in_your_teams", {"name": "Nobody"}),
    )


async def test_the_same_file_again_changes_nothing(shop: Shop) -> None:
    amira = await shop.add_member("Amira")
    for _ in range(2):
        report = await taken(table(f"amira,{day(0)}", f"amira,{day(3)}"))
    assert sum(one.change.changed_days for one in report.people) == 0
    assert await AuditEntryTable.count().where(AuditEntryTable.verb == "import_rota") == 1
    await taken(table(f"amira,{day(0)}", f"amira,{day(1)}", f"amira,{day(3)}"))
    assert await known(amira) == {day(2): False}


async def test_a_dry_run_says_it_all_and_changes_nothing(shop: Shop) -> None:
    amira = await shop.add_member("Amira")
    sent = table(f"amira,{day(0)}", "amira,tomorrow", f"nobody,{day(1)}", f"amira,{day(2)}")
    report = await taken(sent, dry_run=True)
    assert not report.applied
    bad_day, nobody = report.problems
    assert (bad_day.code, bad_day.values["line"], nobody.where) == ("rota.invalid_day", 3, "nobody")
    assert report.people[0].change.days_to_set == {day(1): False}
    assert await known(amira) == {}


async def test_what_is_right_is_taken_only_when_that_is_asked_for(shop: Shop) -> None:
    amira = await shop.add_member("Amira")
    sent = table(f"amira,{day(0)}", "amira,tomorrow", f"amira,{day(2)}")
    with pytest.raises(Invalid, match="has_problems"):
        await taken(sent)
    assert await known(amira) == {}
    assert (await taken(sent, keep_good=True)).applied
    assert await known(amira) == {day(1): False}


async def test_a_calendar_is_of_one_person(shop: Shop) -> None:
    amira = await shop.add_member("Amira")
    with pytest.raises(Invalid) as refused:
        await taken(calendar(day(0)))
    assert refused.value.problems[0].where == "login"
    await taken(calendar(day(0), day(2)), login="AMIRA")
    assert await known(amira) == {day(1): False}


async def test_days_gone_by_put_a_streak_right_and_never_break_one(shop: Shop) -> None:
    amira = await week_of(shop, "Amira", 1, 2, 3, 4, 5)
    await record_lesson_reads(amira.id, *map(day, (-7, -6, -3)))
    await set_streak(amira.id, 1, 2, day(-3))
    shifts = [f"amira,{day(ahead)}" for ahead in (-7, -6, -3, -2, -1, 0)]
    await taken(table(*shifts))
    assert await known(amira) == {day(-5): False, day(-4): False}, (
        "a weekend shift that is over is nobody's miss"
    )
    row = (
        await ProgressTable.select(ProgressTable.streak, ProgressTable.longest_streak)
        .where(ProgressTable.person == amira.id)
        .first()
    )
    assert row == {"streak": 3, "longest_streak": 3}
    assert (await load_progress_today(amira, SHOP_TIME)).streak == 3


async def test_a_leader_reaches_their_own_people_and_no_others(shop: Shop) -> None:
    leader, amira = await shop.add_member("Lea", "leader"), await shop.add_member("Amira")
    elsewhere = await create_team("Else", shop.root, "UTC", (1,), "DDDD5555", SHOP_TIME)
    stranger = await shop.add_member("Stranger", zone_team=elsewhere)
    sent = table(f"amira,{day(0)}", f"stranger,{day(1)}", f"amira,{day(2)}")
    report = await import_rota(leader, sent, RotaImportOptions(skip_invalid=True), SHOP_TIME)
    assert [problem.where for problem in report.problems] == ["stranger"]
    assert (await known(amira), await known(stranger)) == ({day(1): False}, {})
    with pytest.raises(NotFound):
        await import_rota(leader, calendar(day(0)), RotaImportOptions(login="stranger"), SHOP_TIME)
    entry = await find_audit_entry("import_rota")
    assert (entry.subject, entry.person, day(1).isoformat() in str(entry.detail)) == (
        "amira",
        leader.id,
        True,
    )


async def test_two_at_once_leave_one_of_the_two_files(shop: Shop) -> None:
    amira = await shop.add_member("Amira")
    files = [
        table(f"amira,{day(0)}", f"amira,{day(4)}"),
        table(*(f"amira,{day(ahead)}" for ahead in range(5))),
    ]
    await asyncio.gather(*(taken(files[number % 2]) for number in range(6)))
    assert await known(amira) in ({}, {day(1): False, day(2): False, day(3): False})


async def test_a_week_that_changes_meanwhile_is_what_the_file_is_compared_with(shop: Shop) -> None:
    amira = await week_of(shop, "Amira", 1, 2)
    async with transaction() as conn:
        await lock_learner_state(conn, amira.id)
        importing = asyncio.create_task(
            taken(table(f"amira,{day(0)}", f"amira,{day(5)}")), context=Context()
        )
        for _ in range(1000):
            if await conn.fetchval("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"):
                break
            await asyncio.sleep(0.01)
        await conn.execute("UPDATE person SET work_days = '{1,6}' WHERE id = $1", amira.id)
    await importing
    assert await known(amira) == {}


async def test_what_is_no_rota_is_a_sentence(shop: Shop) -> None:
    await shop.add_member("Amira")
    with pytest.raises(TooLarge):
        await taken(b"x" * (MAX_ROTA_BYTES + 1))
    for raw in (b"", b"hello", table(), calendar(), table(f"nobody,{day(0)}")):
        with pytest.raises(Invalid):
            await taken(raw, login="amira")
