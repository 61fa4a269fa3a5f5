"""What was received on one day and finished on an earlier one.

Late work is paid within the limits of the day that it is filed under, and within those of the day
of its receipt. So days claimed at once earn no more than one day of practice.
"""

from datetime import date

from learning.rules.practice.learner_state import LearnerState
from learning.rules.recognition.points import MAX_PAID_ITEMS_PER_DAY


class LateItems:
    """The late items of one person and day of receipt, while a batch is recorded.

    `items` has an id once for each day on which it was finished. It holds no more than are paid.
    """

    def __init__(self, state: LearnerState) -> None:
        before, self.received_day = state.progress, state.received_day
        self.day = before.late_day
        is_same_day = self.day is not None and self.day == self.received_day
        self.items = list(before.late_done) if is_same_day else []

    def add_item(self, day: date, item_id: str) -> None:
        """Note an item that is finished on a day, where that is before the receipt."""
        if self.received_day is None or day >= self.received_day:
            return
        self.day = self.received_day
        if len(self.items) < MAX_PAID_ITEMS_PER_DAY:
            self.items.append(item_id)
