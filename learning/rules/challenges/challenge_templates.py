"""Challenges that a leader can start from: a vision to put into one's own words, a way to measure, stages, a reward.

The first one is the example of the V.E.D. principle itself (John Jarrett, second blog post): a National Award next month.
"""

from dataclasses import dataclass

CHALLENGE_FORMS = ("team", "race", "quest", "together")
CHALLENGE_MEASURES = ("breaks", "streak_days", "remembered", "checkpoints", "moments", "figure")


@dataclass(frozen=True, slots=True)
class TemplateStep:
    """A milestone, or a stage of a quest. `share` of the target, above 0 and up to 1."""

    title: str
    story: str
    share: float


@dataclass(frozen=True, slots=True)
class ChallengeTemplate:
    """A challenge to start from. `days` is its usual length; `prompts` help to find words for the vision.

    `a_person_a_day` is a target to begin with, in the measure's unit; for a figure from outside it is the target itself.
    """

    id: str
    title: str
    summary: str
    form: str
    measure: str
    unit: str
    per_person: bool
    days: int
    a_person_a_day: float
    prompts: tuple[str, ...]
    vision: str
    message: str
    reward: str
    steps: tuple[TemplateStep, ...]


_QUARTER_STEPS = (
    TemplateStep("A quarter there", "You have begun, and it shows.", 0.25),
    TemplateStep("Half way", "As much behind you as ahead.", 0.5),
    TemplateStep("Nearly there", "You can see the end from here.", 0.75),
)

CHALLENGE_TEMPLATES: tuple[ChallengeTemplate, ...] = (
    ChallengeTemplate(
        id="national-award",
        title="Chase the National Award",
        summary="A quest from the entry to the ceremony: each stage opens the next.",
        form="quest",
        measure="breaks",
        unit="breaks",
        per_person=False,
        days=28,
        a_person_a_day=0.6,
        prompts=(
            "Which award is it, and when is the evening?",
            "What will the photograph on the wall show?",
            "Which customer should be in the story that you tell the judges?",
        ),
        vision="There is a National Award next month, and I believe that it can be ours. Picture the evening: our name is read out, and"
        " all of us go up. What the judges look for, we can learn in our breaks.",
        message="We are entering. Five minutes in each break, that is all I ask. Cheer each other on, and tell me what gets in your way.",
        reward="An evening together, whatever the judges say",
        steps=(
            TemplateStep(
                "The entry", "The form is in: we have said out loud that we want it.", 0.15
            ),
            TemplateStep(
                "The long list",
                "They have heard of us. Now we practise what they will look for.",
                0.4,
            ),
            TemplateStep("The visit", "A judge may be any customer from now on.", 0.7),
            TemplateStep("The short list", "Few are left, and we are among them.", 0.9),
            TemplateStep("The ceremony", "Iron a shirt. It is tonight.", 1.0),
        ),
    ),
    ChallengeTemplate(
        id="perfect-month",
        title="A month without a but",
        summary="Every customer who is asked says yes: a hundred out of a hundred, counted from your own survey.",
        form="team",
        measure="figure",
        unit="% satisfied",
        per_person=False,
        days=30,
        a_person_a_day=100.0,
        prompts=(
            "What does a customer say who has no but?",
            "Who will you tell when a whole week went by without one?",
        ),
        vision="Picture our regulars telling a friend about us, and no sentence begins with “but”. For one month, everybody who leaves us"
        " leaves like that.",
        message="I put the figure up every morning. When it dips, we look for the reason, not for somebody.",
        reward="Breakfast on the house for the whole team",
        steps=_QUARTER_STEPS,
    ),
    ChallengeTemplate(
        id="new-menu",
        title="Ready for the new menu",
        summary="By the launch, everybody can speak of it from memory.",
        form="team",
        measure="remembered",
        unit="ideas remembered",
        per_person=True,
        days=14,
        a_person_a_day=0.8,
        prompts=(
            "What is the first question a guest will ask?",
            "What do you want to hear at the tables on the first evening?",
        ),
        vision="On the first evening a guest asks what is in the sauce, and nobody runs to the kitchen. We know it, and we like telling it.",
        message="The new pack is on your phones. Ask the chefs whatever you like: they want you to.",
        reward="The team tastes everything, before anybody else",
        steps=_QUARTER_STEPS,
    ),
    ChallengeTemplate(
        id="peak-calm",
        title="Calm in the rush",
        summary="A season's peak, met without raised voices: moments of calm that colleagues saw.",
        form="team",
        measure="moments",
        unit="moments",
        per_person=False,
        days=21,
        a_person_a_day=0.15,
        prompts=(
            "What does the busiest hour sound like when it goes well?",
            "What will you do for each other when it gets tight?",
        ),
        vision="It is the busiest Saturday of the season, the queue is out of the door, and our customers remember how quiet our voices were.",
        message="When you see a colleague stay calm, write it down. Those are the moments we collect.",
        reward="A late start for everybody, on the first quiet Monday",
        steps=_QUARTER_STEPS,
    ),
    ChallengeTemplate(
        id="race",
        title="A race of two sites",
        summary="Teams side by side, counted by the day on duty, so that a small one can win.",
        form="race",
        measure="streak_days",
        unit="days of practice",
        per_person=True,
        days=14,
        a_person_a_day=0.6,
        prompts=(
            "What is it that both teams would be proud of?",
            "What does the team that comes second get?",
        ),
        vision="Two sites, one street, and both of us are the place that people send their friends to. Let us see who practises it more faithfully.",
        message="A day counts when you take your break, for whoever is on duty. Days off cost nobody anything.",
        reward="The team that comes second serves cake to the other",
        steps=(),
    ),
    ChallengeTemplate(
        id="zero-broken-promises",
        title="No promise broken",
        summary="All sites together: every promise to a customer is kept, or told in time.",
        form="together",
        measure="figure",
        unit="promises kept",
        per_person=False,
        days=30,
        a_person_a_day=200.0,
        prompts=(
            "Which promise do we break most often?",
            "What would a customer say who never had to ask twice?",
        ),
        vision="Nobody calls us to ask where it is. We said Tuesday, it is Tuesday, and where it cannot be, they heard it from us on Monday.",
        message="Count each promise that was kept, or that you changed in time with a call. Say what you need to keep them.",
        reward="The board in the hall says who kept two hundred promises: all of us",
        steps=_QUARTER_STEPS,
    ),
)


def find_template(template_id: str) -> ChallengeTemplate | None:
    """Find a template by its id."""
    return next(
        (candidate for candidate in CHALLENGE_TEMPLATES if candidate.id == template_id), None
    )
