"""The Chromium of browser tests and benchmarks: $CHROMIUM, else the pinned one that web/node_modules brings.

It sees the same fonts on every machine: matplotlib's DejaVu, and the Chinese ones that the package ships.
Libraries that a machine lacks come from the npm package too, so nothing is to be installed.
"""

from __future__ import annotations

import ctypes.util
import os
import platform
import shutil
import subprocess
from pathlib import Path
from typing import Any

import matplotlib as mpl

TOP = Path(__file__).parents[1]
PACKAGE = TOP / "web/node_modules/@sparticuz/chromium"
UNPACK = TOP / "web/chromium.mjs"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
]
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{latin}</dir>
  <dir>{chinese}</dir>
  <cachedir>{cache}</cachedir>
  <alias binding="strong"><family>sans-serif</family><prefer><family>DejaVu Sans</family></prefer></alias>
  <alias binding="strong"><family>serif</family><prefer><family>DejaVu Serif</family></prefer></alias>
  <alias binding="strong"><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
</fontconfig>
"""


def is_pinned() -> bool:
    """Whether it is the pinned one, of which there are golden images."""
    return "CHROMIUM" not in os.environ


def is_here() -> bool:
    """Whether there is one on this machine."""
    fitting = (platform.system(), platform.machine()) == ("Linux", "x86_64")
    return not is_pinned() or (fitting and PACKAGE.is_dir() and shutil.which("node") is not None)


def launched(playwright: Any, folder: Path) -> Any:
    """The browser, started by playwright; its list of fonts is kept in a folder."""
    environment = {**os.environ, "FONTCONFIG_FILE": str(_fonts(folder))}
    program = os.environ.get("CHROMIUM")
    if program is None:
        done = subprocess.run(["node", UNPACK], capture_output=True, text=True, check=True)
        unpacked = Path(done.stdout.strip())
        program = str(unpacked / "chromium")
        if ctypes.util.find_library("nss3") is None:
            environment["LD_LIBRARY_PATH"] = str(unpacked / "al2023/lib")
    return playwright.chromium.launch(executable_path=program, args=ARGUMENTS, env=environment)


def _fonts(folder: Path) -> Path:
    latin, chinese = Path(mpl.get_data_path()) / "fonts/ttf", TOP / "src/logloss/render/fonts"
    config = folder / "fonts.conf"
    config.write_text(FONTS.format(latin=latin, chinese=chinese, cache=folder / "cache"), encoding="utf-8")
    return config
