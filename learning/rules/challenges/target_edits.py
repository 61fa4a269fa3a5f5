"""Changes of the target and the stages of a running challenge that are fair to the people in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from learning.rules.challenges.challenge_scores import has_reached, is_harder
from learning.rules.challenges.challenge_templates import ChallengeForm
from learning.rules.challenges.challenges import (
    MAX_CHALLENGE_STAGES,
    ChallengeEdit,
    StageEdit,
    TargetLimits,
    are_stages_in_order,
)
from learning.rules.refusals import InputProblem


@dataclass(frozen=True, slots=True)
class CurrentStage:
    """A stage as it is stored."""

    number: int
    target: float
    is_reached: bool


@dataclass(frozen=True, slots=True)
class RunningState:
    """How far a challenge has come when it is changed.

    `value` is None while nothing is measured, and while the challenge has not begun.
    """

    form: ChallengeForm
    is_running: bool
    is_rate: bool
    value: float | None
    target: float
    stages: Sequence[CurrentStage]
    limits: TargetLimits


def find_target_problems(edit: ChallengeEdit, state: RunningState) -> list[InputProblem]:
    """Return what is wrong with lowering a target to what is reached already.

    That would decide the challenge. So it is refused, unless the leader confirms that it ends now.
    A race ends on its day, and so does a count to stay below: every such target is kept at first.
    """
    lowered = _is_lowered_to_reached(edit, state)
    if edit.settle and (not lowered or state.form == "race"):
        return [InputProblem("settle", "challenge.settle_only_reached")]
    if lowered and not edit.settle:
        return [InputProblem("target", "challenge.target_reached_already", _give_value(state))]
    return []


def _is_lowered_to_reached(edit: ChallengeEdit, state: RunningState) -> bool:
    lower = state.limits.lower_is_better
    return (
        state.is_running
        and state.value is not None
        and edit.target is not None
        and edit.target != state.target
        and (state.is_rate or not lower)
        and has_reached(state.value, edit.target, lower_is_better=lower)
    )


def _give_value(state: RunningState) -> dict[str, object]:
    return {"value": round(state.value or 0.0, 2)}


def find_stage_problems(
    stages: Sequence[StageEdit], target: float, state: RunningState
) -> list[InputProblem]:
    """Return what is wrong with new stages. `target` is the target that the challenge will have.

    Stages that are reached stay as they are, before all others. The others may become easier, but
    not so easy that they are reached already.
    """
    checks = (*_check_list(stages, target, state), *_check_fairness(stages, state))
    return [InputProblem("stages", code, values) for is_wrong, code, values in checks if is_wrong]


def _check_list(
    stages: Sequence[StageEdit], target: float, state: RunningState
) -> Iterable[tuple[bool, str, dict[str, object]]]:
    limit: dict[str, object] = {"limit": MAX_CHALLENGE_STAGES}
    yield len(stages) > MAX_CHALLENGE_STAGES, "challenge.too_many_stages", limit
    yield not all(stage.title.strip() for stage in stages), "challenge.stage_title_missing", {}
    yield state.form == "quest" and not stages, "challenge.quest_needs_stages", {}
    targets = [stage.target for stage in stages]
    yield (
        not are_stages_in_order(targets, target, state.limits),
        "challenge.stages_not_ascending",
        {},
    )
    known = {stage.number for stage in state.stages}
    numbers = [stage.number for stage in stages if stage.number is not None]
    yield len(set(numbers) & known) < len(numbers), "challenge.stage_unknown", {}


def _check_fairness(
    stages: Sequence[StageEdit], state: RunningState
) -> Iterable[tuple[bool, str, dict[str, object]]]:
    if not state.is_running:
        return
    reached = [(stage.number, stage.target) for stage in state.stages if stage.is_reached]
    kept = [(stage.number, stage.target) for stage in stages[: len(reached)]]
    yield kept != reached, "challenge.stage_reached_kept", {}
    before = {stage.number: stage.target for stage in state.stages}
    lower, others = state.limits.lower_is_better, stages[len(reached) :]
    yield (
        any(
            is_harder(stage.target, before[stage.number], lower_is_better=lower)
            for stage in others
            if stage.number in before
        ),
        "challenge.stage_made_harder",
        {},
    )
    yield (
        not (lower or state.is_rate or state.value is None)
        and any(has_reached(state.value, stage.target) for stage in others),
        "challenge.stage_reached_already",
        _give_value(state),
    )
