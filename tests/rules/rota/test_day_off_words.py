"""Words for a day off, in any spelling, and words that only look like them."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.rules.rota.day_off_words import means_day_off
from learning.rules.rota.word_lists import load_word_lists

DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u2043\u00ad\u2500"
LISTED = [
    phrase
    for lists in load_word_lists("day_off").values()
    for phrase in [*lists["off"], *lists["alone"]]
]
ALONE = {phrase for lists in load_word_lists("day_off").values() for phrase in lists["alone"]}
QUALIFIERS = ("(approved)", "- requested", "– pending", "[confirmed]", "(8h)", ": 7.5 hrs")


@pytest.mark.parametrize(
    "text",
    [
        *("AL", "A/L", "a.l.", "HOL", "N/A", "n.a.", "Unavailable", "RDO", "DO", "D/O", "L4"),
        *("Annual leave (approved)", "Off - requested", "Off – requested", "Leave: annual"),
        *("Vacaciones", "Día libre", "dia libre", "Libre", "Descanso", "Baja médica"),
        *("Urlop", "Wolne", "DZIEŃ WOLNY", "Urlop na żądanie", "urlop macierzyński"),
        *("Urlaub", "Frei", "krank", "Überstundenabbau", "Elternzeit", "Urlaub (genehmigt)"),
        *("Congé", "CONGES PAYES", "Repos", "R.T.T.", "arrêt maladie", "Congé payé (validé)"),
        *("sick", "Maternity leave", "Unpaid leave", "Holiday - pending approval", "OFF!"),
        *(
            "\uff2f\uff26\uff26",
            " OFF ",
            "Day  off",
            "\u00a0",
            "\u200b",
            "",
            "0",
            "0.00",
            "0:00 hrs",
        ),
        *(
            "A\\L",
            "A - L",
            "B/H",
            "PH",
            "P.H.",
            "Public hol",
            "LWOP",
            "W/O",
            "N/W",
            "Carers\u2019 leave",
        ),
        *(
            "Sick (self-cert)",
            "Off (not yet approved)",
            "\u201coff\u201d",
            "\u00abLibre\u00bb",
            "\u201eFrei\u201c",
        ),
        *("Absent(e)", "nicht verfuegbar", "Ueberstundenabbau", "Krank gemeldet", "Urlop wyp."),
        *(
            "AL 7.5",
            "Annual leave (day 1 of 3)",
            "Holiday 2/5",
            "Annual leave \u2713",
            "()",
            "\u2717",
        ),
        *("Comp day", "Baja laboral", "Na urlopie", "Indispo", "\U0001f3d6\ufe0f Holiday"),
        *("AL (8h)", "Annual Leave 9:00 - 17:00", "Holiday (8.00 hrs)", "*OFF*", "(off)"),
    ],
)
def test_words_for_off_and_leave(text: str) -> None:
    assert means_day_off(text)


@pytest.mark.parametrize(
    "text",
    [
        *("Office", "Offsite event", "Off-site", "Al's shift", "Home office", "Holiday cover"),
        *("Holiday Inn", "Sick cover", "Restaurant", "Freitag", "Freight", "Do inventory"),
        *(
            "Off 14:00",
            "\u00bd AL",
            "AL (0.5)",
            "AL 0.5",
            "Leave (am)",
            "\u2713",
            "12",
            "x 2",
            "A-Z",
        ),
        *("Isolation", "Called out", "Fiesta", "E/L"),
        *("Half day off", "Annual leave (declined)", "Leave early", "Off at 3", "On call"),
        *("Close", "Closing", "Open", "Early", "08:00-16:00", "9-5", "9a-5p", "09.00–17.00"),
        *(
            "8",
            "7.5",
            "X",
            "✓",
            "N",
            "U",
            "Night",
            "All day",
            "Approved",
            "00:00-08:00",
            "Official",
        ),
    ],
)
def test_shifts_that_look_like_days_off(text: str) -> None:
    assert not means_day_off(text)


@given(st.text(alphabet=DASHES + " /.", min_size=1, max_size=6))
def test_every_dash_is_off(text: str) -> None:
    assert means_day_off(text)


@given(st.sampled_from(LISTED), st.sampled_from(("", *QUALIFIERS)), st.data())
def test_listed_words_are_off_in_any_case_and_with_words_beside(
    phrase: str, qualifier: str, data: st.DataObject
) -> None:
    spellings: list[Callable[[str], str]] = [str.upper, str.lower, str.title, str]
    spelling = data.draw(st.sampled_from(spellings))
    alone = qualifier if phrase not in ALONE else ""
    assert means_day_off(f" {spelling(phrase)} {alone}")


@given(st.sampled_from(LISTED), st.sampled_from(("cover", "desk", "till", "training", "inn")))
def test_a_word_that_is_not_listed_makes_it_a_shift(phrase: str, word: str) -> None:
    assert not means_day_off(f"{phrase} {word}")


@given(st.text(max_size=200))
def test_every_text_is_one_or_the_other(text: str) -> None:
    assert means_day_off(text) == means_day_off(f" {text}  ")
