"""The scene "check": a few lines of code that anyone can run, and what they print because they were run."""

from __future__ import annotations

import contextlib
import io
from typing import Any

from logloss.kernels.reference import Array, Float

WRITTEN_OUT = 14
"""Up to so many points the code holds the data itself."""


def check_fit(X: Array, y: Array, C: float) -> tuple[str, str]:
    """Code that fits the story's model and scores it twice, and its output."""
    few = len(y) <= WRITTEN_OUT and X.shape[1] == 1
    data = (
        f"x = np.array({_list(X[:, 0])})\ny = np.array({_list(y)})\nX = x.reshape(-1, 1)\n"
        if few
        else f"# X, of shape {X.shape}, and y, of shape {y.shape}, are your data\n"
    )
    C_text = "np.inf" if C == float("inf") else f"{C:g}"
    code = (
        "import numpy as np\n"
        "import sklearn.metrics\n"
        "from sklearn.linear_model import LogisticRegression\n"
        "import logloss as ll\n"
        "\n"
        f"{data}"
        f'model = LogisticRegression(C={C_text}, solver="newton-cholesky", tol=1e-10)\n'
        "p = model.fit(X, y).predict_proba(X)[:, 1]\n"
        f"{_report(few)}"
    )
    return code, _run(code, {} if few else {"X": X, "y": y})


def check_predictions(y: Array, p: Float) -> tuple[str, str]:
    """Code that scores given predictions twice, and its output."""
    few = len(y) <= WRITTEN_OUT
    data = (
        f"y = np.array({_list(y)})\np = np.array({_list(p)})\n"
        if few
        else f"# y and p, each of shape {y.shape}, are your labels and predictions\n"
    )
    code = (
        f"import numpy as np\nimport sklearn.metrics\nimport logloss as ll\n\n{data}{_report(few)}"
    )
    return code, _run(code, {} if few else {"y": y, "p": p})


def _report(few: bool) -> str:
    points = 'print("p(true class):", np.where(y == 1, p, 1 - p).round(2))\n' if few else ""
    return (
        f"{points}"
        'print("scikit-learn:", round(sklearn.metrics.log_loss(y, p), 4))\n'
        'print("logloss:     ", round(ll.log_loss(y, p), 4))\n'
    )


def _list(values: Array) -> str:
    return "[" + ", ".join(f"{v:.6g}" for v in values.tolist()) + "]"


def _run(code: str, data: dict[str, Any]) -> str:
    """Run code that this file wrote; no text of the user's is in it, only numbers."""
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(code, "check", "exec"), dict(data))  # noqa: S102
    return output.getvalue()
