"""A month of breaks of the demo's people, recorded by the real actions at past instants."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from learning.actions.practice.answer_questions import answer_questions
from learning.actions.practice.note_issued_break import note_issued_break
from learning.actions.practice.plan_breaks import plan_break
from learning.leaderboards import BoardPublisher
from learning.queries.packs.team_catalogue import load_team_catalogue
from learning.queries.practice.todays_break import load_day
from learning.rules.packs.pack_contents import Question
from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.practice.break_contents import BreakItem
from learning.rules.practice.forms import FORM_RULES
from learning.rules.practice.learner_state import Attempt, LessonReading
from learning.rules.practice.memory import Memory, calculate_recall
from learning.rules.rota.days import Rota, to_local_day
from learning.rules.seeded_random import hash64, random_fraction
from learning.tables.database import connection
from ops.demo.responses import make_response
from ops.demo.staff import MAX_START_DEVIATION, DemoEmployee, calculate_usual_break_start

MAX_BREAK_DURATION = timedelta(minutes=30)
"""No break takes longer, so a break that began earlier than this has ended."""
DAY_OFF_DILIGENCE_SHARE = 0.06
"""A day off multiplies the probability of a break by this."""
INTERRUPTED_BREAK_SHARE = 0.05
"""The share of breaks that a customer interrupts."""
FORGOTTEN_LESSON_DAYS = 9
"""Days for which every answer about a forgotten lesson is wrong. All earlier ones are right."""
SELECT_DEMO_MEMORIES = """
SELECT concept, stability, difficulty, due, last_day, last_at, last_grade, reviews, lapses, question
FROM memory WHERE person = $1 AND concept = ANY($2)
"""


@dataclass(frozen=True, slots=True)
class DemoBreak:
    """One break of one person. `start` is the first tap; `days_ago` is counted from today."""

    employee: DemoEmployee
    day: date
    days_ago: int
    start: datetime

    def make_seeded_fraction(self, *what: object) -> float:
        """Give a seeded random number from 0 to 1 for this break. `what` is part of the seed."""
        return random_fraction(self.employee.profile.name, self.days_ago, *what)


def list_demo_breaks(employees: list[DemoEmployee], now: datetime) -> list[DemoBreak]:
    """List the breaks of all people from the day they joined until now, in the order of time."""
    return sorted(
        (one for person in employees for one in _iterate_employee_breaks(person, now)),
        key=lambda one: one.start,
    )


def _iterate_employee_breaks(employee: DemoEmployee, now: datetime) -> Iterator[DemoBreak]:
    member, zone = employee.profile, employee.user.zone
    today = to_local_day(now, zone)
    rota = Rota(
        employee.user.work_days, [today - timedelta(days=ago) for ago in member.days_off_ago]
    )
    for days_ago in range(
        member.joined_days_ago, 0 if member.is_starter or member.forgotten_lesson else -1, -1
    ):
        day = today - timedelta(days=days_ago)
        start_offset = MAX_START_DEVIATION * (
            2 * random_fraction(member.name, days_ago, "late") - 1
        )
        demo_break = DemoBreak(
            employee, day, days_ago, calculate_usual_break_start(member, day, zone) + start_offset
        )
        probability = member.diligence * (1 if rota.is_work_day(day) else DAY_OFF_DILIGENCE_SHARE)
        if (
            demo_break.start < now - MAX_BREAK_DURATION
            and demo_break.make_seeded_fraction("comes") < probability
        ):
            yield demo_break


async def take_break(demo_break: DemoBreak, boards: BoardPublisher, now: datetime) -> int:
    """Plan a break, answer its items and record them. A person who is offline sends them later.

    Returns:
        The number of answers.

    Raises:
        ValueError: an answer was refused, because the demo no longer fits the rules.
    """
    user, member = demo_break.employee.user, demo_break.employee.profile
    catalogue = await load_team_catalogue(user.path, user.catalogue_revision)
    await plan_break(user.id, catalogue, demo_break.day, demo_break.start)
    await note_issued_break(user.id, demo_break.day)
    items = msgspec.json.decode(
        (await load_day(user, demo_break.day)).items or "[]", type=list[BreakItem]
    )
    entries = list(
        _answer_items(demo_break, items, catalogue, await _load_memories(user.id, items, catalogue))
    )
    if not entries:
        return 0
    ended_at = max(entry.occurred_at for entry in entries)
    delay = (
        timedelta(hours=1 + 8 * demo_break.make_seeded_fraction("signal"))
        if demo_break.make_seeded_fraction("offline") < member.offline_probability
        else timedelta()
    )
    recorded = await answer_questions(user, entries, boards, min(ended_at + delay, now))
    if refused := [outcome for outcome in recorded.outcomes if outcome.status != "recorded"]:
        raise ValueError(
            f"an answer of {member.name} was {refused[0].status}: {refused[0].problem}"
        )
    return sum(isinstance(entry, Attempt) for entry in entries)


async def _load_memories(
    person: int, items: list[BreakItem], catalogue: TeamCatalogue
) -> dict[str, Memory]:
    concepts = {found[1].concept for item in items if (found := catalogue.find_question(item.id))}
    async with connection() as conn:
        return {
            row[0]: Memory(*row[1:])
            for row in await conn.fetch(SELECT_DEMO_MEMORIES, person, list(concepts))
        }


def _answer_items(
    demo_break: DemoBreak,
    items: list[BreakItem],
    catalogue: TeamCatalogue,
    memories: Mapping[str, Memory],
) -> Iterator[Attempt | LessonReading]:
    """Answer the items in order. An interrupted break has only the first half of them."""
    answered_at, pace = demo_break.start, demo_break.employee.profile.seconds_per_question
    item_count = (
        len(items)
        if demo_break.make_seeded_fraction("interrupted") > INTERRUPTED_BREAK_SHARE
        else len(items) // 2
    )
    for position, item in enumerate(items[:item_count]):
        time_factor = 0.6 + 0.8 * demo_break.make_seeded_fraction(position, "tempo")
        key = make_uuid7(
            answered_at, demo_break.employee.profile.name, demo_break.days_ago, position
        )
        if found := catalogue.find_lesson(item.id):
            seconds = round(found[1].seconds * time_factor, 1)
            answered_at += timedelta(seconds=seconds)
            yield LessonReading(key, item.id, answered_at, demo_break.day, seconds)
        elif found_question := catalogue.find_question(item.id):
            seconds = round(pace * time_factor, 1)
            answered_at += timedelta(seconds=seconds)
            yield _answer_question(
                demo_break,
                position,
                found_question[1],
                memories.get(found_question[1].concept),
                key,
                answered_at,
                seconds,
            )
    if demo_break.days_ago <= FORGOTTEN_LESSON_DAYS:
        yield from _answer_forgotten_lesson(demo_break, len(items), catalogue, answered_at)


def _answer_forgotten_lesson(
    demo_break: DemoBreak, first: int, catalogue: TeamCatalogue, answered_at: datetime
) -> Iterator[Attempt]:
    """Answer one more question on each concept of the forgotten lesson, and answer it wrong."""
    for position, concept in enumerate(
        catalogue.concepts_by_lesson.get(demo_break.employee.profile.forgotten_lesson or "", ()),
        start=first,
    ):
        answered_at += timedelta(seconds=demo_break.employee.profile.seconds_per_question)
        questions = catalogue.concept_questions[concept].questions
        key = make_uuid7(
            answered_at, demo_break.employee.profile.name, demo_break.days_ago, position
        )
        yield _answer_question(
            demo_break,
            position,
            questions[demo_break.days_ago % len(questions)],
            None,
            key,
            answered_at,
            demo_break.employee.profile.seconds_per_question,
        )


def _answer_question(
    demo_break: DemoBreak,
    position: int,
    question: Question,
    memory: Memory | None,
    key: UUID,
    answered_at: datetime,
    seconds: float,
) -> Attempt:
    """Answer as this person would: from memory, else by guessing. A known answer is surer."""
    member = demo_break.employee.profile
    first_recall = 0.6 + 0.37 * member.ability
    recall_probability = (
        calculate_recall(memory, demo_break.day) ** (1.7 - member.ability)
        if memory
        else first_recall
    )
    knows = demo_break.make_seeded_fraction(position, "knows") < recall_probability
    guess_chance = FORM_RULES[question.form].guess_chance
    correct = knows or demo_break.make_seeded_fraction(position, "lucky") < guess_chance
    if question.lesson == member.forgotten_lesson:
        knows = correct = demo_break.days_ago > FORGOTTEN_LESSON_DAYS
    sure = demo_break.make_seeded_fraction(position, "sure") < (
        0.5 + 0.45 * member.confidence if knows else 0.6 * member.confidence**2
    )
    response = make_response(question, correct, member.name, demo_break.days_ago, position)
    return Attempt(key, question.id, response, sure, answered_at, demo_break.day, seconds)


def make_uuid7(created_at: datetime, *seed: object) -> UUID:
    """Make an id as a phone makes it: a UUIDv7 of the instant, with seeded random bits."""
    high, low = hash64("high", *seed) & 0xFFF, hash64("low", *seed) >> 2
    return UUID(int=int(created_at.timestamp() * 1000) << 80 | 7 << 76 | high << 64 | 2 << 62 | low)
