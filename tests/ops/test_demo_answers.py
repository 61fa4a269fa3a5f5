"""The demo's responses are right or wrong on purpose."""

import pytest
from support.packs import make_valid_zip

from learning.actions.packs.import_pack import CheckedPack, check_pack
from learning.rules.packs.pack_contents import Pack
from learning.rules.practice.forms import FORMS
from learning.rules.practice.grading import is_correct
from ops.demo.responses import make_response
from ops.shipped_packs import SHIPPED_PACKS_FOLDER


def read_packs() -> list[Pack]:
    """The shipped packs, and the pack with every form."""
    checked = [
        check_pack(file.parent, "secret") for file in SHIPPED_PACKS_FOLDER.glob("*/pack.yaml")
    ]
    checked.append(check_pack(make_valid_zip(), "secret"))
    return [
        pack
        for checked_pack in checked
        if isinstance(checked_pack, CheckedPack)
        for pack in checked_pack.document.packs.values()
    ]


@pytest.mark.parametrize("correct", [True, False])
def test_a_response_is_graded_as_it_was_made(correct: bool) -> None:
    questions = [question for pack in read_packs() for question in pack.questions]
    assert {question.form for question in questions} == set(FORMS)
    for question in questions:
        for seed in range(12):
            graded = is_correct(question, make_response(question, correct, seed))
            assert graded is (None if question.form == "reflection" else correct), question.id
