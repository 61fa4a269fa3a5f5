"""Merge an edit into a challenge: the values of all fields after it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Literal

from asyncpg import Record

from learning.rules.challenges.challenges import ChallengeEdit
from learning.rules.challenges.stage_targets import counts_whole_things, round_up_target
from learning.rules.people.text_input import normalise_text
from learning.rules.refusals import InputProblem, Invalid

ChallengeTextField = Literal["title", "vision", "message", "reward"]
MAX_CHALLENGE_TEXT_CHARS: Mapping[ChallengeTextField, int] = {
    "title": 80,
    "vision": 2000,
    "message": 2000,
    "reward": 200,
}
MAX_STAGE_TITLE_CHARS, MAX_STAGE_STORY_CHARS = 80, 400


@dataclass(frozen=True, slots=True)
class EditedChallenge:
    """What a challenge has after an edit, of the fields that can be edited."""

    title: str
    vision: str
    message: str
    reward: str
    target: float
    last_day: date


def tidy_challenge_edit(row: Record, edit: ChallengeEdit) -> ChallengeEdit:
    """Normalise the texts of stages, and round targets up where whole things are counted.

    Raises:
        Invalid: a text of a stage is too long or unprintable.
    """
    is_whole = counts_whole_things(row["measure"], per_person=row["per_person"])
    stages = edit.stages and tuple(
        replace(
            stage,
            title=normalise_text(stage.title, "stages", MAX_STAGE_TITLE_CHARS),
            story=normalise_text(stage.story, "stages", MAX_STAGE_STORY_CHARS),
            target=round_up_target(stage.target) if is_whole else stage.target,
        )
        for stage in edit.stages
    )
    if edit.target is not None and is_whole:
        edit = replace(edit, target=round_up_target(edit.target))
    return replace(edit, stages=stages)


def merge_challenge_edit(row: Record, edit: ChallengeEdit, today: date) -> EditedChallenge:
    """Return the fields after an edit. A challenge that is settled at once ends on this day.

    Raises:
        Invalid: a text is empty, too long or unprintable.
    """

    def merge_text(field: ChallengeTextField, edited: str | None) -> str:
        text = row[field] if edited is None else edited
        return normalise_text(text, field, MAX_CHALLENGE_TEXT_CHARS[field])

    last_day = row["last_day"] if edit.last_day is None else edit.last_day
    edited = EditedChallenge(
        title=merge_text("title", edit.title),
        vision=merge_text("vision", edit.vision),
        message=merge_text("message", edit.message),
        reward=merge_text("reward", edit.reward),
        target=row["target"] if edit.target is None else edit.target,
        last_day=min(last_day, max(row["first_day"], today)) if edit.settle else last_day,
    )
    if not edited.title:
        raise Invalid(
            "challenge.title_empty", [InputProblem("title", "challenge.write_or_leave_text")]
        )
    if not edited.vision:
        raise Invalid(
            "challenge.vision_empty", [InputProblem("vision", "challenge.write_or_leave_text")]
        )
    return edited


def is_edit_without_effect(
    row: Record, edit: ChallengeEdit, edited: EditedChallenge, stages: Sequence[Record]
) -> bool:
    """Say whether a challenge is the same after an edit: it names no field, or their values."""
    if edit.settle or edit.leaders is not None:
        return False
    new_stages = (
        None
        if edit.stages is None
        else [(stage.title, stage.story, stage.target) for stage in edit.stages]
    )
    same_stages = [(stage["title"], stage["story"], stage["target"]) for stage in stages]
    return new_stages in (None, same_stages) and all(
        value == row[name] for name, value in asdict(edited).items()
    )


def describe_challenge_edit(
    edit: ChallengeEdit, edited: EditedChallenge, co_leaders: Sequence[int]
) -> dict[str, object]:
    """Give what the audit log keeps of an edit: the names of the changed fields, and no texts.

    `co_leaders` are the ids of the people who lead the challenge after it.
    """
    named = [name for name, value in asdict(edit).items() if value not in (None, False)]
    detail: dict[str, object] = {"fields": named}
    if edit.target is not None:
        detail["target"] = edited.target
    if edit.last_day is not None:
        detail["last_day"] = edited.last_day.isoformat()
    if edit.leaders is not None:
        detail["co_leaders"] = list(co_leaders)
    return detail
