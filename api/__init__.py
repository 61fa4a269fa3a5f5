"""Herobreak: api."""
