"""A replay drawn: curves over the steps and bars at two of them; in a file, and in a notebook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from logloss.errors import ArgumentError
from logloss.messages import Text, text
from logloss.render.files import FILMS, PICTURES, Target, check_target, save_figure, save_text
from logloss.render.notebook import told_html
from logloss.render.report import Row, draw_told
from logloss.render.style import PALETTE, Palette, palette_of
from logloss.replay import Replay, Runs
from logloss.replay.sections import when
from logloss.scenes.replayed import (
    accuracy_scene,
    bars_scene,
    loss_scene,
    parts_scene,
    run_bars,
    runs_scene,
    stands,
    summed_up,
    told_scene,
)

OF_REPLAYS = (".arrows", ".json", *FILMS, *PICTURES)

MOST_SHOTS = 48
"""How many steps a film shows: all, or so many at equal distances, and the best."""

TURN, STANDS, BEST_STANDS = 0.3, 0.1, 1.6
"""Seconds from step to step, that each stands, and that the best does."""


def draw_replay(r: Replay, *, lang: str = "en", palette: Palette = PALETTE) -> Any:
    """Draw a replay as a matplotlib Figure."""
    return draw_told(r.headline, subtitle(r), panels(r), lang=lang, palette=palette)


def subtitle(r: Replay) -> Text:
    """What stands under the finding: when it was best after recalibration, or else when it was best."""
    said = when(r)
    return said[1] if len(said) > 2 else said[0]


def panels(r: Replay) -> list[Row]:
    """Loss and accuracy; the parts of the loss; the bars at the best step and at the last."""
    best, last = r.at(r.best.step), r.at(r.last.step)
    shown = [best] if best == last else [best, last]
    where = stands(r, shown)
    bars = [(bars_scene(r, place, where), 1 / len(shown)) for place in shown]
    curves = [(loss_scene(r), 0.42), (accuracy_scene(r), 0.25), (parts_scene(r), 0.33)]
    return [curves, bars]


def draw_runs(runs: Runs, *, lang: str = "en", palette: Palette = PALETTE) -> Any:
    """Draw two replays beside each other as a matplotlib Figure."""
    first, second = run_bars(runs)
    rows: list[Row] = [[(runs_scene(runs), 1.0)], [(first, 0.5), (second, 0.5)]]
    steps = {"a": runs.first.best.step, "b": runs.second.best.step}
    first_name, second_name = runs.names
    below = text("replay.runs.subtitle", first=first_name, second=second_name, rows=runs.first.rows, **steps)
    return draw_told(runs.headline, below, rows, lang=lang, palette=palette)


def save_runs(runs: Runs, path: Target, lang: str = "en", palette: Any = None) -> None:
    """Write two replays as a picture or as JSON."""
    if check_target(path) == ".json":
        save_text(runs.to_json() + "\n", path)
    else:
        save_figure(draw_runs(runs, lang=lang, palette=palette_of(palette)), path)


def runs_html(runs: Runs, lang: str = "en") -> str:
    """Two replays as HTML: the picture, then the sentences; every name in it is escaped."""
    return told_html(runs, draw_runs(runs, lang=lang), lang)


def save_replay_film(r: Replay, path: Target, *, lang: str = "en", **how: Any) -> None:
    """Write a film: the bars moving from step to step, then the loss over all of them."""
    from logloss.render.film import Shot, read, save_film  # not loaded for a picture

    best, last = r.at(r.best.step), len(r) - 1
    every = np.linspace(0, last, min(len(r), MOST_SHOTS)).round().astype(int).tolist()
    places = sorted({*every, best, r.at(r.last.step)})
    where = stands(r, places)
    shots = [
        Shot(told_scene(r, i, where), BEST_STANDS if i in (0, best, last) else STANDS, TURN) for i in places
    ]
    save_film([*shots, *read([summed_up(r)], lang)], path, lang=lang, **how)


def save_replay(r: Replay, path: Target, lang: str = "en", palette: Any = None) -> None:
    """Write a replay as a picture, as a film or as JSON."""
    kind = Path(path).suffix.lower()
    if kind not in OF_REPLAYS:
        raise ArgumentError(
            f"{path}: what kind of file is to be written cannot be told from its name",
            f"Known are {', '.join(OF_REPLAYS)}.",
        )
    if kind == ".json":
        save_text(r.to_json(None, rows=True) + "\n", path)
    elif kind in FILMS:
        save_replay_film(r, path, lang=lang, palette=palette)
    else:
        save_figure(draw_replay(r, lang=lang, palette=palette_of(palette)), path)


def replay_html(r: Replay, lang: str = "en") -> str:
    """Its picture, then its sentences, as HTML; every name in it is escaped."""
    return told_html(r, draw_replay(r, lang=lang), lang)
