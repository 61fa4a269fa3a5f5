"""Settings that are secret: read from a variable or from a file, and put into an address.

A file keeps a secret out of the environment, which everybody who may inspect a container can read.
A password beside its address needs no quoting: it may have `@`, `/` and `#`.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from learning.invalid_setting import InvalidSetting

FILE_SUFFIX = "_FILE"
"""`DATABASE_URL_FILE` names the file that has the value of `DATABASE_URL`."""


def read_secret(environment: Mapping[str, str], name: str) -> str:
    """Give the value of a variable, else the content of the file that `{name}_FILE` names.

    White space around the content is left out. Without either the value is empty.

    Raises:
        InvalidSetting: the file can't be read, is no text, or is empty.
    """
    given, file = environment.get(name, ""), environment.get(name + FILE_SUFFIX, "")
    if given or not file:
        return given
    try:
        text = Path(file).read_text("utf-8").strip()
    except (OSError, ValueError):
        text = ""
    if not text:
        raise InvalidSetting(
            name + FILE_SUFFIX, "operator.secret_file_unreadable", f"{name}{FILE_SUFFIX}={file}"
        )
    return text


def read_server_url(environment: Mapping[str, str], server: str) -> str:
    """Give the address of a server with its password, from `{server}_URL` and `{server}_PASSWORD`.

    Raises:
        InvalidSetting: the file of a secret can't be used.
    """
    url = read_secret(environment, f"{server}_URL")
    return add_password(url, read_secret(environment, f"{server}_PASSWORD"))


def add_password(url: str, password: str) -> str:
    """Put a password into an address, quoted. An address that has one keeps it.

    The address may name several hosts: `redis+cluster://host:port,host:port`.
    """
    scheme, separator, rest = url.partition("://")
    end = re.search(r"[/?#]|$", rest)
    authority, tail = (rest[: end.start()], rest[end.start() :]) if end else (rest, "")
    user, _, hosts = authority.rpartition("@")
    if not (password and separator) or ":" in user:
        return url
    return f"{scheme}://{user}:{quote(password, safe='')}@{hosts}{tail}"
