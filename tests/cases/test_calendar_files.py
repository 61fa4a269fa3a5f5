"""Calendars that were read wrongly: each is imported as one person's rota.

The team is in London and works from Monday to Friday; today is 30 November 2026.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from uuid import uuid4

import pytest
from support.practice import set_streak
from support.shop import Shop

from learning.actions.people.create_team import create_team
from learning.actions.rota.import_rota import RotaImportOptions, RotaReport, import_rota
from learning.queries.people.current_user import CurrentUser
from learning.queries.recognition.streak import load_streak_page
from learning.rules.refusals import Invalid
from learning.rules.rota.days import to_local_day
from learning.steps.recognition.recompute_streak import recompute_streak
from learning.tables.database import transaction
from learning.tables.reviews import LessonReadTable

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def december(*days: int) -> list[date]:
    return [date(2026, 12, day) for day in days]


@dataclass
class Rotas:
    """Imports the rota of Tess and says which days it changes."""

    tess: CurrentUser

    async def load(self, raw: bytes) -> RotaReport:
        return await import_rota(None, raw, RotaImportOptions(login=self.tess.login), NOW)

    async def load_days(self, raw: bytes) -> tuple[list[date], list[date]]:
        """Return the days on and the days off."""
        days = (await self.load(raw)).people[0].change.days_to_set
        return (
            sorted(day for day, works in days.items() if works),
            sorted(day for day, works in days.items() if not works),
        )


@pytest.fixture
async def rotas(shop: Shop) -> Rotas:
    team = await create_team("London", shop.root, "Europe/London", (1, 2, 3, 4, 5), "LOND2222", NOW)
    tess = await shop.add_member("Tess Bakerman", zone_team=team)
    return Rotas(tess._replace(zone="Europe/London", work_days=(1, 2, 3, 4, 5)))


@pytest.mark.case("01")
async def test_whole_days_written_as_midnights_are_the_days_as_written(
    rotas: Rotas, case_folder: Path
) -> None:
    days_on, days_off = await rotas.load_days((case_folder / "first.ics").read_bytes())
    assert (days_on, days_off) == (december(12), december(8, 9, 10, 11))
    days_on, days_off = await rotas.load_days((case_folder / "second.ics").read_bytes())
    assert (days_on, days_off) == ([], december(14, 15, 16, 17, 18))


@pytest.mark.case("03")
async def test_a_shift_before_four_belongs_to_its_day_in_both_kinds_of_file(
    rotas: Rotas, case_folder: Path
) -> None:
    calendar = await rotas.load((case_folder / "early.ics").read_bytes())
    days_on = calendar.people[0].change.days_to_set
    assert (days_on, calendar.people[0].shift_count) == ({december(12)[0]: True}, 5)
    table = await rotas.load((case_folder / "same.csv").read_bytes())
    assert table.covers == calendar.covers
    assert table.people[0].change.changed_days == 0, "it says the same"


def repeat_next_week(text: str) -> str:
    """Give a rota with the same shifts a week later, too."""
    begin, end = text.find("BEGIN:VEVENT"), text.find("END:VCALENDAR")
    head, body, foot = (
        (text[:begin], text[begin:end], text[end:])
        if end >= 0
        else (*text.partition("\n")[::2], "")
    )
    later = re.sub(
        r"(2026-?12-?)(\d\d)", lambda found: f"{found[1]}{int(found[2]) + 7:02}", body
    ).replace("@x", "@later")
    return "\n".join([head.strip(), body.strip(), later.strip(), foot])


async def practise(person: CurrentUser, *instants: datetime) -> None:
    """Read a lesson at each instant."""
    days = [to_local_day(instant, person.zone) for instant in instants]
    for instant, day in zip(instants, days, strict=True):
        lesson = "pack.lesson-0"
        await LessonReadTable(
            person=person.id, key=uuid4(), lesson=lesson, read_at=instant, day=day, seconds=60
        ).save()
    await set_streak(person.id, 0, 0, max(days))
    async with transaction() as conn:
        await recompute_streak(conn, person.id)


@pytest.mark.case("03")
@pytest.mark.parametrize("file", ["early.ics", "same.csv"])
async def test_practice_on_every_early_shift_is_a_streak(
    rotas: Rotas, case_folder: Path, file: str
) -> None:
    await rotas.load(repeat_next_week((case_folder / file).read_text()).encode())
    shifts = (*december(8, 9, 10, 11, 12), date(2026, 12, 15))
    await practise(rotas.tess, *(datetime.combine(day, time(10), UTC) for day in shifts))
    evening = datetime(2026, 12, 15, 20, tzinfo=UTC)
    assert (await load_streak_page(rotas.tess, evening)).streak == 6


@pytest.mark.case("04")
async def test_the_newer_version_of_an_event_counts(rotas: Rotas, case_folder: Path) -> None:
    report = await rotas.load((case_folder / "moved.ics").read_bytes())
    assert report.people[0].shift_count == 3
    assert report.people[0].change.days_to_set == {
        **dict.fromkeys(december(9, 10, 11), False),
        **dict.fromkeys(december(12), True),
    }


@pytest.mark.case("07")
@pytest.mark.parametrize(
    ("file", "days_off"),
    [
        ("status.ics", december(11)),
        ("exdate.ics", december(11)),
        ("method.ics", december(7, 8, 9, 10, 11)),
    ],
)
async def test_what_was_taken_out_at_the_edge_is_a_day_off(
    rotas: Rotas, case_folder: Path, file: str, days_off: list[date]
) -> None:
    report = await rotas.load((case_folder / file).read_bytes())
    assert (report.covers.first, report.covers.last) == tuple(december(7, 11))
    assert report.people[0].change.days_to_set == dict.fromkeys(days_off, False)
    assert report.people[0].shift_count == 5 - len(days_off)


@pytest.mark.case("08")
async def test_a_calendar_that_was_cut_off_is_refused_with_the_line(
    rotas: Rotas, case_folder: Path
) -> None:
    raw = (case_folder / "cut.ics").read_bytes()
    with pytest.raises(Invalid, match="has_problems") as refused:
        await rotas.load(raw)
    assert [(one.code, one.values["line"]) for one in refused.value.problems] == [
        ("rota.cut_off", raw[: raw.index(b"UID:11@x")].count(b"\n"))
    ]
