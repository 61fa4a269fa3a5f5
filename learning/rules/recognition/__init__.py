"""Points, streaks, badges and moments."""
