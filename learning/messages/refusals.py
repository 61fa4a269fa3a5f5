"""Render a refusal in the language of the reader."""

from collections.abc import Mapping
from typing import NamedTuple

from learning.messages.render import render_message
from learning.rules.refusals import InputProblem, Refused


class RenderedProblem(NamedTuple):
    """One fault of the input: where it is, and what to do about it."""

    where: str
    what: str


def render_text(code: str, values: Mapping[str, object], language: str) -> str:
    """Give the text of a code. A sentence that is not in the catalogues yet is its own text."""
    return code if " " in code else render_message(code, values, language)


def render_problem(problem: InputProblem, language: str) -> RenderedProblem:
    """Give the place and the text of one fault."""
    where = problem.where
    if not where and "line" in problem.values:
        where = render_message("input.line", problem.values, language)
    return RenderedProblem(where, render_text(problem.code, problem.values, language))


def render_refusal(refused: Refused, language: str) -> str:
    """Give what is wrong and what to do as one text. Each sentence stands in it once."""
    whats = [render_problem(problem, language).what for problem in refused.problems]
    return " ".join(dict.fromkeys([render_text(refused.code, refused.values, language), *whats]))
