"""What a loss is made of, as columns of equal width: so their areas are to each other as the parts."""

from __future__ import annotations

import math

from logloss.analysis.decomposition import Decomposition
from logloss.messages import Text, number, text
from logloss.scenes.common import height_axis, top_of
from logloss.scenes.marks import Axis, Bar, Label, Line, Mark, Place, Words

LEFT, RIGHT = 0.12, 0.88
"""From where to where a column stands in its place, which is 1 wide."""

NOTHING = 1e-12
"""What is but rounding error: a part of that size is not drawn."""

ROOM = 1.5
"""How high a loss without end is drawn, in uncertainties."""

NAMES = ("uncertainty", "discrimination", "miscalibration", "loss")


def parts_marks(d: Decomposition, loss: float, factor: float, unit: Text) -> tuple[Axis, Axis, list[Mark]]:
    """A waterfall: what the labels leave open, less what scores tell, plus what they get wrong.

    Miscalibration is drawn in two: what of it is a KL divergence, and the rest. Where the loss is infinite
    it has no parts, and both end broken.

    Parameters
    ----------
    d : Decomposition, in nats
    loss, factor, unit
        The loss in the unit, the factor from nats to that, and its name.
    """
    open_, left, known = (v * factor for v in (d.uncertainty, d.recalibrated, d.discrimination))
    top = top_of([open_, loss] if math.isfinite(loss) else [ROOM * open_])
    end = min(loss, top)
    marks: list[Mark] = [
        _column(0, "uncertainty", "entropy", 0.0, open_, _said("marks.part.uncertainty", open_, unit)),
        _column(
            1,
            "discrimination",
            "discrimination",
            left,
            open_,
            _said("marks.part.discrimination", known, unit),
        ),
        *_miscalibration(d, loss, factor, end, unit),
        _column(3, "loss", "loss", 0.0, end, _said("marks.part.loss", loss, unit), broken=math.isinf(loss)),
        *(
            Line(f"part/step/{i + 1}", "quiet", i + RIGHT, at, i + 1 + LEFT, at)
            for i, at in enumerate((open_, left, end))
        ),
    ]
    values = (open_, known, d.miscalibration * factor, loss)
    heights = (open_, open_, end, end)
    for i, (name, value, high) in enumerate(zip(NAMES, values, heights, strict=True)):
        spots = (Place(i + 0.5, high), Place(i + 0.5, high, "center", "top"))
        marks.append(Label(f"part/{name}/value", "plain", _signed(i, value), spots))
    beside = (Place(2.0, left, "center", "top"), Place(2.0, left))
    words = text("marks.part.left", value=left)
    marks.append(Label("part/left", "quiet", words, beside, needed=False, within=1.6))
    ticks = tuple((i + 0.5, text(f"marks.part.{name}")) for i, name in enumerate(NAMES))
    return Axis(0.0, 4.0, "", ticks), height_axis([open_, end], top, text("axis.loss", unit=unit)), marks


def _miscalibration(d: Decomposition, loss: float, factor: float, end: float, unit: Text) -> list[Mark]:
    left, kl = d.recalibrated * factor, d.divergence * factor
    if math.isinf(loss):
        return [
            _column(
                2,
                "divergence",
                "divergence",
                left,
                end,
                _said("marks.part.miscalibration", loss, unit),
                broken=True,
            )
        ]
    middle = min(left + kl, loss)
    rest = loss - middle
    marks: list[Mark] = [
        _column(2, "divergence", "divergence", left, middle, _said("marks.part.divergence", kl, unit))
    ]
    if rest > NOTHING:
        marks.append(_column(2, "rest", "miscalibration", middle, loss, _said("marks.part.rest", rest, unit)))
        words = (("divergence", kl, (left + middle) / 2), ("rest", rest, (middle + loss) / 2))
        marks += [
            Label(
                f"part/{name}/label",
                "plain",
                text(f"marks.part.{name}.value", value=value),
                (Place(2.5, at, "center", "center"),),
                needed=False,
                within=RIGHT - LEFT,
            )
            for name, value, at in words
        ]
    return marks


def _column(i: int, name: str, look: str, low: float, high: float, said: Words, broken: bool = False) -> Bar:
    return Bar(f"part/{name}", look, i + LEFT, i + RIGHT, low, high, broken=broken, name=said)


def _said(key: str, value: float, unit: Text) -> Text:
    return text("marks.part.name", what=text(key), value=value, unit=unit)


def _signed(i: int, value: float) -> str:
    """What is taken off has a minus; what is put on, a plus."""
    return ("", "−", "+", "")[i] + number(value) if value > NOTHING or i in (0, 3) else number(0.0)
