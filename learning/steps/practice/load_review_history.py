"""Load the attempts that a replay folds: those after the stored snapshots of a concept."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from asyncpg import Connection, Record

from learning.rules.practice.device_times import NO_DEVICE_TIME
from learning.rules.practice.memory import Grade, GradedAttempt
from learning.rules.practice.memory_snapshot import MemorySnapshot
from learning.rules.practice.weights import WeightsHistory

MAX_LOCAL_DAY = timedelta(days=3)
"""More than the longest time between two attempts of one local day, however its zone changes."""
SELECT_SNAPSHOTS = f"""
SELECT concept, {", ".join(MemorySnapshot.__struct_fields__)} FROM memory_snapshot
WHERE person = $1 AND concept = ANY($2)
"""
DELETE_OUTDATED_SNAPSHOTS = """
DELETE FROM memory_snapshot s USING unnest($2::text[], $3::timestamptz[]) AS old (concept, since)
WHERE s.person = $1 AND s.concept = old.concept AND s.last_at >= old.since
"""
SELECT_CONCEPT_REVIEWS = """
SELECT DISTINCT ON (a.concept, question, day)
  a.concept, answered_at, key, day, grade, question, guess
FROM unnest($2::text[], $3::timestamptz[]) AS asked (concept, since)
JOIN attempt a ON a.person = $1 AND a.concept = asked.concept AND a.answered_at >= asked.since
WHERE grade IS NOT NULL
ORDER BY a.concept, question, day, answered_at, key
"""
"""Further answers to a question on a day are not read: `drop_repeats` would drop them."""


class ReplaySpan(NamedTuple):
    """The instants of a replay: of its oldest new attempt, and of its newest attempt of all."""

    first_at: datetime
    last_at: datetime


async def load_snapshots(
    conn: Connection,
    person: int,
    spans: Mapping[str, ReplaySpan],
    weights_history: WeightsHistory,
) -> dict[str, list[MemorySnapshot]]:
    """Return the snapshots from which a replay of each concept can begin.

    A concept has either one for all weights that its replay can need, or none. Snapshots that are
    not older than the oldest new attempt are deleted. There are some after the server's clock was
    put back.
    """
    stored: dict[str, list[MemorySnapshot]] = {}
    for row in await conn.fetch(SELECT_SNAPSHOTS, person, list(spans)):
        fields = {**row, "last_id": str(row["last_id"])}
        concept = fields.pop("concept")
        stored.setdefault(concept, []).append(MemorySnapshot(**fields))
    outdated = {
        concept: spans[concept].first_at
        for concept, snapshots in stored.items()
        if any(snapshot.last_at >= spans[concept].first_at for snapshot in snapshots)
    }
    if outdated:
        await conn.execute(
            DELETE_OUTDATED_SNAPSHOTS, person, list(outdated), list(outdated.values())
        )
    return {
        concept: snapshots
        for concept, snapshots in stored.items()
        if concept not in outdated
        and {snapshot.weights for snapshot in snapshots}
        >= {weights.digest for weights in weights_history.list_weights_between(*spans[concept])}
    }


async def load_reviews_after(
    conn: Connection,
    person: int,
    concepts: Collection[str],
    snapshots_by_concept: Mapping[str, Collection[MemorySnapshot]],
) -> dict[str, tuple[GradedAttempt, ...]]:
    """Read the graded attempts at some concepts that count, after their snapshots.

    Those of the days just before are read too, because a further answer to a question of the same
    day does not count.
    """
    since = {
        concept: min(snapshot.last_at - MAX_LOCAL_DAY for snapshot in snapshots_by_concept[concept])
        if concept in snapshots_by_concept
        else NO_DEVICE_TIME
        for concept in concepts
    }
    reviews_by_concept: dict[str, list[GradedAttempt]] = {concept: [] for concept in concepts}
    for row in await conn.fetch(SELECT_CONCEPT_REVIEWS, person, list(since), list(since.values())):
        reviews_by_concept[row["concept"]].append(make_review(row))
    return {concept: tuple(reviews) for concept, reviews in reviews_by_concept.items()}


def make_review(row: Record) -> GradedAttempt:
    """Make a graded attempt from a row of `attempt`."""
    return GradedAttempt(
        row["answered_at"],
        str(row["key"]),
        row["day"],
        Grade(row["grade"]),
        row["question"],
        row["guess"],
    )
