"""Rows that the figures of the outlook show: what words of scenarios leave of one another, and works by place."""

from collections.abc import Mapping

import pandas as pd

from evidence.ledger import Ledger

# The stages on the maps. Works that recycle make oxides.
STAGES = {"mine": "Mines", "separation": "Separation and recycling", "metal": "Metal and alloy", "magnet": "Magnets"}
RUNS, BUILT, PLANNED, STOPPED = "running", "being built or on trial", "announced", "stopped"
STATES = {"operating": RUNS, "ramp-up": RUNS, "pilot": BUILT, "under construction": BUILT}
STATES |= {"announced": PLANNED, "planned": PLANNED, "suspended": STOPPED, "abandoned": STOPPED}
COLOURS = {RUNS: "record", BUILT: "muted", PLANNED: "muted", STOPPED: "muted"}
# Where China's share is written.
CHINA = {"longitude": 103.0, "latitude": 33.0}


def left_by_others(own: tuple[float, float], others: list[tuple[float, float]]) -> tuple[float, float]:
    """Return what other ranges, per cent, leave of one if all make 100; see de Campos, Huete and Moral (1994)."""
    low, high = 100 - sum(end for _, end in others), 100 - sum(start for start, _ in others)
    return max(own[0], low), min(own[1], high)


def left_range(
    scenarios: pd.DataFrame, scenario_id: str, yardstick: Mapping[str, tuple[float, float]]
) -> tuple[float, float]:
    """Return what words of scenarios with its horizon leave of one's; a yardstick has the range of each word."""
    tree = scenarios[scenarios["horizon"] == scenarios.at[scenario_id, "horizon"]]
    words = tree["word"].map(dict(yardstick))
    return left_by_others(words[scenario_id], list(words.drop(scenario_id)))


def works_by_place(ledger: Ledger, shares: pd.DataFrame) -> pd.DataFrame:
    """Return the works whose place is on record, and China's share of each stage.

    ``shares`` are rows of `evidence.charts.fact_rows`, ``panel`` being the stage. Columns label, country, panel (the
    stage), state, text (of China's shares the figure), longitude, latitude, colour, evidence. Works in China have its
    colour.
    """
    works = ledger.projects[ledger.projects["latitude"].notna()].reset_index()
    works = works.assign(panel=works["stage"].replace("recycling", "separation"))
    works = works[works["panel"].isin([*STAGES])]
    state = works["status"].map(STATES)
    works = works.assign(
        label=works["name"],
        country=works["area"].map(ledger.areas["name"]),
        state=state,
        text="",
        colour=state.map(COLOURS).where(works["area"] != "china", "china"),
        evidence="project:" + works["project_id"],
    )
    shares = shares.assign(country="China", state="share of the world", colour="china", **CHINA)
    columns = ["panel", "label", "country", "state", "text", *CHINA, "colour", "evidence"]
    return pd.concat([works[columns], shares[columns]], ignore_index=True)


def count_works(rows: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Return the name of each stage with the count of its works outside China, in `works_by_place`, by what they do."""
    outside = rows[rows["country"] != "China"]
    counts = outside.groupby(["panel", "state"]).size()
    return {
        stage: (name, ", ".join(f"{counts.get((stage, state), 0)} {state}" for state in (RUNS, BUILT, PLANNED)))
        for stage, name in STAGES.items()
    }
