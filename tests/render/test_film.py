"""Films: their frames, their files, and that other programs read them."""

from __future__ import annotations

import importlib.util
import math
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from imageio_ffmpeg import count_frames_and_secs, get_ffmpeg_exe
from PIL import Image

import logloss as ll
from logloss.errors import ArgumentError, FileError, MissingDependencyError
from logloss.render.film import Shot, frames, length, mp4, read, save_film, settings
from logloss.render.film.drawing import still
from logloss.render.film.gif import COLOURS, shades
from logloss.render.film.mixing import mixed, ways
from logloss.render.film.painting import Painter
from logloss.render.film.shapes import BarShape
from logloss.render.film.timing import IDEOGRAPHS, LETTERS, LOOK, reading_time
from logloss.render.sheet import draw_frame
from logloss.render.style import PALETTE, Palette
from logloss.scenes import SCENES

STORY = ll.story()
SMALL = (480, 270)


def shots(*names: str, stands: float = 0.4) -> list[Shot]:
    return [Shot(STORY[name], stands) for name in names]


def seen(given: list[Shot], wanted: Any, lang: str = "en") -> list[tuple[np.ndarray, int]]:
    """All frames, kept."""
    return [(f.pixels[..., :3].copy(), f.times) for f in frames(given, wanted, lang, PALETTE)]


def figure(name: str, size: tuple[int, int], lang: str = "en") -> np.ndarray:
    drawn = draw_frame(STORY[name], *size, lang=lang, palette=PALETTE)
    drawn.canvas.draw()
    return np.asarray(drawn.canvas.buffer_rgba())[..., :3]


# ---- frames -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(1280, 720), (640, 480), (480, 800)])
def test_frames_at_the_scenes_ends_are_the_figures(size: tuple[int, int]) -> None:
    names = ("together", "line-up", "loss")
    found = seen(shots(*names), settings("a.gif", size if size[0] < size[1] else f"{size[0]}x{size[1]}"))
    held = [pixels for pixels, times in found if times > 1]
    assert len(held) == len(names)
    for name, pixels in zip(names, held, strict=True):
        assert (pixels == figure(name, size)).all()


@pytest.mark.parametrize("name", SCENES)
def test_painted_shapes_look_like_the_figure(name: str) -> None:
    """So that nothing flickers where a turn ends: all but a few pixels are the same, up to rounding."""
    drawn = still(STORY[name], 1280, 720, "en", PALETTE)
    painter = Painter(1280, 720, PALETTE)
    painter.paint(drawn.shapes)
    off = np.abs(painter.pixels[:, drawn.column :].astype(int) - drawn.pixels[:, drawn.column :]).max(axis=-1)
    assert (off > 8).mean() < 0.002
    assert (off > 2).mean() < 0.003


def test_a_bar_keeps_its_identity() -> None:
    """Bar 4 goes from scene to scene in small steps: at most as far as easing is fast."""
    stills = [
        still(STORY[name], 1280, 720, "en", PALETTE) for name in ("together", "line-up", "baseline", "loss")
    ]
    steps = 26
    for before, after in pairwise(stills):
        way = ways(before.shapes, after.shapes)
        at = [next(s for s in mixed(way, i / steps) if s.id == "bar/4") for i in range(steps + 1)]
        places = np.array([[s.x, s.y, s.w, s.h] for s in at if isinstance(s, BarShape)])
        assert len(places) == steps + 1
        assert all(s.opacity == 1 for s in at)
        far = np.abs(places[-1] - places[0])
        assert (np.abs(np.diff(places, axis=0)) <= 3.01 / steps * far + 1e-9).all()
        assert far.max() > 1


def test_what_moves_is_seen_moving() -> None:
    found = seen(shots("line-up", "loss", stands=0.03), settings("a.gif", fps=30))
    assert [times for _, times in found] == [1] * 28
    changes = [np.abs(a.astype(int) - b).mean() for (a, _), (b, _) in pairwise(found)]
    assert max(changes) < 6  # of 255: no frame is unlike its neighbours
    assert sum(change > 0 for change in changes) >= 26


def test_words_beside_the_stage_never_overlap() -> None:
    """What was said has gone before what will be said comes; what both say stays."""
    found = [pixels for pixels, _ in seen(shots("line-up", "loss", stands=0.03), settings("a.gif", fps=30))]
    column = 400
    paper = tuple(int(PALETTE.paper[i : i + 2], 16) for i in (1, 3, 5))
    part = found[0][60:85, :column]
    assert all((pixels[60:85, :column] == part).all() for pixels in found)
    assert any((pixels[90:, :column] == paper).all() for pixels in found)
    for pixels in found:
        dark = np.abs(pixels[90:, :column].astype(int) - paper).max(axis=-1) > 3
        old, new = (
            np.abs(one[90:, :column].astype(int) - paper).max(axis=-1) > 0 for one in (found[0], found[-1])
        )
        assert not (dark & ~old).any() or not (dark & ~new).any()


def test_a_held_frame_is_drawn_once() -> None:
    wanted = settings("a.gif", SMALL, 10)
    given = shots("line-up", "loss", stands=30)
    assert [times for _, times in seen(given, wanted)] == [300, *[1] * 8, 300]
    assert length(given, wanted) == 608


def test_scenes_stand_until_they_are_read() -> None:
    scene = STORY["feature"]
    assert reading_time(scene, "en") == pytest.approx(LOOK + 106 / LETTERS)
    said = "".join(ll.messages.plain(t, "zh-Hans") for t in (scene.title, *scene.sentences))
    assert LOOK + len(said) / LETTERS < reading_time(scene, "zh-Hans") <= LOOK + len(said) / IDEOGRAPHS
    assert [shot.stands for shot in read(STORY.scenes, "en")] == [reading_time(s, "en") for s in STORY.scenes]


@pytest.mark.parametrize("lang", ["zh-Hans", "zh-Hant"])
def test_chinese(lang: str) -> None:
    """A missing glyph is a warning, and so an error."""
    found = seen([Shot(scene, 0.1) for scene in STORY.scenes], settings("a.gif", SMALL, 2), lang)
    assert len(found) == 23 + 22
    assert (found[-1][0] == figure("calibration", SMALL, lang)).all()


DATA: dict[str, dict[str, Any]] = {
    "many rows": {"y": [0, 1, 1, 0, 1] * 1200, "y_proba": np.random.default_rng(3).random(6000)},
    "an infinite loss": {"y": [0, 1, 1, 0], "y_proba": [0.0, 0.0, 0.9, 0.4]},
    "all infinite": {"y": [0, 1], "y_proba": [1.0, 0.0]},
    "one row": {"y": [1], "y_proba": [0.5], "labels": [0, 1]},
    "features": {"x": np.random.default_rng(0).normal(size=(40, 3)), "y": [0, 1] * 20},
    "no penalty": {"C": math.inf, "unit": "bits"},
    "long names": {
        "x": "an income that is told at great length before taxes",
        "y": "bought",
        "data": {
            "an income that is told at great length before taxes": [1.0, 2, 3, 4],
            "bought": [0, 1, 0, 1],
        },
    },
}


@pytest.mark.parametrize("name", DATA)
def test_all_kinds_of_data_are_filmed(name: str) -> None:
    given = dict(DATA[name])
    if "data" in given:
        given["data"] = pytest.importorskip("polars").DataFrame(given["data"])
    told = ll.story(**given)
    found = seen([Shot(scene, 0.1) for scene in told.scenes], settings("a.gif", SMALL, 3))
    assert len(found) == len(told.scenes) + 2 * (len(told.scenes) - 1)
    assert all(pixels.min() < 100 < 200 < pixels.max() for pixels, times in found)


def test_words_that_are_many_are_smaller_and_within_the_frame() -> None:
    for size in (SMALL, (480, 480), (1200, 300)):
        image = figure("calibration", size)
        paper = tuple(int(PALETTE.paper[i : i + 2], 16) for i in (1, 3, 5))
        for edge in (image[0], image[-1], image[:, 0], image[:, -1]):
            assert (edge == paper).all()


# ---- files ------------------------------------------------------------------------------------------------


def last_frame(path: Path, size: tuple[int, int]) -> np.ndarray:
    """As another program decodes it."""
    asked = [get_ffmpeg_exe(), "-v", "error", "-i", path, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    ran = subprocess.run(asked, capture_output=True, check=True)
    return np.frombuffer(ran.stdout, np.uint8).reshape(-1, size[1], size[0], 3)[-1]


def test_mp4(tmp_path: Path) -> None:
    path = tmp_path / "loss.mp4"
    given = shots("line-up", "loss", stands=1.0)
    save_film(given, path, size="640x360", fps=24)
    count, seconds = count_frames_and_secs(path)
    assert count == length(given, settings(path, "640x360", 24)) == 24 + 21 + 24
    assert seconds == pytest.approx(count / 24, abs=0.05)
    told = subprocess.run([get_ffmpeg_exe(), "-i", path], capture_output=True, text=True, check=False).stderr
    assert "yuv420p(tv, bt709, progressive), 640x360" in told
    assert "24 fps" in told
    assert "creation_time" not in told
    off = np.abs(last_frame(path, (640, 360)).astype(int) - figure("loss", (640, 360)))
    assert off.mean() < 3  # of 255: chroma has half the size
    assert off[5, 5].max() <= 2  # and paper is paper


def test_gif(tmp_path: Path) -> None:
    path = tmp_path / "loss.gif"
    given = shots("line-up", "loss", stands=1.0)
    save_film(given, path, size=(640, 360))
    with Image.open(path) as film:
        assert film.size == (640, 360)
        times = []
        for i in range(film.n_frames):  # type: ignore[attr-defined]
            film.seek(i)
            times.append(film.info["duration"])
        last = np.asarray(film.convert("RGB"))
        assert "loop" not in film.info  # it is played once, and ends on the loss
    assert sum(times) == round(100 * length(given, settings(path)) / 15) * 10
    assert set(times[1:-1]) <= {60, 70}
    assert len(np.unique(last.reshape(-1, 3), axis=0)) <= COLOURS
    assert np.abs(last.astype(int) - figure("loss", (640, 360))).mean() < 2
    assert last_frame(path, (640, 360)).shape == last.shape  # ffmpeg reads it too


@pytest.mark.parametrize("suffix", [".mp4", ".gif"])
def test_the_same_bytes_twice(tmp_path: Path, suffix: str) -> None:
    made = [tmp_path / f"{name}{suffix}" for name in "ab"]
    for path in made:
        ll.story().to_film(path, scene=["line-up", "loss"], size=SMALL, lang="zh-Hans")
    assert made[0].read_bytes() == made[1].read_bytes()


def test_save_and_to_film_write_the_same(tmp_path: Path) -> None:
    STORY.save(tmp_path / "a.gif", "loss", lang="zh-Hant")
    STORY.to_film(tmp_path / "b.gif", scene="loss", lang="zh-Hant")
    assert (tmp_path / "a.gif").read_bytes() == (tmp_path / "b.gif").read_bytes()


def test_colours_of_a_gif() -> None:
    for palette in (PALETTE, Palette(classes=("#000000",) * 40)):
        found = shades(palette)
        assert found.shape == (COLOURS, 3)
        for name in ("paper", "ink", "positive", "negative", "quiet", "rule"):
            wanted = [int(getattr(palette, name)[i : i + 2], 16) for i in (1, 3, 5)]
            assert (found == wanted).all(axis=1).any()


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    STORY.to_film(
        tmp_path / "a.gif", scene="loss", size=SMALL, progress=lambda done, total: told.append((done, total))
    )
    assert told[-1][0] == told[-1][1] > 0


# ---- what cannot be ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "size", "fps", "said"),
    [
        ("a.mp4", (1281, 720), None, "must be even, got 1281x720\n\n1282x720 is"),
        ("a.mp4", "0x0", None, "size must be from 480x270 to 3840x2160 pixels, got 0x0"),
        ("a.gif", "99999x99999", None, "size must be from 480x270"),
        ("a.gif", (-640, 360), None, "size must be from 480x270"),
        ("a.gif", "wide", None, "size must be a width and a height"),
        ("a.gif", (640.5, 360), None, "size must be a width and a height"),
        ("a.gif", 640, None, "size must be a width and a height"),
        ("a.gif", (640, 360, 3), None, "size must be a width and a height"),
        ("a.gif", (math.inf, 360), None, "size must be a width and a height"),
        ("a.gif", None, 0, "fps must be a whole number from 1 to 50 for a .gif file, got 0"),
        ("a.gif", None, 60, "fps must be a whole number from 1 to 50"),
        ("a.mp4", None, 61, "fps must be a whole number from 1 to 60"),
        ("a.mp4", None, 29.97, "got 29.97"),
        ("a.mp4", None, math.nan, "got nan"),
        ("a.mp4", None, "fast", "got 'fast'"),
        ("a.avi", None, None, "a film is written as .mp4 or .gif"),
    ],
)
def test_what_is_no_film(path: str, size: Any, fps: Any, said: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        settings(path, size, fps)
    assert said in str(caught.value)


def test_unknown_scenes_and_languages(tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match="there is no scene"):
        STORY.to_film(tmp_path / "a.gif", scene="none")
    with pytest.raises(ArgumentError, match="lang must be one of"):
        STORY.to_film(tmp_path / "a.gif", lang="fr")  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="no scene is named"):
        STORY.to_film(tmp_path / "a.gif", scene=[])
    assert list(tmp_path.iterdir()) == []


def test_without_imageio_ffmpeg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    assert importlib.util.find_spec("imageio_ffmpeg") is None
    with pytest.raises(MissingDependencyError) as caught:
        STORY.to_film(tmp_path / "a.mp4")
    assert caught.value.line == (
        "MP4 needs imageio-ffmpeg, which is not installed; install it by pip install 'logloss[film]', "
        "or write a .gif, which needs nothing"
    )
    STORY.to_film(tmp_path / "a.gif", scene="loss", size=SMALL)


@pytest.mark.parametrize("suffix", [".mp4", ".gif"])
def test_an_interrupted_film_leaves_nothing(tmp_path: Path, suffix: str) -> None:
    def stop(done: int, total: int) -> None:
        assert 0 < done < total
        raise KeyboardInterrupt

    (tmp_path / f"old{suffix}").write_text("old")
    for name in ("new", "old"):
        with pytest.raises(KeyboardInterrupt):
            STORY.to_film(tmp_path / f"{name}{suffix}", size=SMALL, progress=stop)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


@pytest.mark.parametrize("suffix", [".mp4", ".gif"])
def test_where_nothing_can_be_written(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(FileError, match="Make the folder first"):
        STORY.to_film(tmp_path / f"no/film{suffix}", scene="loss", size=SMALL)
    (tmp_path / f"folder{suffix}").mkdir()
    with pytest.raises(FileError, match="is a folder"):
        STORY.to_film(tmp_path / f"folder{suffix}", scene="loss", size=SMALL)


def test_a_wheel_without_ffmpeg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> str:
        raise RuntimeError("No ffmpeg exe could be found.")

    monkeypatch.setattr("imageio_ffmpeg.get_ffmpeg_exe", none)
    with pytest.raises(MissingDependencyError, match="brings no ffmpeg for this machine"):
        STORY.to_film(tmp_path / "a.mp4", scene="loss", size=SMALL)
    assert list(tmp_path.iterdir()) == []


def test_ffmpeg_that_fails_is_quoted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mp4, "ENCODER", "-c:v no-such-encoder")
    with pytest.raises(FileError, match=r"ffmpeg says '.*Encoder not found"):
        STORY.to_film(tmp_path / "a.mp4", scene="loss", size=SMALL)
    assert list(tmp_path.iterdir()) == []
