"""Layouts of programs that plan shifts, and of spreadsheets in five languages.

The files are our own: they have the headers and the forms of values of the programs, with people
who do not exist. In each of them Tess works on the 7th and Anna is off on the 8th.
"""

import pytest
from support.rota_tables import ReadRota, read_rota

EXPORTS = {
    "Deputy, timesheets": """\
Employee Export Code,Employee Name,Date,Start,End,Mealbreak,Total Hours,Total Cost,Area,Comment
1023,Tess Bakerman,07/12/2026,09:00:00,17:00:00,00:30:00,7.5,90.00,Counter,
1024,Anna Lee,13/12/2026,06:00:00,14:00:00,00:30:00,7.5,90.00,Bakery,
1024,Anna Lee,08/12/2026,,,,0,0,,
""",
    "Deputy, schedules": """\
First Name,Last Name,Email,Start Date,Start Time,End Date,End Time,Location,Area,Comment,Published
Tess,Bakerman,tess@shop.test,2026-12-07,22:00:00,2026-12-08,06:00:00,Shop,Till,,Yes
Anna,Lee,anna@shop.test,2026-12-08,00:00:00,2026-12-09,00:00:00,Shop,Annual Leave,,Yes
""".replace("Area", "Leave Type"),
    "When I Work, shifts": """\
First Name,Last Name,Position,Location,Start Time,End Time,Hours,Notes
Tess,Bakerman,Barista,Main,"Mon, Dec 7, 2026 9:00 AM","Mon, Dec 7, 2026 5:00 PM",8,
Anna,Lee,Time Off,Main,"Tue, Dec 8, 2026 9:00 AM","Tue, Dec 8, 2026 5:00 PM",8,
OpenShift,,Barista,Main,"Tue, Dec 8, 2026 9:00 AM","Tue, Dec 8, 2026 5:00 PM",8,
""",
    "When I Work, grid": """\
Schedule for Dec 7 - Dec 13, 2026
,Mon 12/7,Tue 12/8,Wed 12/9,Thu 12/10,Fri 12/11,Sat 12/12,Sun 12/13
OpenShifts,,9a-5p Barista,,,,,
Tess Bakerman,9a-5p Barista,,,,,,
Anna Lee,5p-11p,Time off,,,,,
Total Hours,8,8,8,0,6,0,0
""",
    "Humanity": """\
employee,eid,position,start_day,start_time,end_day,end_time,title,total_time
Tess Bakerman,12,Barista,12/07/2026,9:00am,12/07/2026,5:00pm,,8
Anna Lee,13,Vacation,12/08/2026,9:00am,12/08/2026,5:00pm,,8
Anna Lee,13,Barista,12/13/2026,9:00am,12/13/2026,5:00pm,,8
""",
    "Planday": """\
Employee;Employee group;Date;Start;End;Shift type;Hours
Tess Bakerman;Bar;07.12.2026;09.00;17.00;Normal;8,00
Anna Lee;Bar;08.12.2026;09.00;17.00;Sick leave;8,00
;;;;;;16,00
""",
    "German list": """\
Nachname;Vorname;Datum;Von;Bis;Pause;Bemerkung
Bakerman;Tess;Mo, 07.12.26;08:00;16:00;0:30;
Lee;Anna;Di, 08.12.26;Urlaub;;;
Summe;;;;;8;
""",
    "German grid": """\
Dienstplan KW 50/2026
Mitarbeiter/in;Mo;Di;Mi;Do;Fr;Sa;So;Stunden
Tess Bakerman;08.00–16.00;frei;;;;;;8
Anna Lee;Spät;Überstundenabbau;;;;;;8
""",
    "French list": """\
Nom;Prénom;Jour;Début;Fin;Type d'absence
Bakerman;Tess;lundi 7 décembre 2026;9h00;17h00;
Lee;Anna;mardi 8 décembre 2026;;;Congé payé
""",
    "French grid": """\
Planning du 7 décembre 2026 au 13 décembre 2026
Salarié;Lundi;Mardi;Mercredi;Jeudi;Vendredi;Samedi;Dimanche
Tess Bakerman;9h-17h;Repos;;;;;
Anna Lee;9h-17h;RTT;;;;;
""",
    "Spanish list": """\
Empleado;Fecha;Turno;Hora de entrada;Hora de salida
Tess Bakerman;7/12/2026;Mañana;6:00;14:00
Anna Lee;8/12/2026;Vacaciones;;
Total;;;;
""",
    "Polish list": """\
Imię i nazwisko;Data;Godzina od;Godzina do;Nieobecność
Tess Bakerman;07.12.2026;6:00;14:00;
Anna Lee;08.12.2026;;;Urlop wypoczynkowy (zatwierdzony)
""",
    "Polish grid": """\
Grafik, tydzień od 7 grudnia 2026
Pracownik;pn;wt;śr;czw;pt;sob;nd
Tess Bakerman;6-14;W;;;;;
Anna Lee;6-14;wolne;;;;;
""",
    "Rows of shifts with times in one cell": """\
Team member,When,Shift time
Tess Bakerman,Mon 7 Dec,9:00 AM - 5:00 PM
Anna Lee,Tue 8 Dec,Not available
""",
    "Days and times in one cell": """\
Staff member,Shift start,Shift end
Tess Bakerman,2026-12-07 09:00,2026-12-07 17:00
Anna Lee,2026-12-08 Off,
""".replace("2026-12-08 Off,", "2026-12-08,Off"),
}


def has_days(read: ReadRota) -> bool:
    """Say whether Tess works on the 7th and Anna is off on the 8th, without a fault."""
    anna = next(name for name in read.days if "Anna" in name)
    works = 7 in read.list_shifts("Tess Bakerman")
    return works and 8 in read.list_days_off(anna) and not read.problems


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_is_read_as_it_is(name: str) -> None:
    assert has_days(read_rota(EXPORTS[name]))


@pytest.mark.parametrize("name", EXPORTS)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252", "cp1250"])
def test_an_export_is_read_in_the_encodings_of_spreadsheets(name: str, encoding: str) -> None:
    try:
        raw = EXPORTS[name].encode(encoding)
    except UnicodeEncodeError:
        raw = EXPORTS[name].encode("utf-8")
    assert has_days(read_rota(raw, language="pl" if "Polish" in name else "en"))


@pytest.mark.parametrize("name", [name for name in EXPORTS if "grid" not in name.lower()])
def test_an_export_is_read_where_nobody_is_known(name: str) -> None:
    assert has_days(read_rota(EXPORTS[name], team=()))
