"""What the words of scenarios leave of one another, for the figure of their chances."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd


def left_by_others(own: tuple[float, float], others: list[tuple[float, float]]) -> tuple[float, float]:
    """Return what the ranges of the others leave of one range, per cent, if all chances make 100.

    Probability intervals that can all be reached; see de Campos, Huete and Moral (1994).
    """
    low, high = 100 - sum(end for _, end in others), 100 - sum(start for start, _ in others)
    return max(own[0], low), min(own[1], high)


def left_range(
    scenarios: pd.DataFrame, scenario_id: str, yardstick: Mapping[str, tuple[float, float]]
) -> tuple[float, float]:
    """Return what the words of other scenarios with its horizon leave of the word of one: `left_by_others`.

    ``scenarios`` has columns ``horizon`` and ``word``, indexed by ``scenario_id``; the yardstick has the range of each
    word.
    """
    tree = scenarios[scenarios["horizon"] == scenarios.at[scenario_id, "horizon"]]
    words = tree["word"].map(dict(yardstick))
    return left_by_others(words[scenario_id], list(words.drop(scenario_id)))
