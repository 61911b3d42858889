"""Results of the chapter on Russian autonomy."""

from __future__ import annotations

from evidence.models.results import result


@result(
    "model.ru-share-of-world-output",
    label="Russia's share of world mine output, 2025",
    unit="%",
    basis="share mine output",
    inputs=("usgs.mine-output/russia/2025@mcs-2026", "usgs.mine-output/world/2025@mcs-2026"),
    formula="100 × Russian output / world output",
    digits=2,
)
def share_of_world_output(russia: float, world: float) -> float:
    """Return Russia's share of world mine output in per cent.

    Parameters
    ----------
    russia, world : float
        Mine output, t REO.

    Returns
    -------
    float
        Per cent.
    """
    return 100 * russia / world
