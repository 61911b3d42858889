"""Results of the chapter on United States dependence."""

from __future__ import annotations

import pandas as pd

from evidence.models.arithmetic import difference, part_of, ratio, share, total, whole_of
from evidence.models.results import result

# Nd2O3 and Pr6O11 carry 85.7 and 82.8 % metal; NdPr oxide is about three quarters neodymium.
METAL_IN_NDPR_OXIDE = 0.85
# Bounds of what NdFeB makers use: mass share of NdPr in the alloy, and the part of the alloy that ends in magnets.
NDPR_IN_MAGNETS = (0.28, 0.32)
MAGNETS_FROM_ALLOY = (0.70, 1.00)

CONSUMPTION = "usgs.us-consumption/united-states"
COMPOUNDS = "usgs.us-compounds-output/united-states"
MINED = "usgs.us-concentrate-output/united-states"
ORE_EXPORTS = "usgs.us-exports-ores-compounds/united-states"
EXPORTS = "customs.magnet-exports/world"
EXPORTS_TO_US = "customs.magnet-exports-to-us/united-states"
MARK = f"{EXPORTS_TO_US}/2024@2026-01-20"
MAGNET_TRADE = "baci.magnet-trade-value/world/2024@v202601"
US_EXPOSURE = "iea.exposure/united-states/2026@2026"
ANNOUNCED_MONEY = (
    "mp.preferred-equity/united-states/2025@2025-07-10",
    "mp.bank-financing/united-states/2025@2025-07",
    "us.dod-heavy-loan/united-states/2025@mcs-2026",
    "us.vulcan-package/united-states/2025-11-03@2025-11-03",
    "us.usa-rare-earth-package/united-states/2026-01-26@2026-01-26",
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
    inputs=("GL-012", "GL-013", MAGNET_TRADE),
    formula="claimed loss / (claimed share that falls away × world trade in magnets)",
    assumes="the share that falls away is one of trade, by value, as the article has it; its source speaks of industries",
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
    qualifier="at least",
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


# What was mined, and what became of it.

for _year in ("2023", "2024", "2025"):
    result(
        f"model.us-ore-unplaced-{_year}",
        label=f"Rare earths mined in the US in {_year} that were neither exported nor separated there",
        unit="t",
        basis="mine output REO",
        inputs=(f"{MINED}/{_year}@mcs-2026", f"{ORE_EXPORTS}/{_year}@mcs-2026", f"{COMPOUNDS}/{_year}@mcs-2026"),
        formula="mine output − exports of ores and compounds − output of compounds, all REO",
        assumes="a remainder: it holds stocks, losses in separation and what the export row misses",
    )(difference)

result(
    "model.us-ore-unplaced-share-2025",
    label="Rare earths mined in the US in 2025 that were neither exported nor separated there, share of mine output",
    unit="%",
    basis="share own output",
    inputs=("model.us-ore-unplaced-2025", f"{MINED}/2025@mcs-2026"),
    formula="100 × remainder / mine output",
    digits=2,
)(share)


result(
    "model.us-net-imports-2025",
    label="US use of rare earth compounds and metals in 2025 that home output did not cover",
    unit="t",
    basis="compounds and metals REO",
    inputs=(f"{CONSUMPTION}/2025@mcs-2026", f"{COMPOUNDS}/2025@mcs-2026"),
    formula="apparent consumption − output of compounds",
    assumes=RECOMPUTED["assumes"],
)(difference)


@result(
    "model.us-magnet-reliance-2024",
    label="US net import reliance for rare earth magnets, 2024",
    unit="%",
    basis="net import reliance",
    inputs=(
        MARK,
        "baci.us-magnet-import-share-weight/china/2024@v202601",
        "project.noveon-capacity/united-states/2023@2023-02-23",
    ),
    formula="imports = shipments from China / (China's share of imports / 100); 100 × imports / (imports + home output)",
    assumes=(
        "home output lies between the design capacity of the one plant that ran and nothing; China's share of all metal "
        "magnets holds for rare earth ones; no exports"
    ),
    digits=2,
)
def magnet_reliance(shipped: float, percent: float, capacity: float) -> tuple[float, float]:
    """Return net import reliance for magnets with home output at capacity and at nothing.

    Parameters
    ----------
    shipped : float
        Magnets from the largest supplier, t.
    percent : float
        That supplier's share of all magnet imports, per cent.
    capacity : float
        The most that can have been made at home, t.

    Returns
    -------
    (float, float)
        Per cent of what was used.
    """
    imports = whole_of(shipped, percent)
    return reliance(imports + capacity, capacity), reliance(imports, 0)


# What the forces need.

WARSHIPS = {
    "ddg-51": (
        "destroyers (DDG-51)",
        "defence.ddg-51-rate/united-states/2025@2024-03-28",
        "defence.ddg-51-material/united-states/2012@2013-12-23",
    ),
    "ssn-774": (
        "submarines (SSN-774)",
        "defence.ssn-774-rate/united-states/2024@2024",
        "defence.ssn-774-material/united-states/2012@2013-12-23",
    ),
}
F35_MADE = "defence.f-35-output/united-states/2025@2026-01-08"
F35_DELIVERED = "defence.f-35-deliveries/united-states/2025@2026-01-08"
EVERY_BUYER = "aircraft for all buyers count; spare parts, missiles and everything else do not"


def tonnes_a_year(number: float, kilograms: float) -> float:
    """Return what a year's production of one thing needs.

    Parameters
    ----------
    number : float
        Made in a year.
    kilograms : float
        In one of them, kg.

    Returns
    -------
    float
        Tonnes.
    """
    return number * kilograms / 1000


result(
    "model.us-fleet-f35-claimed",
    label="Rare earth materials in a year's F-35, by the estimate of about 2012",
    unit="t",
    basis="material mass",
    inputs=(F35_DELIVERED, "defence.f-35-material/united-states/2012@2013-12-23"),
    formula="aircraft delivered in 2025 × kg in one / 1,000",
    assumes=EVERY_BUYER,
)(tonnes_a_year)

for _id, (_name, _rate, _mass) in WARSHIPS.items():
    result(
        f"model.us-fleet-{_id}",
        label=f"Rare earth materials in a year's {_name}, by the estimate of about 2012",
        unit="t",
        basis="material mass",
        inputs=(_rate, _mass),
        formula="ships a year × kg in one / 1,000",
        digits=2,
    )(tonnes_a_year)


def fleet_range(made: float, least: float, delivered: float, most: float) -> tuple[float, float]:
    """Return what a year's production needs when both its number and the mass in one are ranges.

    Parameters
    ----------
    made, least : float
        The smaller number a year, and the smaller mass in one, kg.
    delivered, most : float
        The larger number a year, and the larger mass in one, kg.

    Returns
    -------
    (float, float)
        Tonnes.
    """
    return tonnes_a_year(made, least), tonnes_a_year(delivered, most)


for _basis, _what in (("material", "materials"), ("element", "elements")):
    _row = f"defence.f-35-{_basis}/united-states/2026@2026-04-22"
    result(
        f"model.us-fleet-f35-{_basis}",
        label=f"Rare earth {_what} in a year's F-35, by the audit of 2026",
        unit="t",
        basis=f"{_basis} mass",
        inputs=(F35_MADE, f"{_row}.low", F35_DELIVERED, f"{_row}.high"),
        formula="aircraft made in a year × least kg / 1,000, to aircraft delivered in 2025 × most kg / 1,000",
        assumes=EVERY_BUYER,
        digits=2,
    )(fleet_range)

FLEET = ("model.us-fleet-f35-claimed", "model.us-fleet-ddg-51", "model.us-fleet-ssn-774")
result(
    "model.us-fleet-claimed",
    label="Rare earth materials in a year's F-35, destroyers and submarines, by the estimate of about 2012",
    unit="t",
    basis="material mass",
    inputs=FLEET,
    formula="F-35 + DDG-51 + SSN-774",
    assumes=EVERY_BUYER,
    digits=2,
)(total)

result(
    "model.us-fleet-share-of-use",
    label="Rare earth materials in a year's F-35, destroyers and submarines over US use of compounds and metals, 2024",
    unit="%",
    basis="part",
    inputs=("model.us-fleet-claimed", f"{CONSUMPTION}/2024@mcs-2026"),
    formula="100 × materials / apparent consumption (REO)",
    assumes="a tonne of material counts as a tonne of oxide, which is too much: materials hold other elements too",
    digits=1,
    qualifier="at most",
)(share)

result(
    "model.us-defence-use-bound",
    label="Most that defence may use, by its own bound of 2012 and the use of 2024",
    unit="t",
    basis="compounds and metals REO",
    inputs=("defence.share-of-us-use/united-states/2012@2013-12-23", f"{CONSUMPTION}/2024@mcs-2026"),
    formula="share / 100 × apparent consumption",
    assumes="the share of 2012, an upper bound, still holds",
    digits=2,
    qualifier="under",
)(part_of)

# What little trade is said to cost.

result(
    "model.us-loss-per-trade",
    label="Claimed loss for each dollar of world magnet trade",
    unit="ratio",
    basis="multiple",
    inputs=("goldman.disruption-loss/world/2025@2025-10-20", MAGNET_TRADE),
    formula="claimed loss / world trade in magnets",
    assumes="nothing: it sets a loss of output beside a trade, and neither says what the other costs",
    digits=2,
)(ratio)

result(
    "model.us-exposure-per-import",
    label="US activity exposed, by the IEA, for each dollar of US magnet imports",
    unit="ratio",
    basis="multiple",
    inputs=(US_EXPOSURE, "baci.us-magnet-imports-value/united-states/2024@v202601"),
    formula="activity exposed a year / magnet imports of 2024",
    assumes="exposure is counted for all rare earths, imports for magnets of metal only",
    digits=2,
    qualifier="over",
)(ratio)


def loss(exposure: float, cut: float, months: float, stock: float, replaced: float) -> float:
    """Return the output lost if part of the supply fails for some months.

    Parameters
    ----------
    exposure : float
        Activity exposed, dollars a year.
    cut : float
        Part of the supply that fails, per cent.
    months, stock : float
        How long it lasts, and how long stocks cover.
    replaced : float
        Part replaced or done without, per cent.

    Returns
    -------
    float
        Dollars.
    """
    return exposure * cut / 100 * max(0, months - stock) / 12 * (1 - replaced / 100)


@result(
    "model.us-loss-worst",
    label="US output lost if a tenth of supply fails for a year, without stocks or substitutes",
    unit="USD",
    basis="economic loss",
    inputs=(US_EXPOSURE, "GL-013"),
    formula="exposed activity × part of the supply that fails",
    assumes="output falls in proportion to supply; twelve months, no stocks, nothing replaced",
    digits=2,
    qualifier="over",
)
def loss_without_cushion(exposure: float, cut: float) -> float:
    """Return the loss where nothing softens a break of a year.

    Parameters
    ----------
    exposure : float
        Activity exposed, dollars a year.
    cut : float
        Part of the supply that fails, per cent.

    Returns
    -------
    float
        Dollars.
    """
    return loss(exposure, cut, months=12, stock=0, replaced=0)


@result(
    "model.us-loss-cushioned",
    label="US output lost if a tenth of supply fails for half a year, with stocks for three months, half replaced",
    unit="USD",
    basis="economic loss",
    inputs=(US_EXPOSURE, "GL-013"),
    formula="exposed activity × part of the supply that fails × (6 − 3) / 12 × (1 − 0.5)",
    assumes="six months, stocks for three, half replaced: a milder case of ours, not an estimate",
    # Rounded up, a lower bound would say more than is known.
    digits=4,
    qualifier="over",
)
def loss_with_cushion(exposure: float, cut: float) -> float:
    """Return the loss where stocks and substitutes soften a break of half a year.

    Parameters
    ----------
    exposure : float
        Activity exposed, dollars a year.
    cut : float
        Part of the supply that fails, per cent.

    Returns
    -------
    float
        Dollars.
    """
    return loss(exposure, cut, months=6, stock=3, replaced=50)


def printed(rows: pd.DataFrame) -> pd.DataFrame:
    """Return each figure of a record once: the newest edition's, and those of earlier editions that differ.

    Parameters
    ----------
    rows : DataFrame
        As `evidence.charts.record_rows` gives them, with a column panel.

    Returns
    -------
    DataFrame
        By panel and period, newest edition first, with further columns: year, edition (as readers know it), text (the
        figure), bound (whether only a bound is known), latest (whether the newest edition has it), changed (whether it is
        the latest and the year before has another), since and until (first and last year whose latest figures are from
        the same edition; NaN for others).
    """
    rows = rows.sort_values(["panel", "period", "vintage"], ascending=[True, True, False], kind="stable")
    rows = rows.drop_duplicates(["panel", "period", "value", "low"], ignore_index=True)
    bound, latest = rows["value"].isna(), ~rows.duplicated(["panel", "period"])
    text = bound.map({True: ">", False: ""}) + rows["point"].map("{:g}".format)
    changed = text[latest].ne(text[latest].groupby(rows["panel"]).shift()).reindex(rows.index, fill_value=False)
    edition = rows["vintage"].str.upper().str.replace("-", " ")
    year = rows["period"].astype(int)
    spans = year[latest].groupby([rows["panel"], edition])
    since, until = spans.transform("min"), spans.transform("max")
    rows = rows.assign(year=year, edition=edition, text=text, bound=bound, latest=latest, changed=changed)
    return rows.assign(since=since, until=until)
