"""What the README and the docs tell people to type is typed, and what they say it prints is compared."""

import csv
import doctest
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "README.zh.md", *sorted((ROOT / "docs").glob("**/*.md"))]
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands(page):
    """The commands of a page's console blocks, each with the lines that are said to follow."""
    found = []
    for block in BLOCK.findall(page.read_text(encoding="utf-8")):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:].split("  #")[0], []))
            elif line:
                found[-1][1].append(line)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_python_examples_run(page):
    result = doctest.testfile(
        str(page), module_relative=False, encoding="utf-8", optionflags=doctest.ELLIPSIS
    )
    assert result.failed == 0


@pytest.mark.parametrize("page", [p for p in PAGES if commands(p)], ids=lambda p: p.name)
def test_commands_run(page, tmp_path):
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    with (tmp_path / "points.csv").open("w", newline="") as file:
        csv.writer(file).writerows(
            [["hours", "coffee", "passed"], *([h, h % 3, int(h > 5 or h == 2)] for h in range(1, 12))]
        )
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for command, expected in commands(page):
        # A make that runs these tests would run itself for ever: it is asked only what it would do.
        is_make = command.startswith("make ")
        done = subprocess.run(
            ["bash", "-c", command.replace("make ", "make --dry-run ", 1) if is_make else command],
            cwd=ROOT if is_make else tmp_path,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, f"{command}\n{done.stderr}"
        if expected:
            pattern = "\n".join(".*" if line == "…" else re.escape(line) for line in expected)
            assert re.search(pattern, done.stdout, re.DOTALL), f"{command}\n{done.stdout}"


def test_pictures_of_the_readme_are_there():
    for page in PAGES:
        for name in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / name).is_file(), f"{page.name} shows {name}, which is not there"


def test_links_between_pages_lead_somewhere():
    for page in [*PAGES, ROOT / "CONTRIBUTING.md"]:
        for target in re.findall(r"\]\((?!http)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
