"""Give the texts that a person reads in a terminal, in the language of that terminal."""

import os
from collections.abc import Mapping

import click

from learning.messages import REFERENCE_LANGUAGE, render_text

LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""The variables that name the language of messages. The first one that is set wins (POSIX)."""
LOCALES_WITHOUT_LANGUAGE = ("", "C", "POSIX")


def find_terminal_language(environment: Mapping[str, str]) -> str:
    """Give the language tag of the terminal, such as "de_AT"; English where none is set."""
    locale = next((environment[name] for name in LOCALE_VARIABLES if environment.get(name)), "")
    tag = locale.partition(".")[0].partition("@")[0]
    return REFERENCE_LANGUAGE if tag in LOCALES_WITHOUT_LANGUAGE else tag


def render_for_terminal(code: str, /, **values: object) -> str:
    """Give the text of a message code in the language of the terminal."""
    return render_text(code, values, find_terminal_language(os.environ))


def nest_message(code: str, /, **values: object) -> dict[str, object]:
    """Make a message that is a value of another message. It is rendered together with that one."""
    return {"code": code, "values": values}


def print_message(code: str, /, **values: object) -> None:
    """Print the text of a message code on standard output."""
    click.echo(render_for_terminal(code, **values))
