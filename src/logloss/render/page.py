"""The story as one HTML file: the built page, and the data that it draws. It asks nothing of anywhere.

A Content-Security-Policy lets only the page's own script and style run, which it knows by their hashes. Data
stand in a block of JSON that no text in them can end.
"""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from logloss.errors import ArgumentError
from logloss.messages import LANGUAGES, plain, text
from logloss.scenes import SCENES, Story
from logloss.scenes.embedded import page_data

PAGE = Template("""\
<!doctype html>
<html lang="$lang">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="$policy">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>$title</title>
<link rel="icon" href="data:,">
<style>$style</style>
</head>
<body>
<div id="logloss"></div>
<noscript><p>$noscript</p></noscript>
<script type="application/json" id="logloss-data">$data</script>
<script>$script</script>
</body>
</html>
""")


def story_html(story: Story, scene: str | None = None, lang: str | None = None) -> str:
    """The page of a story as HTML.

    Parameters
    ----------
    story : Story
    scene : the scene to open, or None for the first
    lang : the language to open in, or None for the one that the reader's browser asks for
    """
    if scene is not None and scene not in SCENES:
        raise ArgumentError(f"there is no scene {scene!r}", f"The scenes are {', '.join(SCENES)}.")
    if lang is not None and lang not in LANGUAGES:
        raise ArgumentError(f"lang must be one of {', '.join(LANGUAGES)}, got {lang!r}")
    said = lang or LANGUAGES[0]
    title = escape(plain(text("sheet.title"), said))
    return page_html(title, said, data_block(page_data(story.material, scene, lang)))


def page_html(title: str, lang: str, data: str, name: str = "page") -> str:
    """The built page or report with a title and data in it, both of which are written as HTML already."""
    script, style = built(f"{name}.js"), built(f"{name}.css")
    return PAGE.substitute(
        lang=lang,
        policy=escape(_policy(script, style)),
        title=title,
        style=style,
        noscript=escape(plain(text("page.noscript"), lang)),
        data=data,
        script=script,
    )


def data_block(data: Any) -> str:
    r"""JSON that stands in a script element: no text in it can end the element or begin a comment.

    Examples
    --------
    >>> print(data_block("</script><!-- \u2028"))
    "\u003c/script\u003e\u003c!-- \u2028"
    """
    # In ASCII, which holds even half a surrogate.
    plainly = json.dumps(data, allow_nan=False, separators=(",", ":"))
    for sign in "<>&":  # JSON has them nowhere but in texts
        plainly = plainly.replace(sign, f"\\u{ord(sign):04x}")
    return plainly


@cache
def built(name: str) -> str:
    """A file that ``npm --prefix web run build`` made."""
    return (files(__package__) / "static" / name).read_text(encoding="utf-8")


def _policy(script: str, style: str) -> str:
    return (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; "
        "font-src data:; img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def _hash(content: str) -> str:
    """A script or style as a policy names it."""
    digest = hashlib.sha256(content.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
