"""Refusals that go into the audit log. They are written after the answer was sent."""

from typing import Any

from litestar import Response

from api.after_answer import run_after_answer
from api.cookies import get_session_cookie_name, name_browser
from api.identity import read_clock
from api.problem_responses import answer_refusal
from api.strict_requests import StrictRequest
from learning.actions.people.record_refusals import record_refused_access, record_refused_sign_in
from learning.rules.people.audited_refusals import is_refusal_of_rights, is_refused_sign_in
from learning.rules.refusals import Refused


def answer_and_record_refusal(
    request: StrictRequest, error: Refused
) -> Response[dict[str, object]]:
    """Answer a request that an action refused, and write it down where it is one to know of.

    `answer_sign_in` does so for those who sign in.
    """
    answer, counts = answer_refusal(request, error), request.app.state.refusal_counts
    if is_refused_sign_in(error):
        browser = name_browser(request.headers.get("user-agent", ""))
        run_after_answer(
            answer, lambda: record_refused_sign_in(counts, "", error.code, browser, read_clock())
        )
    elif is_refusal_of_rights(error) and (token := _find_token(request)):
        route = f"{request.method} {request.scope.get('path_template', '')}"
        asked = str(next(iter(request.scope.get("path_params", {}).values()), ""))
        run_after_answer(
            answer,
            lambda: record_refused_access(counts, token, error.code, route, asked, read_clock()),
        )
    return answer


def _find_token(request: StrictRequest) -> str | None:
    return request.read_cookie(get_session_cookie_name(request.app.state.settings))


REFUSAL_HANDLERS: dict[int | type[Exception], Any] = {Refused: answer_and_record_refusal}
"""They replace that of `EXCEPTION_HANDLERS`."""
