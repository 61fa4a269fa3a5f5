"""Counters as they are stored."""

import msgspec

counters_in = msgspec.json.Decoder(dict[str, int]).decode
"""Read the counters of a row of `progress`."""
