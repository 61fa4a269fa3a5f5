"""Templates of challenges."""

from typing import get_args

from learning.rules.challenges.challenge_templates import (
    CHALLENGE_TEMPLATES,
    TemplateId,
    TemplateStepCode,
    find_template,
)


def test_every_id_has_a_template_and_every_code_a_step() -> None:
    assert [template.id for template in CHALLENGE_TEMPLATES] == list(get_args(TemplateId))
    codes = {step.code for template in CHALLENGE_TEMPLATES for step in template.steps}
    assert codes == set(get_args(TemplateStepCode))


def test_the_steps_of_a_template_ascend_to_its_target() -> None:
    for template in CHALLENGE_TEMPLATES:
        shares = [step.share for step in template.steps]
        assert shares == sorted(set(shares))
        assert all(0 < share <= 1 for share in shares)
        assert bool(shares) or template.form != "quest"


def test_a_template_is_found_by_its_id() -> None:
    for template in CHALLENGE_TEMPLATES:
        assert find_template(template.id) is template
    assert find_template("") is None
