from hypothesis import given
from hypothesis import strategies as st
from support.shelves import pack

from learning.rules.badges import HOUSE, earned, pack_badge

BADGE = pack_badge(pack(lessons=3, checkpoints=5), "d" * 64)
counts = st.dictionaries(
    st.sampled_from([name for badge in (*HOUSE, BADGE) for name, _ in badge.counters]), st.integers(0, 30)
)


def test_a_pack_asks_for_its_lessons_and_four_fifths_of_its_checkpoint() -> None:
    assert dict(BADGE.counters) == {"lessons.pack": 3, "checkpoint.pack": 4}
    assert earned([BADGE], {"lessons.pack": 3, "checkpoint.pack": 3}, ()) == []
    assert earned([BADGE], {"lessons.pack": 3, "checkpoint.pack": 4}, ()) == [BADGE]


def test_more_of_one_thing_does_not_make_up_for_another() -> None:
    assert earned([BADGE], {"lessons.pack": 30, "checkpoint.pack": 0}, ()) == []


@given(counts)
def test_a_held_badge_is_never_earned_again(counters: dict[str, int]) -> None:
    first = earned((*HOUSE, BADGE), counters, ())
    assert earned((*HOUSE, BADGE), counters, {badge.id for badge in first}) == []


@given(counts, st.sampled_from([name for badge in HOUSE for name, _ in badge.counters]))
def test_doing_more_never_loses_a_badge(counters: dict[str, int], more: str) -> None:
    before = {badge.id for badge in earned(HOUSE, counters, ())}
    assert before <= {badge.id for badge in earned(HOUSE, {**counters, more: counters.get(more, 0) + 1}, ())}


@given(counts)
def test_progress_is_complete_exactly_when_it_is_earned(counters: dict[str, int]) -> None:
    for badge in (*HOUSE, BADGE):
        assert (badge.have(counters) == badge.need) == bool(earned([badge], counters, ()))
