"""Packs: what is taught."""
