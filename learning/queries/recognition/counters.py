"""Counters as they are stored."""

import msgspec

decode_counters = msgspec.json.Decoder(dict[str, int]).decode
"""Read the counters of a row of `progress`."""
