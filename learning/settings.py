"""What may be set from outside, read once at a door."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """Where Herobreak lives and which servers it uses.

    `url` is the address people open, without a trailing slash; over https, cookies are `Secure`.
    `proxies` is how many proxies of our own stand before this server; their X-Forwarded-For is believed.
    `database_url` and `redis_url` are empty where the embedded servers are to be used. Boards may live on a Redis of their
    own, a cluster too: `boards_url`.
    """

    host: str
    port: int
    data: Path
    url: str
    database_url: str
    redis_url: str
    proxy_count: int = 0
    own_boards_url: str = ""

    @property
    def uses_https(self) -> bool:
        """Whether people reach this server over TLS."""
        return self.url.startswith("https://")

    @property
    def boards_url(self) -> str:
        """Where the boards are: a server, or `redis+cluster://:password@host:port,host:port`."""
        return self.own_boards_url or self.redis_url


def parse_settings(environment: Mapping[str, str]) -> Settings:
    """Read the settings.

    Raises:
        ValueError: `PORT` is not a whole number from 0 to 65535, or `HEROBREAK_PROXIES` not one from 0 to 9.
    """
    host = environment.get("HOST") or "127.0.0.1"
    port = _parse_port(environment.get("PORT") or "8000")
    return Settings(
        host=host,
        port=port,
        data=Path(environment.get("HEROBREAK_DATA") or "data").expanduser().absolute(),
        url=(
            environment.get("HEROBREAK_URL")
            or f"http://{'localhost' if host == '127.0.0.1' else host}:{port}"
        ).rstrip("/"),
        database_url=environment.get("DATABASE_URL", ""),
        redis_url=environment.get("REDIS_URL", ""),
        proxy_count=_parse_proxy_count(environment.get("HEROBREAK_PROXIES") or "0"),
        own_boards_url=environment.get("BOARDS_URL", ""),
    )


def _parse_port(text: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) <= 65535:
        raise ValueError(
            f"PORT is {text!r}: give a whole number from 0 to 65535, for example PORT=8000"
        )
    return int(text)


def _parse_proxy_count(text: str) -> int:
    if not (text.isdecimal() and text.isascii() and len(text) == 1):
        raise ValueError(
            f"HEROBREAK_PROXIES is {text!r}: give the number of your own proxies before Herobreak, 0 to 9"
        )
    return int(text)
