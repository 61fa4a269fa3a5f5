"""Record a batch of answers and readings: two statements, every effect once, whatever is repeated or shuffled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from asyncpg import Connection

from learning.actions import standing as store
from learning.actions.find_badges import add_remembered
from learning.actions.saving import save
from learning.leaderboards import Boards
from learning.queries.catalogue import older_volumes, shelf_of
from learning.queries.rota import practised_days
from learning.queries.weights import eras_of
from learning.queries.who import Who, nobody, remember
from learning.rules import points
from learning.rules.badges import Badge
from learning.rules.days import clamp, local_day
from learning.rules.memory import Memory
from learning.rules.recording import record
from learning.rules.shelf import Shelf
from learning.rules.standing import Answer, Changes, Outcome, Progress, Reading, Standing
from learning.rules.weights import Eras
from learning.tables.database import connection, transaction

Entry = Answer | Reading


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a batch did: outcomes in the order sent, badges that it earned, and where the person stands now."""

    outcomes: list[Outcome]
    awards: tuple[Badge, ...]
    progress: Progress


@dataclass(frozen=True, slots=True)
class _Batch:
    """What was sent, placed in the time and on the shelf of whoever sends it. `whose` finds them: a token or an id."""

    whose: str | int
    who: Who
    shelf: Shelf
    entries: list[Entry]
    wanted: store.Wanted
    eras: Eras
    now: datetime


async def answer_questions(
    who: Who, entries: Sequence[Entry], boards: Boards, now: datetime, token: str = ""
) -> Recorded:
    """Record what a person's phone sends. Times are clamped; ids that were here before change nothing.

    `who` may be out of date: what the database says of them goes. With a token, its session must still be open.

    Raises:
        Unauthenticated: it is not.
    """
    batch = await _batch(token or who.id, who, entries, now)
    changes = await _record(batch)
    while isinstance(changes, Who):
        batch = await _batch(batch.whose, changes, entries, now)
        changes = await _record(batch)
    if token:
        remember(token, batch.who)
    _tell(boards, batch.who, changes)
    awards = batch.shelf.told(changes.awards, batch.who.language)
    return Recorded(_in_order(batch.entries, changes), awards, changes.progress)


async def _batch(whose: str | int, who: Who, entries: Sequence[Entry], now: datetime) -> _Batch:
    placed = [_placed(entry, who, now) for entry in entries]
    shelf = await _shelf_for(who, placed)
    eras = await eras_of(who.path[0], who.adoption)
    return _Batch(whose, who, shelf, placed, _wanted(who, shelf, placed, now), eras, now)


async def _record(batch: _Batch) -> Changes | Who:
    """Load, decide, and save if nobody has saved meanwhile; with the person's row locked when somebody has."""
    async with connection() as conn:
        changes = await _try(conn, batch)
    if changes is None:
        async with transaction() as conn:
            await store.lock(conn, batch.who.id)
            changes = await _try(conn, batch)
    if changes is None:
        raise RuntimeError("the standing of a person has changed under its lock")
    return changes


async def _try(conn: Connection, batch: _Batch) -> Changes | Who | None:
    """Record the batch on the standing as it is.

    Saves nothing, and gives who they are now, when the batch was placed for another team, shelf or calendar; and None
    when the standing has changed since it was loaded.
    """
    loaded = await store.load(conn, batch.whose, batch.wanted, batch.now)
    if loaded is None:
        raise nobody()
    if loaded.who != batch.who:
        return loaded.who
    who, now, standing = batch.who, batch.now, await _standing(conn, batch, loaded)
    changes = record(standing, batch.shelf, batch.entries)
    if changes.empty:
        return changes
    today = local_day(now, who.zone)
    changes = await add_remembered(conn, batch.shelf, standing, changes, today, batch.eras.at(now))
    if not await save(conn, who.id, who.team, loaded.stamp, changes, now):
        return None
    last = changes.progress.last_day
    if last and last < today:  # what was done offline yesterday must not come again in the break prepared for today
        await store.forget_plan(conn, who.id, today)
    return changes


def _placed(entry: Entry, who: Who, now: datetime) -> Entry:
    """Give an entry its place in time: a device's clock is a hint, and nobody practised before they joined."""
    at = max(clamp(entry.at, now), min(who.joined_at, now))
    return entry._replace(at=at, day=local_day(at, who.zone))


async def _shelf_for(who: Who, entries: Sequence[Entry]) -> Shelf:
    """Return the team's shelf; with older versions when an entry names what is no longer in force."""
    shelf = await shelf_of(who.path, who.edition)
    missing = {
        _subject(entry).partition(".")[0]
        for entry in entries
        if not (shelf.question(entry.question) if isinstance(entry, Answer) else shelf.lesson(entry.lesson))
    }
    return replace(shelf, older=await older_volumes(who.path, missing)) if missing else shelf


def _wanted(who: Who, shelf: Shelf, entries: Sequence[Entry], now: datetime) -> store.Wanted:
    """Name all that a batch can touch."""
    found = (shelf.question(entry.question) for entry in entries if isinstance(entry, Answer))
    concepts = {place[1].concept for place in found if place}
    causes = set(chain.from_iterable(_causes(entry, shelf) for entry in entries))
    first = min(entry.day for entry in entries) if entries else local_day(now, who.zone)
    return store.Wanted([entry.id for entry in entries], list(concepts), list(causes), first)


async def _standing(conn: Connection, batch: _Batch, loaded: store.Loaded) -> Standing:
    """Add the older log where one of the entries came late."""
    person, last = batch.who.id, loaded.progress.last_day
    replayed = _to_replay(batch.entries, batch.shelf, loaded.memories, batch.eras)
    return Standing(
        person=person,
        rota=loaded.rota,
        progress=loaded.progress,
        outcomes=loaded.outcomes,
        memories=loaded.memories,
        causes=loaded.causes,
        badges=loaded.badges,
        history=await store.load_history(conn, person, replayed) if replayed else {},
        practised=await practised_days(conn, person) if last and batch.wanted.first < last else (),
        weights=batch.eras,
    )


def _to_replay(entries: Sequence[Entry], shelf: Shelf, memories: Mapping[str, Memory], eras: Eras) -> set[str]:
    """Return the concepts of which an entry is older than the newest review, or came after a change of weights."""
    met: dict[str, list[datetime]] = {}
    for entry in entries:
        if isinstance(entry, Answer) and (place := shelf.question(entry.question)):
            known = memories.get(place[1].concept)
            met.setdefault(place[1].concept, [known.last_at] if known else []).append(entry.at)
    late = {concept for concept in met if concept in memories and min(met[concept][1:]) <= met[concept][0]}
    return late | {concept for concept, instants in met.items() if eras.differ(instants)}


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
    if changes.entries and who.on_boards:
        boards.tell(who.id)


def _in_order(entries: Sequence[Entry], changes: Changes) -> list[Outcome]:
    """Give the outcomes in the order in which the entries were sent."""
    if len(entries) == 1:
        return list(changes.outcomes)
    waiting: dict[str, list[Outcome]] = {}
    for outcome in changes.outcomes:
        waiting.setdefault(outcome.id, []).append(outcome)
    return [waiting[str(entry.id)].pop(0) for entry in entries]
