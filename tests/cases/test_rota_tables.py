"""Rotas as tables: words for off, rows of empty cells, dialects of Excel, two-digit years."""

from datetime import date
from pathlib import Path

import pytest
from support.rota_tables import read_rota

TESS = "Tess Bakerman"
MONDAY, TUESDAY = date(2026, 12, 7), date(2026, 12, 8)


@pytest.mark.case("10")
@pytest.mark.parametrize("name", ["al", "approved", "emdash", "endash", "na", "unavailable"])
def test_words_for_off_are_a_day_off(case_folder: Path, name: str) -> None:
    read = read_rota((case_folder / f"{name}.csv").read_bytes())
    assert read.days == {TESS: {MONDAY: True, TUESDAY: False}}
    assert read.problems == []


@pytest.mark.case("11")
def test_rows_of_empty_cells_are_skipped(case_folder: Path) -> None:
    read = read_rota((case_folder / "trailing.csv").read_bytes())
    assert read.days == {TESS: {MONDAY: True, TUESDAY: True}}
    assert read.problems == []


@pytest.mark.case("12")
@pytest.mark.parametrize("name", ["quoted", "sep", "utf16"])
def test_dialects_of_excel_are_read(case_folder: Path, name: str) -> None:
    read = read_rota((case_folder / f"{name}.csv").read_bytes())
    assert (read.days, read.problems) == ({TESS: {MONDAY: True}}, [])


@pytest.mark.case("13")
@pytest.mark.parametrize("dates", ["dmy", "auto"])
def test_a_year_of_two_digits_is_of_this_century(case_folder: Path, dates: str) -> None:
    read = read_rota((case_folder / "dmy.csv").read_bytes(), dates=dates)
    assert (read.days, read.problems) == ({TESS: {MONDAY: True}}, [])
