"""What the words of scenarios leave of one another, for the figure of their chances."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd


def left_by_others(own: tuple[float, float], others: list[tuple[float, float]]) -> tuple[float, float]:
    """Return what the ranges of the others leave of one range, if all chances make 100.

    Probability intervals that can all be reached; see de Campos, Huete and Moral (1994).

    Parameters
    ----------
    own : (float, float)
        Range of one scenario, per cent.
    others : list of (float, float)
        Ranges of all others with the same horizon.

    Returns
    -------
    tuple of float
        The part of the range that can be reached; inside ``own``.
    """
    low, high = 100 - sum(end for _, end in others), 100 - sum(start for start, _ in others)
    return max(own[0], low), min(own[1], high)


def left_range(
    scenarios: pd.DataFrame, scenario_id: str, yardstick: Mapping[str, tuple[float, float]]
) -> tuple[float, float]:
    """Return what the words of the other scenarios leave of the word of one: `left_by_others`.

    Parameters
    ----------
    scenarios : DataFrame
        Columns ``horizon`` and ``word``, indexed by ``scenario_id``.
    scenario_id : str
        One of them.
    yardstick : mapping of str to (float, float)
        Range of each word, per cent.

    Returns
    -------
    tuple of float
        Per cent.
    """
    tree = scenarios[scenarios["horizon"] == scenarios.at[scenario_id, "horizon"]]
    words = tree["word"].map(dict(yardstick))
    return left_by_others(words[scenario_id], list(words.drop(scenario_id)))
