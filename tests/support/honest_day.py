"""What an honest person can earn on one day at most, computed from a pack and the published rules.

It is the yardstick for cheats: they must not earn more on a day, whatever they claim.
"""

from dataclasses import dataclass

from learning.actions.challenges.post_challenge_points import TARGET_REACHED_POINTS
from learning.rules.packs.pack_contents import Pack
from learning.rules.recognition.moments import MAX_MOMENTS_PAID_PER_WEEK, MOMENT_POINTS
from learning.rules.recognition.points import (
    MAX_PAID_ITEMS_PER_DAY,
    MAX_PAID_LESSONS_PER_DAY,
    POINTS_CHECKPOINT_PASSED,
    POINTS_LESSON_READ,
    POINTS_RIGHT_ANSWER,
)

SECONDS_PER_ANSWER = 8
"""How long a quick reader needs for a question with two choices."""


@dataclass(frozen=True, slots=True)
class HonestDay:
    """The best day of an honest person: points by their source, and the seconds that it takes."""

    practice: int
    checkpoints: int
    moments: int
    challenges: int
    seconds: int

    @property
    def points(self) -> int:
        """All points of the day."""
        return self.practice + self.checkpoints + self.moments + self.challenges


def compute_honest_day(
    pack: Pack, *, moments: int = MAX_MOMENTS_PAID_PER_WEEK, challenges: int = 0
) -> HonestDay:
    """Compute the best day: every lesson and concept is new or due, and all answers are right.

    Lessons are read to their end, in their own time. Each concept is paid once a day, and practice
    beyond the plan earns nothing. So many moments are confirmed, and so many challenges reach their
    targets.
    """
    lessons = min(MAX_PAID_LESSONS_PER_DAY, len(pack.lessons))
    answers = min(MAX_PAID_ITEMS_PER_DAY - lessons, len(pack.concepts))
    checkpoints = min(answers, sum(question.checkpoint for question in pack.questions))
    longest_lessons = sorted((lesson.seconds for lesson in pack.lessons), reverse=True)[:lessons]
    return HonestDay(
        practice=lessons * POINTS_LESSON_READ + answers * POINTS_RIGHT_ANSWER,
        checkpoints=checkpoints * POINTS_CHECKPOINT_PASSED,
        moments=min(moments, MAX_MOMENTS_PAID_PER_WEEK) * MOMENT_POINTS,
        challenges=challenges * TARGET_REACHED_POINTS,
        seconds=sum(longest_lessons) + answers * SECONDS_PER_ANSWER,
    )
