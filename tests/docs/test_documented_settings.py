"""Every setting of the server is documented, and the example of a server's settings is complete."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from learning.settings import parse_settings

ROOT = Path(__file__).parents[2]
DOCUMENTS_OF_SETTINGS = ("README.md", "docs/deploying.md")


class RecordingEnvironment(Mapping[str, str]):
    """An empty environment that keeps the names that are looked up."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.names.add(name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def list_setting_names() -> set[str]:
    """List the names of the variables that `parse_settings` reads."""
    environment = RecordingEnvironment()
    parse_settings(environment)
    return environment.names


def list_example_names() -> set[str]:
    """List the variables of the example of `.env`."""
    return set(re.findall(r"^(\w+)=", (ROOT / "deploy/env.example").read_text(), re.MULTILINE))


def list_documented_names() -> set[str]:
    """List the words in code marks that look like a variable: `PORT` and `HEROBREAK_DEMO=no`."""
    texts = [(ROOT / name).read_text() for name in DOCUMENTS_OF_SETTINGS]
    return {name for text in texts for name in re.findall(r"`([A-Z][A-Z_]+)(?:=[^`]*)?`", text)}


def test_every_setting_is_documented() -> None:
    names = list_setting_names()
    assert {"PORT", "HEROBREAK_PROXIES"} <= names
    assert names - list_documented_names() == set()


def test_every_variable_of_the_example_is_documented_and_used() -> None:
    compose = (ROOT / "docker-compose.yml").read_text()
    examples = list_example_names()
    assert examples == set(re.findall(r"\$\{(\w+)", compose))
    assert examples - list_documented_names() == set()
