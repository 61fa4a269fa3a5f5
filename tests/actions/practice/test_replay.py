"""The stored memories follow from the stored attempts alone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from support.catalogues import make_pack, publish_to_team
from support.shop import SHOP_TIME, Shop

from learning.actions.practice.answer_questions import answer_questions
from learning.queries.people.current_user import CurrentUser
from learning.rules.practice.forms import FORM_RULES, Form
from learning.rules.practice.grading import Response
from learning.rules.practice.learner_state import Attempt
from learning.rules.practice.memory import Grade, GradedAttempt, Memory, replay_attempts
from learning.rules.rota.days import Rota, to_local_day
from learning.tables.database import connection

WEEKDAYS = (1, 2, 3, 4, 5)
FORMS: tuple[Form, ...] = ("single", "true_false", "multiple", "order", "gap")
MONTHS = timedelta(days=58)


@pytest.fixture
async def amira(shop: Shop) -> CurrentUser:
    """A person who works in London from Monday to Friday, with questions of several forms."""
    plain = make_pack(version=2)
    mixed = [
        replace(one, form=FORMS[place % len(FORMS)]) for place, one in enumerate(plain.questions)
    ]
    await publish_to_team(replace(plain, questions=tuple(mixed)), shop.root, SHOP_TIME)
    user = await shop.reload_member(await shop.add_member("Amira"))
    async with connection() as conn:
        await conn.execute(
            "UPDATE team SET zone = 'Europe/London', work_days = $2 WHERE id = $1",
            user.team,
            WEEKDAYS,
        )
    return user._replace(zone="Europe/London", work_days=WEEKDAYS)


def make_attempts(random: Random, number: int) -> list[Attempt]:
    """Two months of attempts at all hours, in the order of time. Clocks go forward on 29 March."""
    times = sorted(SHOP_TIME + random.random() * MONTHS for _ in range(number))
    return [_answer(random, number, at) for number, at in enumerate(times, start=1)]


def _answer(random: Random, number: int, at: datetime) -> Attempt:
    question = f"pack.q{random.randrange(6)}-{random.randrange(3)}"
    picked = ("a" if random.random() < 0.7 else "b",)
    day = to_local_day(at, "Europe/London")
    return Attempt(
        UUID(int=number),
        question,
        Response(picked),
        random.random() < 0.6,
        at,
        day,
        random.uniform(2, 40),
    )


def split_batches(random: Random, answers: Sequence[Attempt]) -> list[list[Attempt]]:
    """The batches in which they arrive: shuffled, and sometimes in the wrong order.

    It is as from two phones that were offline.
    """
    found = [list(answers[first : first + 9]) for first in range(0, len(answers), 9)]
    for one in found:
        random.shuffle(one)
    for place in range(0, len(found) - 1, 3):
        found[place], found[place + 1] = found[place + 1], found[place]
    return found


async def read_stored(
    user: CurrentUser,
) -> tuple[dict[str, Memory], dict[str, list[GradedAttempt]]]:
    """The memories as their rows say, and the log as its rows say, in no order."""
    async with connection() as conn:
        memories = await conn.fetch("SELECT * FROM memory WHERE person = $1", user.id)
        log = await conn.fetch(
            "SELECT concept, answered_at, key, day, grade, question, guess FROM attempt"
            " WHERE person = $1"
            " ORDER BY md5(key::text)",
            user.id,
        )
    reviews: dict[str, list[GradedAttempt]] = {}
    for concept, at_, key, day, grade, question, guess in log:
        reviews.setdefault(concept, []).append(
            GradedAttempt(at_, str(key), day, Grade(grade), question, guess)
        )
    return {
        row["concept"]: Memory(*(row[name] for name in Memory.__struct_fields__))
        for row in memories
    }, reviews


@pytest.mark.parametrize("seed", range(3))
async def test_a_persons_log_read_back_gives_the_stored_memories_bit_for_bit(
    shop: Shop, amira: CurrentUser, seed: int
) -> None:
    random = Random(seed)
    sent = make_attempts(random, 180)
    for batch in split_batches(random, sent):
        received = max(answer.occurred_at for answer in batch) + timedelta(hours=1)
        outcomes = (await answer_questions(amira, batch, shop.boards, received)).outcomes
        assert {outcome.status for outcome in outcomes} == {"recorded"}
    memories, log = await read_stored(amira)
    assert sum(map(len, log.values())) == len(sent)
    assert {review.guess_chance for reviews in log.values() for review in reviews} >= {
        FORM_RULES["true_false"].guess_chance,
        0.25,
    }
    rota = Rota(WEEKDAYS)
    assert memories == {
        concept: replay_attempts(reviews, amira.id, concept, rota)
        for concept, reviews in log.items()
    }
    assert len(memories) == 6
