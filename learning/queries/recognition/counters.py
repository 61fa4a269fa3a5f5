"""The counters of a person's progress, as PostgreSQL stores them: a JSON object."""

import msgspec

decode_counters = msgspec.json.Decoder(dict[str, int]).decode
"""Decode the column `counters` of a row of `progress`."""
