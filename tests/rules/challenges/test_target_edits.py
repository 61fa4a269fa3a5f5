"""Changes of targets and stages of a running challenge, and what is refused."""

from dataclasses import replace

import pytest

from learning.rules.challenges.challenges import (
    COUNT_LIMITS,
    ChallengeEdit,
    StageEdit,
    make_target_limits,
)
from learning.rules.challenges.target_edits import (
    CurrentStage,
    RunningState,
    find_stage_problems,
    find_target_problems,
)

RUNNING = RunningState(
    "team",
    is_running=True,
    is_rate=False,
    value=6,
    target=10,
    stages=(CurrentStage(1, 4, True), CurrentStage(2, 8, False)),
    limits=COUNT_LIMITS,
)
ENTRY, AHEAD = StageEdit(1, "Entry", "", 4), StageEdit(2, "Nearly", "", 8)


@pytest.mark.parametrize(
    ("target", "settle", "codes"),
    [
        (8, False, []),
        (10, False, []),
        (6, False, ["challenge.target_reached_already"]),
        (3, False, ["challenge.target_reached_already"]),
        (6, True, []),
        (8, True, ["challenge.settle_only_reached"]),
        (None, True, ["challenge.settle_only_reached"]),
    ],
)
def test_a_target_that_is_reached_already_needs_a_confirmation(
    target: float | None, settle: bool, codes: list[str]
) -> None:
    edit = ChallengeEdit(target=target, settle=settle)
    assert [one.code for one in find_target_problems(edit, RUNNING)] == codes


def test_the_target_that_it_has_is_no_change() -> None:
    reached = replace(RUNNING, value=12)
    assert find_target_problems(ChallengeEdit(target=10), reached) == []
    (problem,) = find_target_problems(ChallengeEdit(target=9), reached)
    assert problem.values == {"value": 12}


def test_before_it_begins_and_without_figures_every_target_is_ahead() -> None:
    for state in (replace(RUNNING, is_running=False), replace(RUNNING, value=None)):
        assert find_target_problems(ChallengeEdit(target=1), state) == []


def test_a_race_and_a_challenge_to_stay_below_are_not_settled_early() -> None:
    race = replace(RUNNING, form="race")
    assert find_target_problems(ChallengeEdit(target=5, settle=True), race)
    limits = make_target_limits("count", None, lower_is_better=True)
    complaints = replace(RUNNING, limits=limits)
    assert find_target_problems(ChallengeEdit(target=12), complaints) == []
    assert find_target_problems(ChallengeEdit(target=12, settle=True), complaints)


def test_an_average_that_has_a_target_already_needs_a_confirmation_too() -> None:
    limits = make_target_limits("duration", None, lower_is_better=True)
    waiting = replace(RUNNING, is_rate=True, limits=limits, value=6, target=5)
    assert find_target_problems(ChallengeEdit(target=5.5), waiting) == []
    assert find_target_problems(ChallengeEdit(target=7), waiting)
    assert find_target_problems(ChallengeEdit(target=7, settle=True), waiting) == []


@pytest.mark.parametrize(
    ("stages", "code"),
    [
        ([ENTRY, AHEAD], None),
        ([ENTRY, replace(AHEAD, target=7, title="Sooner")], None),
        ([ENTRY], None),
        ([ENTRY, AHEAD, StageEdit(None, "New", "", 9)], None),
        ([ENTRY, replace(AHEAD, target=9)], "challenge.stage_made_harder"),
        ([ENTRY, replace(AHEAD, target=5)], "challenge.stage_reached_already"),
        ([AHEAD], "challenge.stage_reached_kept"),
        ([replace(ENTRY, target=3), AHEAD], "challenge.stage_reached_kept"),
        ([ENTRY, AHEAD, StageEdit(None, "Far", "", 11)], "challenge.stages_not_ascending"),
        ([ENTRY, AHEAD, StageEdit(None, "Same", "", 8)], "challenge.stages_not_ascending"),
        ([ENTRY, replace(AHEAD, title=" ")], "challenge.stage_title_missing"),
        ([ENTRY, replace(AHEAD, number=7)], "challenge.stage_unknown"),
        ([ENTRY, AHEAD, replace(AHEAD, target=9)], "challenge.stage_unknown"),
    ],
)
def test_stages_ahead_may_become_easier(stages: list[StageEdit], code: str | None) -> None:
    codes = [problem.code for problem in find_stage_problems(stages, 10, RUNNING)]
    assert code in codes if code else codes == []


def test_before_it_begins_all_stages_may_change() -> None:
    planned = replace(RUNNING, is_running=False, value=None)
    assert find_stage_problems([replace(AHEAD, target=9.5)], 10, planned) == []
    quest = replace(planned, form="quest")
    assert [one.code for one in find_stage_problems([], 10, quest)] == [
        "challenge.quest_needs_stages"
    ]
