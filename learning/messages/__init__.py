"""The texts that the server shows to people, by stable code: one gettext catalogue a language.

Server logic gives codes and values. The edge (API, commands, PDF, calendar, push) renders them
with `render_message` in the language of the reader.
"""

from learning.messages.refusals import render_problem, render_refusal
from learning.messages.render import (
    REFERENCE_LANGUAGE,
    UnknownMessageWarning,
    list_languages,
    negotiate_language,
    read_catalogue,
    read_template,
    render_message,
)

__all__ = [
    "REFERENCE_LANGUAGE",
    "UnknownMessageWarning",
    "list_languages",
    "negotiate_language",
    "read_catalogue",
    "read_template",
    "render_message",
    "render_problem",
    "render_refusal",
]
