"""Figures of the chapter on Russian autonomy."""

from __future__ import annotations

from evidence.charts.rivals import rivals
from evidence.facts import fact
from evidence.figure import Figure


def reserves() -> Figure:
    """Draw the rival figures for Russia's reserves, in panels by what each counts (million tonnes, REO)."""
    stated = "Claimed, no definition given"
    economic = "USGS: economic reserves, by edition"
    balance = "Russian state balance: A+B+C1+C2"
    low, high = fact("usgs.reserves/russia/2025@mcs-2026"), fact("russia.reserves-state-balance/russia/2022-01-01")
    return rivals(
        "fig-ru-reserves",
        title=f"Russia's reserves are {low} or {high}: the two count different rock",
        subtitle="Rare earth reserves of Russia by who counts and what is counted, million tonnes of oxide (REO)",
        description=(
            "Dot chart in three panels on one scale from 0 to 35 million tonnes. The articles claim 3.8, 10 to 28 and 28.5 "
            "million tonnes. USGS editions fell from 21 to 10 to 3.8 million tonnes. The Russian state balance stands "
            "between 28 and 33 million tonnes."
        ),
        entries=[
            (stated, "001-02 and 003-03", "RU-013"),
            (stated, "001-05", "RU-023"),
            (stated, "002-01 and 003-02", "RU-052"),
            (economic, "MCS 2023", "usgs.reserves/russia/2022@mcs-2023"),
            (economic, "MCS 2024", "usgs.reserves/russia/2023@mcs-2024"),
            (economic, "MCS 2025", "usgs.reserves/russia/2024@mcs-2025"),
            (economic, "MCS 2026", "usgs.reserves/russia/2025@mcs-2026"),
            (balance, "1 January 2022", "russia.reserves-state-balance/russia/2022-01-01"),
            (balance, "Rosnedra, 2025", "russia.reserves-explored/russia/2025@2025-09-08"),
        ],
        divisor=1e6,
        axis="million tonnes REO",
        domain=(0, 42),
    )
