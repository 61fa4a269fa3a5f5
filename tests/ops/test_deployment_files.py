"""The files of a deployment: what can be reached, what reaches out, and what is in the images.

No container is started here. The files are read as Docker and Caddy read them.
"""

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
SECONDS_OF_A_YEAR = 365 * 24 * 3600
SECRETS = ("POSTGRES_PASSWORD", "REDIS_PASSWORD")


@pytest.fixture
def services() -> dict[str, Any]:
    """The services of docker-compose.yml, with their anchors resolved."""
    text = (ROOT / "docker-compose.yml").read_text("utf-8")
    return dict(YAML(typ="safe").load(text)["services"])


def read_site(address: str) -> str:
    """Read the block of one site of the Caddyfile."""
    text = (ROOT / "deploy/Caddyfile").read_text("utf-8")
    found = re.search(rf"^{re.escape(address)} \{{\n(.*?)^\}}", text, re.MULTILINE | re.DOTALL)
    assert found, address
    return found[1]


def test_only_the_proxy_can_be_reached(services: dict[str, Any]) -> None:
    assert {name for name, service in services.items() if "ports" in service} == {"proxy"}
    assert not any("network_mode" in service for service in services.values())


def test_only_the_proxy_reaches_the_internet(services: dict[str, Any]) -> None:
    networks = YAML(typ="safe").load((ROOT / "docker-compose.yml").read_text("utf-8"))["networks"]
    open_networks = {name for name, network in networks.items() if not network.get("internal")}
    assert open_networks == {"outside"}
    assert all(service["networks"] for service in services.values())
    outside = {
        name for name, service in services.items() if open_networks & set(service["networks"])
    }
    assert outside == {"proxy"}


def test_every_service_has_few_rights(services: dict[str, Any]) -> None:
    for name, service in services.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "proxy" else [])
        assert "privileged" not in service, name


def test_nothing_starts_without_secrets_of_its_own() -> None:
    text = (ROOT / "docker-compose.yml").read_text("utf-8")
    example = (ROOT / "deploy/env.example").read_text("utf-8")
    for name in SECRETS:
        uses = re.findall(rf"\$\{{{name}([^}}]*)", text)
        assert uses, name
        assert all(rest.startswith(":?") for rest in uses), "a default would be known to all"
        assert re.search(rf"^{name}=$", example, re.MULTILINE), "the example has no value"


def test_the_proxy_asks_for_tls_for_a_year_on_all_subdomains() -> None:
    found = re.search(
        r'\??Strict-Transport-Security "max-age=(\d+); includeSubDomains"',
        read_site("{$HEROBREAK_DOMAIN}"),
    )
    assert found
    assert int(found[1]) >= SECONDS_OF_A_YEAR


def test_the_proxy_sends_pages_to_tls_and_refuses_the_api_without() -> None:
    assert "auto_https disable_redirects" in (ROOT / "deploy/Caddyfile").read_text("utf-8")
    site = re.sub(r"\s+", " ", read_site("http://{$HEROBREAK_DOMAIN}")).strip()
    assert site == (
        "handle /api/* { respond 403 } handle { redir https://{$HEROBREAK_DOMAIN}{uri} permanent }"
    )


def test_images_hold_listed_folders_alone() -> None:
    """Neither the history of the source nor tests reach an image."""
    lines = (ROOT / ".dockerignore").read_text("utf-8").split()
    assert lines[0] == "*", "everything is left out that is not listed"
    listed = {line.removeprefix("!") for line in lines if line.startswith("!")}
    assert listed == {
        *("api", "content", "frontend", "learning", "ops", "requirements", "worker"),
        *("deploy/Caddyfile", "pyproject.toml", "README.md"),
    }
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    assert "--group dev" not in dockerfile
    assert "all.lock" not in dockerfile
