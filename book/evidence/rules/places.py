"""Name the place of a fault so that a reader finds it."""

import pandas as pd


def name_row(frame: pd.DataFrame, key: str) -> str:
    """Name a row by its line in the file and its key: ``row 12 (RU-004)``, or the key alone where it isn't unique."""
    position = frame.index.get_loc(key)
    return f"row {position + 2} ({key})" if isinstance(position, int) else f"({key})"
