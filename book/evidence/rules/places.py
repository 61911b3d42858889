"""Name the place of a fault so that a reader finds it."""

from __future__ import annotations

import pandas as pd


def name_row(frame: pd.DataFrame, key: str) -> str:
    """Name a row by its line in the file and its key.

    Parameters
    ----------
    frame : DataFrame
        A table of the ledger, in the order of its file.
    key : str
        The row's identifier.

    Returns
    -------
    str
        For example ``row 12 (RU-004)``; the key alone where it isn't unique.
    """
    position = frame.index.get_loc(key)
    return f"row {position + 2} ({key})" if isinstance(position, int) else f"({key})"
