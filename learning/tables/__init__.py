"""Piccolo tables: columns and constraints, no behaviour."""
