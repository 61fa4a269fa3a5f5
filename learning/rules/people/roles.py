"""The three roles of people."""

from typing import Literal, get_args

Role = Literal["learner", "leader", "admin"]

ALL_ROLES: tuple[Role, ...] = get_args(Role)
