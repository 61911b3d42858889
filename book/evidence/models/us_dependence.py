"""Results of the chapter on United States dependence."""

from __future__ import annotations

from evidence.models.arithmetic import part_of, ratio, share, total, whole_of
from evidence.models.results import result

# Nd2O3 and Pr6O11 carry 85.7 and 82.8 % metal; NdPr oxide is about three quarters neodymium.
METAL_IN_NDPR_OXIDE = 0.85
# Bounds of what NdFeB makers use: mass share of NdPr in the alloy, and the part of the alloy that ends in magnets.
NDPR_IN_MAGNETS = (0.28, 0.32)
MAGNETS_FROM_ALLOY = (0.70, 1.00)

CONSUMPTION = "usgs.us-consumption/united-states"
COMPOUNDS = "usgs.us-compounds-output/united-states"
MINED = "usgs.us-concentrate-output/united-states"
EXPORTS = "customs.magnet-exports/world"
EXPORTS_TO_US = "customs.magnet-exports-to-us/united-states"
ANNOUNCED_MONEY = (
    "mp.preferred-equity/united-states/2025@2025-07-10",
    "mp.bank-financing/united-states/2025@2025-07",
    "us.dod-heavy-loan/united-states/2025@mcs-2026",
    "us.vulcan-package/united-states/2025-11-03@2025-11-03",
    "us.usa-rare-earth-package/united-states/2026-01-26@2026-01-26",
)
MAGNET_PLANTS = (
    "mp.magnet-capacity-planned/united-states/2028@2025-07-10",
    "project.vulcan-capacity/united-states/2025@2025-11-03",
    "project.stillwater-capacity/united-states/2026@2026-01-26",
)
SAME_YEAR = "compounds come from ore of the same year"
RECOMPUTED = {
    "unit": "%",
    "basis": "net import reliance",
    "formula": "100 × (apparent consumption − output of compounds) / apparent consumption",
    "assumes": "what home output doesn't cover is net imports and stock changes; rows printed rounded",
}


def reliance(consumption: float, output: float) -> float:
    """Return net import reliance: the part of apparent consumption that home output doesn't cover.

    Parameters
    ----------
    consumption : float
        Apparent consumption of compounds and metals, t REO.
    output : float
        Home output of compounds and metals, t REO.

    Returns
    -------
    float
        Per cent of apparent consumption; negative for a net exporter.
    """
    return share(consumption - output, consumption)


result(
    "model.us-reliance-recomputed-2024-first",
    label="US net import reliance for 2024, recomputed from the rows first printed",
    inputs=(f"{CONSUMPTION}/2024@mcs-2025", f"{COMPOUNDS}/2024@mcs-2025"),
    **RECOMPUTED,
)(reliance)

result(
    "model.us-reliance-recomputed-2024",
    label="US net import reliance for 2024, recomputed from the revised rows",
    inputs=(f"{CONSUMPTION}/2024@mcs-2026", f"{COMPOUNDS}/2024@mcs-2026"),
    **RECOMPUTED,
)(reliance)

result(
    "model.us-reliance-recomputed-2025",
    label="US net import reliance for 2025, recomputed",
    inputs=(f"{CONSUMPTION}/2025@mcs-2026", f"{COMPOUNDS}/2025@mcs-2026"),
    **RECOMPUTED,
)(reliance)

result(
    "model.us-compounds-revision-2024",
    label="US output of rare earth compounds in 2024, revised over first printed",
    unit="ratio",
    basis="multiple",
    inputs=(f"{COMPOUNDS}/2024@mcs-2026", f"{COMPOUNDS}/2024@mcs-2025"),
    formula="output in MCS 2026 / output in MCS 2025",
    digits=2,
)(ratio)

result(
    "model.us-separated-share-2021",
    label="Compounds made in the US for each tonne mined there, 2021",
    unit="%",
    basis="share own output",
    inputs=(f"{COMPOUNDS}/2021@mcs-2026", f"{MINED}/2021@mcs-2026"),
    formula="100 × output of compounds / mine output, both REO",
    assumes=SAME_YEAR,
    digits=2,
)(share)

result(
    "model.us-separated-share-2025",
    label="Compounds made in the US for each tonne mined there, 2025",
    unit="%",
    basis="share own output",
    inputs=(f"{COMPOUNDS}/2025@mcs-2026", f"{MINED}/2025@mcs-2026"),
    formula="100 × output of compounds / mine output, both REO",
    assumes=SAME_YEAR,
    digits=2,
)(share)

result(
    "model.us-mined-over-used",
    label="US mine output over US consumption of compounds and metals, 2025",
    unit="ratio",
    basis="multiple",
    inputs=(f"{MINED}/2025@mcs-2026", f"{CONSUMPTION}/2025@mcs-2026"),
    formula="mine output / apparent consumption of compounds and metals, both REO",
    assumes="all elements count alike; magnets and goods that hold them are left out of consumption",
    digits=2,
)(ratio)

result(
    "model.us-import-growth-2025",
    label="US imports of rare earth compounds by weight, 2025 over 2024",
    unit="ratio",
    basis="multiple",
    inputs=(
        "usgs.us-compounds-imports/united-states/2025@mcs-2026",
        "usgs.us-compounds-imports/united-states/2024@mcs-2026",
    ),
    formula="imports in 2025 / imports in 2024, REO",
    digits=2,
)(ratio)

result(
    "model.us-heavy-share-of-imports-2025",
    label="Heavy rare earths in US imports of rare earth compounds by weight, 2025",
    unit="%",
    basis="share trade weight",
    inputs=(
        "usgs.us-heavy-imports/united-states/2025@mcs-2026",
        "usgs.us-compounds-imports/united-states/2025@mcs-2026",
    ),
    formula="100 × imports of heavy rare earths / imports of compounds, both REO",
    assumes="the heavy rare earths of the one chapter are counted in the compounds of the other",
    digits=1,
)(share)

result(
    "model.us-f35-claim-over-estimate",
    label="Claimed rare earths in one F-35 over the estimate of materials of about 2012",
    unit="ratio",
    basis="multiple",
    inputs=("US-007", "defence.f-35-material/united-states/2012@2013-12-23"),
    formula="claimed mass / estimated mass of rare earth materials",
    digits=2,
)(ratio)

result(
    "model.us-weapon-systems-multiple",
    label="Weapon systems in the claim for each that Govini counts, 2025",
    unit="ratio",
    basis="multiple",
    inputs=("US-010", "defence.govini-systems/united-states/2025@2025-04"),
    formula="claimed weapon systems / weapon systems in the Govini report",
    digits=2,
)(ratio)

result(
    "model.us-magnet-implied-output",
    label="Chinese magnet output that the two claimed figures imply",
    unit="t",
    basis="magnet output",
    inputs=("US-015", "US-016"),
    formula="claimed shipments to the US / (claimed share of output / 100)",
    assumes="both claims speak of one year and of the same magnets",
)(whole_of)

result(
    "model.us-magnet-claim-share-of-exports",
    label="Claimed magnet shipments to the US as a share of Chinese magnet exports, 2024",
    unit="%",
    basis="share trade weight",
    inputs=("US-015", f"{EXPORTS}/2024@2025"),
    formula="100 × claimed shipments to the US / all Chinese magnet exports of 2024",
    assumes="the claim is of a year like 2024",
)(share)

result(
    "model.us-magnet-share-of-exports-2025",
    label="US share of Chinese magnet exports by weight, 2025",
    unit="%",
    basis="share trade weight",
    inputs=(f"{EXPORTS_TO_US}/2025@2026-01-20", f"{EXPORTS}/2025@2026-01-20"),
    formula="100 × exports to the US / exports to all countries",
)(share)


@result(
    "model.us-magnets-from-own-ndpr",
    label="Magnets that the NdPr oxide made at Mountain Pass in 2025 would yield",
    unit="t",
    basis="magnet output",
    inputs=("mp.ndpr-output/united-states/2025@2026-02-26",),
    formula="oxide × metal in it (0.85) × alloy that ends in magnets (0.70 to 1.00) / NdPr in magnets (0.32 to 0.28)",
    assumes="all of it goes into NdFeB magnets; metal, alloy and magnet plants exist; shares are usual values, ours",
    digits=2,
)
def magnets_from_ndpr(oxide: float) -> tuple[float, float]:
    """Return the magnets that NdPr oxide suffices for.

    Parameters
    ----------
    oxide : float
        NdPr oxide, t.

    Returns
    -------
    (float, float)
        Tonnes of magnets with the least and the most favourable shares.
    """
    metal = METAL_IN_NDPR_OXIDE * oxide
    return metal * MAGNETS_FROM_ALLOY[0] / NDPR_IN_MAGNETS[1], metal * MAGNETS_FROM_ALLOY[1] / NDPR_IN_MAGNETS[0]


result(
    "model.us-magnet-capacity-announced",
    label="Announced capacity of three US magnet makers",
    unit="t/yr",
    basis="magnet capacity",
    inputs=MAGNET_PLANTS,
    formula="MP Materials + Vulcan Elements + USA Rare Earth",
    assumes="all are built in full; MP's figure holds both of its plants",
)(total)

result(
    "model.us-magnet-cover",
    label="Announced US magnet capacity over what China shipped to the US in 2024",
    unit="ratio",
    basis="multiple",
    inputs=("model.us-magnet-capacity-announced", f"{EXPORTS_TO_US}/2024@2026-01-20"),
    formula="announced capacity of three makers / Chinese magnet exports to the US in 2024",
    assumes="capacity runs full; magnets inside imported motors and devices are left out",
    digits=2,
)(ratio)

result(
    "model.us-copper-implied",
    label="Copper trade that the two claimed figures imply",
    unit="USD",
    basis="trade value",
    inputs=("GL-010", "GL-011"),
    formula="claimed magnet trade / claimed ratio of magnet to copper trade",
    assumes="both claims speak of one year",
    digits=3,
)(ratio)


@result(
    "model.us-loss-multiplier",
    label="Claimed loss for each dollar of magnet trade that falls away",
    unit="ratio",
    basis="multiple",
    inputs=("GL-012", "GL-013", "baci.magnet-trade-value/world/2024@v202601"),
    formula="claimed loss / (claimed share that falls away × world trade in magnets)",
    assumes="the share that falls away is one of trade, by value",
    digits=2,
)
def loss_multiplier(loss: float, percent: float, trade: float) -> float:
    """Return the loss in units of the trade that falls away.

    Parameters
    ----------
    loss, trade : float
        Dollars.
    percent : float
        Share of trade that falls away, per cent.

    Returns
    -------
    float
        Pure ratio.
    """
    return ratio(loss, part_of(percent, trade))


result(
    "model.us-announced-money",
    label="Announced money for three US mine-to-magnet makers, July 2025 to January 2026",
    unit="USD",
    basis="investment",
    inputs=ANNOUNCED_MONEY,
    formula="MP stock + MP bank loans + MP heavy loan + Vulcan package + USA Rare Earth package",
    assumes="the packages don't overlap; letters of intent and private money count in full; nominal dollars",
    digits=2,
)(total)

result(
    "model.us-cost-claim-multiple",
    label="Claimed cost of lessening US dependence over announced money",
    unit="ratio",
    basis="multiple",
    inputs=("US-003", "model.us-announced-money"),
    formula="claimed investment, read at its least / announced money for three makers",
    assumes="'hundreds of billions' is read as at least 200 billion; no currency is printed, dollars are assumed",
    digits=2,
)(ratio)

result(
    "model.us-price-floor-ratio",
    label="Guaranteed US price of NdPr oxide over the average price of 2025",
    unit="ratio",
    basis="multiple",
    inputs=(
        "mp.price-floor/united-states/2025-Q4@2025-07-10",
        "usgs.price-ndpr-oxide/world/2025@mcs-2026",
    ),
    formula="price floor / annual average price, FOB China",
    digits=2,
)(ratio)
