"""A name that one could take for a colleague's is found."""

import pytest

from learning.rules.people.look_alikes import (
    find_all_look_alikes,
    find_look_alike,
    make_plain_picture_keys,
)

LOOK_ALIKES = [
    "\u0410nn\u0430 Lee",  # Cyrillic letters
    "\u0391nna L\u0435\u0435",  # a Greek one and Cyrillic ones
    "ANN\u0410 LEE",
    "\u13aanna Lee",  # a Cherokee letter
    "Anna Iee",  # a capital I for an l
    "Anna 1ee",
    "Anna Lee\u0332",
    "A\u20ddnna Lee",
    "An\ufe0fna Lee",
    "𝐀nna Lee",
]


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_a_look_alike_is_found(name: str) -> None:
    assert find_look_alike(name, ["Ben", "Anna Lee"]) == "Anna Lee"
    assert find_look_alike("Anna Lee", [name]) == name


@pytest.mark.parametrize("name", ["Anne Lee", "Anna Lea", "Anna L.", "Anna Lee 2", "Ánna Lee"])
def test_another_name_is_no_look_alike(name: str) -> None:
    assert find_look_alike(name, ["Anna Lee"]) is None


def test_accents_are_overlooked_only_where_that_is_asked_for() -> None:
    assert find_look_alike("José", ["Jose"]) is None
    assert make_plain_picture_keys("José") & make_plain_picture_keys("Jose")
    assert not make_plain_picture_keys("José") & make_plain_picture_keys("Josef")


def test_all_people_who_look_alike_are_listed() -> None:
    names = {"jose": "José", "jose2": "Jose", "ann": "Ann", "josee": "Josée", "jose3": "J\u043esé"}
    assert find_all_look_alikes(names) == {
        "jose": ["jose2", "jose3"],
        "jose2": ["jose", "jose3"],
        "jose3": ["jose", "jose2"],
    }
