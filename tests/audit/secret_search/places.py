"""Where a form of a secret may be: hashed, or in the one place from which people read it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from audit.secret_search.needles import Needle

KNOWN_PLACES: Final[frozenset[tuple[str, str, str]]] = frozenset(
    {
        ("session", "sha256", "database: session.token"),
        ("device", "sha256", "database: known_device.mark"),
        ("display", "sha256", "database: display.token"),
        ("figure token", "sha256", "database: challenge_token.token"),
        # Leaders read it to people and on a wall, and it ends.
        ("join code", "plain", "database: team.join_code"),
        ("join code", "plain", "data folder: first-admin.json"),
        ("display code", "plain", "database: display.code"),
        # The operator reads it there for the first sign-in. It must be changed then.
        ("first admin's secret", "plain", "data folder: first-admin.json"),
    }
)
"""Kind of secret, form, and place. Every other find is a fault."""
DATABASE_FILES: Final = "data folder: postgres/"


@dataclass(frozen=True, slots=True)
class Find:
    """A form of a secret that was found in a place."""

    needle: Needle
    place: str

    @property
    def is_known(self) -> bool:
        """Whether it may be there. The files of the database hold what its columns hold."""
        kind, form = self.needle.secret.kind, self.needle.form
        if self.place.startswith(DATABASE_FILES):
            return any(
                known[:2] == (kind, form) and known[2].startswith("database: ")
                for known in KNOWN_PLACES
            )
        return (kind, form, self.place) in KNOWN_PLACES

    def describe(self) -> str:
        """Name the kind, the form and the place, without the secret itself."""
        secret = self.needle.secret
        place = self.place.replace(secret.value, "…")
        return f"{secret.kind} ({self.needle.form}) in {place}"


def describe_faults(finds: Iterable[Find]) -> list[str]:
    """Describe what was found where it must not be."""
    return sorted({find.describe() for find in finds if not find.is_known})
