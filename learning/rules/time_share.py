"""How much of a time one owner may use: some seconds at once, and a share of the time after that.

Times are seconds of any clock that only goes forward.
"""


class TimeShare:
    """The time that one owner has used, spread over the time in which it would be their share."""

    __slots__ = ("seconds_at_once", "share", "spread_until")

    def __init__(self, share: float, seconds_at_once: float) -> None:
        """Begin with nothing used."""
        self.share, self.seconds_at_once = share, seconds_at_once
        self.spread_until = 0.0

    def find_delay(self, now: float) -> float:
        """Return the seconds until the owner may go on. It is 0 or less if they need not wait."""
        return self.spread_until - now - self.seconds_at_once / self.share

    def add_used(self, seconds: float, now: float) -> None:
        """Count time that was used until now."""
        self.spread_until = max(self.spread_until, now) + seconds / self.share

    def is_forgotten(self, now: float) -> bool:
        """Say whether nothing that was used counts any more."""
        return self.spread_until <= now
