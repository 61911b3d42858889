"""The HTML that notebooks show, as templates: text in them is always escaped, and a missing value is an error."""

from functools import cache
from pathlib import Path

import jinja2


@cache
def template(name: str) -> jinja2.Template:
    """Return a template of this folder, such as ``figure.html``, with escaping on and undefined names refused."""
    loader = jinja2.FileSystemLoader(Path(__file__).parent)
    return jinja2.Environment(autoescape=True, loader=loader, undefined=jinja2.StrictUndefined).get_template(name)
