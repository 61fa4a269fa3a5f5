"""The Helm chart: it is linted and rendered where there is a `helm`. No cluster is needed."""

import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
CHART = ROOT / "deploy/helm"
VALUES = (
    "image.repository=registry.example.org/herobreak/app,domain=breaks.example.org,"
    "database.url=postgresql://herobreak_app@db/herobreak,redis.url=redis://cache/0,"
    "database.adminUrl=postgresql://admin@db/herobreak"
)
needs_helm = pytest.mark.skipif(not shutil.which("helm"), reason="there is no helm here")


def run_helm(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["helm", *arguments], capture_output=True, text=True, timeout=60)


def render(values: str = VALUES) -> list[dict[str, Any]]:
    """Render the chart, and give its documents."""
    result = run_helm("template", "try", str(CHART), "--set", values)
    assert result.returncode == 0, result.stderr
    return [document for document in YAML(typ="safe").load_all(result.stdout) if document]


def list_pods(documents: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Give the specification of each pod, by the name of what makes it."""
    return {
        document["metadata"]["name"]: document["spec"]["template"]["spec"]
        for document in documents
        if document["kind"] in {"Deployment", "Job"}
    }


def test_the_chart_serves_the_version_of_the_package() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert YAML(typ="safe").load((CHART / "Chart.yaml").read_text())["appVersion"] == version


@needs_helm
def test_the_chart_passes_the_lint_of_helm() -> None:
    result = run_helm("lint", "--strict", str(CHART), "--set", VALUES)
    assert result.returncode == 0, result.stdout


@needs_helm
def test_every_part_runs_with_few_rights() -> None:
    pods = list_pods(render())
    assert set(pods) == {"try-api", "try-worker", "try-beat", "try-prepare"}
    for name, pod in pods.items():
        assert pod["securityContext"]["runAsNonRoot"] is True, name
        assert pod["automountServiceAccountToken"] is False, name
        (container,) = pod["containers"]
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert container["resources"]["limits"]["memory"], name


@needs_helm
def test_passwords_come_from_a_secret_and_that_of_the_administrator_goes_to_one_pod() -> None:
    for name, pod in list_pods(render()).items():
        variables = {one["name"]: one for one in pod["containers"][0]["env"]}
        for variable, one in variables.items():
            if variable.endswith(("_PASSWORD", "_TOKEN")):
                assert "value" not in one, variable
                assert one["valueFrom"]["secretKeyRef"]["name"] == "herobreak"
        assert ("DATABASE_ADMIN_URL" in variables) == (name == "try-prepare")


@needs_helm
def test_a_digest_comes_before_the_tag() -> None:
    pods = list_pods(render(f"{VALUES},image.tag=1,image.digest=sha256:ab"))
    images = {pod["containers"][0]["image"] for pod in pods.values()}
    assert images == {"registry.example.org/herobreak/app@sha256:ab"}


@needs_helm
def test_a_missing_value_is_named() -> None:
    result = run_helm("template", "try", str(CHART))
    assert result.returncode
    for name in ("/domain", "/image/repository", "/database/url", "/redis/url"):
        assert name in result.stderr
