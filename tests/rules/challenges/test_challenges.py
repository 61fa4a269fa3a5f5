"""What may be launched and changed, and how sides compare."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.rules.challenges.challenges import (
    ChallengeEdit,
    ChallengePlan,
    ChallengeStagePlan,
    ParticipatingTeam,
    calculate_challenge_span,
    calculate_challenge_value,
    count_reached_stages,
    find_edit_problems,
    find_plan_problems,
    rank_teams_by_score,
)
from learning.rules.rota.days import to_local_day

TODAY = date(2026, 3, 2)
PLAN = ChallengePlan(
    id=UUID(int=1),
    team=1,
    teams=(1,),
    leaders=(),
    template="national-award",
    form="quest",
    title="Chase the award",
    vision="We stand on that stage.",
    message="",
    reward="",
    measure="breaks",
    trait=None,
    unit="breaks",
    target=100,
    per_person=False,
    first_day=TODAY,
    last_day=TODAY + timedelta(days=27),
    stages=(ChallengeStagePlan("Entry", "", 20), ChallengeStagePlan("Ceremony", "", 100)),
)
ZONES = [
    "America/Santiago",
    "Asia/Beirut",
    "America/Havana",
    "Europe/London",
    "Pacific/Apia",
    "Australia/Lord_Howe",
]
sides = st.lists(
    st.builds(
        ParticipatingTeam,
        team=st.integers(1, 99),
        name=st.just(""),
        duty_days=st.integers(0, 300),
        value=st.floats(0, 1e6),
    ),
    unique_by=lambda side: side.team,
    max_size=8,
)


def test_a_sound_plan_has_no_faults() -> None:
    assert find_plan_problems(PLAN, TODAY) == []


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"title": " "}, "title"),
        ({"vision": ""}, "vision"),
        ({"form": "duel"}, "form"),
        ({"measure": "clicks"}, "measure"),
        ({"trait": "hero.calm"}, "trait"),
        ({"target": 0.0}, "target"),
        ({"target": float("nan")}, "target"),
        ({"target": 5e-324, "stages": ()}, "target"),
        ({"stages": (ChallengeStagePlan("A", "", 5e-324),)}, "stages"),
        ({"stages": (ChallengeStagePlan("A", "", float("nan")),)}, "stages"),
        ({"first_day": TODAY - timedelta(days=1)}, "first_day"),
        ({"last_day": TODAY - timedelta(days=1)}, "last_day"),
        ({"last_day": TODAY + timedelta(days=200)}, "last_day"),
        ({"form": "race", "stages": ()}, "teams"),
        ({"teams": ()}, "teams"),
        ({"stages": ()}, "stages"),
        ({"stages": (ChallengeStagePlan("B", "", 50), ChallengeStagePlan("A", "", 20))}, "stages"),
        ({"stages": (ChallengeStagePlan("Beyond", "", 101),)}, "stages"),
    ],
)
def test_every_fault_names_its_field(change: dict[str, object], where: str) -> None:
    assert where in {fault.where for fault in find_plan_problems(replace(PLAN, **change), TODAY)}  # type: ignore[arg-type] # one of many


@given(
    st.sampled_from(ZONES),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(0, 119),
    st.integers(0, 119),
)
def test_an_instant_counts_when_its_local_day_does(
    zone: str, first: date, days: int, other: int
) -> None:
    start, end = calculate_challenge_span(first, first + timedelta(days=days), zone)
    for instant in (start, end - timedelta(microseconds=1)):
        assert first <= to_local_day(instant, zone) <= first + timedelta(days=days)
    for outside in (start - timedelta(microseconds=1), end):
        assert not first <= to_local_day(outside, zone) <= first + timedelta(days=days)
    noon = datetime.combine(first + timedelta(days=other), datetime.min.time(), UTC)
    assert (start <= noon < end) == (
        first <= to_local_day(noon, zone) <= first + timedelta(days=days)
    )


def test_a_small_team_can_win_a_race_that_counts_days_on_duty() -> None:
    small, large = ParticipatingTeam(1, "Kiosk", 40, 36), ParticipatingTeam(2, "Flagship", 400, 200)
    assert [one.team.name for one in rank_teams_by_score([large, small], per_person=True)] == [
        "Kiosk",
        "Flagship",
    ]
    assert [one.team.name for one in rank_teams_by_score([small, large], per_person=False)] == [
        "Flagship",
        "Kiosk",
    ]


def test_equals_share_a_place() -> None:
    three = [
        ParticipatingTeam(1, "", 10, 5),
        ParticipatingTeam(2, "", 20, 10),
        ParticipatingTeam(3, "", 10, 4),
    ]
    assert [one.place for one in rank_teams_by_score(three, per_person=True)] == [1, 1, 3]


@given(sides, st.booleans())
def test_every_side_has_one_place_and_a_better_one_never_a_worse(
    found: list[ParticipatingTeam], per_person: bool
) -> None:
    order = rank_teams_by_score(found, per_person=per_person)
    assert {one.team.team for one in order} == {side.team for side in found}
    assert [one.score for one in order] == sorted((one.score for one in order), reverse=True)
    assert all(one.place <= position for position, one in enumerate(order, start=1))


@given(
    sides,
    st.sampled_from(["team", "together", "quest", "race"]),
    st.integers(0, 7),
    st.floats(0, 100),
)
def test_what_anybody_adds_never_takes_a_step_back(
    found: list[ParticipatingTeam], form: str, which: int, more: float
) -> None:
    before = calculate_challenge_value(form, found, per_person=False)
    richer = [
        replace(side, value=side.value + more) if place == which else side
        for place, side in enumerate(found)
    ]
    assert calculate_challenge_value(form, richer, per_person=False) >= before


def test_per_person_is_per_day_on_duty() -> None:
    two = [ParticipatingTeam(1, "", 30, 12), ParticipatingTeam(2, "", 10, 8)]
    assert calculate_challenge_value("together", two, per_person=True) == pytest.approx(0.5)
    assert calculate_challenge_value("race", two, per_person=True) == pytest.approx(0.8)
    assert calculate_challenge_value("team", [ParticipatingTeam(1, "", 0, 0)], per_person=True) == 0


def test_stages_are_reached_in_order() -> None:
    assert [
        count_reached_stages([20, 50, 100], value) for value in (0, 19.9, 20, 50 - 1e-12, 100, 300)
    ] == [
        0,
        0,
        1,
        2,
        3,
        3,
    ]


def test_a_running_challenge_gets_easier_or_longer_never_harder_or_shorter() -> None:
    last = PLAN.last_day

    def found(edit: ChallengeEdit, *, running: bool = True) -> set[str]:
        return {
            fault.where
            for fault in find_edit_problems(edit, 100, TODAY, last, TODAY, running=running)
        }

    assert found(ChallengeEdit(title="New", target=80, last_day=last + timedelta(days=7))) == set()
    assert found(ChallengeEdit(target=120)) == {"target"}
    assert found(ChallengeEdit(target=1e-320)) == {"target"}
    assert found(ChallengeEdit(last_day=last - timedelta(days=1))) == {"last_day"}
    assert (
        found(ChallengeEdit(target=120, last_day=last - timedelta(days=1)), running=False) == set()
    )
    assert found(ChallengeEdit(last_day=TODAY + timedelta(days=300))) == {"last_day"}
