"""Writes maths.json: what every implementation of the mathematics, Python's and the page's, must give.

Each value is computed with mpmath in 60 digits from the exact float64 arguments and rounded once. The
predictions of the ten points are those of scikit-learn's LogisticRegression at its default C = 1, driven to
the optimum: Newton's method in 60 digits on Σ loss + w²/2. It needs mpmath and nothing else.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import mpmath as mp

mp.mp.dps = 60

X = [-2.2, -1.4, -0.8, 0.2, 0.4, 0.8, 1.2, 2.2, 2.9, 4.6]
Y = [0, 0, 1, 0, 1, 1, 1, 1, 1, 1]


def sigmoid(z: Any) -> Any:
    return 1 / (1 + mp.exp(-mp.mpf(z)))


def surprisal(y: int, p: float) -> Any:
    given = mp.mpf(p) if y else 1 - mp.mpf(p)
    return -mp.log(given) if given else mp.inf


def surprisal_from_logit(y: int, z: float) -> Any:
    return mp.log1p(mp.exp(-mp.mpf(z) if y else mp.mpf(z)))


def log_loss(y: list[int], p: list[float], weights: list[float] | None = None) -> Any:
    rows = [
        (mp.mpf(w), surprisal(a, b)) for w, a, b in zip(weights or [1.0] * len(y), y, p, strict=True) if w
    ]
    return mp.fsum(w * loss for w, loss in rows) / mp.fsum(w for w, _ in rows)


def entropy(q: list[float]) -> Any:
    return cross_entropy(q, q)


def cross_entropy(q: list[float], p: list[float]) -> Any:
    if any(a > 0 and b == 0 for a, b in zip(q, p, strict=True)):
        return mp.inf
    return -mp.fsum(a * mp.log(b) for a, b in zip(q, p, strict=True) if a)


def kl_divergence(q: list[float], p: list[float]) -> Any:
    # As float64 the arguments sum to 1 only almost; Σp − Σq makes each term, and so the sum, at least 0.
    return cross_entropy(q, p) - entropy(q) + mp.fsum(p) - mp.fsum(q)


def fit() -> tuple[Any, Any]:
    """Weight and bias of the penalised fit: Newton steps until nothing moves."""
    w, b = mp.mpf(0), mp.mpf(0)
    for _ in range(30):
        p = [sigmoid(w * x + b) for x in X]
        gradient = mp.matrix(
            [w + mp.fsum((a - y) * x for a, y, x in zip(p, Y, X, strict=True)), mp.fsum(p) - sum(Y)]
        )
        v = [a * (1 - a) for a in p]
        cross = mp.fsum(a * x for a, x in zip(v, X, strict=True))
        hessian = mp.matrix(
            [[1 + mp.fsum(a * x * x for a, x in zip(v, X, strict=True)), cross], [cross, mp.fsum(v)]]
        )
        step = mp.lu_solve(hessian, gradient)
        w, b = w - step[0], b - step[1]
    return w, b


def main() -> None:
    w, b = fit()
    points = [float(sigmoid(w * x + b)) for x in X]
    spam = [0.9, 0.1, 0.2, 0.65]
    calls: list[tuple[str, Any, list[Any]]] = [
        ("an even chance", sigmoid, [0.0]),
        ("no overflow, and not 0", sigmoid, [-700.0]),
        ("saturates at 1", sigmoid, [40.0]),
        ("a coin", surprisal, [1, 0.5]),
        ("scoringrules: obs 0, p = .481", surprisal, [0, 0.481]),
        ("a tiny p for a negative keeps its digits", surprisal, [0, 1e-17]),
        ("a certainty that came true", surprisal, [0, 0.0]),
        ("the impossible happened", surprisal, [1, 0.0]),
        ("the certain did not happen", surprisal, [0, 1.0]),
        ("log-odds of 0", surprisal_from_logit, [0, 0.0]),
        ("beyond where p saturates", surprisal_from_logit, [0, 800.0]),
        ("nearly certain, and right", surprisal_from_logit, [1, 50.0]),
        ("the ten points", log_loss, [Y, points]),
        ("scikit-learn's documentation: 0.21616", log_loss, [[1, 0, 0, 1], spam]),
        ("weights", log_loss, [[1, 0], [0.2, 0.3], [5.0, 1.0]]),
        ("one infinite row makes the mean infinite", log_loss, [[1, 1, 0], [0.0, 0.5, 0.5]]),
        ("unless it weighs nothing", log_loss, [[1, 1, 0], [0.0, 0.5, 0.5], [0.0, 1.0, 1.0]]),
        ("the ten points' classes", entropy, [[0.3, 0.7]]),
        ("0 log 0 = 0", entropy, [[0.0, 1.0]]),
        ("four alike: log 4", entropy, [[0.25, 0.25, 0.25, 0.25]]),
        ("a coin for the ten points' classes", cross_entropy, [[0.3, 0.7], [0.5, 0.5]]),
        ("declared impossible, and does not happen", cross_entropy, [[0.0, 1.0], [0.0, 1.0]]),
        ("declared impossible, and happens", cross_entropy, [[0.3, 0.7], [0.0, 1.0]]),
        ("what the coin wastes", kl_divergence, [[0.3, 0.7], [0.5, 0.5]]),
        ("nothing for the truth", kl_divergence, [[0.3, 0.7], [0.3, 0.7]]),
        ("nearly the truth", kl_divergence, [[0.5, 0.5], [0.5 + 2.0**-30, 0.5 - 2.0**-30]]),
        ("without end", kl_divergence, [[0.3, 0.7], [1.0, 0.0]]),
    ]
    examples = [
        {"about": about, "function": f.__name__, "arguments": arguments, "value": number(f(*arguments))}
        for about, f, arguments in calls
    ]
    about = (
        "Made by make_maths.py: mpmath, 60 digits, rounded once to float64. In nats. Arguments in the "
        'order of the functions (y, p, weights; y, z; q, p). "inf" is infinity.'
    )
    lines = ",\n".join("    " + json.dumps(example) for example in examples)
    text = f'{{\n  "about": {json.dumps(about)},\n  "examples": [\n{lines}\n  ]\n}}\n'
    Path(__file__).with_name("maths.json").write_text(text, encoding="utf-8")


def number(value: Any) -> float | str:
    return "inf" if mp.isinf(value) else float(value)


if __name__ == "__main__":
    main()
