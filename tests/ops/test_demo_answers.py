"""The answers of the demo's people."""

import pytest

from learning.actions.packs.import_pack import CheckedPack, check_pack
from learning.rules.packs.pack_contents import Pack
from learning.rules.practice.grading import is_correct
from ops.demo.responses import make_response
from ops.shipped_packs import SHIPPED_PACKS_FOLDER


def shipped() -> list[Pack]:
    checked = [
        check_pack(file.parent, "secret") for file in SHIPPED_PACKS_FOLDER.glob("*/pack.yaml")
    ]
    return [
        pack
        for one in checked
        if isinstance(one, CheckedPack)
        for pack in one.document.packs.values()
    ]


@pytest.mark.parametrize("right", [True, False])
def test_responses_are_right_or_wrong_as_wanted(right: bool) -> None:
    questions = [question for pack in shipped() for question in pack.questions]
    assert len({question.form for question in questions}) == 9
    for question in questions:
        for seed in range(12):
            marked = is_correct(question, make_response(question, right, seed))
            assert marked is (None if question.form == "reflection" else right), question.id
