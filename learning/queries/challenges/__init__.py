"""Challenges of teams."""
