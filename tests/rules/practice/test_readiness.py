"""What a leader is shown, and which challenge is suggested next."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from learning.rules.challenges.challenge_templates import find_template
from learning.rules.practice.capacity import MIN_TEAM_SIZE_FOR_FIGURES
from learning.rules.practice.readiness import (
    MAX_CONFIDENT_WRONG_CONCEPTS,
    MIN_RECALL_FIRM,
    MIN_SHARE_CONFIDENT_WRONG,
    ChallengeSuggestion,
    ConceptReadiness,
    TeamActivity,
    find_confident_wrong,
    suggest_challenge,
)

QUIET, LIVELY, RISING = TeamActivity(10, 2, 0), TeamActivity(10, 8, 2), TeamActivity(10, 8, 7)
shares = st.none() | st.floats(0, 1)


def make_concept(
    number: int = 0, known: float = 0.8, sure_wrong: float | None = None, *, critical: bool = False
) -> ConceptReadiness:
    """An idea; two share a lesson."""
    lesson = f"pack.lesson-{number // 2}"
    statement = f"Idea {number}."
    return ConceptReadiness(
        f"pack.idea-{number}",
        statement,
        lesson,
        f"Lesson {number // 2}",
        "Pack",
        critical,
        9,
        known,
        sure_wrong,
    )


@given(st.lists(shares))
def test_the_worst_ideas_come_first_and_no_more_than_can_be_talked_about(
    found: list[float | None],
) -> None:
    ideas = [make_concept(number, sure_wrong=share) for number, share in enumerate(found)]
    suggestion = [one.sure_wrong for one in find_confident_wrong(ideas)]
    assert (
        suggestion
        == sorted((share for share in found if share), reverse=True)[:MAX_CONFIDENT_WRONG_CONCEPTS]
    )


def next_for(
    pulse: TeamActivity, *ideas: ConceptReadiness, sites: int = 0
) -> ChallengeSuggestion | None:
    return suggest_challenge(ideas, pulse, sites)


def test_what_many_are_sure_and_wrong_about_comes_before_everything() -> None:
    suggestion = next_for(
        RISING,
        make_concept(0, known=0.1),
        make_concept(2, sure_wrong=MIN_SHARE_CONFIDENT_WRONG),
        sites=2,
    )
    assert suggestion is not None
    assert (suggestion.template, suggestion.trait) == ("new-menu", None)
    assert (suggestion.code, suggestion.subject) == ("correct", "Idea 2.")


def test_a_fading_lesson_comes_next_and_a_critical_one_sooner() -> None:
    ideas = [
        make_concept(0, known=0.7),
        make_concept(2, known=0.75, critical=True),
        make_concept(4, known=0.95),
    ]
    suggestion = next_for(RISING, *ideas, sites=2)
    assert suggestion is not None
    assert (suggestion.code, suggestion.subject) == ("refresh", "Lesson 1")
    suggestion = next_for(RISING, *(replace(one, critical=False) for one in ideas), sites=2)
    assert suggestion is not None
    assert (suggestion.code, suggestion.subject) == ("refresh", "Lesson 0")


def test_who_grows_races_who_is_lively_goes_for_the_award() -> None:
    chosen = [
        found and found.template
        for found in (
            next_for(RISING, make_concept(), sites=2),
            next_for(RISING, make_concept(), sites=1),
            next_for(LIVELY, make_concept(), sites=2),
            next_for(QUIET, make_concept()),
        )
    ]
    assert chosen == ["race", "national-award", "national-award", None]


def test_what_sits_well_is_looked_for_at_work() -> None:
    suggestion = next_for(
        QUIET, make_concept(0, known=MIN_RECALL_FIRM), make_concept(2, known=MIN_RECALL_FIRM + 0.01)
    )
    assert suggestion is not None
    assert (suggestion.template, suggestion.trait) == ("peak-calm", "pack.lesson-1")


@given(
    st.lists(st.tuples(st.floats(0, 1), shares, st.booleans())),
    st.integers(0, 50),
    st.floats(0, 1),
    st.integers(0, 3),
)
def test_every_suggestion_starts_from_a_template_and_small_teams_get_none(
    found: list[tuple[float, float | None, bool]], people: int, share: float, sites: int
) -> None:
    ideas = [
        make_concept(at, known, wrong, critical=critical)
        for at, (known, wrong, critical) in enumerate(found)
    ]
    suggestion = suggest_challenge(
        ideas, TeamActivity(people, int(share * people), int(share * people)), sites
    )
    assert suggestion is None or find_template(suggestion.template)
    assert suggestion is None or people >= MIN_TEAM_SIZE_FOR_FIGURES
