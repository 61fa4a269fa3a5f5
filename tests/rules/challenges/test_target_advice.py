"""Advice about targets that one bad day decides."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.rules.challenges.challenges import ChallengePlan
from learning.rules.challenges.target_advice import TargetAdvice, advise_target

FIRST = date(2026, 3, 2)
PLAN = ChallengePlan(
    id=UUID(int=1),
    team=1,
    teams=(1,),
    leaders=(),
    template="",
    form="team",
    title="A month",
    vision="",
    message="",
    reward="",
    measure="figure",
    trait=None,
    unit="% satisfied",
    target=100,
    per_person=False,
    first_day=FIRST,
    last_day=FIRST + timedelta(days=29),
    stages=(),
)


@pytest.mark.parametrize(
    ("changes", "advice"),
    [
        ({}, TargetAdvice(95)),
        ({"unit": "of customers", "unit_type": "percentage"}, TargetAdvice(95)),
        ({"target": 99.9}, TargetAdvice(95)),
        ({"target": 98, "last_day": FIRST + timedelta(days=6)}, TargetAdvice(95)),
        ({"target": 100, "last_day": FIRST + timedelta(days=1)}, TargetAdvice(90)),
        ({"unit_type": "score", "target": 5}, TargetAdvice(4.7)),
        ({"unit_type": "percentage", "lower_is_better": True, "target": 0}, TargetAdvice(5)),
        ({"unit_type": "count", "lower_is_better": True, "target": 0}, TargetAdvice(None)),
        ({"target": 95}, None),
        ({"unit_type": "score", "target": 4.5}, None),
        ({"unit_type": "count", "target": 100}, None),
        ({"unit_type": "duration", "target": 5, "lower_is_better": True}, None),
        ({"measure": "breaks", "unit": "breaks"}, None),
    ],
)
def test_a_target_that_one_bad_day_decides_gets_advice(
    changes: dict[str, Any], advice: TargetAdvice | None
) -> None:
    assert advise_target(replace(PLAN, **changes)) == advice


@given(
    st.floats(1, 100),
    st.integers(1, 120),
    st.sampled_from([("percentage", None), ("score", 5)]),
)
def test_what_is_advised_needs_no_advice(target: float, days: int, unit: tuple[Any, Any]) -> None:
    plan = replace(
        PLAN,
        target=target,
        unit_type=unit[0],
        score_max=unit[1],
        last_day=FIRST + timedelta(days=days - 1),
    )
    advice = advise_target(plan)
    if advice is not None:
        assert advice.target is not None
        assert advice.target < target
        assert advise_target(replace(plan, target=advice.target)) is None
