"""The renderer, which keeps what it drew: the same specification gives the same picture, for a third of a second each."""

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import altair as alt
import vl_convert

from evidence.paths import ROOT

VEGA_LITE = ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])
KEPT = ROOT / "_build" / "pictures"


def to_svg(spec: dict[str, Any]) -> str:
    """Draw a Vega-Lite specification."""
    made = _keep(json.dumps(spec), ".svg", lambda: vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE).encode())
    return made.decode()


def to_png(svg: str, scale: int) -> bytes:
    """Return a picture as PNG, a unit of it as so many pixels."""
    return _keep(svg, f".{scale}.png", lambda: vl_convert.svg_to_png(svg, scale=scale))


def _keep(content: str, suffix: str, make: Callable[[], bytes]) -> bytes:
    text = f"{vl_convert.__version__} {VEGA_LITE} {suffix} {content}"
    path = KEPT / f"{hashlib.sha256(text.encode()).hexdigest()}{suffix}"
    with suppress(OSError):
        return path.read_bytes()
    made = make()
    with suppress(OSError):
        KEPT.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=KEPT, delete=False) as begun:
            begun.write(made)
        Path(begun.name).replace(path)
    return made


def chart_library() -> str:
    """Return the chart library as a script that pages load."""
    name = "window.vegaEmbed = vegaEmbed;"
    return _keep(name, ".js", lambda: vl_convert.javascript_bundle(name, vl_version=VEGA_LITE).encode()).decode()
