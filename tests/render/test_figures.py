"""Figures: every one is drawn, the same bytes come out twice, and files are whole or not there at all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.testing.compare import compare_images

import logloss as ll
from logloss.errors import ArgumentError, FileError
from logloss.render import files
from logloss.render.style import PALETTE, hatch
from logloss.scenes import SCENES

Y = [0, 0, 1, 0, 1, 1, 1, 1, 1, 1]
P = [0.19, 0.33, 0.47, 0.70, 0.74, 0.81, 0.86, 0.94, 0.97, 0.99]
"""Rounded predictions of the ten points."""

GOLDEN = Path(__file__).parent / "golden" / "loss.png"
STORY = ll.story()
EXPLANATION = ll.explain([1, 0, 1, 1], [0.9, 0.2, 0.7, 0.4])


def pixels(figure: Figure) -> np.ndarray:
    figure.canvas.draw()
    return np.asarray(figure.canvas.buffer_rgba())[..., :3]  # type: ignore[attr-defined]


def colours(image: np.ndarray) -> int:
    """How many colours a picture has."""
    return len(set((image.astype(np.uint32) @ np.array([65536, 256, 1], np.uint32)).ravel().tolist()))


# ---- drawn ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SCENES)
def test_every_scene_is_drawn(name: str) -> None:
    figure = STORY.plot(name)
    image = pixels(figure)
    stage = figure.axes[0].get_window_extent()
    high = image.shape[0]
    inner = image[high - int(stage.y1) : high - int(stage.y0), int(stage.x0) : int(stage.x1)]
    assert colours(inner) > 1
    assert colours(image[:, : int(0.35 * image.shape[1])]) > 1  # the words beside it
    assert tuple(image[0, 0]) == tuple(int(PALETTE.paper[i : i + 2], 16) for i in (1, 3, 5))


def test_some_scenes_are_a_sheet() -> None:
    figure = STORY.plot(["loss", "curve"])
    assert len(figure.axes) == 2
    assert colours(pixels(figure)) > 1


def test_an_explanation_is_drawn() -> None:
    figure = EXPLANATION.plot()
    assert len(figure.axes) == 4
    assert colours(pixels(figure)) > 1


def test_a_figure_is_none_of_pyplots() -> None:
    EXPLANATION.plot()
    STORY.plot("loss")
    assert plt.get_fignums() == []


def test_the_users_settings_change_nothing(tmp_path: Path) -> None:
    plain = tmp_path / "plain.png"
    STORY.save(plain, "loss")
    settings = {"font.size": 30.0, "axes.grid": True, "savefig.dpi": 30, "savefig.bbox": "tight"}
    with mpl.rc_context(settings):
        STORY.save(tmp_path / "set.png", "loss")
        assert mpl.rcParams["font.size"] == 30
    assert (tmp_path / "set.png").read_bytes() == plain.read_bytes()


# ---- grey print -------------------------------------------------------------------------------------------


def test_negatives_are_hatched_and_positives_are_not() -> None:
    assert hatch("negative") != hatch("positive")
    (ax,) = STORY.plot("loss").axes
    bars = [c for c in ax.collections if isinstance(c, PolyCollection) and c.get_paths()]
    hatches = {to_hex(c.get_facecolor()[0]).lower(): c.get_hatch() for c in bars}
    assert hatches[PALETTE.negative.lower()]
    assert not hatches[PALETTE.positive.lower()]


def test_the_key_shows_the_hatching() -> None:
    ax = EXPLANATION.plot().axes[0]
    patches = {to_hex(p.get_facecolor()): p.get_hatch() for p in ax.patches if isinstance(p, Rectangle)}
    assert patches[PALETTE.negative.lower()]
    assert not patches[PALETTE.positive.lower()]


# ---- files ------------------------------------------------------------------------------------------------

MAGIC = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}


@pytest.mark.parametrize("kind", MAGIC)
def test_the_same_bytes_twice(tmp_path: Path, kind: str) -> None:
    for i in (1, 2):
        STORY.save(tmp_path / f"story{i}{kind}", "loss")
        EXPLANATION.save(tmp_path / f"explanation{i}{kind}")
    for what in ("story", "explanation"):
        first = (tmp_path / f"{what}1{kind}").read_bytes()
        assert first.startswith(MAGIC[kind])
        assert first == (tmp_path / f"{what}2{kind}").read_bytes()
    assert len(list(tmp_path.iterdir())) == 4


def test_suffixes_are_known_in_capitals_too(tmp_path: Path) -> None:
    STORY.save(tmp_path / "A.PNG", "loss")
    assert (tmp_path / "A.PNG").read_bytes().startswith(MAGIC[".png"])


def test_the_golden_picture(tmp_path: Path) -> None:
    # To renew it after a change that is meant, look at the new one, and then:
    #   .venv/bin/python -c 'import logloss as ll; ll.story().save("tests/render/golden/loss.png", "loss")'
    drawn = tmp_path / "loss.png"
    STORY.save(drawn, "loss")
    expected = tmp_path / "expected.png"  # where it differs, a picture of the difference comes beside it
    expected.write_bytes(GOLDEN.read_bytes())
    assert compare_images(str(expected), str(drawn), tol=3) is None


def test_the_golden_report(tmp_path: Path) -> None:
    # To renew it likewise: ll.explain(Y, P, by=["a", "b"] * 5).save("tests/render/golden/report.png"), with this file's Y and P.
    drawn = tmp_path / "report.png"
    ll.explain(Y, P, by=["a", "b"] * 5).save(drawn)
    expected = tmp_path / "expected.png"
    expected.write_bytes((GOLDEN.parent / "report.png").read_bytes())
    assert compare_images(str(expected), str(drawn), tol=3) is None


def test_a_folder_gets_a_picture_a_scene(tmp_path: Path) -> None:
    names = ["curve", "loss"]
    STORY.save(f"{tmp_path}/new/", names)
    found = sorted(path.name for path in (tmp_path / "new").iterdir())
    assert found == ["05-curve.png", "12-loss.png"]
    STORY.save(tmp_path, "loss")
    assert (tmp_path / "12-loss.png").read_bytes() == (tmp_path / "new" / "12-loss.png").read_bytes()


def test_a_folder_gets_every_scene_if_none_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "draw_scene", lambda *_, **__: Figure(figsize=(1, 1)))
    STORY.save(tmp_path)
    found = sorted(path.name for path in tmp_path.iterdir())
    assert found == [f"{i:02}-{name}.png" for i, name in enumerate(SCENES, 1)]


def test_an_unknown_scene_is_refused_before_a_folder_is_made(tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match="there is no scene 'los'"):
        STORY.save(f"{tmp_path}/new/", ["loss", "los"])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a.jpg", "a", "a.", "a.png.gz", ".png"])
def test_an_unknown_suffix_is_refused_before_drawing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def never(*_: Any, **__: Any) -> Any:
        pytest.fail("it was drawn")

    for draw in ("draw_scene", "draw_sheet"):
        monkeypatch.setattr(files, draw, never)
    monkeypatch.setattr(type(EXPLANATION), "plot", never)
    for save in (STORY.save, EXPLANATION.save):
        with pytest.raises(ArgumentError, match="what kind of file is to be written") as caught:
            save(tmp_path / name)
        assert ".png, .svg, .pdf, .json" in caught.value.hint
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("error", [RuntimeError("boom"), KeyboardInterrupt()])
def test_an_interrupted_picture_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    old = tmp_path / "old.png"
    old.write_bytes(b"as it was")

    def breaks(_: Figure, path: Any, **__: Any) -> None:
        Path(path).write_bytes(b"half")
        raise error

    monkeypatch.setattr(Figure, "savefig", breaks)
    for path in (old, tmp_path / "new.png"):
        with pytest.raises(type(error)):
            STORY.save(path, "loss")
    assert list(tmp_path.iterdir()) == [old]
    assert old.read_bytes() == b"as it was"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be written") as caught:
        EXPLANATION.save(tmp_path / "none" / "a.json")
    assert caught.value.hint == "Make the folder first."


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="cannot be made"):
        STORY.save(f"{tmp_path}/file/new{os.sep}", "loss")


def test_json_is_written(tmp_path: Path) -> None:
    EXPLANATION.save(tmp_path / "e.json")
    STORY.save(tmp_path / "s.json")
    assert (tmp_path / "e.json").read_text(encoding="utf-8") == EXPLANATION.to_json() + "\n"
    assert (tmp_path / "s.json").read_text(encoding="utf-8") == STORY.to_json() + "\n"
