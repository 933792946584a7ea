"""Writes messages.json: how numbers are written and messages said, for every implementation alike.

Run from anywhere, where logloss is installed: ``python schema/examples/make_messages.py``.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from logloss.messages import LANGUAGES, Text, number, plain, spans
from logloss.scenes.marks import to_dict

FORMS = ("n2", "n3", "n4", "pct", "pct1", "int", "sig")
NUMBERS = (
    *(0, 1, -1, 0.5, 0.125, 0.375, 2.5, -2.5, 0.332911, 1.2059, 8886, 999.5, 12345.6789, 123456.789),
    *(0.00004, 0.000049999, 0.00005, -0.00004, 0.0000123456, 0.00012345, 0.99995, 9.9995, 9.99951),
    *(0.0004, 0.0005, 0.9994, 0.9995, 0.99951, 0.996, 0.995, 1.0005, -0.0004, -0.9996, -0.004, -0.005),
    *(1e-12, 9e-13, -9e-13, -1e-12, 1 - 1e-9, 1 - 2e-9, 1 + 1e-10, 5e-324, 1e-300, 9.9999e-5, 9.9996e-5),
    *(999999.4, 999999.5, 999999.99, 1e6, 1.23456e7, 9999, 10000, 99995, 1e15, 999999999999999, 1.5e15),
    *(1e21, 1.7976931348623157e308, 0.1 + 0.2, 1.005, 2.675, 1e-4, math.inf, -math.inf, math.nan),
)

NASTY = "</b><pos>{loss:n4} \u202e & \u2028 ﬁ"
"""What a user may call a column."""

POINT = Text("who.point", {"n": "4", "axis": "x", "x": "0.2"})
UNIT = Text("unit.bits")
GROUP = Text(
    "who.group", {"rows": 1, "class": Text("class.positive"), "axis": Text("axis.log_odds"), "x": "−2.5"}
)

MESSAGES = (
    Text("sheet.title"),
    Text("marks.mean", {"loss": 0.332911}),
    Text("scene.loss.1", {"loss": 0.332911, "unit": Text("unit.nats"), "left over": 3}),
    Text("scene.loss.2", {"who": POINT, "cost": 1.2059, "share": 0.3622, "unit": UNIT}),
    Text("scene.labels.1", {"positives": 12345, "negatives": 1}),
    Text("scene.loss.infinite", {"rows": 1, "rest": math.nan, "unit": UNIT}),
    Text("scene.loss.infinite", {"rows": 2, "rest": math.inf, "unit": UNIT}),
    Text("scene.feature.title", {"n": 1}),
    Text("scene.feature.title", {"n": 2}),
    Text("who.group", {**GROUP.values, "rows": 2024}),
    Text("bar.name", {"who": GROUP, "given": 0.2994, "cost": math.inf, "unit": UNIT, "share": math.nan}),
    Text("scene.feature.1", {"axis": NASTY}),
    Text("scene.curve.1", {"axis": NASTY, "w": -0.004, "b": 12.5}),
    Text("class.name", {"class": Text("class.negative"), "label": NASTY, "share": 0.0004}),
    Text("marks.costs", {"p": 0.1, "cost": 2.302585, "unit": UNIT}),
    Text("marks.most", {"classes": 3, "most": 1.0986}),
    Text("fit.penalty", {"C": 1, "w_free": 1.64, "b_free": 0.8, "free": 0.3052, "loss": 0.3329}),
    Text("fit.penalty", {"C": 1e-7, "w_free": -1.64, "b_free": 0.0, "free": 1e9, "loss": 1e-9}),
    Text("scene.yardstick.title", {"skill": 0.45505}),
)


def examples() -> dict[str, Any]:
    """Numbers in every form, and messages in every language."""
    return {
        "about": "Made by make_messages.py. inf, -inf and nan are written as text.",
        "numbers": [[_shown(v), form, number(v, form)] for v in NUMBERS for form in FORMS],
        "messages": [
            {
                "message": to_dict(message),
                "lang": lang,
                "plain": plain(message, lang),
                "spans": [[span.text, span.style] for span in spans(message, lang)],
            }
            for message in MESSAGES
            for lang in LANGUAGES
        ],
    }


def _shown(value: float) -> float | str:
    return value if math.isfinite(value) else str(value)


if __name__ == "__main__":
    made = examples()
    lists = [
        f'  "{name}": [\n'
        + ",\n".join(f"    {json.dumps(e, ensure_ascii=False)}" for e in made[name])
        + "\n  ]"
        for name in ("numbers", "messages")
    ]
    text = f'{{\n  "about": {json.dumps(made["about"])},\n' + ",\n".join(lists) + "\n}\n"
    Path(__file__).with_name("messages.json").write_text(text, encoding="utf-8", newline="\n")
