"""The settings of the process environment. An entry point reads them once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from learning.invalid_setting import InvalidSetting as InvalidSetting
from learning.secret_settings import read_secret, read_server_url


@dataclass(frozen=True, slots=True)
class Settings:
    """Where Herobreak listens, where its data is, and which servers it uses.

    `url` is the address that people open, without a trailing slash. With https, cookies are
    `Secure`. `proxy_count` is how many proxies of the operator stand before this server; that many
    entries of X-Forwarded-For are believed. An empty `database_url` or `redis_url` stands for the
    embedded server. `own_boards_url` names a Redis server or cluster for the boards alone. Who has
    `metrics_token` reads metrics and the parts of the readiness; while it is empty, nobody does.
    `database_admin_url` is for migrations alone; API and workers do not have it.
    Leaders and admins are signed out when a device was not used for `leader_idle_hours`. The
    requests of one phone take at most `phone_percent` of the time of an API process.
    Backups are in the folder `backups`. `herobreak serve` makes one every `backup_hours` (0: none)
    and keeps the newest `backups_kept`.
    """

    host: str
    port: int
    data: Path
    url: str
    database_url: str
    redis_url: str
    proxy_count: int = 0
    own_boards_url: str = ""
    metrics_token: str = field(default="", repr=False)
    leader_idle_hours: int = 168
    phone_percent: int = 4
    database_admin_url: str = field(default="", repr=False)
    backups: Path = Path("data/backups")
    backup_hours: int = 0
    backups_kept: int = 7

    @property
    def uses_https(self) -> bool:
        """Whether people reach this server over TLS."""
        return self.url.startswith("https://")

    @property
    def boards_url(self) -> str:
        """Where the boards are: a server, or `redis+cluster://:password@host:port,host:port`."""
        return self.own_boards_url or self.redis_url


def parse_settings(environment: Mapping[str, str]) -> Settings:
    """Read the settings from environment variables.

    Raises:
        InvalidSetting: `PORT` is not a whole number from 0 to 65535, or `HEROBREAK_PROXIES` is not
            one from 0 to 9, or `HEROBREAK_IDLE_HOURS` none from 1 to 4320, or
            `HEROBREAK_PHONE_PERCENT` none from 1 to 100, or `HEROBREAK_BACKUP_HOURS` none from 0
            to 8760, or `HEROBREAK_BACKUPS_KEPT` none from 1 to 1000, or the file of a secret can't
            be used.
    """
    host = environment.get("HOST") or "127.0.0.1"
    port = _parse_port(environment.get("PORT") or "8000")
    data = Path(environment.get("HEROBREAK_DATA") or "data").expanduser().absolute()
    return Settings(
        host=host,
        port=port,
        data=data,
        url=(
            environment.get("HEROBREAK_URL")
            or f"http://{'localhost' if host == '127.0.0.1' else host}:{port}"
        ).rstrip("/"),
        database_url=read_server_url(environment, "DATABASE"),
        redis_url=read_server_url(environment, "REDIS"),
        proxy_count=_parse_proxy_count(environment.get("HEROBREAK_PROXIES") or "0"),
        own_boards_url=read_server_url(environment, "BOARDS"),
        metrics_token=read_secret(environment, "HEROBREAK_METRICS_TOKEN"),
        leader_idle_hours=_parse_idle_hours(environment.get("HEROBREAK_IDLE_HOURS") or "168"),
        phone_percent=_parse_phone_percent(environment.get("HEROBREAK_PHONE_PERCENT") or "4"),
        backups=Path(environment.get("HEROBREAK_BACKUPS") or data / "backups")
        .expanduser()
        .absolute(),
        backup_hours=_parse_backup_hours(environment.get("HEROBREAK_BACKUP_HOURS") or "0"),
        backups_kept=_parse_backups_kept(environment.get("HEROBREAK_BACKUPS_KEPT") or "7"),
        database_admin_url=read_server_url(environment, "DATABASE_ADMIN"),
    )


def _parse_port(text: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) <= 65535:
        raise InvalidSetting("PORT", "operator.port_invalid", text)
    return int(text)


def _parse_idle_hours(text: str) -> int:
    if not (text.isdecimal() and text.isascii() and len(text) <= 4 and 1 <= int(text) <= 4320):
        raise InvalidSetting("HEROBREAK_IDLE_HOURS", "operator.idle_hours_invalid", text)
    return int(text)


def _parse_phone_percent(text: str) -> int:
    if not (text.isdecimal() and text.isascii() and len(text) <= 3 and 1 <= int(text) <= 100):
        raise InvalidSetting("HEROBREAK_PHONE_PERCENT", "operator.phone_percent_invalid", text)
    return int(text)


def _parse_proxy_count(text: str) -> int:
    if not (text.isdecimal() and text.isascii() and len(text) == 1):
        raise InvalidSetting("HEROBREAK_PROXIES", "operator.proxies_invalid", text)
    return int(text)


def _parse_backup_hours(text: str) -> int:
    if not (text.isdecimal() and text.isascii() and len(text) <= 4 and int(text) <= 8760):
        raise InvalidSetting("HEROBREAK_BACKUP_HOURS", "operator.backup_hours_invalid", text)
    return int(text)


def _parse_backups_kept(text: str) -> int:
    if not (text.isdecimal() and text.isascii() and len(text) <= 4 and 1 <= int(text) <= 1000):
        raise InvalidSetting("HEROBREAK_BACKUPS_KEPT", "operator.backups_kept_invalid", text)
    return int(text)
