"""Every form of question from the author's file to the outcome of an answer.

A new form, or a new field of the answer key or of the response, fails here until each place that
must know it does.
"""

import inspect
import json
from collections.abc import AsyncIterator
from dataclasses import asdict, fields
from datetime import UTC, datetime
from functools import cache
from uuid import UUID, uuid4

import msgspec
import pytest
from httpx import AsyncClient
from support.api_client import open_api_client
from support.catalogues import publish_to_team
from support.packs import make_valid_zip
from support.people import add_person, add_team
from support.pool import open_test_pool

from api.outbox import AttemptResponse, decode_attempt
from content import PackAnswerKey, read_pack
from learning.queries.packs.team_catalogue import clear_catalogue_cache
from learning.queries.practice.break_items import ItemKey
from learning.rules.packs.pack_contents import AnswerKey, Pack, Question
from learning.rules.practice.forms import FORM_RULES, FORMS, Form
from learning.rules.practice.grading import Response
from learning.rules.practice.learner_state import Attempt
from learning.steps.packs.compile_pack import compile_pack
from learning.tables.progress import ProgressTable
from ops.demo.responses import make_response

NOW = datetime.now(UTC)
GRADED_FORMS = tuple(form for form in FORMS if FORM_RULES[form].grading != "ungraded")
FILLED_RESPONSE = Response(choices=("a", "b"), pairs={"a": "x"}, path=("yes", "no"))
"""A response with a value in every field."""


@cache
def compile_valid_pack() -> Pack:
    report = read_pack(make_valid_zip())
    assert report.pack is not None, report.errors
    return compile_pack(report.pack, report.digest, "secret").packs["en"]


def list_questions_by_form() -> dict[Form, Question]:
    return {question.form: question for question in compile_valid_pack().questions}


@pytest.fixture
async def phone(database: str, clean_redis: str) -> AsyncIterator[AsyncClient]:
    """A learner's phone in a team that learns the pack with every form."""
    clear_catalogue_cache()
    async with open_test_pool():
        shop = await add_team("Shop", NOW, zone="UTC")
        await publish_to_team(compile_valid_pack(), shop.id, NOW)
        person = await add_person("amira", shop, NOW)
        await ProgressTable(person=person.id).save()
        async with open_api_client(person) as client:
            yield client


def make_attempt(question_id: str, response: Response) -> dict[str, object]:
    return {
        "id": str(uuid4()),
        "question_id": question_id,
        "response": asdict(response),
        "confidence": "sure",
        "answered_at": datetime.now(UTC).isoformat(),
        "seconds": 9,
    }


def list_field_names(value_type: type) -> set[str]:
    """The names of the fields of a dataclass or a struct."""
    return set(inspect.signature(value_type).parameters)


def list_filled_fields(value: AnswerKey | Response) -> set[str]:
    empty = type(value)()
    return {
        field.name
        for field in fields(value)
        if getattr(value, field.name) != getattr(empty, field.name)
    }


def test_the_pack_has_every_form_and_fills_every_field_of_the_key() -> None:
    assert set(list_questions_by_form()) == set(FORMS)
    keys = [question.key for question in compile_valid_pack().questions if question.key]
    filled = set().union(*map(list_filled_fields, keys))
    assert filled == list_field_names(AnswerKey)


@pytest.mark.parametrize("form", GRADED_FORMS)
async def test_a_right_and_a_wrong_answer_are_graded(phone: AsyncClient, form: Form) -> None:
    question = list_questions_by_form()[form]
    attempts = [
        make_attempt(question.id, make_response(question, correct)) for correct in (True, False)
    ]
    answer = await phone.post("/api/attempts", json={"attempts": attempts})
    assert answer.status_code == 200, answer.text
    outcomes = answer.json()["outcomes"]
    assert [(one["status"], one["correct"]) for one in outcomes] == [
        ("recorded", True),
        ("recorded", False),
    ], outcomes


def test_every_field_of_a_response_is_used_by_some_form() -> None:
    responses = [make_response(question, True) for question in list_questions_by_form().values()]
    filled = set().union(*map(list_filled_fields, responses))
    assert filled == list_field_names(Response)


def test_author_server_and_phone_have_the_same_fields_of_the_answer_key() -> None:
    names = list_field_names(AnswerKey)
    assert list_field_names(PackAnswerKey) == names
    assert list_field_names(ItemKey) == names


def test_every_field_of_a_response_reaches_the_server() -> None:
    assert list_field_names(AttemptResponse) == list_field_names(Response)
    assert list_filled_fields(FILLED_RESPONSE) == list_field_names(Response)
    sent = make_attempt("pack.question", FILLED_RESPONSE)
    attempt = decode_attempt(msgspec.Raw(json.dumps(sent).encode()))
    assert isinstance(attempt, Attempt)
    assert (attempt.id, attempt.response) == (UUID(str(sent["id"])), FILLED_RESPONSE)
