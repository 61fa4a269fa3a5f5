"""Refusals that several handlers share, for `declare_refusals`."""

from api.refusal_docs import Refusal
from learning.rules.people.authority import NOT_BELOW_CODE
from learning.rules.refusals import Forbidden, Invalid, NotFound, TooManyRequests, Unauthenticated

TEXT_REFUSALS: tuple[Refusal, ...] = (
    (Invalid, "text.too_long"),
    (Invalid, "text.unprintable"),
)
"""Of `normalise_text`."""
NAME_REFUSALS: tuple[Refusal, ...] = (
    (Invalid, "text.empty_name"),
    (Invalid, "text.no_letter_or_digit"),
    (Invalid, "text.stacked_marks"),
    *TEXT_REFUSALS,
)
"""Of `normalise_name`."""
LANGUAGE_REFUSALS: tuple[Refusal, ...] = ((Invalid, "text.invalid_language_tag"),)
NEW_PIN_REFUSALS: tuple[Refusal, ...] = (
    (Invalid, "secret.pin_length"),
    (Invalid, "secret.pin_repeats_one_digit"),
    (Invalid, "secret.pin_in_a_row"),
    (Invalid, "secret.pin_is_common"),
    (Invalid, "secret.pin_tells_of_you"),
)
"""Of `validate_new_pin`."""
NEW_SECRET_REFUSALS: tuple[Refusal, ...] = (
    *NEW_PIN_REFUSALS,
    (Invalid, "secret.password_length"),
    (Invalid, "secret.password_too_uniform"),
    (Invalid, "secret.password_is_common"),
)
"""Of `validate_new_secret`."""
OWN_SECRET_REFUSALS: tuple[Refusal, ...] = (
    (Unauthenticated, "session.not_signed_in"),
    (Forbidden, "secret.choose_own_first"),
)
"""Of handlers that find the user themselves."""
GUESS_REFUSALS: tuple[Refusal, ...] = ((TooManyRequests, "session.too_many_guesses"),)
"""Of `count_guess`."""
SIGN_IN_REFUSALS: tuple[Refusal, ...] = (
    (Unauthenticated, "session.wrong_login_or_secret"),
    (Unauthenticated, "session.given_secret_ended"),
    *GUESS_REFUSALS,
)
"""Of `sign_in`."""
LED_PERSON_REFUSALS: tuple[Refusal, ...] = ((NotFound, "person.login_not_in_your_teams"),)
"""Of `find_led_person`."""
SUBORDINATE_REFUSALS: tuple[Refusal, ...] = (*LED_PERSON_REFUSALS, (Forbidden, NOT_BELOW_CODE))
"""Of `find_subordinate`."""
WORK_DAYS_REFUSALS: tuple[Refusal, ...] = ((Invalid, "team.invalid_work_days"),)
"""Of `validate_work_days`."""
UPLOAD_REFUSALS: tuple[Refusal, ...] = (
    (Invalid, "upload.broke_off"),
    (Invalid, "upload.field_is_not_text"),
    (Invalid, "upload.missing_file"),
    (Invalid, "upload.not_a_form"),
)
"""Of `read_uploaded_file` and `read_form_file`."""
