"""What other chapters took from here; goes once their results have moved."""

from evidence.models.arithmetic import part_of, ratio

METAL_IN_NDPR_OXIDE = 0.85
NDPR_IN_MAGNETS = (0.28, 0.32)
MAGNETS_FROM_ALLOY = (0.70, 1.00)
MINED = "usgs.us-concentrate-output/united-states"
MARK = "customs.magnet-exports-to-us/united-states/2024@2026-01-20"


def magnets_from_ndpr(oxide: float) -> tuple[float, float]:
    """Return tonnes of magnets."""
    metal = METAL_IN_NDPR_OXIDE * oxide
    return metal * MAGNETS_FROM_ALLOY[0] / NDPR_IN_MAGNETS[1], metal * MAGNETS_FROM_ALLOY[1] / NDPR_IN_MAGNETS[0]


def loss_multiplier(loss: float, percent: float, trade: float) -> float:
    """Return a pure ratio."""
    return ratio(loss, part_of(percent, trade))
