"""Which kernel runs: the compiled one where there is one, else NumPy, which does all that it does."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import logloss as ll
from logloss import kernels

# Where a module is None, importing it fails as if it had never been compiled.
WITHOUT = "import sys; sys.modules['logloss.kernels._native'] = sys.modules['logloss.kernels._pav'] = None; "

WORK = """
import json, numpy as np, logloss as ll
from logloss import kernels
from logloss.cli import main
from logloss.kernels.recalibration import recalibrated_loss
rng = np.random.default_rng(8)
p = rng.random(40_000)
y, w = rng.random(40_000) < p, rng.random(40_000)
losses = ll.log_loss(y, p), ll.log_loss(y, p, sample_weight=w), ll.log_loss_from_logits(y, 9 * p - 4)
e = ll.explain(y, p)
more = e.loss, e.uncertainty.standard_error, *(c.loss for c in e.classes), recalibrated_loss(y, p)
print(json.dumps([*losses, *more]))
print(*(culprit.row for culprit in e.culprits))
main(["--version"])
"""


def said_by(code: str) -> tuple[list[float], str, str]:
    """The numbers, the costliest rows, and what `logloss --version` says."""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    numbers, rows, version = run.stdout.splitlines()
    return json.loads(numbers), rows, version


def test_without_compiled_modules_numpy_does_the_same() -> None:
    found, rows, version = said_by(WITHOUT + WORK)
    assert version == f"logloss {ll.__version__} (kernel: reference, NumPy)"
    expected, expected_rows, expected_version = said_by(WORK)
    assert expected_version == f"logloss {ll.__version__} (kernel: {kernels.description()})"
    assert found == pytest.approx(expected, rel=1e-13)
    assert len(found) == 8
    assert rows == expected_rows


def test_the_description_names_kernel_and_instructions() -> None:
    best = kernels.native.instruction_sets()[-1] if kernels.native else "NumPy"
    assert kernels.description() == f"{kernels.name}, {best}"
