"""A replay drawn: curves over the steps and bars at two of them; and as a film."""

from __future__ import annotations

from typing import Any

import numpy as np

from logloss.messages import Text, text
from logloss.render.files import Target
from logloss.render.report import Row, draw_told
from logloss.render.style import PALETTE, Palette
from logloss.replay import Replay, Runs
from logloss.replay.findings import best
from logloss.replay.sections import odd, when
from logloss.scenes.replayed import accuracy_scene, loss_scene, parts_scene, runs_scene, summed_up
from logloss.scenes.replayed_bars import bars_scene, run_bars, stands, told_scene

MOST_SHOTS = 48
"""How many steps a film shows: all, or so many at equal distances, and the best."""

TURN, STANDS, BEST_STANDS = 0.3, 0.1, 1.6
"""Seconds from step to step, that each stands, and that the best does."""


def draw_replay(r: Replay, *, lang: str = "en", palette: Palette = PALETTE) -> Any:
    """Draw a replay as a matplotlib Figure."""
    return draw_told(r.headline, subtitle(r), panels(r), lang=lang, palette=palette)


def subtitle(r: Replay) -> Text:
    """What stands under the finding: when it was best after recalibration, or else when it was best."""
    if best(r.steps, "loss") is None:
        return odd(r)[0] if r.steps else text("replay.waiting")
    said = when(r)
    return said[1] if len(said) > 2 else said[0]


def panels(r: Replay) -> list[Row]:
    """Loss and accuracy; the parts of the loss; the bars at the best step and at the last."""
    at = [r.at(r.best.step), r.at(r.last.step)]
    shown = at[:1] if at[0] == at[1] else at
    where = stands(r, shown)
    return [*curves(r), [(bars_scene(r, place, where), 1 / len(shown)) for place in shown]]


def curves(r: Replay) -> list[Row]:
    """What changed over the steps; nothing where no step has a loss."""
    if best(r.steps, "loss") is None:
        return []
    return [[(loss_scene(r), 0.42), (accuracy_scene(r), 0.25), (parts_scene(r), 0.33)]]


def draw_runs(runs: Runs, *, lang: str = "en", palette: Palette = PALETTE) -> Any:
    """Draw two replays beside each other as a matplotlib Figure."""
    rows = [*runs_curves(runs), [(scene, 0.5) for scene in run_bars(runs)]]
    return draw_told(runs.headline, runs_subtitle(runs), rows, lang=lang, palette=palette)


def runs_subtitle(runs: Runs) -> Text:
    """When either was best."""
    first, second = runs.names
    steps = {"a": runs.first.best.step, "b": runs.second.best.step}
    return text("replay.runs.subtitle", first=first, second=second, rows=runs.first.rows, **steps)


def runs_curves(runs: Runs) -> list[Row]:
    """What changed over the steps of both."""
    return [[(runs_scene(runs), 1.0)]]


def save_replay_film(r: Replay, path: Target, *, lang: str = "en", **how: Any) -> None:
    """Write a film: the bars moving from step to step, then the loss over all of them."""
    from logloss.render.film import Shot, read, save_film  # not loaded for a picture

    least, last = r.at(r.best.step), len(r) - 1
    every = np.linspace(0, last, min(len(r), MOST_SHOTS)).round().astype(int).tolist()
    places = sorted({*every, least, r.at(r.last.step)})
    where = stands(r, places)
    shots = [
        Shot(told_scene(r, i, where), BEST_STANDS if i in (0, least, last) else STANDS, TURN) for i in places
    ]
    save_film([*shots, *read([summed_up(r)], lang)], path, lang=lang, **how)
