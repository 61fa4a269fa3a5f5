"""The people of the demo organisation Harbour & Hill, and how each of them learns.

All names are made up.
"""

from dataclasses import dataclass

DEMO_ORGANISATION = "Harbour & Hill"
HOME_TIME_ZONE = "Europe/London"
ALL_WEEKDAYS = (1, 2, 3, 4, 5, 6, 7)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A member of staff. Shares and probabilities are from 0 to 1.

    - `diligence`: probability of a break on a working day.
    - `ability`: how well the person remembers.
    - `confidence`: how readily the person says "sure".
    - `seconds_per_question`: usual time for one question.
    - `usual_hour`: usual hour of the break; 25 is 01:00 at night, still on the same local day.
    - `joined_days_ago`, `days_off_ago`: days before today.
    - `work_days`: ISO weekdays, if they differ from those of the team.
    - `offline_probability`: probability that a break reaches the server hours later.
    - `is_starter`: works today and has had no break today.
    - `forgotten_lesson`: a lesson of which the person now answers every question wrong, so that its
      badge has lapsed. The person has had no break today.
    """

    name: str
    diligence: float
    ability: float
    confidence: float
    seconds_per_question: float
    usual_hour: float
    joined_days_ago: int = 31
    work_days: tuple[int, ...] | None = None
    days_off_ago: tuple[int, ...] = ()
    daily_minutes: int = 5
    offline_probability: float = 0.05
    alias: str | None = None
    on_boards: bool = True
    is_starter: bool = False
    is_leader: bool = False
    forgotten_lesson: str | None = None


@dataclass(frozen=True, slots=True)
class DemoTeam:
    """A team. Its leader is the first member."""

    name: str
    zone: str
    work_days: tuple[int, ...]
    members: tuple[DemoPerson, ...]


DEMO_ADMIN = "Margaret Holloway"

SHOP_TEAM = DemoTeam(
    "Hill Street Shops & Cafés",
    HOME_TIME_ZONE,
    (1, 2, 3, 4, 5, 6),
    (
        DemoPerson(
            "Sofia Marchetti",
            0.85,
            0.8,
            0.7,
            15,
            8.2,
            days_off_ago=(1, 2, 3, 4, 5),
            is_leader=True,
            forgotten_lesson="ten-habits.find-out",
        ),
        DemoPerson("Amara Okafor", 0.95, 0.72, 0.55, 12, 10.4, joined_days_ago=12, is_starter=True),
        DemoPerson(
            "Jakub Wiśniewski",
            0.75,
            0.6,
            0.9,
            11,
            13.1,
            work_days=(2, 3, 4, 5, 6),
            offline_probability=0.2,
        ),
        DemoPerson(
            "Nguyễn Thị Minh Khai",
            0.95,
            0.85,
            0.5,
            17,
            7.5,
            joined_days_ago=15,
            days_off_ago=(9, 10),
        ),
        DemoPerson("Dafydd Llewellyn-Jones", 0.6, 0.55, 0.8, 20, 15.8, alias="Captain Latte"),
        DemoPerson(
            "王秀英", 0.95, 0.75, 0.4, 16, 11.6, joined_days_ago=9, work_days=(1, 2, 5, 6, 7)
        ),
        DemoPerson(
            "Fatoumata Diallo", 0.9, 0.75, 0.6, 14, 9.9, joined_days_ago=13, daily_minutes=8
        ),
        DemoPerson("Björn Åkesson", 0.45, 0.65, 0.7, 22, 12.7, days_off_ago=(2, 3)),
    ),
)
HOTEL_TEAM = DemoTeam(
    "Harbour Hotel, Dubai Creek",
    "Asia/Dubai",
    (7, 1, 2, 3, 4),
    (
        DemoPerson("Priya Raghunathan", 0.8, 0.85, 0.65, 14, 9.0, is_leader=True),
        DemoPerson("محمد الهاشمي", 0.85, 0.7, 0.8, 15, 14.3),
        DemoPerson(
            "María de los Ángeles Fernández-Villanueva y Ortega de la Serna",
            0.7,
            0.65,
            0.45,
            19,
            22.4,
        ),
        DemoPerson(
            "Joy Macapagal", 0.95, 0.8, 0.6, 12, 6.4, work_days=ALL_WEEKDAYS, daily_minutes=3
        ),
        DemoPerson(
            "Sanjay Thapa",
            0.65,
            0.6,
            0.75,
            18,
            25.2,
            work_days=(3, 4, 5, 6, 7),
            offline_probability=0.3,
        ),
        DemoPerson(
            "فاطمة الزهراء بن علي", 0.8, 0.75, 0.5, 16, 17.5, joined_days_ago=17, days_off_ago=(5,)
        ),
        DemoPerson("Wanjirũ Kamau", 0.55, 0.7, 0.7, 13, 19.1, days_off_ago=(12, 13, 14, 15)),
        DemoPerson("Chathura Wickramasinghe", 0.4, 0.5, 0.9, 10, 23.6, on_boards=False),
    ),
)
CALL_CENTRE_TEAM = DemoTeam(
    "Customer Line",
    HOME_TIME_ZONE,
    (1, 2, 3, 4, 5),
    (
        DemoPerson("Kwame Boateng", 0.8, 0.8, 0.7, 13, 8.8, is_leader=True),
        DemoPerson("Aoife Ní Dhomhnaill", 0.9, 0.7, 0.55, 14, 10.1),
        DemoPerson("Grigorios Papadimitrakopoulos", 0.65, 0.6, 0.85, 15, 12.3, days_off_ago=(6, 7)),
        DemoPerson("Haruka Saitō", 0.95, 0.9, 0.5, 18, 9.4, on_boards=False),
        DemoPerson(
            "Zeynep Yıldırım",  # noqa: RUF001 - a Turkish letter
            0.75,
            0.75,
            0.65,
            12,
            14.6,
            joined_days_ago=26,
            alias="Zed",
        ),
        DemoPerson("Олена Шевченко", 0.85, 0.8, 0.6, 15, 15.2, joined_days_ago=10),
        DemoPerson("Lucía Benítez", 0.5, 0.55, 0.6, 21, 16.4, work_days=(1, 2, 3), daily_minutes=8),
    ),
)

DEMO_TEAMS = (SHOP_TEAM, HOTEL_TEAM, CALL_CENTRE_TEAM)
