"""Where things are. Every other module asks here, so that nothing depends on the working directory."""

from pathlib import Path

BOOK = Path(__file__).resolve().parents[1]
ROOT = BOOK.parent
DATA = ROOT / "data"
SEEDS = ROOT / "seeds"
HTML = ROOT / "_build" / "html"
