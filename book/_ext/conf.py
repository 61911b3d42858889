"""Sphinx's settings as Jupyter Book makes them of ``_config.yml``, for the server that writers use: it runs Sphinx itself."""

from jupyter_book.config import get_final_config

from evidence.paths import BOOK, ROOT

_settings, _ = get_final_config(
    user_yaml=ROOT / "_config.yml",
    sourcedir=ROOT,
    cli_config={"external_toc_path": str(ROOT / "_toc.yml"), "latex_individualpages": False},
)
# Jupyter Book takes paths from the book's folder, Sphinx from that of its settings.
globals().update(_settings | {"html_static_path": [str(BOOK / "_static")]})
