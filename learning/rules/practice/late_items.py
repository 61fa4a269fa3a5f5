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
    A day of receipt that comes again, after a move to another time zone, goes on with the same
    items: only a later day begins anew.
    """

    def __init__(self, state: LearnerState) -> None:
        before, self.received_day = state.progress, state.received_day
        self.day = before.late_day
        is_over = self.received_day is not None and (
            self.day is None or self.day < self.received_day
        )
        self.items = [] if is_over else list(before.late_done)

    def add_item(self, day: date, item_id: str) -> None:
        """Note an item that is finished on a day, where that is before the receipt."""
        if self.received_day is None or day >= self.received_day:
            return
        self.day = max(self.day or self.received_day, self.received_day)
        if len(self.items) < MAX_PAID_ITEMS_PER_DAY:
            self.items.append(item_id)
