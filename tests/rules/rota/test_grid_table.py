"""Rotas as grids: people down, days across, or days down and people across."""

from datetime import date

import pytest
from support.rota_tables import read_rota

from learning.rules.refusals import Invalid

WEEK = "Tess Bakerman,9-5,Off,A/L,,10:00 AM - 4:00 PM,—,RDO\n"
SHIFTS, DAYS_OFF = [7, 11], [8, 9, 10, 12, 13]
DATES = "07/12/2026,08/12/2026,09/12/2026,10/12/2026,11/12/2026,12/12/2026,13/12/2026"
SHORT = "Mon 7/12,Tue 8/12,Wed 9/12,Thu 10/12,Fri 11/12,Sat 12/12,Sun 13/12"
WEEKDAYS = "Mon,Tue,Wed,Thu,Fri,Sat,Sun"


@pytest.mark.parametrize(
    "head",
    [
        f"Name,{DATES}\n",
        f",{DATES}\n",
        f"Staff,{SHORT}\n",
        "Name,Mon 7 Dec,Tue 8 Dec,Wed 9 Dec,Thu 10 Dec,Fri 11 Dec,Sat 12 Dec,Sun 13 Dec\n",
        "Name,12/7,12/8,12/9,12/10,12/11,12/12,12/13\n",
        "Mitarbeiter,07.12.,08.12.,09.12.,10.12.,11.12.,12.12.,13.12.\n",
        f"Name,{DATES}\n,{WEEKDAYS}\n",
        f",{WEEKDAYS}\nName,{DATES}\n",
        f"Name,{WEEKDAYS}\n,{DATES}\n",
        f"Week commencing 07/12/2026\n\nName,{WEEKDAYS}\n",
        f"Bakery,,,W/C,7 December 2026\nName,{WEEKDAYS}\n",
        f"Week ending Sunday 13 December 2026\nName,{WEEKDAYS}\n",
        f"w/c 7/12,{WEEKDAYS}\n",
        f"Week 50 2026\nName,{WEEKDAYS}\n",
        "KW 50\nName,Montag,Dienstag,Mittwoch,Donnerstag,Freitag,Samstag,Sonntag\n",
        "Semaine du 7 décembre 2026\nNom,lundi,mardi,mercredi,jeudi,vendredi,samedi,dimanche\n",
        "Semana del 7 de diciembre de 2026\nEmpleado,lun,mar,mié,jue,vie,sáb,dom\n",
        "Tydzień od 07.12.2026\nPracownik,pon.,wt.,śr.,czw.,pt.,sob.,niedz.\n",
        "December 2026\nName,7,8,9,10,11,12,13\n",
        (
            '"Name","Mon\n07/12","Tue\n08/12","Wed\n09/12","Thu\n10/12","Fri\n11/12","Sat\n12/12",'
            '"Sun\n13/12"\n'
        ),
    ],
)
def test_days_across_in_many_forms(head: str) -> None:
    read = read_rota(head + WEEK)
    assert read.table.kind == "grid"
    assert read.list_shifts("Tess Bakerman") == SHIFTS
    assert read.list_days_off("Tess Bakerman") == DAYS_OFF
    assert read.problems == []


def test_a_week_that_begins_on_sunday() -> None:
    head = "Week of Dec 6, 2026\nName,Sun,Mon,Tue,Wed,Thu,Fri,Sat\n"
    assert read_rota(f"{head}Anna Lee,9-5,9-5,,,,,9-5\n").list_shifts("Anna Lee") == [6, 7, 12]


def test_weeks_below_each_other() -> None:
    text = (
        f"w/c 7/12/2026\nName,{WEEKDAYS}\nAnna Lee,9-5,,,,,,\nBo Chan,,9-5,,,,,\n\n"
        f"w/c 14/12/2026\nName,{WEEKDAYS}\nAnna Lee,,9-5,,,,,\nBo Chan,9-5,,,,,,\n"
    )
    read = read_rota(text)
    assert (read.list_shifts("Anna Lee"), read.list_shifts("Bo Chan")) == ([7, 15], [8, 14])
    with_dates = (
        "Name,7/12/2026,8/12/2026,9/12/2026\nAnna Lee,9-5,,\n"
        "Name,14/12/2026,15/12/2026,16/12/2026\nAnna Lee,,9-5,\n"
    )
    assert read_rota(with_dates).list_shifts("Anna Lee") == [7, 15]


def test_a_day_may_have_a_start_and_an_end_of_its_own() -> None:
    text = (
        "Employee,Mon 7 Dec,,Tue 8 Dec,,Wed 9 Dec,\n,Start,Finish,Start,Finish,Start,Finish\n"
        "Tess Bakerman,09:00,17:00,OFF,,10:00,18:00\nAnna Lee,,,09:00,17:00,,\n"
    )
    read = read_rota(text)
    assert (read.list_shifts("Tess Bakerman"), read.list_shifts("Anna Lee")) == ([7, 9], [8])
    with_breaks = (
        "Name,07/12/2026,,,08/12/2026,,\n,In,Out,Break,In,Out,Break\n"
        "Anna Lee,9:00,17:00,0:30,,,0:00\n"
    )
    assert read_rota(with_breaks).list_shifts("Anna Lee") == [7]


def test_lines_of_no_person_are_notes() -> None:
    text = (
        f"Bakery rota\nName,Position,{SHORT}\nFront of house,,,,,,,,\n"
        "Tess Bakerman,Baker,9-5,,,,,,\n,,14-18,18-22,,,,,\nOpen shifts,,9-5,,,,,,\n"
        "Total,,1,0,0,0,0,0,0\n,,8,0,0,0,0,0,0\nPrinted by Lea\n"
    )
    read = read_rota(text)
    assert (list(read.days), read.list_shifts("Tess Bakerman")) == (["Tess Bakerman"], [7, 8])
    assert [line for line, _ in read.notes] == [3, 6, 7, 8, 9]
    assert read.problems == []


def test_names_may_be_in_two_columns_or_be_logins() -> None:
    text = f"Last name,First name,{SHORT}\nLee,Anna,9-5,,,,,,\n"
    assert read_rota(text).list_shifts("Anna Lee") == [7]
    assert read_rota(f"login,{SHORT}\nanna-lee,9-5,,,,,,\n").table.person_key == "login"


def test_days_down_and_people_across() -> None:
    text = "Date,Day,Tess Bakerman,Anna Lee\n07/12/2026,Mon,9-5,Off\n08/12/2026,Tue,,9-5\n"
    read = read_rota(text)
    assert read.table.kind == "people_across"
    assert (read.list_shifts("Tess Bakerman"), read.list_shifts("Anna Lee")) == ([7], [8])


def test_weekdays_without_a_week_are_asked_about() -> None:
    text = f"Name,{WEEKDAYS}\nAnna Lee,9-5,,,,,,\n"
    with pytest.raises(Invalid) as refused:
        read_rota(text)
    assert (refused.value.code, refused.value.problems[0].where) == ("rota.no_week", "week")
    assert read_rota(text, week=date(2026, 12, 7)).list_shifts("Anna Lee") == [7]
    with pytest.raises(Invalid, match=r"rota\.no_week"):
        read_rota("Name,1,2,3,4,5,6,7\nAnna Lee,9-5,,,,,,\n")


def test_a_grid_that_was_not_filled_in_gives_nobody_a_free_week() -> None:
    with pytest.raises(Invalid, match=r"rota\.empty_file"):
        read_rota(f"Name,{DATES}\nAnna Lee,,,,,,,\nBo Chan,,,,,,,\n")


def test_the_same_person_on_two_lines_works_where_either_says_so() -> None:
    text = f"Name,{DATES}\nAnna Lee,9-5,,,,,,\nAnna Lee,,9-5,off,,,,\nAnna Lee,off,,,,,,\n"
    read = read_rota(text)
    assert read.list_shifts("Anna Lee") == [7, 8]
    assert read.problems == [(4, "rota.other_line_says_works")]


NUMBERED = "Mon 7,Tue 8,Wed 9,Thu 10,Fri 11,Sat 12,Sun 13"


@pytest.mark.parametrize(
    "head",
    [
        f"December 2026\nName,{NUMBERED}\n",
        f"Name,{NUMBERED}\n",
        f"Week 7 - 13 December\nName,{NUMBERED}\n",
        "Name,Mon 7th,Tue 8th,Wed 9th,Thu 10th,Fri 11th,Sat 12th,Sun 13th\n",
        "Mitarbeiter,Mo 7.,Di 8.,Mi 9.,Do 10.,Fr 11.,Sa 12.,So 13.\n",
        "Salari\u00e9,lun,mar,mer,jeu,ven,sam,dim\n,7,8,9,10,11,12,13\n",
        "Salari\u00e9,lun. 7,mar. 8,mer. 9,jeu. 10,ven. 11,sam. 12,dim. 13\n",
        f"Name,{WEEKDAYS}\n,7,8,9,10,11,12,13\n",
        f"December 2026\n,{WEEKDAYS}\nName,7,8,9,10,11,12,13\n",
    ],
)
def test_weekdays_with_a_number_are_days_of_a_month(head: str) -> None:
    read = read_rota(head + WEEK)
    assert (read.list_shifts("Tess Bakerman"), read.problems) == (SHIFTS, [])
    assert read.list_days_off("Tess Bakerman") == DAYS_OFF


def test_a_week_of_numbers_goes_over_the_end_of_a_month() -> None:
    head = f"Name,{WEEKDAYS}\n,28,29,30,31,1,2,3\n"
    read = read_rota(head + WEEK)
    days = read.days["Tess Bakerman"]
    assert (min(days), max(days)) == (date(2026, 12, 28), date(2027, 1, 3))


def test_a_number_that_is_not_on_its_weekday_is_a_problem() -> None:
    read = read_rota("Name,Mon 8,Tue 8,Wed 9,Thu 10\nTess Bakerman,9-5,9-5,off,9-5\n")
    assert read.problems == [(1, "rota.invalid_day")]
    assert read.list_shifts("Tess Bakerman") == [8, 10]


@pytest.mark.parametrize(
    "title",
    [
        *("Semaine du 7 au 13 d\u00e9cembre 2026", "Week 7 - 13 December 2026", "7-13 Dec 2026"),
        *(
            "7th to 13th December",
            "07.12. - 13.12.2026",
            "07.\u201313.12.2026",
            "Rota: 7-13/12/2026",
        ),
        *("7/12 - 13/12/2026", "Dec 7 \u2013 Dec 13, 2026", "KW 50 (07.12.-13.12.2026)"),
        *("Semana del 7 al 13 de diciembre de 2026", "Tydzie\u0144 7-13 grudnia 2026"),
        *("Vom 7. bis 13. Dezember 2026", "7\u201311 December 2026", "2026-12-07 - 2026-12-13"),
        *("Od 7 do 13 grudnia", "Mon 7 Dec to Sun 13 Dec 2026", "07/12/2026 - 13/12/2026"),
    ],
)
def test_a_title_with_a_span_names_the_week_of_its_first_day(title: str) -> None:
    read = read_rota(f"{title}\nName;{WEEKDAYS.replace(',', ';')}\n{WEEK.replace(',', ';')}")
    assert (read.list_shifts("Tess Bakerman"), read.problems) == (SHIFTS, [])


def test_a_row_of_weekdays_does_not_name_the_month() -> None:
    weekdays = ",".join((["mar", "mi\u00e9", "jue", "vie", "s\u00e1b", "dom", "lun"] * 5)[:31])
    numbers = ",".join(str(number) for number in range(1, 32))
    shifts = ",".join(["M"] * 30 + ["Libre"])
    for head in (f",{weekdays}\nNombre,{numbers}\n", f"Nombre,{numbers}\n,{weekdays}\n"):
        read = read_rota(f"Diciembre 2026\n{head}Tess Bakerman,{shifts}\n")
        days = read.days["Tess Bakerman"]
        assert (min(days), days[date(2026, 12, 31)]) == (date(2026, 12, 1), False)
        assert len(days) == 31


WEEKDAYS_ONLY = "Name,Mon,Tue,Wed,Thu"
NUMBERED = "Name,Mon 7,Tue 8,Wed 9,Thu 10"


@pytest.mark.parametrize("title", ["13/2026", "00/2026", "0/2026", "99-2026"])
def test_a_title_that_names_no_month_is_no_month(title: str) -> None:
    read = read_rota(f"Rota {title}\n{NUMBERED}\nAnna Lee,9-5,9-5,off,off\n")
    assert read.list_shifts("Anna Lee") == [7, 8]


@pytest.mark.parametrize(
    "title",
    [
        *("week ending 0001-01-03", "week commencing 9999-12-30", "w/e 0001-01-01T00:00:00"),
        *("w/e 9999-12-31T23:59:59-23:59", "0000-00-00"),
    ],
)
def test_a_title_at_the_ends_of_the_calendar_is_no_week(title: str) -> None:
    assert read_rota(f"{title}\n{NUMBERED}\nAnna Lee,9-5,,,\n").list_shifts("Anna Lee") == [7]
    with pytest.raises(Invalid, match="no_week"):
        read_rota(f"{title}\n{WEEKDAYS_ONLY}\nAnna Lee,9-5,,,\n")


@pytest.mark.parametrize("week", [date.min, date.max])
def test_a_week_at_the_ends_of_the_calendar_is_none(week: date) -> None:
    read = read_rota(f"Rota\n{NUMBERED}\nAnna Lee,9-5,,,\n", week=week)
    assert read.list_shifts("Anna Lee") == [7]
    with pytest.raises(Invalid, match="no_week"):
        read_rota(f"Rota\n{WEEKDAYS_ONLY}\nAnna Lee,9-5,,,\n", week=week)
