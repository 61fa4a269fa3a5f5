"""What a request must bring to use an operation: the security of the OpenAPI document.

A requirement names a cookie or a token. That of a session also names the least role, as OpenAPI
3.1 allows: `{"session": ["leader"]}` is for leaders and admins. An operation without a requirement
is open to everybody.
"""

from litestar.handlers import HTTPRouteHandler
from litestar.openapi.spec import SecurityRequirement, SecurityScheme

from api.cookies import get_display_cookie_name, get_session_cookie_name
from learning.settings import Settings

NEEDS_SESSION: list[SecurityRequirement] = [{"session": ["learner"]}]
"""Of a handler that reads the token of the session itself."""
NEEDS_DISPLAY: list[SecurityRequirement] = [{"display": []}]
NEEDS_FIGURE_TOKEN: list[SecurityRequirement] = [{"figureToken": []}]
MAY_HAVE_OPERATOR_TOKEN: list[SecurityRequirement] = [{}, {"operatorToken": []}]
"""Of a handler that answers everybody, and tells the operator more."""

ROLE_BY_PARAMETER = {"admin": "admin", "leader": "leader", "me": "learner"}


def find_security(handler: HTTPRouteHandler) -> list[SecurityRequirement] | None:
    """Find what a handler needs: as it declares, or as the user that it takes says."""
    parameters = handler.parsed_fn_signature.parameters
    roles = [role for name, role in ROLE_BY_PARAMETER.items() if name in parameters]
    return [{"session": roles[:1]}] if roles else handler.resolve_security() or None


def make_security_schemes(settings: Settings) -> dict[str, SecurityScheme]:
    """Describe the cookies and tokens to which the requirements refer."""
    return {
        "session": SecurityScheme(
            type="apiKey",
            security_scheme_in="cookie",
            name=get_session_cookie_name(settings),
            description=(
                "The cookie of a signed-in device. A requirement names the least role: `learner`, "
                "`leader` or `admin`."
            ),
        ),
        "display": SecurityScheme(
            type="apiKey",
            security_scheme_in="cookie",
            name=get_display_cookie_name(settings),
            description="The cookie of a display. It opens nothing of a person.",
        ),
        "figureToken": SecurityScheme(
            type="http",
            scheme="bearer",
            description="The token with which a machine sends figures of one challenge.",
        ),
        "operatorToken": SecurityScheme(
            type="http", scheme="bearer", description="The value of `HEROBREAK_METRICS_TOKEN`."
        ),
    }
