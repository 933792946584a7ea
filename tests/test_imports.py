"""Who may import whom: `import logloss` stays light, and rooms import only from the rooms above them."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "logloss"

HEAVY = ("sklearn", "scipy", "matplotlib", "pyarrow", "narwhals", "rich", "click", "pandas", "polars")

# DESIGN.md, "The rooms, from the ground up". A room imports from itself and from those before it.
ROOMS = (
    "version",
    "errors",
    "atomic",
    "messages",
    "information",
    "touchable",
    "told",
    "kernels",
    "checks",
    "scores",
    "summary",
    "sources",
    "analysis",
    "explanation",
    "reconciliation",
    "changes",
    "comparison",
    "estimators",
    "recalibration",
    "replay",
    "scenes",
    "render",
    "cli",
    "__init__",
    "__main__",
)

# The methods of a result that draw or print import `render` when they are called.
DRAWN_WHEN_CALLED = (
    "touchable.py",
    "told.py",
    "explanation/result.py",
    "scenes/__init__.py",
    "estimators/result.py",
    "reconciliation/result.py",
    "changes/result.py",
    "changes/line.py",
    "comparison/result.py",
    "replay/result.py",
    "replay/runs.py",
)

# The command says which version it is of; the rest of `__init__` is not for it.
SAID_BY_THE_COMMAND = "logloss.__version__"

# Where alone a package may be imported; a star stands for a longer name, and for the files of a folder.
FITTING = ("estimators*", "scenes/*", "recalibration*", "replay/staged.py")
ONLY_IN = {
    "narwhals": ("sources/frames.py", "sources/engine/*"),
    "pyarrow": (
        "sources/files*",
        "sources/engine/*",
        "replay/loading.py",
        "replay/store.py",
        *(
            f"sources/{name}.py"
            for name in (
                "batches",
                "columns",
                "distinct",
                "frames",
                "ids",
                "partitions",
                "spark",
                "times",
                "values",
            )
        ),
    ),
    "dask": ("sources/partitions.py",),
    "xgboost": ("replay/xgboost.py",),
    "lightgbm": ("replay/lightgbm.py",),
    "matplotlib": tuple(
        f"render/{name}*" for name in ("figures", "sheet", "text", "files", "displays", "film", "fonts")
    ),
    "imageio_ffmpeg": ("render/film/mp4.py",),
    "PIL": ("render/film/*",),
    "rich": ("render/terminal*", "cli/*"),
    "click": ("cli/*",),
    "anywidget": ("render/widget.py",),
    "sklearn": FITTING,
    "scipy": (*FITTING, "analysis/uncertainty.py"),  # t quantiles
    "pandas": (),
    "polars": (),
}


class Import(NamedTuple):
    """One imported module, by the file that imports it."""

    file: str
    line: int
    module: str
    in_function: bool


def imports_of(source: Path) -> Iterator[Import]:
    for path in sorted(source.rglob("*.py")):
        file = path.relative_to(source).as_posix()
        yield from _walk(ast.parse(path.read_text(encoding="utf-8")), file, in_function=False)


def _walk(node: ast.AST, file: str, *, in_function: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        for module in _modules(child, file):
            yield Import(file, child.lineno, module, in_function)
        is_function = isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
        yield from _walk(child, file, in_function=in_function or is_function)


def _modules(node: ast.AST, file: str) -> list[str]:
    """The modules that a statement imports, by full name; `from logloss import x` imports logloss.x."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        module = node.module or ""
        if node.level:
            package = ["logloss", *Path(file).parts[:-1]]
            above = package[: len(package) + 1 - node.level]
            module = ".".join([*above, module] if module else above)
        return [f"logloss.{alias.name}" for alias in node.names] if module == "logloss" else [module]
    if (
        isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("importlib.import_module", "import_module", "__import__")
        and isinstance(node.args[0], ast.Constant)
    ):
        return [str(node.args[0].value)]
    return []


def room_of(file: str) -> str:
    return Path(file).parts[0].removesuffix(".py")


def objections(source: Path) -> list[str]:
    """What breaks the rules, a line each."""
    unknown = {room_of(path.relative_to(source).as_posix()) for path in source.rglob("*.py")} - {*ROOMS}
    found = [f"{room} is no room that this test knows: give it its place" for room in sorted(unknown)]
    for each in imports_of(source):
        if room_of(each.file) in unknown:
            continue
        top, _, rest = each.module.partition(".")
        problem = _within(each, rest.partition(".")[0]) if top == "logloss" else _without(each, top)
        if problem:
            found.append(f"{each.file}:{each.line}: {problem}")
    return found


def _within(each: Import, target: str) -> str:
    own = room_of(each.file)
    target = target if target in ROOMS else "__init__"
    if target == own or ROOMS.index(target) < ROOMS.index(own):
        return ""
    if own == "cli" and each.module == SAID_BY_THE_COMMAND:
        return ""
    if target == "render" and each.in_function and each.file in DRAWN_WHEN_CALLED:
        return ""
    return f"{own} imports {target}, which is below it"


def _without(each: Import, package: str) -> str:
    allowed = ONLY_IN.get(package)
    if allowed is None or any(fnmatch(each.file, pattern) for pattern in allowed):
        return ""
    return f"{package} is imported only in {', '.join(allowed) or 'no file'}"


def loaded_by(statement: str, *path: str) -> set[str]:
    """The top-level modules that a fresh process has loaded after a statement."""
    code = f"import sys; sys.path[:0] = {list(path)!r}; {statement}; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in run.stdout.split()}


# ---- the rules hold ---------------------------------------------------------------------------------------


def test_import_logloss_is_light() -> None:
    assert not loaded_by("import logloss") & {*HEAVY}


def test_names_and_scores_stay_light_in_use() -> None:
    use = "import logloss as ll; dir(ll); ll.log_loss([1], [0.9]); ll.summarize([1], [0.9]).loss"
    assert not loaded_by(use) & {*HEAVY}


def test_rooms_import_only_from_rooms_above() -> None:
    assert objections(SOURCE) == []


# ---- and the tests see it when they do not ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "code", "objection"),
    [
        ("scores.py", "from logloss.summary import Summary", "1: scores imports summary, which is below it"),
        ("scores.py", "import logloss.summary.bins", "1: scores imports summary, which is below it"),
        ("scores.py", "from logloss import summary", "1: scores imports summary, which is below it"),
        ("scores.py", "from .summary import Summary", "1: scores imports summary, which is below it"),
        ("checks/rows.py", "from .. import scores", "1: checks imports scores, which is below it"),
        ("checks/rows.py", "from ..scores import log_loss", "1: checks imports scores, which is below it"),
        ("scores.py", "import logloss as ll", "1: scores imports __init__, which is below it"),
        ("cli/story.py", "from logloss import story", "1: cli imports __init__, which is below it"),
        ("scores.py", "from logloss import __version__", "1: scores imports __init__, which is below it"),
        ("scores.py", "from logloss import log_loss", "1: scores imports __init__, which is below it"),
        (
            "scores.py",
            "def f():\n    if f:\n        from logloss.cli import main",
            "3: scores imports cli, which is below it",
        ),
        (
            "scores.py",
            "import importlib\nx = importlib.import_module('logloss.cli')",
            "2: scores imports cli, which is below it",
        ),
        (
            "explanation.py",
            "from logloss.render import page",
            "1: explanation imports render, which is below it",
        ),
        (
            "scenes/marks.py",
            "def f():\n    from logloss.render import page",
            "2: scenes imports render, which is below it",
        ),
        (
            "explanation.py",
            "def f():\n    from logloss.cli import main",
            "2: explanation imports cli, which is below it",
        ),
        (
            "sources/columns.py",
            "import narwhals as nw",
            "1: narwhals is imported only in sources/frames.py, sources/engine/*",
        ),
        (
            "sources/asked.py",
            "def f():\n    import pyarrow.parquet",
            f"2: pyarrow is imported only in {', '.join(ONLY_IN['pyarrow'])}",
        ),
        ("explanation.py", "import rich.table", "1: rich is imported only in render/terminal*, cli/*"),
        ("render/page.py", "from click import echo", "1: click is imported only in cli/*"),
        ("sources/frames.py", "import pandas", "1: pandas is imported only in no file"),
        ("attic.py", "", "attic is no room that this test knows: give it its place"),
    ],
)
def test_what_breaks_a_rule_is_found(tmp_path: Path, file: str, code: str, objection: str) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(code, encoding="utf-8")
    assert objections(tmp_path) == [f"{file}:{objection}" if objection[0].isdigit() else objection]


@pytest.mark.parametrize("package", ["matplotlib", "sklearn", "scipy"])
def test_heavy_packages_keep_to_their_rooms(tmp_path: Path, package: str) -> None:
    (tmp_path / "summary.py").write_text(f"def f():\n    from {package} import x\n", encoding="utf-8")
    (found,) = objections(tmp_path)
    assert found.startswith(f"summary.py:2: {package} is imported only in ")


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("scores.py", "from logloss.checks import examine\nfrom logloss import kernels"),
        ("checks/rows.py", "from .labels import x\nfrom logloss.checks.rows import y"),
        ("explanation/result.py", "class E:\n    def plot(self):\n        from logloss.render import page"),
        ("scenes/__init__.py", "def plot():\n    from logloss.render.figures import draw"),
        ("scenes/fit.py", "import sklearn.linear_model\nfrom scipy.special import expit"),
        ("render/figures_two.py", "import matplotlib.pyplot as plt"),
        ("render/terminal/bars.py", "from rich.text import Text"),
        ("cli/story.py", "import click, rich.console\nfrom logloss.scenes import story"),
        ("cli/__init__.py", "from logloss import __version__"),
        ("sources/files/arrow.py", "import pyarrow.parquet"),
        ("__init__.py", "from logloss.cli import main"),
        ("summary.py", "import numpy, json"),
    ],
)
def test_what_keeps_the_rules_is_left_alone(tmp_path: Path, file: str, code: str) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(code, encoding="utf-8")
    assert objections(tmp_path) == []


@pytest.mark.parametrize("package", HEAVY)
def test_a_heavy_import_is_seen_in_a_fresh_process(tmp_path: Path, package: str) -> None:
    (tmp_path / "heavy.py").write_text(f"import {package}", encoding="utf-8")
    (tmp_path / f"{package}.py").write_text("", encoding="utf-8")  # a stand-in, quick to load
    assert package in loaded_by("import heavy", str(tmp_path))
    assert package not in loaded_by("pass", str(tmp_path))
