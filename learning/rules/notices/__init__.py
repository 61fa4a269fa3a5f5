"""Notices, hints and displays on the wall."""
