"""Which refusals the audit log keeps: of sign-ins, and of rights."""

from learning.rules.refusals import Forbidden, Refused

ORDINARY_CODES = frozenset({"secret.choose_own_first"})
"""Refusals that everybody meets who uses the app as they should."""
SIGN_IN_CODES = frozenset(
    {
        "figure_token.invalid",
        "person.name_taken_with_other_pin",
        "session.too_many_guesses",
        "session.wrong_login_or_secret",
        "team.join_code_expired",
        "team.too_many_joined_here",
        "team.too_many_joined_on_device",
        "team.unknown_join_code",
    }
)
"""Refusals of those who are not signed in and give a secret or a code."""
FOREIGN_RECORD_CODES = frozenset(
    {
        "challenge.unknown",
        "display.team_not_led",
        "display.unknown",
        "figure.unknown",
        "figure_token.unknown",
        "moment.unknown",
        "person.login_not_in_your_teams",
        "readiness.team_not_led",
        "secret.old_is_wrong",
        "session.unknown",
        "team.not_led",
    }
)
"""Refusals of what belongs to others. They do not say whether it exists."""


def is_refused_sign_in(refused: Refused) -> bool:
    """Say whether somebody who is not signed in was not let in."""
    return refused.code in SIGN_IN_CODES


def is_refusal_of_rights(refused: Refused) -> bool:
    """Say whether a person who is signed in asked for what they have no right to."""
    if isinstance(refused, Forbidden):
        return refused.code not in ORDINARY_CODES
    return refused.code in FOREIGN_RECORD_CODES
