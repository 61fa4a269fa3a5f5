"""One person in the spellings of spreadsheets."""

import pytest
from support.rota_tables import make_known_people

from learning.rules.rota.person_names import list_name_keys

KNOWN = make_known_people(["José O’Brien-Ruiz", "Anna Lee", "Łukasz Żak"])


@pytest.mark.parametrize(
    "spelling",
    [
        *("Anna Lee", "ANNA LEE", " anna  lee ", "Lee, Anna", "LEE,ANNA", "Lee Anna"),
        *("Anna Lee (1023)", "Anna Lee [Bakery]", "'Anna Lee", "Lee, Anna (Baker)"),
        *("José O'Brien-Ruiz", "Jose O`Brien Ruiz", "O’BRIEN-RUIZ, JOSÉ", "Jose O'brien-ruiz"),
        *("Łukasz Żak", "Lukasz Zak", "ŻAK ŁUKASZ", "Anna\u00a0Lee", "Anna\u200b Lee"),
    ],
)
def test_spellings_of_one_person_are_found(spelling: str) -> None:
    assert KNOWN.has_name(spelling)


@pytest.mark.parametrize("name", ["Anna", "Lee", "Ann Lee", "Anna Leeson", "", "()", ","])
def test_other_names_are_of_nobody(name: str) -> None:
    assert not KNOWN.has_name(name)


def test_the_closest_spelling_comes_first() -> None:
    assert list_name_keys("Lee, Anna").index("~annalee") == len(list_name_keys("Lee, Anna")) - 1
