"""Every scene looks as it did when somebody last looked at it. `make golden` draws the pictures again: look at them, then commit."""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from logloss.scenes import SCENES

GOLDEN = Path(__file__).parent / "golden"
COLOURS = 256
SEEN = 48
"""Out of 255: by how much a pixel must differ to be another one."""
FEW = 2e-4
"""Share of such pixels that is no difference: half the letters of one short label."""

PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 1}
DARK = {"color_scheme": "dark"}
PICTURES = {
    **{name: (name, {}) for name in [*SCENES, "yours"]},
    **{f"{name}-dark": (name, DARK) for name in ("curve", "loss", "cross-entropy", "paired", "culprits")},
    **{f"{name}-phone": (name, PHONE) for name in ("formula", "curve", "loss", "divergence", "yours")},
    **{f"{name}-zh-Hans": (name, {"locale": "zh-CN"}) for name in ("curve", "loss", "yardstick", "paired")},
    **{f"{name}-zh-Hant": (name, {"locale": "zh-TW"}) for name in ("formula", "calibration")},
}


@pytest.mark.parametrize("name", PICTURES)
def test_it_looks_as_it_did(opened, chromium, name, tmp_path):
    if not chromium.is_pinned():
        pytest.skip("golden images are of the npm package's Chromium, and $CHROMIUM is another")
    scene, options = PICTURES[name]
    shown = opened(at=f"#{scene}", **options)
    shown.page.evaluate("document.fonts.ready")
    now = shown.page.screenshot(animations="disabled", caret="hide")
    golden = GOLDEN / f"{name}.png"
    if os.environ.get("GOLDEN") == "draw":
        draw(now, golden)
    different = share_that_differs(now, golden.read_bytes())
    if different > FEW:
        (tmp_path / f"{name}.png").write_bytes(now)
    assert different <= FEW, f"{different:.2%} of {tmp_path / f'{name}.png'} is not as in {golden}"


def draw(png, golden):
    golden.parent.mkdir(exist_ok=True)
    few_colours = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few_colours.save(golden, optimize=True)


def share_that_differs(*pngs):
    now, then = (np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), np.int16) for png in pngs)
    return 1.0 if now.shape != then.shape else (np.abs(now - then).max(axis=2) > SEEN).mean()


def test_there_is_no_picture_that_nobody_compares():
    assert {path.stem for path in GOLDEN.iterdir()} == PICTURES.keys()
    assert sum(path.stat().st_size for path in GOLDEN.iterdir()) < 2_000_000
