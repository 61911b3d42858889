"""Scripts, styles and figure files of the built pages: all local, the generated ones made at build time."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import vl_convert
from sphinx.application import Sphinx

from _ext.cards import draw, write_files
from _ext.sharing import write_picture
from evidence.charts.figure import stored_figures
from evidence.charts.renderer import VEGA_LITE
from evidence.pages.notebooks import chapter_paths

FIGURES = "book/figures"


def write_static(app: Sphinx) -> None:
    """Write what is generated; the chart library, out of the renderer, in a function, as its names would collide."""
    folder = Path(app.doctreedir) / "static"
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "vega.js").exists():
        bundle = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=VEGA_LITE)
        (folder / "vega.js").write_text(f"(() => {{\n{bundle}\n}})();\n", encoding="utf-8")
    app.config.html_static_path.append(str(folder))


def write_figures(folder: Path) -> None:
    """Draw every figure from the committed outputs: what pages will ask for, then files and the picture for other sites."""
    payloads = [payload for path in chapter_paths() for payload in stored_figures(path)]
    for payload in payloads:
        for layout in payload["specs"]:
            draw(payload, layout)
    for payload in payloads:
        write_files(payload, folder)
        write_picture(payload, folder.with_name("embed"))


def start_figures(app: Sphinx) -> None:
    """Begin to write figures in a thread beside the pages, which keep one core busy: the renderer needs no Python."""
    if app.builder.format == "html":
        pool = ThreadPoolExecutor(max_workers=1)
        app.builder.figures_written = pool.submit(write_figures, Path(app.outdir) / FIGURES)
        pool.shutdown(wait=False)


def finish_figures(app: Sphinx, error: Exception | None) -> None:
    """Wait for the figures, and fail where they failed."""
    if error is None and app.builder.format == "html":
        app.builder.figures_written.result()


def drop_style_sheets(app: Sphinx, error: Exception | None) -> None:
    """Remove the style sheets that Sphinx and MyST-NB write for listings and cells: styles stand in the pages."""
    if error is None and app.builder.format == "html":
        for sheet in (Path(app.outdir) / "_static").glob("*.css"):
            sheet.unlink()
