"""Herobreak: worker."""
