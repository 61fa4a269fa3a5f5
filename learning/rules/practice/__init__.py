"""Breaks, attempts and memory."""
