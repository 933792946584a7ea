"""How long a film takes to write: seconds of film a second, beside matplotlib's own FuncAnimation."""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

import matplotlib as mpl
from imageio_ffmpeg import get_ffmpeg_exe
from matplotlib.animation import FFMpegWriter, FuncAnimation, PillowWriter
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from side_by_side import PAGE, Grid, Method, Target, duration, interleaved, machine, publish, targets

import logloss as ll
from logloss.render.film import Shot, length, save_film, settings
from logloss.render.film.drawing import still
from logloss.render.film.mixing import mixed, ways
from logloss.render.film.mp4 import ENCODER
from logloss.render.film.shapes import BarShape
from logloss.render.style import PALETTE

SCENES = ("together", "line-up", "penalty", "loss")
SIZE = (1280, 720)


def shots(seconds: float) -> list[Shot]:
    """Four scenes of the ten points in so many seconds."""
    story = ll.story()
    turn = min(0.9, seconds / 8)
    stands = (seconds - 3 * turn) / 4
    return [Shot(story[name], stands, turn) for name in SCENES]


def animated(given: list[Shot], path: Path) -> float:
    """The bars alone, moving and standing as in our film: all that FuncAnimation is asked for."""
    wanted = settings(path, SIZE)
    bars = [
        [s for s in still(shot.scene, *SIZE, "en", PALETTE).shapes if isinstance(s, BarShape)]
        for shot in given
    ]
    figure = Figure(figsize=(SIZE[0] / 100, SIZE[1] / 100), dpi=100)
    FigureCanvasAgg(figure)
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set_xlim(0, SIZE[0])
    ax.set_ylim(SIZE[1], 0)
    patches = ax.bar(range(len(bars[0])), [0.0] * len(bars[0]))
    states = []
    for i, shot in enumerate(given):
        if i:
            steps = wanted.frames(shot.turn) - 1
            way = ways(bars[i - 1], bars[i])
            states += [mixed(way, k / (steps + 1)) for k in range(1, steps + 1)]
        states += [list(bars[i])] * wanted.frames(shot.stands)

    def draw(frame: int) -> list[object]:
        for patch, bar in zip(patches, states[frame], strict=False):
            patch.set_bounds(bar.x, bar.y, bar.w, bar.h)
        return list(patches)

    film = FuncAnimation(figure, draw, frames=len(states), blit=True)
    writer = (
        PillowWriter(wanted.fps)
        if wanted.kind == ".gif"
        else FFMpegWriter(wanted.fps, extra_args=ENCODER.split())
    )
    film.save(path, writer=writer)
    return len(states) / wanted.fps


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30, help="how long the film is")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="one second, one round: does it run at all?")
    parser.add_argument("--output", type=Path, default=PAGE, help="the page whose section is written")
    chosen = parser.parse_args()
    seconds, rounds = (1.0, 1) if chosen.quick else (chosen.seconds, chosen.rounds)
    mpl.rcParams["animation.ffmpeg_path"] = get_ffmpeg_exe()
    given = shots(seconds)
    busy = f"- load before the run: {os.getloadavg()[0]:.1f}\n" if hasattr(os, "getloadavg") else ""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)

        def ours(path: Path) -> float:
            save_film(given, path, size=SIZE)
            wanted = settings(path, SIZE)
            return length(given, wanted) / wanted.fps

        methods = [
            method
            for kind in ("mp4", "gif")
            for method in (
                Method(f"logloss, {kind}", lambda kind=kind: ours(folder / f"a.{kind}"), ours=True),
                Method(
                    f"FuncAnimation, {kind}, bars alone",
                    lambda kind=kind: animated(given, folder / f"b.{kind}"),
                ),
            )
        ]
        timings = interleaved(methods, rounds)
        sizes = {kind: (folder / f"a.{kind}").stat().st_size for kind in ("mp4", "gif")}
    ratio = {
        kind: timings[f"FuncAnimation, {kind}, bars alone"].median / timings[f"logloss, {kind}"].median
        for kind in ("mp4", "gif")
    }
    ours_mp4 = None if chosen.quick else timings["logloss, mp4"].median
    wanted = [
        *(Target(f"times as quick as FuncAnimation, {kind}", 2, ratio[kind]) for kind in ratio),
        Target(f"a film of {seconds:g} s as MP4, seconds", 2 / 3 * seconds, ours_mp4, " s", at_most=True),
    ]
    rows = [
        (name, f"{timing.value:.1f} s", duration(timing.median), f"{timing.value / timing.median:.1f}")
        for name, timing in timings.items()
    ]
    note = (
        f"Four scenes of the ten points, {SIZE[0]}×{SIZE[1]}. Ours are the whole film, with axes, labels and "
        f"sentences: {sizes['mp4'] / 1e6:.1f} MB as MP4, {sizes['gif'] / 1e6:.1f} MB as GIF."
    )
    head = ("", "film", "median", "seconds of film a second")
    grids = [targets(wanted), Grid("Written to a file", head, rows, note)]
    where = machine(["logloss", "matplotlib", "pillow", "imageio-ffmpeg"]) + busy
    publish("film", "Films", where, grids, chosen.output)


if __name__ == "__main__":
    main()
