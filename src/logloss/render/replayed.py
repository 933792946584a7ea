"""A replay drawn: curves over the steps and bars at two of them; in a file, and in a notebook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from logloss.errors import ArgumentError
from logloss.render.figures import house_style
from logloss.render.figures_text import paragraph, sans, serif, write
from logloss.render.files import FILMS, PICTURES, Target, save_figure, save_text
from logloss.render.notebook import told_html
from logloss.render.report import AIR, HEIGHT, MARGIN, WIDTH, Row, draw_row
from logloss.render.sheet import blank
from logloss.render.style import PALETTE, Palette, palette_of
from logloss.replay import Replay
from logloss.scenes.replayed import (
    accuracy_scene,
    bars_scene,
    loss_scene,
    parts_scene,
    stands,
    summed_up,
    told_scene,
)

OF_REPLAYS = (".arrows", ".json", *FILMS, *PICTURES)

MOST_SHOTS = 48
"""How many steps a film shows: all, or so many at equal distances, and the best."""

TURN, STANDS, BEST_STANDS = 0.3, 0.1, 1.6
"""Seconds from step to step, that each stands, and that the best does."""


@house_style()
def draw_replay(r: Replay, *, lang: str = "en", palette: Palette = PALETTE) -> Any:
    """Draw a replay as a matplotlib Figure."""
    wide = WIDTH - 2 * MARGIN
    finding = paragraph(r.headline, lang, serif(lang, 18, bold=True), wide, 1.3)
    said = [paragraph(words, lang, sans(lang, 11), wide) for words in _brief(r)]
    head = 0.42 + finding.height + sum(p.height + 0.06 for p in said) + 0.35
    rows = panels(r)
    figure = blank(WIDTH, head + len(rows) * HEIGHT + (len(rows) - 1) * AIR + 0.45, palette)
    top = write(finding, figure, MARGIN, 0.42, palette)
    for words in said:
        top = write(words, figure, MARGIN, top + 0.06, palette)
    for row in rows:
        draw_row(row, figure, head, lang, palette)
        head += HEIGHT + AIR
    return figure


def panels(r: Replay) -> list[Row]:
    """Loss and accuracy; the parts of the loss; the bars at the best step and at the last."""
    best, last = r.at(r.best.step), r.at(r.last.step)
    shown = [best] if best == last else [best, last]
    where = stands(r, shown)
    bars = [(bars_scene(r, place, where), 1 / len(shown)) for place in shown]
    curves = [(loss_scene(r), 0.42), (accuracy_scene(r), 0.25), (parts_scene(r), 0.33)]
    return [curves, bars]


def _brief(r: Replay) -> list[Any]:
    """The first sentences of the first two sections."""
    return [sentence for _, said in r.sections[:1] for sentence in said[:2]]


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
        save_text(r.to_json(rows=True) + "\n", path)
    elif kind in FILMS:
        save_replay_film(r, path, lang=lang, palette=palette)
    else:
        save_figure(draw_replay(r, lang=lang, palette=palette_of(palette)), path)


def replay_html(r: Replay, lang: str = "en") -> str:
    """Its picture, then its sentences, as HTML; every name in it is escaped."""
    return told_html(r, draw_replay(r, lang=lang), lang)
