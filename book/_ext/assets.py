"""Scripts and styles of the built pages that don't lie in a folder of the book."""

from pathlib import Path

from sphinx.application import Sphinx

from evidence.charts.renderer import chart_library


def write_chart_library(app: Sphinx) -> None:
    """Write what draws charts anew in the browser, in a function, as its names would collide."""
    script = f"(() => {{\n{chart_library()}\n}})();\n"
    (Path(app.outdir) / "_static" / "vega.js").write_text(script, encoding="utf-8")


def drop_style_sheets(app: Sphinx) -> None:
    """Remove the style sheets that Sphinx and MyST-NB write for listings and cells: styles stand in the pages."""
    for sheet in (Path(app.outdir) / "_static").glob("*.css"):
        sheet.unlink()
