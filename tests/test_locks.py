"""What the set-up installs is pinned, hashed and the same for everybody, from whatever index they use."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

TOP = Path(__file__).parents[1]
LOCKS = {
    "requirements.lock": ["build"],
    "requirements-test.lock": ["build", "test"],
    "requirements-integrations.lock": ["build", "test", "integrations"],
}


def requirements(lock: str) -> list[str]:
    """Each requirement of a lock in one string, hashes included."""
    text = re.sub(r"^\s*#.*$", "", (TOP / lock).read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [entry for entry in text.replace("\\\n", " ").splitlines() if entry.strip()]


def pins(lock: str) -> set[tuple[str, str, str]]:
    parsed = [Requirement(entry.partition(" --hash")[0]) for entry in requirements(lock)]
    return {(r.name, str(r.specifier), str(r.marker)) for r in parsed}


@pytest.mark.parametrize("lock", LOCKS)
@pytest.mark.parametrize("address", ["://", "file:", "--index-url", "--find-links", "--trusted-host"])
def test_lock_names_no_place(lock, address):
    assert address not in (TOP / lock).read_text(encoding="utf-8")


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_and_hashed(lock):
    for entry in requirements(lock):
        assert re.match(r"[a-z0-9-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", entry), entry


@pytest.mark.parametrize(("lock", "extras"), LOCKS.items())
def test_lock_holds_what_the_project_asks_for(lock, extras):
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = project["dependencies"] + [r for e in extras for r in project["optional-dependencies"][e]]
    locked = [(name, pin.removeprefix("==")) for name, pin, _ in pins(lock)]
    for wanted in map(Requirement, asked):
        versions = [version for name, version in locked if name == wanted.name]
        assert versions, f"{wanted.name} is not in {lock}: run `make lock`"
        assert all(version in wanted.specifier for version in versions), f"{wanted}: run `make lock`"


def test_tests_run_on_the_versions_that_are_installed():
    assert pins("requirements.lock") <= pins("requirements-test.lock")


def test_package_lock_names_no_place():
    packages = json.loads((TOP / "web/package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert not [name for name, package in packages.items() if "resolved" in package]
    assert all("integrity" in package for name, package in packages.items() if name)
