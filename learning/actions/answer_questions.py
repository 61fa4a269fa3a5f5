"""Record a batch of answers and readings: one transaction, every effect once, whatever is repeated or shuffled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from asyncpg import Connection

from learning.actions import standing as store
from learning.leaderboards import Boards
from learning.queries.catalogue import older_volumes, shelf_of
from learning.queries.who import Who
from learning.rules import points
from learning.rules.badges import Badge
from learning.rules.days import clamp, local_day
from learning.rules.memory import Memory, Rota
from learning.rules.recording import record
from learning.rules.shelf import Shelf
from learning.rules.standing import Answer, Changes, Outcome, Progress, Reading, Standing
from learning.tables.database import connection, transaction

Entry = Answer | Reading


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a batch did: outcomes in the order sent, badges that it earned, and where the person stands now."""

    outcomes: list[Outcome]
    awards: tuple[Badge, ...]
    progress: Progress


async def answer_questions(who: Who, entries: Sequence[Entry], boards: Boards, now: datetime) -> Recorded:
    """Record what a person's phone sends. Times are clamped; ids that were here before change nothing."""
    placed = [_placed(entry, who, now) for entry in entries]
    shelf = await _shelf_for(who, placed)
    changes = await _record(who, shelf, placed, now)
    _tell(boards, who, changes)
    return Recorded(_in_order(placed, changes), changes.awards, changes.progress)


async def _record(who: Who, shelf: Shelf, entries: Sequence[Entry], now: datetime) -> Changes:
    """Load, decide, and save if nobody has saved meanwhile; with the person's row locked when somebody has."""
    async with connection() as at:
        changes = await _try(at, who, shelf, entries, now)
    if changes is None:
        async with transaction() as at:
            await store.lock(at, who.id)
            changes = await _try(at, who, shelf, entries, now)
    if changes is None:
        raise RuntimeError("the standing of a person has changed under its lock")
    return changes


async def _try(at: Connection, who: Who, shelf: Shelf, entries: Sequence[Entry], now: datetime) -> Changes | None:
    """Record the batch on the standing as it is; None, and nothing saved, when that has changed since."""
    stamp, standing = await _standing(at, who, shelf, entries, now)
    changes = record(standing, shelf, entries)
    if changes.empty:
        return changes
    if not await store.save(at, who.id, who.team, stamp, changes, now):
        return None
    today, last = local_day(now, who.zone), changes.progress.last_day
    if last and last < today:  # what was done offline yesterday must not come again in the break prepared for today
        await store.forget_plan(at, who.id, today)
    return changes


def _placed(entry: Entry, who: Who, now: datetime) -> Entry:
    """Give an entry its place in time: a device's clock is a hint, and nobody practised before they joined."""
    at = max(clamp(entry.at, now), min(who.joined_at, now))
    return replace(entry, at=at, day=local_day(at, who.zone))


async def _shelf_for(who: Who, entries: Sequence[Entry]) -> Shelf:
    """Return the team's shelf; with older versions when an entry names what is no longer in force."""
    shelf = await shelf_of(who.path, who.edition)
    missing = {
        _subject(entry).partition(".")[0]
        for entry in entries
        if not (shelf.question(entry.question) if isinstance(entry, Answer) else shelf.lesson(entry.lesson))
    }
    return replace(shelf, older=await older_volumes(who.path, missing)) if missing else shelf


async def _standing(
    at: Connection, who: Who, shelf: Shelf, entries: Sequence[Entry], now: datetime
) -> tuple[int, Standing]:
    """Load what the batch can touch, and the older log where one of its entries came late; with its stamp."""
    questions = {entry.question: shelf.question(entry.question) for entry in entries if isinstance(entry, Answer)}
    concepts = {found[1].concept for found in questions.values() if found}
    causes = set(chain.from_iterable(_causes(entry, shelf) for entry in entries))
    first = min((entry.day for entry in entries), default=local_day(now, who.zone))
    loaded = await store.load(at, who.id, [entry.id for entry in entries], list(concepts), list(causes), first)
    last, late = loaded.progress.last_day, _late(entries, shelf, loaded.memories)
    return loaded.stamp, Standing(
        person=who.id,
        rota=Rota(who.work_days, loaded.days_off),
        progress=loaded.progress,
        outcomes=loaded.outcomes,
        memories=loaded.memories,
        causes=loaded.causes,
        badges=loaded.badges,
        history=await store.load_history(at, who.id, late) if late else {},
        practised=await store.load_practised(at, who.id) if last and first < last else (),
    )


def _late(entries: Sequence[Entry], shelf: Shelf, memories: Mapping[str, Memory]) -> set[str]:
    """Return the concepts of which an entry is older than the newest review that is known."""
    answers = (entry for entry in entries if isinstance(entry, Answer))
    found = ((entry, shelf.question(entry.question)) for entry in answers)
    return {
        place[1].concept
        for entry, place in found
        if place and place[1].concept in memories and entry.at <= memories[place[1].concept].last_at
    }


def _causes(entry: Entry, shelf: Shelf) -> list[str]:
    if isinstance(entry, Reading):
        return [points.lesson_cause(entry.lesson)] if shelf.lesson(entry.lesson) else []
    found = shelf.question(entry.question)
    if found is None:
        return []
    return [points.answer_cause(found[1].concept, entry.day), points.checkpoint_cause(entry.question)]


def _subject(entry: Entry) -> str:
    return entry.question if isinstance(entry, Answer) else entry.lesson


def _tell(boards: Boards, who: Who, changes: Changes) -> None:
    week = changes.progress.week
    if changes.entries and week and who.on_boards:
        boards.raise_score(who.path, week, who.id, changes.progress.week_points)


def _in_order(entries: Sequence[Entry], changes: Changes) -> list[Outcome]:
    """Give the outcomes in the order in which the entries were sent."""
    waiting: dict[str, list[Outcome]] = {}
    for outcome in changes.outcomes:
        waiting.setdefault(outcome.id, []).append(outcome)
    return [waiting[str(entry.id)].pop(0) for entry in entries]
