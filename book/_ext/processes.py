"""Pages are read and written by several processes: Sphinx can, Jupyter Book has no option for it."""

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

# More than there are cores, as pages differ in length a hundredfold.
NUMBER = 6


def part(app: Sphinx) -> None:
    """Let several processes work; a process that parts draws no picture before, as the renderer wouldn't answer in both."""
    app.parallel = NUMBER
    # It numbers headings once all pages are read, and doesn't say that this is safe.
    app.extensions["sphinx_multitoc_numbering"].parallel_read_safe = True


def spread(app: Sphinx, environment: BuildEnvironment, names: list[str]) -> None:
    """Give neighbours in the alphabet to different processes: the longest pages, record and results, are such."""
    names[:] = [name for start in range(NUMBER) for name in names[start::NUMBER]]
