"""A month of breaks: who sat down when, what they knew, and the real actions told so at those instants."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from learning.actions.answer_questions import answer_questions
from learning.actions.plan_breaks import plan_break
from learning.leaderboards import BoardPublisher
from learning.queries.catalogue import load_team_catalogue
from learning.queries.today import load_day
from learning.rules.breaks import BreakItem
from learning.rules.catalogue import GUESS_CHANCE_BY_FORM, Question
from learning.rules.days import Rota, to_local_day
from learning.rules.dice import random_fraction, hash64
from learning.rules.memory import Memory, calculate_recall
from learning.rules.shelf import TeamCatalogue
from learning.rules.standing import Attempt, LessonReading
from learning.tables.database import connection
from ops.demo.answering import respond
from ops.demo.staff import LATE, Staff, usual

LONGEST = timedelta(minutes=30)
"""No break takes longer, so one that began before this is over."""
ON_A_DAY_OFF = 0.06
"""The share of their diligence that people keep on days off."""
INTERRUPTED = 0.05
"""The share of breaks that a customer ends."""
SLIPPED = 9
"""Days for which nothing comes right any more of a lesson that has slipped; before, all of it did."""
MEMORIES = """
SELECT concept, stability, difficulty, due, last_day, last_at, last_grade, reviews, lapses, question
FROM memory WHERE person = $1 AND concept = ANY($2)
"""


@dataclass(frozen=True, slots=True)
class Sitting:
    """A break that somebody takes: `start` is the first tap; `ago` counts the days back from today."""

    staff: Staff
    day: date
    ago: int
    start: datetime

    def dice(self, *what: object) -> float:
        """Throw a number from 0 to 1 that belongs to this break, the same in every installation."""
        return random_fraction(self.staff.member.name, self.ago, *what)


def sittings(staff: list[Staff], now: datetime) -> list[Sitting]:
    """Everybody's breaks from the day they joined until now, in the order of time."""
    return sorted((one for person in staff for one in _sittings(person, now)), key=lambda sitting: sitting.start)


def _sittings(staff: Staff, now: datetime) -> Iterator[Sitting]:
    member, zone = staff.member, staff.who.zone
    today = to_local_day(now, zone)
    rota = Rota(staff.who.work_days, [today - timedelta(days=ago) for ago in member.days_off])
    for ago in range(member.joined, 0 if member.starter or member.slipped else -1, -1):
        day = today - timedelta(days=ago)
        late = LATE * (2 * random_fraction(member.name, ago, "late") - 1)
        sitting = Sitting(staff, day, ago, usual(member, day, zone) + late)
        chance = member.diligence * (1 if rota.is_work_day(day) else ON_A_DAY_OFF)
        if sitting.start < now - LONGEST and sitting.dice("comes") < chance:
            yield sitting


async def sit(sitting: Sitting, boards: BoardPublisher, now: datetime) -> int:
    """Plan a break, take it, and send it, from some places hours later. Returns how many answers it had.

    Raises:
        ValueError: an answer was refused: the demo and the rules no longer fit each other.
    """
    who, member = sitting.staff.who, sitting.staff.member
    shelf = await load_team_catalogue(who.path, who.catalogue_revision)
    await plan_break(who.id, shelf, sitting.day, sitting.start)
    items = msgspec.json.decode((await load_day(who, sitting.day)).items or "[]", type=list[BreakItem])
    entries = list(_play(sitting, items, shelf, await _memories(who.id, items, shelf)))
    if not entries:
        return 0
    end = max(entry.occurred_at for entry in entries)
    delay = timedelta(hours=1 + 8 * sitting.dice("signal")) if sitting.dice("offline") < member.offline else timedelta()
    recorded = await answer_questions(who, entries, boards, min(end + delay, now))
    if refused := [outcome for outcome in recorded.outcomes if outcome.status != "recorded"]:
        raise ValueError(f"an answer of {member.name} was {refused[0].status}: {refused[0].problem}")
    return sum(isinstance(entry, Attempt) for entry in entries)


async def _memories(person: int, items: list[BreakItem], shelf: TeamCatalogue) -> dict[str, Memory]:
    concepts = {found[1].concept for item in items if (found := shelf.find_question(item.id))}
    async with connection() as conn:
        return {row[0]: Memory(*row[1:]) for row in await conn.fetch(MEMORIES, person, list(concepts))}


def _play(
    sitting: Sitting, items: list[BreakItem], shelf: TeamCatalogue, memories: Mapping[str, Memory]
) -> Iterator[Attempt | LessonReading]:
    """Go through the items in order, as far as the customers let one."""
    at, pace = sitting.start, sitting.staff.member.pace
    far = len(items) if sitting.dice("interrupted") > INTERRUPTED else len(items) // 2
    for place, item in enumerate(items[:far]):
        tempo = 0.6 + 0.8 * sitting.dice(place, "tempo")
        key = stamped(at, sitting.staff.member.name, sitting.ago, place)
        if found := shelf.find_lesson(item.id):
            seconds = round(found[1].seconds * tempo, 1)
            at += timedelta(seconds=seconds)
            yield LessonReading(key, item.id, at, sitting.day, seconds)
        elif asked := shelf.find_question(item.id):
            seconds = round(pace * tempo, 1)
            at += timedelta(seconds=seconds)
            yield _answer(sitting, place, asked[1], memories.get(asked[1].concept), key, at, seconds)
    if sitting.ago <= SLIPPED:
        yield from _again(sitting, len(items), shelf, at)


def _again(sitting: Sitting, first: int, shelf: TeamCatalogue, at: datetime) -> Iterator[Attempt]:
    """Practise the lesson that has slipped beyond the plan, a question on each of its ideas, and get it wrong again."""
    for place, concept in enumerate(shelf.concepts_by_lesson.get(sitting.staff.member.slipped or "", ()), start=first):
        at += timedelta(seconds=sitting.staff.member.pace)
        asked = shelf.concept_questions[concept].questions
        key = stamped(at, sitting.staff.member.name, sitting.ago, place)
        yield _answer(sitting, place, asked[sitting.ago % len(asked)], None, key, at, sitting.staff.member.pace)


def _answer(
    sitting: Sitting, place: int, question: Question, memory: Memory | None, key: UUID, at: datetime, seconds: float
) -> Attempt:
    """Answer as somebody of this character would: from memory, else by luck; surer of what they know."""
    member = sitting.staff.member
    fresh = 0.6 + 0.37 * member.ability
    chance = calculate_recall(memory, sitting.day) ** (1.7 - member.ability) if memory else fresh
    knows = sitting.dice(place, "knows") < chance
    right = knows or sitting.dice(place, "lucky") < GUESS_CHANCE_BY_FORM.get(question.form, 1.0)
    if question.lesson == member.slipped:
        knows = right = sitting.ago > SLIPPED
    sure = sitting.dice(place, "sure") < (0.5 + 0.45 * member.bold if knows else 0.6 * member.bold**2)
    response = respond(question, right, member.name, sitting.ago, place)
    return Attempt(key, question.id, response, sure, at, sitting.day, seconds)


def stamped(at: datetime, *seed: object) -> UUID:
    """Make the id that a phone would have: a UUIDv7 of the instant, its random part by the seed."""
    high, low = hash64("high", *seed) & 0xFFF, hash64("low", *seed) >> 2
    return UUID(int=int(at.timestamp() * 1000) << 80 | 7 << 76 | high << 64 | 2 << 62 | low)
