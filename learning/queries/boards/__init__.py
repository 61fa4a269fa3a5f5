"""Leaderboards, leagues and periods."""
