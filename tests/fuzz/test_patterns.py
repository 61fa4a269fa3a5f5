"""No regular expression takes a time that grows faster than the text that it is given."""

import pytest
from fuzz.patterns import ServerPattern, find_slow_match, list_patterns

LONGEST_TEXT = 4000
"""Characters: those of a card. A quadratic pattern takes several times `MOST_MS` for them."""
MOST_MS = 12.0
SHORT_TEXTS = {
    "content.checks.wording._QUOTED_SPEECH": 600,
    "learning.rules.rota.grid_days.BEFORE_LAST_DAY": 60,
    "learning.rules.rota.written_dates.TIME_AFTER_DATE": 60,
    "learning.rules.rota.written_dates.WEEKDAY_AFTER": 60,
    # They are matched at one place of a text only, and that takes linear time.
    "content.svg_geometry._ARC_NUMBER": 600,
    "content.svg_geometry._ARC_FLAG": 600,
}
"""Patterns that are not linear, with the most characters that their callers give them."""


def test_the_patterns_are_found() -> None:
    names = {server.name for server in list_patterns()}
    assert len(names) > 80
    assert "content.svg_geometry._SVG_NUMBER" in names


@pytest.mark.parametrize("server", list_patterns(), ids=lambda server: server.name)
def test_a_pattern_takes_linear_time(server: ServerPattern) -> None:
    length = SHORT_TEXTS.get(server.name, LONGEST_TEXT)
    assert find_slow_match(server, length, MOST_MS, pairs=False) is None
