"""The profile of the person who asks: what it shows, and what can be changed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from piccolo.columns import Column
from support.organisation import PASSWORD, PIN
from support.people import find_person
from support.visits import Visit

from learning.rules.practice.weights import DEFAULT_WEIGHTS
from learning.rules.rota.days import find_week_start, to_local_day
from learning.tables.database import connection
from learning.tables.people import RotaDayTable
from learning.tables.progress import ProgressTable


async def test_me_has_every_field(visit: Visit) -> None:
    me = (await (await visit("anna-lee")).get("/api/me")).json()
    assert set(me) == {
        "login", "name", "alias", "role", "team", "points", "week_points", "streak", "minutes",
        "on_boards", "language", "working_today", "work_days", "level",
        "day", "week", "streak_if_today", "practised_today", "must_change_secret",
    }  # fmt: skip


async def test_figures_are_as_of_today(visit: Visit) -> None:
    client = await visit("anna-lee")
    anna = await find_person("anna-lee")
    today = to_local_day(datetime.now(UTC), "Europe/London")
    figures: dict[Column | str, object] = {
        ProgressTable.points: 90,
        ProgressTable.week: find_week_start(today),
        ProgressTable.week_points: 30,
        ProgressTable.streak: 4,
        ProgressTable.last_day: today - timedelta(days=2),
    }
    await ProgressTable.update(figures).where(ProgressTable.person == anna.id)
    me = (await client.get("/api/me")).json()
    assert (me["points"], me["week_points"], me["streak"], me["working_today"]) == (90, 30, 0, True)

    await RotaDayTable(person=anna.id, day=today - timedelta(days=1)).save()
    await RotaDayTable(person=anna.id, day=today).save()
    await ProgressTable.update({ProgressTable.week: date(2020, 1, 6)}).where(
        ProgressTable.person == anna.id
    )
    me = (await client.get("/api/me")).json()
    assert (me["points"], me["week_points"], me["streak"], me["working_today"]) == (90, 0, 4, False)


async def test_the_level_counts_what_is_remembered_today(visit: Visit) -> None:
    client, anna = await visit("anna-lee"), await find_person("anna-lee")
    assert (await client.get("/api/me")).json()["level"] == {
        "number": 1,
        "code": "finding_your_feet",
        "remembered": 0.0,
        "next_at": 5,
    }
    today = to_local_day(datetime.now(UTC), "Europe/London")
    async with connection() as conn:
        await conn.execute(
            "INSERT INTO memory (person, concept, stability, difficulty, due, last_day, last_at,"
            " last_grade, reviews, lapses, question, right_days)"
            " SELECT $1, 'pack.concept-' || n, 30, 5, $2, $3, now(), 3, 1, 0, '', 2"
            " FROM generate_series(1, 20) AS n",
            *(anna.id, today, today - timedelta(days=60)),
        )
    level = (await client.get("/api/me")).json()["level"]
    assert level["remembered"] == int(200 * DEFAULT_WEIGHTS.calculate_recall(30, 60)) / 10 < 20
    assert (level["number"], level["code"], level["next_at"]) == (3, "on_your_way", 30)


async def test_changes_are_stored_and_other_fields_stay(visit: Visit) -> None:
    client = await visit("anna-lee")
    before = (await client.get("/api/me")).json()
    changes = {
        "alias": " Quick  Silver ",
        "on_boards": False,
        "minutes": 10,
        "language": "pt-BR",
        "work_days": [*range(1, 8)],
    }
    after = (await client.patch("/api/me", json=changes)).json()
    assert after == {**before, **changes, "alias": "Quick Silver"}
    assert (await client.patch("/api/me", json={})).json() == after
    assert (await client.patch("/api/me", json={"alias": None})).json()["alias"] is None


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"minutes": 1}, "minutes"),
        ({"minutes": 16}, "minutes"),
        ({"minutes": "5"}, "minutes"),
        ({"minutes": True}, "minutes"),
        ({"on_boards": "yes"}, "on_boards"),
        ({"on_boards": None}, "on_boards"),
        ({"language": "en\u0000"}, "language"),
        ({"alias": "\u202e"}, "alias"),
        ({"alias": "a" * 41}, "alias"),
        ({"work_days": []}, "work_days"),
        ({"work_days": [0]}, "work_days[0]"),
        ({"work_days": [1, 8]}, "work_days[1]"),
        ({"work_days": [1] * 8}, "work_days"),
        ({"work_days": "mon"}, "work_days"),
        ({"role": "admin"}, "body"),
        ({"secret": {"old": PIN, "new": "1111"}}, "secret.new"),
        ({"secret": {"old": PIN, "new": "longer password"}}, "secret.new"),
        ({"secret": {"old": PIN}}, "secret"),
    ],
)
async def test_refused_changes_change_nothing(
    visit: Visit, changes: dict[str, object], where: str
) -> None:
    client = await visit("anna-lee")
    before = (await client.get("/api/me")).json()
    answer = await client.patch("/api/me", json={"minutes": 9, **changes})
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["where"] == where
    assert (await client.get("/api/me")).json() == before


async def test_an_alias_cannot_be_the_name_of_a_teammate(visit: Visit) -> None:
    client = await visit("anna-lee")
    assert (await client.patch("/api/me", json={"alias": "LEA  leader"})).status_code == 409
    assert (await client.patch("/api/me", json={"alias": "Anna lee"})).status_code == 200
    assert (await client.patch("/api/me", json={"alias": "Sam South"})).status_code == 200


async def test_a_new_pin_signs_the_other_devices_out(visit: Visit) -> None:
    here, there, somebody = (
        await visit("anna-lee"),
        await visit("anna-lee"),
        await visit("sam-south"),
    )
    answer = await here.patch("/api/me", json={"secret": {"old": PIN, "new": "7391"}})
    assert answer.status_code == 200
    assert (await here.get("/api/me")).status_code == 200
    assert (await there.get("/api/me")).status_code == 401
    assert (await somebody.get("/api/me")).status_code == 200
    await visit("anna-lee", "7391")


async def test_guesses_at_the_old_pin_are_limited(visit: Visit) -> None:
    client = await visit("anna-lee")
    body = {"secret": {"old": "9999", "new": "7391"}}
    answers = [await client.patch("/api/me", json=body) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert answers[0].json()["problems"][0]["where"] == "secret.old"


async def test_an_admin_may_have_a_password(visit: Visit) -> None:
    client = await visit("ada-admin", PASSWORD)
    for new, status in (
        ("short", 422),
        ("aaaaaaaa", 422),
        ("x" * 201, 422),
        ("a new longer one", 200),
    ):
        answer = await client.patch("/api/me", json={"secret": {"old": PASSWORD, "new": new}})
        assert answer.status_code == status
