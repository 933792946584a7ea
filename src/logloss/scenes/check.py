"""The scene "check": a few lines of code that anyone can run, and what they print because they were run."""

from __future__ import annotations

import contextlib
import io
import math
import textwrap
from typing import Any

import numpy as np

from logloss.kernels.reference import Array, Float
from logloss.scenes.fit import Fit
from logloss.summary import Summary

WRITTEN_OUT = 14
"""Up to so many points the code holds the data itself."""

SATURATED = 36.0
"""From logits of this size on, probabilities are so near 1 that floats cannot tell them apart."""

IMPORTS = "import numpy as np\nimport sklearn.metrics\n"


def check_fit(X: Array, y: Array, model: Fit, unit: str) -> tuple[str, str]:
    """Code that fits the story's model and scores it twice, and its output."""
    few = len(y) <= WRITTEN_OUT and X.shape[1] == 1
    data = (
        f"{_array('x', X[:, 0])}{_array('y', y)}X = x.reshape(-1, 1)\n"
        if few
        else f"# X, of shape {X.shape}, and y, of shape {y.shape}, are your data\n"
    )
    strength = "np.inf" if math.isinf(model.C) else f"{model.C:.15g}"
    z = X @ model.weight + model.bias
    own = (
        "ll.log_loss(y, p)"
        if np.abs(z).max() < SATURATED
        else "ll.log_loss_from_logits(y, model.decision_function(X))"
    )
    code = (
        f"{IMPORTS}from sklearn.linear_model import LogisticRegression\nimport logloss as ll\n\n{data}"
        f'model = LogisticRegression(C={strength}, solver="newton-cholesky", tol=1e-10, max_iter=1000)\n'
        f"p = model.fit(X, y).predict_proba(X)[:, 1]\n{_report(unit, few, own)}"
    )
    return code, _run(code, {} if few else {"X": X, "y": y})


def check_predictions(y: Array, p: Float, unit: str) -> tuple[str, str]:
    """Code that scores given predictions twice, and its output."""
    few = len(y) <= WRITTEN_OUT
    data = (
        f"{_array('y', y)}{_array('p', p)}"
        if few
        else f"# y and p, each of shape {y.shape}, are your labels and predictions\n"
    )
    labels = "" if len(np.unique(y)) == 2 else ", labels=[0, 1]"  # of one class nobody knows the other
    report = _report(unit, few, f"ll.log_loss(y, p{labels})", labels)
    code = f"{IMPORTS}import logloss as ll\n\n{data}{report}"
    return code, _run(code, {} if few else {"y": y, "p": p})


def check_sums(summary: Summary, unit: str) -> tuple[str, str]:
    """Of rows that are gone: code that divides what classes cost by the number of rows, and its output."""
    rows = summary.rows
    costs = [math.inf if k else float(v) for v, k in _by_class(summary)]
    listed = ", ".join("float('inf')" if math.isinf(cost) else repr(cost) for cost in costs)
    bits = "import math\n" if unit == "bits" else ""
    per = " / math.log(2)" if unit == "bits" else ""
    code = (
        f"{bits}nats = [{listed}]  # what the rows of each class cost together\n"
        f'print("mean:", sum(nats) / {rows}{per})\n'
    )
    return code, _run(code, {})


def _by_class(summary: Summary) -> list[tuple[float, float]]:
    totals = summary.totals
    return list(zip(totals["loss"].tolist(), totals["infinite"].tolist(), strict=True))


def _report(unit: str, few: bool, own: str, labels: str = "") -> str:
    points = 'print("p(true class):", np.where(y == 1, p, 1 - p).round(2))\n' if few else ""
    bits = f'print("in bits:      ", round({own[:-1]}, unit="bits"), 4))\n' if unit == "bits" else ""
    return (
        f"{points}"
        f'print("scikit-learn: ", round(sklearn.metrics.log_loss(y, p{labels}), 4))\n'
        f'print("logloss:      ", round({own}, 4))\n{bits}'
    )


def _array(name: str, values: Array) -> str:
    """A line that makes an array, every digit of it; or several, where it is long."""
    listed = ", ".join(repr(v).removesuffix(".0") for v in values.tolist())
    code = f"{name} = np.array([{listed}])"
    return (
        "\n".join(textwrap.wrap(code, 78, subsequent_indent=" " * (len(name) + 13), break_long_words=False))
        + "\n"
    )


def _run(code: str, data: dict[str, Any]) -> str:
    """Run code that this file wrote; no text of the user's is in it, only numbers."""
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(code, "check", "exec"), dict(data))
    return output.getvalue()
