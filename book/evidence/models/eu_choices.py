"""Results on what the European Union can do: goals, plants, recycling, and what each way costs and covers."""

from __future__ import annotations

from evidence.models.arithmetic import difference, ratio, share, total, whole_of
from evidence.models.pipeline import Works, chance_to_reach, share_begun, slippage_of
from evidence.models.results import result
from evidence.models.us_dependence import MAGNETS_FROM_ALLOY, METAL_IN_NDPR_OXIDE, NDPR_IN_MAGNETS, magnets_from_ndpr
from evidence.models.us_pipeline import DELAYS, RULE_OF_SUCCESSION, SLIP_INPUTS, SLIPS, grown
from evidence.whatif import Parameter, WhatIf

DEMAND = "eu.magnet-demand/european-union/2024@2026-02-02"
FROM_CHINA = "eu.magnets-from-china/china/2024@2026-02-02"
HALF_THOUSAND = 500
CEILING = "eu.crma-single-country/european-union/2030@2025-12-03"
RECYCLING = "eu.crma-recycling/european-union/2030@2025-12-03"
POTENTIAL = "eu.magnet-recycling-potential/european-union/2025@2025-12-03"
GROWTH = "ndfeb.demand-growth/world/2024/2040@2024"
ELSEWHERE = "model.eu-magnets-not-from-china"
NARVA_STAGE_1 = "project.narva-capacity-phase-1/european-union/2025@2025-09-19"
NARVA_WHOLE = "project.narva-capacity-planned/european-union/2025@2025-09-19"
MAGREESOURCE = "project.magreesource-capacity/european-union/2027@2023-01-10"
HYPROMAG = "project.hypromag-germany-capacity/european-union/2024@2022"
SOLVAY = "project.solvay-capacity/european-union/2030@2025-04"
# One report has about 4,500 t as the aim, another a range: what depends on the aim is computed at both ends of it.
SOLVAY_ENDS = (f"{SOLVAY}.low", f"{SOLVAY}.high")
SEPARATION_ENDS = ("model.eu-separation-announced.low", "model.eu-separation-announced.high")
CAREMAG_NDPR = "project.caremag-ndpr-oxide/european-union/2026@2025-03"
CAREMAG_HEAVY = "project.caremag-dytb-oxide/european-union/2026@2025-03"
CAREMAG_SCRAP = "project.caremag-magnet-input/european-union/2026@2025-03"
HERAEUS_SCRAP = "project.heraeus-capacity/european-union/2024@2024-05-14"
CAR_AGE = "cars.age-at-demolition/belgium/2020@undated"
NARVA_COSTS = (
    "project.narva-cost/european-union/2025@2025-09-19",
    "project.narva-cost/european-union/2024@2024",
)
FUNDING = "eu.resourceeu-funding/european-union/2025-12/2026-12@2025-12-03"
EIB = "eu.resourceeu-eib/european-union/2025-12/2026-12@2025-12-03"
NEED = "eu.strategic-projects-need/european-union/2025@2025-12-04"
NEED_COUNTS = "all of the funding goes to the projects picked, a part of the 60, which are not of rare earths alone"
MAGNETS_VALUE = "model.eu-magnets-from-china-value"
GOAL_YEAR, BASE_YEAR = 2030, 2024
YEARS = GOAL_YEAR - BASE_YEAR
FULL_USE = "every plant runs at full capacity and sells all its magnets in the EU; demand stays at the auditors' figure"
DISPLACES = f"{FULL_USE}; each tonne takes the place of a Chinese one"
GROWS = "demand grows from 2024 to 2030 as world demand is forecast to; magnets from elsewhere stay at today's tonnes"
USUAL = (
    "usual shares, ours, as in the chapter on the United States: metal in oxide 0.85, alloy that ends in magnets 0.70"
)
USUAL += " to 1.00, NdPr in magnets 0.32 to 0.28"


# Goals and gaps


@result(
    "model.eu-ceiling-gap",
    label="Magnets that would have to come from elsewhere than China for the ceiling, at today's demand",
    unit="t",
    basis="magnet demand",
    inputs=(DEMAND, FROM_CHINA, CEILING),
    formula="tonnes from China − demand × ceiling",
    assumes="the ceiling, set for materials, is applied to magnets",
)
def ceiling_gap(demand: float, from_china: float, ceiling: float) -> float:
    """Return by how much a supplier exceeds a ceiling.

    Parameters
    ----------
    demand, from_china : float
        Magnets a year, t.
    ceiling : float
        Highest share allowed, per cent.

    Returns
    -------
    float
        In t; negative if the supplier stays below it.
    """
    return from_china - demand * ceiling / 100


@result(
    "model.eu-demand-2030",
    label="EU magnet demand in 2030 if it grows as world demand is forecast to",
    unit="t",
    basis="magnet demand",
    inputs=(DEMAND, GROWTH),
    formula=f"demand × (1 + growth / 100) ^ {YEARS}",
    assumes="Europe's demand grows as the world's",
    digits=2,
)
def demand_grown(demand: float, growth: float) -> float:
    """Return demand in the year of the goals.

    Parameters
    ----------
    demand : float
        Magnets in 2024, t.
    growth : float
        Per cent a year.

    Returns
    -------
    float
        In t.
    """
    return grown(demand, growth, YEARS)


@result(
    "model.eu-ceiling-gap-2030",
    label="Magnets from elsewhere than China still missing for the ceiling in 2030, at forecast demand",
    unit="t",
    basis="magnet demand",
    inputs=(DEMAND, ELSEWHERE, CEILING, GROWTH),
    formula=f"demand × (1 + growth / 100) ^ {YEARS} × (1 − ceiling) − today's tonnes from elsewhere",
    assumes=GROWS,
    digits=2,
)
def ceiling_gap_grown(demand: float, elsewhere: float, ceiling: float, growth: float) -> float:
    """Return the tonnes from other suppliers that are missing for a ceiling once demand has grown.

    Parameters
    ----------
    demand, elsewhere : float
        Magnets in 2024, all and those not from the supplier, t.
    ceiling : float
        Highest share allowed, per cent.
    growth : float
        Per cent a year.

    Returns
    -------
    float
        In t; equals `ceiling_gap` without growth.
    """
    return demand_grown(demand, growth) * (1 - ceiling / 100) - elsewhere


@result(
    "model.eu-ndpr-oxide-needed",
    label="NdPr oxide that magnets for today's EU demand would need",
    unit="t/yr",
    basis="separated oxide",
    inputs=(DEMAND,),
    formula="magnets × NdPr in them / (alloy that ends in magnets × metal in oxide), both ends",
    assumes=USUAL,
    digits=2,
)
def oxide_for_magnets(magnets: float) -> tuple[float, float]:
    """Return the NdPr oxide that magnets need; undoes `magnets_from_ndpr`.

    Parameters
    ----------
    magnets : float
        In t.

    Returns
    -------
    (float, float)
        Tonnes of oxide with the most favourable and the least favourable shares.
    """
    least = magnets * NDPR_IN_MAGNETS[0] / MAGNETS_FROM_ALLOY[1] / METAL_IN_NDPR_OXIDE
    most = magnets * NDPR_IN_MAGNETS[1] / MAGNETS_FROM_ALLOY[0] / METAL_IN_NDPR_OXIDE
    return least, most


@result(
    "model.eu-separation-announced",
    label="NdPr oxide that La Rochelle and Caremag aim at",
    unit="t/yr",
    basis="separated oxide",
    inputs=(*SOLVAY_ENDS, CAREMAG_NDPR),
    formula="Solvay's aim for 2030, at both ends of the reports + Caremag's NdPr oxide",
    assumes="all of Solvay's aim is NdPr oxide; Silmet, whose NdPr is not on record, is left out",
    digits=2,
)
def separation_announced(least: float, most: float, other: float) -> tuple[float, float]:
    """Return the capacity of two plants together, one of them a range.

    Parameters
    ----------
    least, most : float
        Ends of the range, t/yr.
    other : float
        The other plant, t/yr.

    Returns
    -------
    (float, float)
        In t/yr.
    """
    return least + other, most + other


@result(
    "model.eu-separation-cover",
    label="Share of the NdPr oxide for today's EU magnet demand that La Rochelle and Caremag aim at",
    unit="%",
    basis="part",
    inputs=(*SEPARATION_ENDS, DEMAND),
    formula="100 × oxide aimed at / oxide needed, both ends",
    assumes=USUAL,
    digits=2,
)
def oxide_cover(lowest: float, highest: float, magnets: float) -> tuple[float, float]:
    """Return the share of an oxide need that a capacity covers.

    Parameters
    ----------
    lowest, highest : float
        NdPr oxide, t/yr; the same number twice if it is no range.
    magnets : float
        Magnets a year, t.

    Returns
    -------
    (float, float)
        Per cent, least favourable shares first.
    """
    least, most = oxide_for_magnets(magnets)
    return share(lowest, most), share(highest, least)


@result(
    "model.eu-separation-cover-2030",
    label="The same at forecast demand of 2030",
    unit="%",
    basis="part",
    inputs=(*SEPARATION_ENDS, DEMAND, GROWTH),
    formula=f"100 × oxide aimed at / oxide needed for demand × (1 + growth / 100) ^ {YEARS}, both ends",
    assumes=f"{USUAL}; Europe's demand grows as the world's",
    digits=2,
)
def oxide_cover_grown(lowest: float, highest: float, magnets: float, growth: float) -> tuple[float, float]:
    """Return the share of an oxide need that a capacity covers once demand has grown; see `oxide_cover`.

    Parameters
    ----------
    lowest, highest : float
        NdPr oxide, t/yr.
    magnets : float
        Magnets in 2024, t.
    growth : float
        Per cent a year.

    Returns
    -------
    (float, float)
        Per cent.
    """
    return oxide_cover(lowest, highest, demand_grown(magnets, growth))


for _name, _plant, _capacity, _share in (
    ("solvay", "Solvay's", (SOLVAY,), "project.solvay-demand-share/european-union/2030@2025-04"),
    (
        "caremag",
        "Caremag's",
        (CAREMAG_NDPR, CAREMAG_HEAVY),
        "project.caremag-demand-share/european-union/2030@2024-06-27",
    ),
):

    def _implied(percent: float, *capacities: float) -> float:
        """Return the demand of which capacities are so many per cent; see `whole_of`.

        Returns
        -------
        float
            In the unit of the capacities.
        """
        return whole_of(sum(capacities), percent)

    result(
        f"model.eu-oxide-demand-{_name}",
        label=f"EU demand for rare earth oxides in 2030 implied by {_plant} share",
        unit="t/yr",
        basis="separated oxide",
        inputs=(_share, *_capacity),
        formula="capacity aimed at / share of demand claimed for it",
        assumes="capacity and share describe one plan; which oxides the share counts is not on record",
        digits=2,
        qualifier="about",
    )(_implied)

result(
    "model.eu-recycling-multiple",
    label="Recycling benchmark for 2030 relative to today's recycling of rare earths in the EU",
    unit="ratio",
    basis="multiple",
    inputs=(RECYCLING, "eu.ree-recycling/european-union/2024@2024-06-27"),
    formula="benchmark / today's upper bound",
    assumes="the benchmark, a share of yearly use of all strategic materials, is applied to rare earths alone",
    digits=2,
    qualifier="over",
)(ratio)


# Plants


result(
    "model.eu-magnet-capacity-announced",
    label="Magnet capacity opened or announced in the EU",
    unit="t/yr",
    basis="magnet capacity",
    inputs=(NARVA_WHOLE, MAGREESOURCE, HYPROMAG),
    formula="Narva with its second stage + MagREEsource + HyProMag",
    assumes="plants without a capacity on record are left out",
    digits=2,
)(total)

result(
    "model.eu-magnet-capacity-share",
    label="Magnet capacity opened or announced in the EU, over EU magnet demand",
    unit="%",
    basis="part",
    inputs=("model.eu-magnet-capacity-announced", DEMAND),
    formula="100 × capacity / demand",
    assumes="full use",
    digits=2,
)(share)


def magnets_from_range(lowest: float, highest: float) -> tuple[float, float]:
    """Return the magnets that an oxide capacity, a range, suffices for; see `magnets_from_ndpr`.

    Parameters
    ----------
    lowest, highest : float
        NdPr oxide, t/yr.

    Returns
    -------
    (float, float)
        In t/yr.
    """
    return magnets_from_ndpr(lowest)[0], magnets_from_ndpr(highest)[1]


for _name, _label, _oxide, _function in (
    ("solvay", "Solvay's aim for 2030", SOLVAY_ENDS, magnets_from_range),
    ("caremag", "Caremag's NdPr oxide", (CAREMAG_NDPR,), magnets_from_ndpr),
):
    result(
        f"model.eu-magnets-from-{_name}",
        label=f"Magnets a year that {_label} would suffice for",
        unit="t/yr",
        basis="magnet capacity",
        inputs=_oxide,
        formula="oxide × metal in it × alloy that ends in magnets / NdPr in magnets, both ends",
        assumes=f"{USUAL}; all of it is NdPr oxide and goes into magnets",
        digits=2,
    )(_function)


@result(
    "model.eu-heavy-cover",
    label="Dysprosium and terbium oxides that Caremag aims at, over what EU magnets would need",
    unit="%",
    basis="part",
    inputs=(CAREMAG_HEAVY, DEMAND, "model.us-dytb-in-magnets"),
    formula="100 × Caremag's Dy and Tb oxides / (demand × Dy and Tb in magnets)",
    assumes="magnets used in the EU hold as much as those that MP Materials plans; motors need more, others less",
    digits=2,
)
def heavy_cover(oxide: float, magnets: float, percent: float) -> float:
    """Return the share of a need for heavy oxides that a capacity covers.

    Parameters
    ----------
    oxide : float
        Oxides of dysprosium and terbium, t/yr.
    magnets : float
        Magnets a year, t.
    percent : float
        Such oxides for a tonne of magnets, per cent.

    Returns
    -------
    float
        Per cent.
    """
    return share(oxide, magnets * percent / 100)


LEFT = WhatIf(
    name="left",
    label="China's share of EU magnet demand",
    parameters=(
        Parameter("growth", "Growth of EU demand a year", "%", GROWTH, 0, 15, 0.1),
        Parameter(
            "years", "Years from 2024", "years", YEARS, 0, 12, 1, reason="2030, the year of the goals of the act"
        ),
        Parameter("used", "Part of capacity used", "%", 100, 0, 100, 5, reason="the most the plants can do"),
        Parameter("sold", "Part of output sold in the EU", "%", 100, 0, 100, 5, reason="the most that helps the share"),
        Parameter("elsewhere", "Magnets from elsewhere, as in 2024", "t", ELSEWHERE, 0, 15_000, 100),
        Parameter("demand", "EU demand in 2024", "t", DEMAND, 10_000, 40_000, 500),
    ),
    formula=(
        "100 * max(0, 1 - (elsewhere + capacity * used / 100 * sold / 100) / (demand * pow(1 + growth / 100, years)))"
    ),
    words=(
        "what other suppliers and new European plants leave of demand, as a share of demand; demand grows, magnets from "
        "elsewhere stay at their tonnes"
    ),
    unit="%",
    basis="share magnet demand",
    columns=("capacity",),
)


def share_left(capacity: float, growth: float, elsewhere: float, demand: float) -> float:
    """Return China's share of EU magnet demand in 2030.

    Parameters
    ----------
    capacity : float
        New magnet capacity in the EU, t/yr, fully used and sold there.
    growth : float
        Growth of demand, per cent a year.
    elsewhere, demand : float
        Magnets in 2024, those not from China and all, t.

    Returns
    -------
    float
        Per cent.
    """
    return LEFT(capacity=capacity, growth=growth, elsewhere=elsewhere, demand=demand)


def share_left_steady(capacity: float, elsewhere: float, demand: float) -> float:
    """Return China's share of EU magnet demand at steady demand; see `share_left`.

    Returns
    -------
    float
        Per cent.
    """
    return share_left(capacity, 0, elsewhere, demand)


def share_left_without(growth: float, elsewhere: float, demand: float) -> float:
    """Return China's share of EU magnet demand in 2030 without a new plant; see `share_left`.

    Returns
    -------
    float
        Per cent.
    """
    return share_left(0, growth, elsewhere, demand)


PLANTS = {
    "narva-1": ("the first stage at Narva", NARVA_STAGE_1),
    "narva": ("the whole plant at Narva", NARVA_WHOLE),
    "announced": ("all capacity announced", "model.eu-magnet-capacity-announced"),
}
result(
    "model.eu-left-2030-none",
    label="China's share of EU magnet demand in 2030 at forecast growth, without new plants",
    unit="%",
    basis="share magnet demand",
    inputs=(GROWTH, ELSEWHERE, DEMAND),
    formula="100 × (1 − magnets from elsewhere / demand in 2030)",
    assumes=GROWS,
    digits=2,
)(share_left_without)

for _name, (_label, _key) in PLANTS.items():
    result(
        f"model.eu-left-2030-{_name}",
        label=f"China's share of EU magnet demand in 2030 at forecast growth, with {_label}",
        unit="%",
        basis="share magnet demand",
        inputs=(_key, GROWTH, ELSEWHERE, DEMAND),
        formula="100 × (1 − (magnets from elsewhere + capacity) / demand in 2030)",
        assumes=f"full use, all sold in the EU; {GROWS}",
        digits=2,
    )(share_left)
    result(
        f"model.eu-left-{_name}",
        label=f"China's share of EU magnet demand at steady demand, with {_label}",
        unit="%",
        basis="share magnet demand",
        inputs=(_key, ELSEWHERE, DEMAND),
        formula="100 × (1 − (magnets from elsewhere + capacity) / demand)",
        assumes=DISPLACES,
        digits=2,
    )(share_left_steady)


def growth_at_ceiling(demand: float, elsewhere: float, ceiling: float, capacity: float) -> float:
    """Return the growth of demand at which one supplier's share is at a ceiling in the year of the goals.

    Parameters
    ----------
    demand, elsewhere : float
        Magnets in 2024, all and those not from the supplier, t.
    ceiling : float
        Highest share allowed, per cent; below 100.
    capacity : float
        New capacity, t/yr.

    Returns
    -------
    float
        Per cent a year; negative if demand would have to fall.
    """
    most = (elsewhere + capacity) / (1 - ceiling / 100)
    return 100 * ((most / demand) ** (1 / YEARS) - 1)


for _name in ("narva", "announced"):
    _label, _key = PLANTS[_name]
    result(
        f"model.eu-growth-at-ceiling-{_name}",
        label=f"Growth of EU magnet demand up to which the ceiling holds in 2030, with {_label}",
        unit="%",
        basis="growth rate",
        inputs=(DEMAND, ELSEWHERE, CEILING, _key),
        formula=f"100 × (((magnets from elsewhere + capacity) / (1 − ceiling) / demand) ^ (1 / {YEARS}) − 1)",
        assumes="full use, all sold in the EU; magnets from elsewhere stay at today's tonnes",
        digits=2,
    )(growth_at_ceiling)

EU_DELAYS = (*DELAYS, "start.delay/neo-narva/2025@2025-09-19")
# Years announced for the start, as in data/record/projects.csv; the record has none for the second stage at Narva, whose
# year is our choice.
STARTS = {"narva-1": 2025, "narva-2": 2028, "magreesource": 2027, "hypromag": 2024}

for _id, _longest, _words in (("on-time", 0, "in the year announced"), ("within-year", 1, "at most a year late")):

    def _begun(*delays: float, longest: float = _longest) -> float:
        """Return the chance to begin in time; see `share_begun`.

        Returns
        -------
        float
            Per cent.
        """
        return share_begun(longest, *delays)

    result(
        f"model.eu-works-{_id}",
        label=f"Chance that an announced works begins {_words}, with Narva",
        unit="%",
        basis="chance",
        inputs=EU_DELAYS,
        formula=f"100 × (works with a delay of at most {_longest} years + 1) / (works + 2)",
        assumes=f"{RULE_OF_SUCCESSION.replace('six', 'seven')}; six of them are American",
        digits=2,
    )(_begun)


def magnet_works(
    first: float, whole: float, magreesource: float, hypromag: float, second_stage: int = STARTS["narva-2"]
) -> list[Works]:
    """Return the European magnet works with the years announced for them.

    Parameters
    ----------
    first, whole : float
        Capacity of Narva in its first stage and with both, t/yr.
    magreesource, hypromag : float
        Capacities, t/yr.
    second_stage : int
        Year in which the second stage at Narva starts.

    Returns
    -------
    list of Works
        The one that has begun first.
    """
    return [
        Works(first, STARTS["narva-1"], begun=True),
        Works(whole - first, second_stage),
        Works(magreesource, STARTS["magreesource"]),
        Works(hypromag, STARTS["hypromag"]),
    ]


CHANCE_INPUTS = (
    DEMAND,
    ELSEWHERE,
    CEILING,
    GROWTH,
    "model.eu-works-on-time",
    "model.eu-works-within-year",
    *SLIP_INPUTS[2:],
    NARVA_STAGE_1,
    NARVA_WHOLE,
    MAGREESOURCE,
    HYPROMAG,
)
CHANCE_FORMULA = "chances of all combinations of delay and fill in which the works together close the gap"
CHANCE_ASSUMES = f"{SLIPS}; magnets from elsewhere stay at today's tonnes; all is sold in the EU"


def chance_of_ceiling(
    year: int,
    demand: float,
    elsewhere: float,
    ceiling: float,
    growth: float,
    *numbers: float,
    second_stage: int = STARTS["narva-2"],
) -> float:
    """Return the chance that European plants bring one supplier's share of magnets to a ceiling.

    Parameters
    ----------
    year : int
        Calendar year.
    demand, elsewhere : float
        Magnets in 2024, all and those not from the supplier, t.
    ceiling : float
        Highest share allowed, per cent.
    growth : float
        Growth of demand, per cent a year.
    *numbers : float
        The six numbers of `slippage_of`, then those of `magnet_works`.
    second_stage : int
        Year in which the second stage at Narva starts.

    Returns
    -------
    float
        Per cent.
    """
    gap = grown(demand, growth, year - BASE_YEAR) * (1 - ceiling / 100) - elsewhere
    return chance_to_reach(gap, magnet_works(*numbers[6:], second_stage), year, slippage_of(*numbers[:6]))


def _register_chance(year: int, steady: bool) -> None:
    """Register the chance that European plants close the gap to the ceiling in a year."""

    def chance(demand: float, elsewhere: float, ceiling: float, growth: float, *numbers: float) -> float:
        """Return the chance that European plants close the gap to the ceiling; see `chance_of_ceiling`.

        Returns
        -------
        float
            Per cent.
        """
        return chance_of_ceiling(year, demand, elsewhere, ceiling, 0 if steady else growth, *numbers)

    words = "steady" if steady else "growing as forecast"
    result(
        f"model.eu-ceiling-chance-{words.split()[0]}-{year}",
        label=f"Chance that European plants bring China's share of magnets to the ceiling in {year}, demand {words}",
        unit="%",
        basis="chance",
        inputs=CHANCE_INPUTS,
        formula=CHANCE_FORMULA,
        assumes=f"{CHANCE_ASSUMES}; the second stage at Narva is to start in {STARTS['narva-2']}, our choice",
        digits=1,
    )(chance)


for _year in (GOAL_YEAR, 2035):
    for _steady in (True, False):
        _register_chance(_year, _steady)


@result(
    "model.eu-ceiling-chance-by-start",
    label="The same for 2030 and steady demand, if the second stage at Narva is to start a year later or earlier",
    unit="%",
    basis="chance",
    inputs=CHANCE_INPUTS,
    formula=CHANCE_FORMULA,
    assumes=f"{CHANCE_ASSUMES}; the second stage at Narva is to start in 2029 or in 2027",
    digits=2,
)
def chances_by_start(
    demand: float, elsewhere: float, ceiling: float, growth: float, *numbers: float
) -> tuple[float, float]:
    """Return the chances at steady demand for a late and an early second stage at Narva; see `chance_of_ceiling`.

    Returns
    -------
    (float, float)
        Per cent; the growth is not used.
    """
    late, early = (
        chance_of_ceiling(GOAL_YEAR, demand, elsewhere, ceiling, 0, *numbers, second_stage=STARTS["narva-2"] + years)
        for years in (1, -1)
    )
    return late, early


@result(
    "model.eu-ceiling-chance-by-rounding",
    label="The same for 2030 and steady demand, at both ends of the rounding of the auditors' tonnes",
    unit="%",
    basis="chance",
    inputs=CHANCE_INPUTS,
    formula=CHANCE_FORMULA,
    assumes=(
        f"{CHANCE_ASSUMES}; the second stage at Narva is to start in {STARTS['narva-2']}, our choice; demand and tonnes "
        "from China are rounded to thousands"
    ),
    digits=2,
)
def chances_by_rounding(
    demand: float, elsewhere: float, ceiling: float, growth: float, *numbers: float
) -> tuple[float, float]:
    """Return the chances at steady demand for the widest and the narrowest gap that rounding allows.

    Both demand and the tonnes from the supplier may be off by half a thousand, those from elsewhere by the sum of both.

    Returns
    -------
    (float, float)
        Per cent; the growth is not used. See `chance_of_ceiling`.
    """
    widest, narrowest = (
        chance_of_ceiling(GOAL_YEAR, demand + off, elsewhere + 2 * off, ceiling, 0, *numbers)
        for off in (-HALF_THOUSAND, HALF_THOUSAND)
    )
    return widest, narrowest


# Recycling


RECYCLED = WhatIf(
    name="recycled",
    label="Share of EU magnet demand that old products can meet",
    parameters=(
        Parameter("growth", "Growth of EU demand a year", "%", GROWTH, 0, 15, 0.1),
        Parameter(
            "recovery",
            "Part of collected magnets recovered",
            "%",
            95,
            50,
            100,
            1,
            reason="what recyclers of magnets claim; plants on record print none",
        ),
        Parameter(
            "inflow",
            "Magnets in goods sold in the EU, over magnets bought by its makers",
            "%",
            100,
            25,
            300,
            5,
            reason="goods leave and enter with magnets inside; no count is on record",
        ),
    ),
    formula="collected * recovery / 100 * inflow / 100 / pow(1 + growth / 100, life)",
    words=(
        "magnets sold a product's life ago, as a share of today's demand, times the part collected and the part recovered"
    ),
    unit="%",
    basis="share magnet demand",
    columns=("life", "collected"),
)


def recycled(life: float, growth: float) -> float:
    """Return the share of demand that old products meet if all are collected; see `RECYCLED`.

    Parameters
    ----------
    life : float
        Years that a product is in use.
    growth : float
        Growth of demand, per cent a year.

    Returns
    -------
    float
        Per cent.
    """
    return RECYCLED(life=life, growth=growth, collected=100)


def recycled_half(life: float, growth: float) -> float:
    """Return the share of demand that old products meet if half are collected; see `recycled`.

    Returns
    -------
    float
        Per cent.
    """
    return recycled(life, growth) / 2


def collection_for(goal: float, life: float, growth: float) -> float:
    """Return the part of old products that must be collected to meet a share of demand; undoes `RECYCLED`.

    Parameters
    ----------
    goal : float
        Per cent of demand.
    life : float
        Years that a product is in use.
    growth : float
        Growth of demand, per cent a year.

    Returns
    -------
    float
        Per cent; over 100 if the goal is out of reach.
    """
    return share(goal, recycled(life, growth))


def collection_steady(goal: float, life: float) -> float:
    """Return the part that must be collected at steady demand; see `collection_for`.

    Returns
    -------
    float
        Per cent.
    """
    return collection_for(goal, life, 0)


LIFE = "magnets are in use as long as a car in Belgium is old when it is scrapped; goods for the rest as in the what-if"
for _name, _label, _inputs, _function in (
    ("recycled-all", "Share of EU magnet demand from old products if all are collected", (CAR_AGE, GROWTH), recycled),
    (
        "recycled-half",
        "Share of EU magnet demand from old products if half are collected",
        (CAR_AGE, GROWTH),
        recycled_half,
    ),
):
    result(
        f"model.eu-{_name}",
        label=_label,
        unit="%",
        basis="share magnet demand",
        inputs=_inputs,
        formula="collected × recovered / (1 + growth / 100) ^ life",
        assumes=f"{LIFE}; demand grew before as it is forecast to grow",
        digits=2,
    )(_function)

for _name, _label, _inputs, _function in (
    (
        "collection-for-goal-steady",
        "Part of old magnets to collect for the recycling goal, at steady demand",
        (RECYCLING, CAR_AGE),
        collection_steady,
    ),
    (
        "collection-for-potential",
        "Part of old magnets to collect for the potential the Commission names, at forecast growth",
        (POTENTIAL, CAR_AGE, GROWTH),
        collection_for,
    ),
):
    result(
        f"model.eu-{_name}",
        label=_label,
        unit="%",
        basis="part",
        inputs=_inputs,
        formula="goal × (1 + growth / 100) ^ life / recovered",
        assumes=LIFE,
        digits=2,
    )(_function)


@result(
    "model.eu-growth-for-recycling-goal",
    label="Growth of EU magnet demand up to which full collection meets the recycling goal",
    unit="%",
    basis="growth rate",
    inputs=(RECYCLING, CAR_AGE),
    formula="100 × ((recovered / goal) ^ (1 / life) − 1)",
    assumes=LIFE,
    digits=2,
)
def growth_for_goal(goal: float, life: float) -> float:
    """Return the growth at which full collection just meets a goal.

    Parameters
    ----------
    goal : float
        Per cent of demand; above 0.
    life : float
        Years that a product is in use.

    Returns
    -------
    float
        Per cent a year.
    """
    return 100 * ((recycled(0, 0) / goal) ** (1 / life) - 1)


result(
    "model.eu-recycling-intake",
    label="Used magnets that Caremag and Heraeus can take in",
    unit="t/yr",
    basis="magnet gross",
    inputs=(CAREMAG_SCRAP, HERAEUS_SCRAP),
    formula="Caremag's intake + Heraeus's capacity",
    assumes="full use",
    digits=2,
)(total)

for _name, _label, _assumes, _key in (
    ("", "EU magnet demand", "", DEMAND),
    (
        "-2030",
        "EU magnet demand of 2030 at forecast growth",
        "; Europe's demand grows as the world's",
        "model.eu-demand-2030",
    ),
):
    result(
        f"model.eu-recycling-intake-share{_name}",
        label=f"Used magnets that Caremag and Heraeus can take in, over {_label}",
        unit="%",
        basis="part",
        inputs=("model.eu-recycling-intake", _key),
        formula="100 × intake / demand",
        assumes=f"full use; what is lost in recovery is not taken off{_assumes}",
        digits=2,
    )(share)


# What each way costs and covers


@result(
    "model.eu-aci-time",
    label="Longest time from an examination under the Anti-Coercion Instrument to a response",
    unit="months",
    basis="duration",
    inputs=(
        "aci.examination/european-union/2023@2023-06",
        "aci.determination/european-union/2023@2023-06.high",
        "aci.response/european-union/2023@2023-06",
    ),
    formula="examination + longest determination (weeks × 12 / 52) + decision on the response",
    assumes="each step takes all its time and follows the one before; times of the provisional agreement of June 2023",
    digits=2,
    qualifier="about",
)
def months_in_all(examination: float, determination: float, response: float) -> float:
    """Return the length of three steps.

    Parameters
    ----------
    examination, response : float
        Months.
    determination : float
        Weeks.

    Returns
    -------
    float
        Months.
    """
    return examination + months(determination) + response


def months(weeks: float) -> float:
    """Return weeks in months, of which twelve are 52 weeks.

    Returns
    -------
    float
        Months.
    """
    return weeks * 12 / 52


def stock_cost(value: float) -> float:
    """Return the cost of a stock for three months.

    Parameters
    ----------
    value : float
        Imports from China in a year, euros.

    Returns
    -------
    float
        Euros.
    """
    return value * 3 / 12


result(
    "model.eu-stock-cost",
    label="Cost of three months of Chinese magnets at prices of 2024",
    unit="EUR",
    basis="investment",
    inputs=(MAGNETS_VALUE,),
    formula="imports from China in a year × 3 / 12",
    assumes="all kinds of magnets are held, and can be bought; no storage or interest",
    digits=2,
)(stock_cost)

result(
    "model.eu-stock-cost-to-funding",
    label="The same over the funding of RESourceEU",
    unit="%",
    basis="part",
    inputs=("model.eu-stock-cost", FUNDING),
    formula="100 × cost / funding announced for 12 months",
    digits=1,
)(share)


def plant_cost(gap: float, capacity: float, *costs: float) -> tuple[float, float]:
    """Return the cost of plants that close a gap, at the cost of one plant.

    Parameters
    ----------
    gap : float
        Tonnes a year.
    capacity : float
        Of the plant, t/yr.
    *costs : float
        Reports of what the plant cost, euros.

    Returns
    -------
    (float, float)
        Euros, at the lowest and the highest report.
    """
    return min(costs) * gap / capacity, max(costs) * gap / capacity


for _name, _label, _gap in (
    ("", "at today's demand", "model.eu-ceiling-gap"),
    ("-2030", "at forecast demand of 2030", "model.eu-ceiling-gap-2030"),
):
    result(
        f"model.eu-plants-cost{_name}",
        label=f"Cost of magnet plants that bring China's share to the ceiling, {_label}",
        unit="EUR",
        basis="investment",
        inputs=(_gap, NARVA_STAGE_1, *NARVA_COSTS),
        formula="missing tonnes × cost of the first stage at Narva / its capacity, as opened and as planned",
        assumes="plants cost what Narva cost and run full; oxide, metal and alloy for them come from elsewhere",
        digits=2,
    )(plant_cost)


@result(
    "model.eu-plants-cost-2030-to-funding",
    label="Cost of magnet plants that bring China's share to the ceiling in 2030, over the funding of RESourceEU",
    unit="%",
    basis="part",
    inputs=("model.eu-plants-cost-2030.low", "model.eu-plants-cost-2030.high", FUNDING),
    formula="100 × cost / funding announced for 12 months",
    assumes="the funding is for all critical raw materials; most of it is lent",
    digits=2,
)
def plants_cost_to_funding(lowest: float, highest: float, funding: float) -> tuple[float, float]:
    """Return what share of a budget a cost takes.

    Parameters
    ----------
    lowest, highest, funding : float
        Euros.

    Returns
    -------
    (float, float)
        Per cent.
    """
    return share(lowest, funding), share(highest, funding)


result(
    "model.eu-chain-cost",
    label="Cost of the European chain on record: Narva, Caremag, Lacq, La Rochelle",
    unit="EUR",
    basis="investment",
    inputs=(
        "project.narva-cost-whole/european-union/2024@2024",
        "project.caremag-investment/european-union/2026@2025-03",
        "project.lcm-lacq-cost/european-union/2025@2025-05-29",
        "project.solvay-expansion-cost/european-union/2030@2025-04",
    ),
    formula="whole plant at Narva + Caremag + Less Common Metals + enlargement of La Rochelle",
    assumes="lower bounds where reports give only those; money of different years, not made comparable",
    digits=3,
    qualifier="over",
)(total)

result(
    "model.eu-chain-cost-to-funding",
    label="Cost of the European chain on record over the funding of RESourceEU",
    unit="%",
    basis="part",
    inputs=("model.eu-chain-cost", FUNDING),
    formula="100 × cost / funding announced for 12 months",
    digits=3,
    qualifier="over",
)(share)

result(
    "model.eu-budget-to-need",
    label="RESourceEU funding relative to what the strategic projects picked for an early start need",
    unit="ratio",
    basis="multiple",
    inputs=(FUNDING, NEED),
    formula="funding announced for 12 months / money these projects need to start",
    assumes=NEED_COUNTS,
    digits=2,
)(ratio)


@result(
    "model.eu-budget-without-eib-to-need",
    label="RESourceEU funding without the part of the European Investment Bank, relative to the same need",
    unit="ratio",
    basis="multiple",
    inputs=(FUNDING, EIB, NEED),
    formula="(funding − part of the European Investment Bank) / money the projects need",
    assumes=f"the bank's part is lent, not granted; {NEED_COUNTS}",
    digits=2,
)
def budget_without_bank(funding: float, bank: float, need: float) -> float:
    """Return what is left of a budget without its bank part, relative to a need.

    Parameters
    ----------
    funding, bank, need : float
        Euros.

    Returns
    -------
    float
        A pure number.
    """
    return ratio(funding - bank, need)


result(
    "model.eu-exports-over-magnets",
    label="EU exports of goods to China over its imports of magnets from China, 2024",
    unit="ratio",
    basis="multiple",
    inputs=("eu.exports-to-china/china/2024@2025", MAGNETS_VALUE),
    formula="exports of goods to China / magnets from China",
    digits=2,
)(ratio)

result(
    "model.eu-lynas-idle",
    label="NdPr oxide capacity of Lynas in Malaysia that was not used",
    unit="t/yr",
    basis="separated oxide",
    inputs=(
        "lynas.ndpr-capacity/malaysia/2025@2025-08-27",
        "lynas.ndpr-output/malaysia/2024-07/2025-06@2025-08-27",
    ),
    formula="capacity − output from July 2024 to June 2025",
    assumes="there is ore and the plant can run at its capacity",
    digits=2,
)(difference)


@result(
    "model.eu-lynas-idle-cover",
    label="Share of the NdPr oxide for EU magnet demand that Lynas's idle capacity would cover",
    unit="%",
    basis="part",
    inputs=("model.eu-lynas-idle", DEMAND),
    formula="100 × idle capacity / oxide needed, both ends",
    assumes=f"{USUAL}; all of it goes to Europe, which has magnet plants for it",
    digits=2,
)
def idle_cover(oxide: float, magnets: float) -> tuple[float, float]:
    """Return the share of an oxide need that an idle capacity covers; see `oxide_cover`.

    Returns
    -------
    (float, float)
        Per cent.
    """
    return oxide_cover(oxide, oxide, magnets)
