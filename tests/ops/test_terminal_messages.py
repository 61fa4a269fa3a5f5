"""Messages of commands are rendered in the language of the terminal."""

import re
from pathlib import Path

import pytest

from learning.messages import read_catalogue
from learning.rules.refusals import InputProblem, Invalid
from ops.operator_errors import OperatorError
from ops.terminal_messages import find_terminal_language, nest_message, render_for_terminal

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "de_AT.UTF-8"}, "de_AT"),
        ({"LANG": "de_AT.UTF-8", "LC_MESSAGES": "fr_FR@euro"}, "fr_FR"),
        ({"LANG": "de_AT", "LC_MESSAGES": "fr_FR", "LC_ALL": "pl"}, "pl"),
        ({"LANG": "de_AT", "LC_ALL": ""}, "de_AT"),
        ({"LANG": "de_AT", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "POSIX"}, "en"),
        ({}, "en"),
    ],
)
def test_the_locale_variables_choose_the_language(
    environment: dict[str, str], language: str
) -> None:
    assert find_terminal_language(environment) == language


def test_every_message_code_in_the_code_has_a_catalogue_entry() -> None:
    sources = [*(ROOT / "ops").rglob("*.py"), ROOT / "learning/settings.py"]
    found = {
        code
        for source in sources
        for code in re.findall(r'(?<!f)"(operator\.[a-z_]+)"', source.read_text())
    }
    entries = {entry.id[0] if entry.pluralizable else entry.id for entry in read_catalogue("en")}
    assert len(found) > 50
    assert found - entries == set()


def test_an_operator_error_shows_a_refusal_with_its_problems() -> None:
    refused = Invalid(
        "operator.team_unknown", [InputProblem("line 1", "operator.stopped")], name="Shop"
    )
    assert OperatorError(refused).message == (
        "There is no team with the join code or name 'Shop'. `herobreak team list` shows all."
        " stopped"
    )


def test_a_message_can_be_the_value_of_another_message() -> None:
    known = nest_message("operator.days_known", count=1)
    noted = nest_message("operator.days_noted", count=2)
    text = render_for_terminal(
        "operator.days_off_recorded_some_known", login="jo", noted=noted, known=known
    )
    assert text == "jo: 2 days off noted, 1 day off known before."


def test_seconds_of_a_pause_have_no_needless_zero() -> None:
    texts = [
        render_for_terminal(
            "operator.process_restarting",
            name="API",
            cause=nest_message("operator.process_exit_code", exit_code=2),
            seconds=seconds,
        )
        for seconds in (0.5, 10.0)
    ]
    assert texts == [
        "API ended (code 2): starting it again in 0.5 s",
        "API ended (code 2): starting it again in 10 s",
    ]
