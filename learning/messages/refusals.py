"""Render a refusal in the language of the reader."""

from typing import NamedTuple

from learning.messages.render import render_message
from learning.rules.refusals import InputProblem, Refused


class RenderedProblem(NamedTuple):
    """One fault of the input: where it is, and what to do about it."""

    where: str
    what: str


def render_problem(problem: InputProblem, language: str) -> RenderedProblem:
    """Give the place and the text of one fault."""
    where = problem.where
    if not where and "line" in problem.values:
        where = render_message("input.line", problem.values, language)
    return RenderedProblem(where, render_message(problem.code, problem.values, language))


def render_refusal(refused: Refused, language: str) -> str:
    """Give what is wrong and what to do as one text. Each sentence stands in it once."""
    whats = [render_problem(problem, language).what for problem in refused.problems]
    return " ".join(dict.fromkeys([render_message(refused.code, refused.values, language), *whats]))
