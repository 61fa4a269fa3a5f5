"""Words and PINs that people choose first, from the file that is shipped beside this module."""

from importlib.resources import files

LINES = files(__package__).joinpath("common_secrets.txt").read_text("utf-8").splitlines()
COMMON_SECRETS = frozenset(
    secret for line in LINES if not line.startswith("#") for secret in line.split()
)
COMMON_PINS = frozenset(secret for secret in COMMON_SECRETS if secret.isdecimal())
"""PINs of no simple pattern that are chosen often: lines on the keypad, and well-known numbers."""
COMMON_WORDS = COMMON_SECRETS - COMMON_PINS
"""In lower case. `common_secrets` also finds them with digits in place of letters."""
