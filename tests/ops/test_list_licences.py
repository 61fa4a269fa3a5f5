"""The lists of third-party licences are current, and every licence is accepted."""

import json
from pathlib import Path

import pytest

from ops.list_licences import (
    REVIEWED_PACKAGES,
    ROOT,
    LockedPackage,
    find_review_reason,
    is_permissive,
    read_phone_packages,
    read_server_packages,
    render_list,
    render_lists,
)


def read_all_packages() -> list[LockedPackage]:
    return read_server_packages(ROOT) + read_phone_packages(ROOT)


def test_the_lists_are_as_new_as_the_locks() -> None:
    for path, content in render_lists(ROOT).items():
        assert (ROOT / path).read_text() == content, f"{path} is older than its lock: make licences"


def test_every_package_has_a_permissive_licence_or_a_reason() -> None:
    unreviewed = [
        package
        for package in read_all_packages()
        if not is_permissive(package.licence) and find_review_reason(package.name) is None
    ]
    assert unreviewed == []


def test_every_review_is_still_needed() -> None:
    packages = read_all_packages()
    needed = {find_review_reason(p.name) for p in packages if not is_permissive(p.licence)}
    assert set(REVIEWED_PACKAGES.values()) == needed - {None}


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        ("MIT", True),
        ("MIT OR GPL-3.0-only", True),
        ("Apache-2.0 AND BSD-2-Clause", True),
        ("MIT AND GPL-3.0-only", False),
        ("BSD License, Apache Software License", True),
        ("MPL-2.0", False),
        ("none stated", False),
    ],
)
def test_which_licences_are_permissive(licence: str, expected: bool) -> None:
    assert is_permissive(licence) is expected


def test_a_lock_of_another_version_than_the_installed_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements/uv.lock.txt").write_text("")
    (tmp_path / "requirements/server.lock").write_text("click==0.0.1 \\\n    --hash=sha256:00\n")
    with pytest.raises(ValueError, match=r"click 0\.0\.1 is locked, .* is installed"):
        read_server_packages(tmp_path)


def test_a_package_without_a_stated_licence_is_listed_as_such(tmp_path: Path) -> None:
    (tmp_path / "frontend").mkdir()
    packages = {"": {}, "node_modules/a/node_modules/@b/c": {"version": "1.0.0"}}
    (tmp_path / "frontend/package-lock.json").write_text(json.dumps({"packages": packages}))
    found = read_phone_packages(tmp_path)
    assert found == [LockedPackage("@b/c", "1.0.0", "none stated")]
    assert "- @b/c (none stated): Nobody has reviewed it." in render_list("# Title\n", found)
