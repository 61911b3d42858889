"""Scripts, styles and figure files of the built pages: all local, the generated ones made at build time."""

from __future__ import annotations

from pathlib import Path

import vl_convert
from sphinx.application import Sphinx

from evidence import figure, theme
from evidence.notebooks import chapter_paths, payloads, read_notebook

FIGURES = "book/figures"


def write_static(app: Sphinx) -> None:
    """Write the generated static files and add their folder to the static path.

    The chart library comes out of the installed renderer, so page and picture are drawn by the same version. It is
    wrapped in a function because its top-level names would collide with those of other scripts.
    """
    folder = Path(app.doctreedir) / "static"
    folder.mkdir(parents=True, exist_ok=True)
    bundle = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=figure.VEGA_LITE)
    (folder / "vega.js").write_text(f"(() => {{\n{bundle}\n}})();\n", encoding="utf-8")
    (folder / "figures.css").write_text(theme.dark_rules() + theme.verdict_rules(), encoding="utf-8")
    app.config.html_static_path.append(str(folder))


def write_figures(app: Sphinx, error: Exception | None) -> None:
    """Write the files of every figure from the committed outputs."""
    if error is None and app.builder.format == "html":
        for path in chapter_paths():
            for payload in payloads(read_notebook(path), figure.MIME):
                figure.write_files(payload, Path(app.outdir) / FIGURES)


def register(app: Sphinx) -> None:
    """Connect the writers."""
    app.connect("builder-inited", write_static)
    app.connect("build-finished", write_figures)
