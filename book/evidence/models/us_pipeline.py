"""Results on United States works: what is announced, how such works slip, and when the gaps close."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from evidence.models.arithmetic import part_of, ratio, share, total, whole_of
from evidence.models.pipeline import Slippage, Works, chance_to_reach, output_range, share_begun, slippage_of
from evidence.models.results import result
from evidence.models.us_dependence import MARK, MINED

MP_ALL = "mp.magnet-capacity-planned/united-states/2028@2025-07-10"
MP_HEAVY = "mp.heavy-capacity/united-states/2026@2025-11-07"
# Yields of Dy and Tb: White Mesa's first step, the whole of it with a second circuit, and Aclara.
FROM_OTHERS = (
    "project.white-mesa-dy/united-states/2027@2025-09",
    "project.white-mesa-tb/united-states/2027@2025-09",
    "project.white-mesa-dy/united-states/2029@2026-01-15",
    "project.white-mesa-tb/united-states/2029@2026-01-15",
    "project.aclara-dy/united-states/2028@2025-10-24",
    "project.aclara-tb/united-states/2028@2025-10-24",
)
DELAYS = (
    "start.delay/molycorp-mountain-pass/2012@2012-02",
    "start.delay/mp-separation/2022@2020-07-20",
    "start.delay/usar-stillwater/2023@2022-06-09",
    "start.delay/mp-independence/2023@2021-12-09",
    "start.delay/evac-sumter/2025@2023-12-14",
    "start.delay/lynas-seadrift/2025@2025-08-27",
)
RULE_OF_SUCCESSION = "rule of succession, (cases + 1) / (all + 2), since six works are few"


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
        f"model.us-works-{_id}",
        label=f"Chance that an announced US works begins {_words}",
        unit="%",
        basis="chance",
        inputs=DELAYS,
        formula=f"100 × (works with a delay of at most {_longest} years + 1) / (works + 2)",
        assumes=RULE_OF_SUCCESSION,
        digits=2,
    )(_begun)

result(
    "model.us-molycorp-fill",
    label="Mountain Pass under Molycorp in 2015 over the rate planned for 2012",
    unit="%",
    basis="share own output",
    inputs=(f"{MINED}/2015@mcs-2019", "project.molycorp-capacity/united-states/2012@2012-02"),
    formula="100 × mine output of 2015 / rate planned for 2012",
    digits=2,
)(share)


# Year announced for the start, as in data/record/projects.csv; there Stillwater has none, and its year is our choice, and
# Noveon none, whose year is that of its capacity on record.
STARTS = {
    "mp-10x": 2028,
    "vulcan": 2027,
    "stillwater": 2027,
    "js-link": 2027,
    "noveon": 2023,
    "evac": 2025,
    "independence": 2025,
}
HEAVY_STARTS = {"mp": 2026, "white-mesa": 2027, "aclara": 2028, "second-circuit": 2029}
SLIP_INPUTS = (
    "model.us-works-on-time",
    "model.us-works-within-year",
    f"{MINED}/2018@mcs-2021",
    f"{MINED}/2019@mcs-2021",
    f"{MINED}/2020@mcs-2025",
    f"{MINED}/2021@mcs-2026",
)
PLANTS = (
    MP_ALL,
    "mp.independence-capacity/united-states/2025@2025-01",
    "project.vulcan-capacity/united-states/2025@2025-11-03",
    "project.stillwater-capacity/united-states/2030@2026-01-28",
    "project.js-link-capacity/united-states/2027@2025-09",
    "project.noveon-capacity/united-states/2023@2023-02-23",
    "project.evac-capacity/united-states/2026@2025-12-15",
)
SLIPS = (
    "works slip alike and independently of one another; half of those more than a year late come after three years, half "
    "never; the first full year follows the year of the start and output grows as at the Mountain Pass mine from 2018 to "
    "2021; each ends at a third, two thirds or all of its capacity, equally often"
)
MAGNET_WORKS = "Stillwater counts from 2027; MP's first plant, Noveon and eVAC have begun"
NO_OTHERS = "works without a capacity on record are left out"


def announced(names: dict[str, str], projects: pd.DataFrame) -> pd.DataFrame:
    """Return announced works with their capacities; those that have not begun are hollow.

    Parameters
    ----------
    names : dict of str to str
        Project ids, each with the name that readers see.
    projects : DataFrame
        The projects of the ledger.

    Returns
    -------
    DataFrame
        Columns label (name and year announced), value, low and high (all the capacity), text (capacity and status),
        hollow, unit, basis, evidence.
    """
    works = projects.loc[list(names)]
    starts = works["start"].astype(str)
    capacity = works["capacity"]
    return pd.DataFrame(
        {
            "label": works.index.map(names) + (", " + starts).where(starts != "", ""),
            "value": capacity,
            "low": capacity,
            "high": capacity,
            "text": capacity.map("{:,.0f}, ".format) + works["status"],
            "hollow": ~works["status"].isin(["operating", "ramp-up"]),
            "unit": works["unit"],
            "basis": works["basis"],
            "evidence": "project:" + works.index,
        }
    )


def magnet_works(
    mp: float, independence: float, vulcan: float, stillwater: float, js_link: float, noveon: float, evac: float
) -> list[Works]:
    """Return the US magnet works with the years announced for them.

    Parameters
    ----------
    mp : float
        Capacity of all plants of MP Materials, t a year; its first plant is taken out.
    independence : float
        Capacity of that first plant, t a year.
    vulcan, stillwater, js_link, noveon, evac : float
        Capacities, t a year.

    Returns
    -------
    list of Works
        Those that have begun last.
    """
    return [
        Works(mp - independence, STARTS["mp-10x"]),
        Works(vulcan, STARTS["vulcan"]),
        Works(stillwater, STARTS["stillwater"]),
        Works(js_link, STARTS["js-link"]),
        Works(independence, STARTS["independence"], begun=True),
        Works(noveon, STARTS["noveon"], begun=True),
        Works(evac, STARTS["evac"], begun=True),
    ]


def heavy_works(
    mp: float,
    dysprosium: float = 0.0,
    terbium: float = 0.0,
    whole_dysprosium: float = 0.0,
    whole_terbium: float = 0.0,
    aclara_dysprosium: float = 0.0,
    aclara_terbium: float = 0.0,
) -> list[Works]:
    """Return the US works that are to separate dysprosium and terbium.

    Parameters
    ----------
    mp : float
        Capacity of MP Materials for both, t a year.
    dysprosium, terbium : float
        Yields planned at White Mesa as a first step, t a year.
    whole_dysprosium, whole_terbium : float
        What White Mesa is to make with its second circuit, the first step included, t a year; 0 without the circuit.
    aclara_dysprosium, aclara_terbium : float
        Yields planned at Vinton, t a year.

    Returns
    -------
    list of Works
        None has begun, as far as the record shows.
    """
    first = dysprosium + terbium
    return [
        Works(mp, HEAVY_STARTS["mp"]),
        Works(first, HEAVY_STARTS["white-mesa"]),
        Works(aclara_dysprosium + aclara_terbium, HEAVY_STARTS["aclara"]),
        Works(max(0.0, whole_dysprosium + whole_terbium - first), HEAVY_STARTS["second-circuit"]),
    ]


result(
    "model.us-magnet-capacity-announced",
    label="Announced capacity of six US magnet makers",
    unit="t/yr",
    basis="magnet capacity",
    inputs=tuple(key for key in PLANTS if "independence" not in key),
    formula="MP Materials + Vulcan Elements + USA Rare Earth + JS Link + Noveon + eVAC",
    assumes="all are built in full; MP's figure holds both of its plants",
)(total)

result(
    "model.us-magnet-cover",
    label="Announced US magnet capacity over what China shipped to the US in 2024",
    unit="ratio",
    basis="multiple",
    inputs=("model.us-magnet-capacity-announced", MARK),
    formula="announced capacity of six makers / Chinese magnet exports to the US in 2024",
    assumes="capacity runs full; magnets inside imported motors and devices are left out",
    digits=2,
)(ratio)

result(
    "model.us-magnet-capacity-begun",
    label="Capacity of the US magnet works that have begun",
    unit="t/yr",
    basis="magnet capacity",
    inputs=(PLANTS[1], *PLANTS[5:]),
    formula="MP's first plant + Noveon + eVAC",
    assumes="design capacity, not output, which none of them has published",
)(total)

result(
    "model.us-dytb-in-magnets",
    label="Dysprosium and terbium that MP Materials plans for its magnets",
    unit="%",
    basis="part",
    inputs=(MP_HEAVY, MP_ALL),
    formula="100 × capacity for Dy and Tb oxides / magnet capacity",
    assumes="the heavy circuit is sized for the magnet plants of the company, which no source says",
    digits=1,
)(share)

result(
    "model.us-heavy-mark",
    label="Dysprosium and terbium oxides for as many magnets as China shipped to the US in 2024",
    unit="t",
    basis="separated oxide",
    inputs=("model.us-dytb-in-magnets", MARK),
    formula="share in magnets / 100 × magnets shipped",
    assumes="all magnets hold as much as those that MP plans; many hold less, those for motors more",
)(part_of)


@result(
    "model.us-heavy-demand-implied",
    label="US demand for dysprosium and terbium that the shares claimed for White Mesa imply",
    unit="t",
    basis="separated oxide",
    inputs=(
        FROM_OTHERS[0],
        "project.white-mesa-dy-share/united-states/2027@2025-09",
        FROM_OTHERS[1],
        "project.white-mesa-tb-share/united-states/2027@2025-09",
    ),
    formula="yield of Dy / its share of demand + yield of Tb / its share of demand",
    assumes="yields and shares speak of one year",
    digits=2,
)
def demand_implied(dysprosium: float, of_dysprosium: float, terbium: float, of_terbium: float) -> float:
    """Return the demand of which two yields are so many per cent.

    Parameters
    ----------
    dysprosium, terbium : float
        Yields, t.
    of_dysprosium, of_terbium : float
        Their shares of demand, per cent.

    Returns
    -------
    float
        Tonnes of both.
    """
    return whole_of(dysprosium, of_dysprosium) + whole_of(terbium, of_terbium)


result(
    "model.us-heavy-capacity-announced",
    label="Announced US capacity for dysprosium and terbium oxides",
    unit="t/yr",
    basis="separated oxide",
    inputs=(MP_HEAVY, *FROM_OTHERS[2:]),
    formula="MP Materials + White Mesa with its second circuit + Aclara (Dy + Tb)",
    assumes=f"{NO_OTHERS}; the yields of White Mesa count as oxide, which their source leaves open",
)(total)

result(
    "model.us-heavy-own-feed",
    label="Dysprosium and terbium in all the feed that MP's heavy circuit can take, at the grade of its own concentrate",
    unit="t/yr",
    basis="separated oxide",
    inputs=("mp.heavy-feed/united-states/2026@2025-11-07", "mp.seg-dytb-content/united-states/2025@2025-11-08"),
    formula="feed × content / 100",
    assumes="all feed is as rich as MP's own, and bought feed may be richer; gross tonnes count as oxide; nothing is lost; the content is known from a weak source",
)(part_of)

YEARS = range(2027, 2036)
SHOWN_YEARS = (2027, 2029, 2031, 2033)


def grown(mark: float, percent: float, years: int) -> float:
    """Return a quantity after some years of compound growth.

    Parameters
    ----------
    mark : float
        Any unit.
    percent : float
        Growth a year, per cent.
    years : int
        How many.

    Returns
    -------
    float
        In the unit of the quantity.
    """
    return mark * (1 + percent / 100) ** years


def _register_magnets(year: int) -> None:
    """Register the chances of a year that US magnet plants make the mark, as it is and as it grows."""

    def chance(mark: float, *numbers: float) -> float:
        """Return the chance that US plants make the mark in the year; see `chance_to_reach`.

        Returns
        -------
        float
            Per cent.
        """
        return chance_to_reach(mark, magnet_works(*numbers[6:]), year, slippage_of(*numbers[:6]))

    def growing(mark: float, percent: float, *numbers: float) -> float:
        """Return the chance that US plants make the mark, grown since 2024, in the year; see `chance_to_reach`.

        Returns
        -------
        float
            Per cent.
        """
        return chance(grown(mark, percent, year - 2024), *numbers)

    result(
        f"model.us-magnets-chance-{year}",
        label=f"Chance that US plants make as many magnets in {year} as China shipped to the US in 2024",
        unit="%",
        basis="chance",
        inputs=(MARK, *SLIP_INPUTS, *PLANTS),
        formula="chances of all combinations of delay and fill in which the works together reach the mark",
        assumes=f"{SLIPS}; {MAGNET_WORKS}",
        digits=2,
    )(chance)
    result(
        f"model.us-magnets-growing-chance-{year}",
        label=f"The same for {year}, if US demand grows as world demand is forecast to",
        unit="%",
        basis="chance",
        inputs=(MARK, "ndfeb.demand-growth/world/2024/2040@2024", *SLIP_INPUTS, *PLANTS),
        formula=f"as without growth, with the mark × (1 + growth / 100) ^ {year - 2024}",
        assumes=f"{SLIPS}; {MAGNET_WORKS}; no further works are announced",
        digits=2,
    )(growing)


def _heavy_chance(year: int) -> Chance:
    """Return the function that gives the chance of a year for separation: of a mark, the slips and the yields."""

    def chance(mark: float, *numbers: float) -> float:
        """Return the chance that US separation makes the mark in the year; see `chance_to_reach`.

        Returns
        -------
        float
            Per cent.
        """
        return chance_to_reach(mark, heavy_works(*numbers[6:]), year, slippage_of(*numbers[:6]))

    return chance


def _register_heavy(year: int) -> None:
    """Register the chance of a year that US separation makes the heavy mark."""
    result(
        f"model.us-heavy-chance-{year}",
        label=f"Chance that US works separate in {year} the dysprosium and terbium that those magnets need",
        unit="%",
        basis="chance",
        inputs=("model.us-heavy-mark", *SLIP_INPUTS, MP_HEAVY, *FROM_OTHERS),
        formula="chances of all combinations of delay and fill in which the works together reach the mark",
        assumes=f"{SLIPS}; {NO_OTHERS}; there is feed",
        digits=2,
    )(_heavy_chance(year))


def _register_outputs(year: int) -> None:
    """Register what US works are expected to make in a year."""

    def magnets(*numbers: float) -> tuple[float, float]:
        """Return what US magnet plants make in the year; see `output_range`.

        Returns
        -------
        (float, float)
            Tonnes.
        """
        return output_range(magnet_works(*numbers[6:]), year, slippage_of(*numbers[:6]))

    def heavy(*numbers: float) -> tuple[float, float]:
        """Return what US works separate in the year; see `output_range`.

        Returns
        -------
        (float, float)
            Tonnes.
        """
        return output_range(heavy_works(*numbers[6:]), year, slippage_of(*numbers[:6]))

    formula = "tenth and ninetieth percentile of all combinations of delay and fill"
    result(
        f"model.us-magnets-output-{year}",
        label=f"US magnet output expected for {year}, discounted by how works on record have slipped",
        unit="t",
        basis="magnet output",
        inputs=(*SLIP_INPUTS, *PLANTS),
        formula=formula,
        assumes=f"{SLIPS}; {MAGNET_WORKS}",
        digits=2,
    )(magnets)
    result(
        f"model.us-heavy-output-{year}",
        label=f"US output of dysprosium and terbium oxides expected for {year}, discounted likewise",
        unit="t",
        basis="separated oxide",
        inputs=(*SLIP_INPUTS, MP_HEAVY, *FROM_OTHERS),
        formula=formula,
        assumes=f"{SLIPS}; {NO_OTHERS}; there is feed",
        digits=2,
    )(heavy)


for _year in YEARS:
    _register_magnets(_year)
    _register_heavy(_year)
for _year in SHOWN_YEARS:
    _register_outputs(_year)


# What the date for magnets hangs on: one assumption changed at a time.


Chance = Callable[..., float]


def chance_alone(mark: float, year: int, slippage: Slippage, *capacities: float) -> float:
    """Return the chance to reach a mark if of the works not begun only MP's is ever built.

    Parameters
    ----------
    mark, year, slippage
        As for `chance_to_reach`.
    *capacities : float
        As for `magnet_works`.

    Returns
    -------
    float
        Per cent.
    """
    works = magnet_works(*capacities)
    return chance_to_reach(mark, [works[0], *(each for each in works if each.begun)], year, slippage)


def chance_without_weak(mark: float, year: int, slippage: Slippage, *capacities: float) -> float:
    """Return the chance to reach a mark without eVAC, whose capacity is known from a weak source alone.

    Parameters
    ----------
    mark, year, slippage
        As for `chance_to_reach`.
    *capacities : float
        As for `magnet_works`, that of eVAC last.

    Returns
    -------
    float
        Per cent.
    """
    return chance_to_reach(mark, magnet_works(*capacities[:-1], 0), year, slippage)


def chance_in_step(mark: float, year: int, slippage: Slippage, *capacities: float) -> float:
    """Return the chance to reach a mark if all works slip and fill in step, as one.

    Parameters
    ----------
    mark, year, slippage
        As for `chance_to_reach`.
    *capacities : float
        As for `magnet_works`.

    Returns
    -------
    float
        Per cent.
    """
    works = magnet_works(*capacities)
    reached = 0.0
    for delay, chance in slippage.delays():
        for fill in slippage.fills:
            fixed = Slippage(100, 100, slippage.ramp, fills=(fill,))
            moved = [
                each if each.begun else Works(0 if delay == np.inf else each.capacity, each.start + int(min(delay, 99)))
                for each in works
            ]
            reached += chance / len(slippage.fills) * chance_to_reach(mark, moved, year, fixed)
    return reached


def _changed(**values: float | tuple[float, ...]) -> Chance:
    """Return a chance to reach a mark with some numbers of the slippage replaced."""

    def chance(mark: float, year: int, slippage: Slippage, *capacities: float) -> float:
        return chance_to_reach(mark, magnet_works(*capacities), year, replace(slippage, **values))

    return chance


def _register_case(name: str, label: str, assumes: str, chance_of: Chance) -> None:
    """Register the chance for 2031 with one assumption changed."""

    def chance(mark: float, *numbers: float) -> float:
        """Return the chance that US plants make the mark in 2031 with one assumption changed.

        Returns
        -------
        float
            Per cent.
        """
        return chance_of(mark, 2031, slippage_of(*numbers[:6]), *numbers[6:])

    result(
        f"model.us-magnets-2031-{name}",
        label=f"Chance that US plants make the mark in 2031 if {label}",
        unit="%",
        basis="chance",
        inputs=(MARK, *SLIP_INPUTS, *PLANTS),
        formula="as for model.us-magnets-chance-2031, with one assumption changed",
        assumes=assumes,
        digits=2,
    )(chance)


for _name, _label, _assumes, _chance in (
    ("on-time", "no works slips", "works begin in the year announced", _changed(on_time=100, within_year=100)),
    ("filled", "works fill their capacity", "each works ends at all of its capacity", _changed(fills=(1,))),
    ("third", "works fill a third", "each works ends at a third of its capacity", _changed(fills=(1 / 3,))),
    ("alone", "of the new works only MP's is built", "Vulcan, USA Rare Earth and JS Link build nothing", chance_alone),
    ("no-weak", "eVAC, known from a weak source, makes nothing", "eVAC makes nothing", chance_without_weak),
    ("in-step", "works slip and fill in step", "one cause, such as a fall in price, holds for all", chance_in_step),
):
    _register_case(_name, _label, _assumes, _chance)


def _register_heavy_case(
    name: str, label: str, assumes: str, mark: str, mp: str = MP_HEAVY, others: tuple[str, ...] = FROM_OTHERS
) -> None:
    """Register the chance for 2033 that US separation makes another mark, or with other capacities."""
    result(
        f"model.us-heavy-2033-{name}",
        label=f"Chance that US works separate {label} in 2033",
        unit="%",
        basis="chance",
        inputs=(mark, *SLIP_INPUTS, mp, *others),
        formula="as for model.us-heavy-chance-2033",
        assumes=assumes,
        digits=2,
    )(_heavy_chance(2033))


_register_heavy_case(
    "own-feed",
    "what those magnets need, if MP's feed is all as poor as its own,",
    "MP's circuit is full, with feed of the grade of its own concentrate",
    "model.us-heavy-mark",
    mp="model.us-heavy-own-feed",
)
_register_heavy_case(
    "mp-alone",
    "what those magnets need, if only MP does,",
    "White Mesa and Aclara make nothing",
    "model.us-heavy-mark",
    others=(),
)
_register_heavy_case(
    "no-new-mines",
    "what those magnets need, if what waits for new mines comes to nothing,",
    "White Mesa makes what was planned for 2027 and no more; Aclara makes nothing",
    "model.us-heavy-mark",
    others=FROM_OTHERS[:2],
)
_register_heavy_case(
    "imports",
    "as much as the US imported of heavy rare earths in 2025",
    "a tonne of dysprosium or terbium oxide counts as one of any heavy rare earth",
    "usgs.us-heavy-imports/united-states/2025@mcs-2026",
)
