"""A person's progress after a batch: totals, streak, counters, and what is done on the last day."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import reduce

from msgspec.structs import replace

from learning.rules.boards.periods import calculate_totals_fields
from learning.rules.practice.entry_rate import spread_entries
from learning.rules.practice.late_items import LateItems
from learning.rules.practice.learner_state import FinishedItem, LearnerProgress, LearnerState
from learning.rules.recognition.points import PointsEntry
from learning.rules.recognition.streaks import Streak, add_practice_day, replay_streak


def list_finished_items(
    state: LearnerState, finished: Sequence[FinishedItem], day: date | None
) -> list[str]:
    """List what was finished on a day, before this batch and by it (`finished`), each once."""
    done_before = state.progress.done if state.progress.last_day == day else ()
    dated = (*state.finished_earlier, *finished)
    return list(
        dict.fromkeys(
            [*done_before, *(item_id for finished_day, item_id in dated if finished_day == day)]
        )
    )


def calculate_progress(
    state: LearnerState,
    finished: Sequence[FinishedItem],
    points_entries: Sequence[PointsEntry],
    counters: Mapping[str, int],
    pace: float,
    drift: float,
    late: LateItems,
    entries: int,
) -> LearnerProgress:
    """Return the progress after a batch of so many new entries.

    `counters`, `pace`, `drift` and `late` include the batch.
    """
    progress_before = state.progress
    streak = _calculate_streak(state, {day for day, _ in finished})
    return LearnerProgress(
        **calculate_totals_fields(progress_before, points_entries),
        streak=streak.days,
        longest_streak=streak.longest,
        last_day=streak.last,
        freezes=streak.freezes,
        lost_streak=streak.lost,
        counters={**counters, "streak": streak.longest, "days": streak.practised},
        pace=pace,
        drift=drift,
        done=tuple(list_finished_items(state, finished, streak.last)),
        late_day=late.day,
        late_done=tuple(late.items),
        entries_spread_until=spread_entries(
            progress_before.entries_spread_until, state.received_at, entries
        )
        if state.received_at
        else progress_before.entries_spread_until,
    )


def _calculate_streak(state: LearnerState, days: set[date]) -> Streak:
    """Add the practised days to the streak; compute it anew when one is before the newest."""
    streak_before, rota = state.progress.current_streak, state.rota
    if streak_before.last and any(day < streak_before.last for day in days):
        replayed = replay_streak({*state.practised, *days}, rota)
        return replace(replayed, longest=max(replayed.longest, streak_before.longest))
    return reduce(
        lambda streak, day: add_practice_day(streak, day, rota), sorted(days), streak_before
    )
