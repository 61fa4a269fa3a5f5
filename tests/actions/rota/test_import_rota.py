"""An imported rota decides the days of the people in it, from its first day to its last."""

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
from learning.queries.rota.rota_file import TableChoices
from learning.rules.refusals import InputProblem, Invalid, NotFound, TooLarge
from learning.steps.practice.load_learner_state import lock_learner_state
from learning.steps.rota.remember_columns import MAX_REMEMBERED_PER_TEAM
from learning.tables.audit import AuditEntryTable
from learning.tables.database import transaction
from learning.tables.people import PersonTable, RotaColumnsTable, RotaDayTable
from learning.tables.progress import ProgressTable

TODAY = SHOP_TIME.date()  # a Monday; everybody in the shop works on all days of the week


def make_table(*rows: str) -> bytes:
    return "\n".join(["login,date,works", *rows]).encode()


def find_day(ahead: int) -> date:
    return TODAY + timedelta(days=ahead)


def make_calendar(*starts: date) -> bytes:
    events = [
        f"BEGIN:VEVENT\nUID:{start}\nDTSTART;VALUE=DATE:{start:%Y%m%d}\nEND:VEVENT"
        for start in starts
    ]
    return "\n".join(["BEGIN:VCALENDAR", *events, "END:VCALENDAR"]).encode()


async def import_file(
    raw: bytes, *, login: str | None = None, dry_run: bool = False, keep_good: bool = False
) -> RotaReport:
    return await import_rota(
        None, raw, RotaImportOptions(login, TableChoices(), dry_run, keep_good), SHOP_TIME
    )


async def load_rota_days(person: CurrentUser) -> dict[date, bool]:
    rows = await RotaDayTable.select(RotaDayTable.day, RotaDayTable.works).where(
        RotaDayTable.person == person.id
    )
    return {row["day"]: row["works"] for row in rows}


async def add_member_with_week(shop: Shop, name: str, *work_days: int) -> CurrentUser:
    person = await shop.add_member(name)
    await PersonTable.update({PersonTable.work_days: list(work_days)}).where(
        PersonTable.id == person.id
    )
    return person._replace(work_days=work_days)


async def test_between_first_and_last_day_the_days_are_as_in_the_file(shop: Shop) -> None:
    amira, bo, other = (
        await add_member_with_week(shop, "Amira", 1, 2),
        await shop.add_member("Bo"),
        await shop.add_member("Other"),
    )
    report = await import_file(
        make_table(
            f"amira,{find_day(0)}",
            f"amira,{find_day(5)}",
            f"bo,{find_day(6)},no",
            f"Bo,{find_day(2)},yes",
        )
    )
    assert (report.covers.first, report.covers.last, report.applied) == (
        find_day(0),
        find_day(6),
        True,
    )
    assert [
        (one.person.login, one.shift_count, one.change.changed_days) for one in report.people
    ] == [
        ("amira", 2, 2),
        ("bo", 1, 6),
    ]
    assert await load_rota_days(amira) == {find_day(1): False, find_day(5): True}
    assert await load_rota_days(bo) == dict.fromkeys(map(find_day, (0, 1, 3, 4, 5, 6)), False)
    assert await load_rota_days(other) == {}


async def test_people_are_found_by_name_too(shop: Shop) -> None:
    amira = await shop.add_member("Amira Haddad")
    await import_file(
        f"name,date\namira  HADDAD,{find_day(0)}\nAmira Haddad,{find_day(2)}\n".encode()
    )
    assert await load_rota_days(amira) == {find_day(1): False}
    twin = await create_team("Twin", shop.root, "UTC", (1,), "CCCC4444", SHOP_TIME)
    await shop.add_member("Amira Haddad", zone_team=twin)
    with pytest.raises(Invalid) as refused:
        await import_file(f"name,date\nAmira Haddad,{find_day(0)}\nNobody,{find_day(0)}\n".encode())
    assert refused.value.problems == (
        InputProblem(
            "Amira Haddad",
            "person.name_is_ambiguous",
            {"logins": ["amira-haddad", "amira-haddad2"]},
        ),
        InputProblem("Nobody", "person.name_not_in_your_teams"),
    )


async def test_the_same_file_again_changes_nothing(shop: Shop) -> None:
    amira = await shop.add_member("Amira")
    for _ in range(2):
        report = await import_file(make_table(f"amira,{find_day(0)}", f"amira,{find_day(3)}"))
    assert sum(one.change.changed_days for one in report.people) == 0
    assert await AuditEntryTable.count().where(AuditEntryTable.verb == "import_rota") == 1
    await import_file(
        make_table(f"amira,{find_day(0)}", f"amira,{find_day(1)}", f"amira,{find_day(3)}")
    )
    assert await load_rota_days(amira) == {find_day(2): False}


async def test_a_dry_run_reports_everything_and_changes_nothing(shop: Shop) -> None:
    amira = await shop.add_member("Amira")
    content = make_table(
        f"amira,{find_day(0)}", "amira,tomorrow", f"nobody,{find_day(1)}", f"amira,{find_day(2)}"
    )
    report = await import_file(content, dry_run=True)
    assert not report.applied
    bad_day, nobody = report.problems
    assert (bad_day.code, bad_day.values["line"], nobody.where) == ("rota.invalid_day", 3, "nobody")
    assert report.people[0].change.days_to_set == {find_day(1): False}
    assert await load_rota_days(amira) == {}


async def test_good_lines_are_imported_only_when_asked_for(shop: Shop) -> None:
    amira = await shop.add_member("Amira")
    content = make_table(f"amira,{find_day(0)}", "amira,tomorrow", f"amira,{find_day(2)}")
    with pytest.raises(Invalid, match="has_problems"):
        await import_file(content)
    assert await load_rota_days(amira) == {}
    assert (await import_file(content, keep_good=True)).applied
    assert await load_rota_days(amira) == {find_day(1): False}


async def test_a_calendar_needs_the_login_of_its_person(shop: Shop) -> None:
    amira = await shop.add_member("Amira")
    with pytest.raises(Invalid) as refused:
        await import_file(make_calendar(find_day(0)))
    assert refused.value.problems[0].where == "login"
    await import_file(make_calendar(find_day(0), find_day(2)), login="AMIRA")
    assert await load_rota_days(amira) == {find_day(1): False}


async def test_past_days_of_a_rota_restore_a_streak_and_never_break_one(shop: Shop) -> None:
    amira = await add_member_with_week(shop, "Amira", 1, 2, 3, 4, 5)
    await record_lesson_reads(amira.id, *map(find_day, (-7, -6, -3)))
    await set_streak(amira.id, 1, 2, find_day(-3))
    shifts = [f"amira,{find_day(ahead)}" for ahead in (-7, -6, -3, -2, -1, 0)]
    await import_file(make_table(*shifts))
    assert await load_rota_days(amira) == {find_day(-5): False, find_day(-4): False}, (
        "a weekend shift that is over is nobody's miss"
    )
    row = (
        await ProgressTable.select(ProgressTable.streak, ProgressTable.longest_streak)
        .where(ProgressTable.person == amira.id)
        .first()
    )
    assert row == {"streak": 3, "longest_streak": 3}
    assert (await load_progress_today(amira, SHOP_TIME)).streak == 3


async def test_a_leader_imports_for_their_own_people_only(shop: Shop) -> None:
    leader, amira = await shop.add_member("Lea", "leader"), await shop.add_member("Amira")
    elsewhere = await create_team("Else", shop.root, "UTC", (1,), "DDDD5555", SHOP_TIME)
    stranger = await shop.add_member("Stranger", zone_team=elsewhere)
    content = make_table(f"amira,{find_day(0)}", f"stranger,{find_day(1)}", f"amira,{find_day(2)}")
    report = await import_rota(leader, content, RotaImportOptions(skip_invalid=True), SHOP_TIME)
    assert [problem.where for problem in report.problems] == ["stranger"]
    assert (await load_rota_days(amira), await load_rota_days(stranger)) == (
        {find_day(1): False},
        {},
    )
    with pytest.raises(NotFound):
        await import_rota(
            leader, make_calendar(find_day(0)), RotaImportOptions(login="stranger"), SHOP_TIME
        )
    entry = await find_audit_entry("import_rota")
    assert (entry.subject, entry.person, find_day(1).isoformat() in str(entry.detail)) == (
        "amira",
        leader.id,
        True,
    )


async def test_two_imports_at_once_leave_the_days_of_one_file(shop: Shop) -> None:
    amira = await shop.add_member("Amira")
    files = [
        make_table(f"amira,{find_day(0)}", f"amira,{find_day(4)}"),
        make_table(*(f"amira,{find_day(ahead)}" for ahead in range(5))),
    ]
    await asyncio.gather(*(import_file(files[number % 2]) for number in range(6)))
    assert await load_rota_days(amira) in (
        {},
        {find_day(1): False, find_day(2): False, find_day(3): False},
    )


async def test_a_file_is_compared_with_a_week_that_changes_meanwhile(shop: Shop) -> None:
    amira = await add_member_with_week(shop, "Amira", 1, 2)
    async with transaction() as conn:
        await lock_learner_state(conn, amira.id)
        importing = asyncio.create_task(
            import_file(make_table(f"amira,{find_day(0)}", f"amira,{find_day(5)}")),
            context=Context(),
        )
        for _ in range(1000):
            if await conn.fetchval("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"):
                break
            await asyncio.sleep(0.01)
        await conn.execute("UPDATE person SET work_days = '{1,6}' WHERE id = $1", amira.id)
    await importing
    assert await load_rota_days(amira) == {}


async def test_files_that_are_no_rota_are_refused(shop: Shop) -> None:
    await shop.add_member("Amira")
    with pytest.raises(TooLarge):
        await import_file(b"x" * (MAX_ROTA_BYTES + 1))
    for raw in (b"", b"hello", make_table(), make_calendar(), make_table(f"nobody,{find_day(0)}")):
        with pytest.raises(Invalid):
            await import_file(raw, login="amira")


@pytest.mark.parametrize(
    ("zone", "day"),
    [("America/Chicago", date(2026, 5, 4)), ("Europe/London", date(2026, 4, 5))],
)
async def test_numbers_that_leave_the_month_open_are_read_as_in_the_teams_country(
    shop: Shop, zone: str, day: date
) -> None:
    leader, _ = await shop.add_member("Lea", "leader"), await shop.add_member("Amira")
    report = await import_rota(
        leader._replace(zone=zone),
        b"name,date\nAmira,05/04/2026\n",
        RotaImportOptions(dry_run=True),
        SHOP_TIME,
    )
    assert report.covers.first == day
    assert report.table is not None
    assert report.table.order.reason == "region"


async def test_the_last_kinds_of_files_of_a_team_are_remembered(shop: Shop) -> None:
    leader, _ = await shop.add_member("Lea", "leader"), await shop.add_member("Amira")
    options = RotaImportOptions(choices=TableChoices(columns=["name", "date"]))
    for number in range(MAX_REMEMBERED_PER_TEAM + 3):
        raw = f"Who{number},When{number}\nAmira,{find_day(1)}\n".encode()
        await import_rota(leader, raw, options, SHOP_TIME + timedelta(minutes=number))
    assert await RotaColumnsTable.count() == MAX_REMEMBERED_PER_TEAM
    await import_rota(leader, raw, RotaImportOptions(), SHOP_TIME)
    forgotten = f"Who0,When0\nAmira,{find_day(1)}\n".encode()
    report = await import_rota(leader, forgotten, RotaImportOptions(dry_run=True), SHOP_TIME)
    assert report.table is not None
    assert {one.recognised_by for one in report.table.columns} == {"values"}
