"""Who works at Harbour & Hill, and what kind of learner each of them is. Made-up people, every one."""

from dataclasses import dataclass

ORGANISATION = "Harbour & Hill"
HOME = "Europe/London"
WHOLE_WEEK = (1, 2, 3, 4, 5, 6, 7)


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff; shares and chances are from 0 to 1.

    `diligence` is the chance of a break on a working day, `ability` how well things stick, `bold` how easily "sure" is
    said, `pace` seconds a question, `hour` the usual hour of the break (25 is one at night, still the same day),
    `joined` and `days_off` in days before today, `offline` the chance that a break reaches the server hours later.
    `week` are ISO weekdays where they differ from the team's; a `starter` has had no break today and works today. `slipped` is
    a lesson of which nothing comes right any more, so that its badge rests: that one has had no break today either.
    """

    name: str
    diligence: float
    ability: float
    bold: float
    pace: float
    hour: float
    joined: int = 31
    week: tuple[int, ...] | None = None
    days_off: tuple[int, ...] = ()
    minutes: int = 5
    offline: float = 0.05
    alias: str | None = None
    on_boards: bool = True
    starter: bool = False
    leads: bool = False
    slipped: str | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """A team, its leader first."""

    name: str
    zone: str
    work_days: tuple[int, ...]
    members: tuple[Member, ...]


ADMIN = "Margaret Holloway"

SHOPS = Site(
    "Hill Street Shops & Cafés",
    HOME,
    (1, 2, 3, 4, 5, 6),
    (
        Member(
            "Sofia Marchetti",
            0.85,
            0.8,
            0.7,
            15,
            8.2,
            days_off=(1, 2, 3, 4, 5),
            leads=True,
            slipped="ten-habits.find-out",
        ),
        Member("Amara Okafor", 0.95, 0.72, 0.55, 12, 10.4, joined=12, starter=True),
        Member("Jakub Wiśniewski", 0.75, 0.6, 0.9, 11, 13.1, week=(2, 3, 4, 5, 6), offline=0.2),
        Member("Nguyễn Thị Minh Khai", 0.95, 0.85, 0.5, 17, 7.5, joined=15, days_off=(9, 10)),
        Member("Dafydd Llewellyn-Jones", 0.6, 0.55, 0.8, 20, 15.8, alias="Captain Latte"),
        Member("王秀英", 0.95, 0.75, 0.4, 16, 11.6, joined=9, week=(1, 2, 5, 6, 7)),
        Member("Fatoumata Diallo", 0.9, 0.75, 0.6, 14, 9.9, joined=13, minutes=8),
        Member("Björn Åkesson", 0.45, 0.65, 0.7, 22, 12.7, days_off=(2, 3)),
    ),
)
HOTEL = Site(
    "Harbour Hotel, Dubai Creek",
    "Asia/Dubai",
    (7, 1, 2, 3, 4),
    (
        Member("Priya Raghunathan", 0.8, 0.85, 0.65, 14, 9.0, leads=True),
        Member("محمد الهاشمي", 0.85, 0.7, 0.8, 15, 14.3),
        Member("María de los Ángeles Fernández-Villanueva y Ortega de la Serna", 0.7, 0.65, 0.45, 19, 22.4),
        Member("Joy Macapagal", 0.95, 0.8, 0.6, 12, 6.4, week=WHOLE_WEEK, minutes=3),
        Member("Sanjay Thapa", 0.65, 0.6, 0.75, 18, 25.2, week=(3, 4, 5, 6, 7), offline=0.3),
        Member("فاطمة الزهراء بن علي", 0.8, 0.75, 0.5, 16, 17.5, joined=17, days_off=(5,)),
        Member("Wanjirũ Kamau", 0.55, 0.7, 0.7, 13, 19.1, days_off=(12, 13, 14, 15)),
        Member("Chathura Wickramasinghe", 0.4, 0.5, 0.9, 10, 23.6, on_boards=False),
    ),
)
CALLS = Site(
    "Customer Line",
    HOME,
    (1, 2, 3, 4, 5),
    (
        Member("Kwame Boateng", 0.8, 0.8, 0.7, 13, 8.8, leads=True),
        Member("Aoife Ní Dhomhnaill", 0.9, 0.7, 0.55, 14, 10.1),
        Member("Grigorios Papadimitrakopoulos", 0.65, 0.6, 0.85, 15, 12.3, days_off=(6, 7)),
        Member("Haruka Saitō", 0.95, 0.9, 0.5, 18, 9.4, on_boards=False),
        Member("Zeynep Yıldırım", 0.75, 0.75, 0.65, 12, 14.6, joined=26, alias="Zed"),  # noqa: RUF001 - so she writes it
        Member("Олена Шевченко", 0.85, 0.8, 0.6, 15, 15.2, joined=10),
        Member("Lucía Benítez", 0.5, 0.55, 0.6, 21, 16.4, week=(1, 2, 3), minutes=8),
    ),
)

SITES = (SHOPS, HOTEL, CALLS)
