"""A chain of four stages, and what comes through it when one country holds back.

A quantity of the chain is a share of the world's yearly supply at its stage, in per cent. One point of ore becomes one
point of oxide, of alloy and of magnets, so tonnes of different things are never added; tonnes of magnets or of oxide
enter only as a share of the world's tonnes of the same thing. Supplies run at what they made in a year: nothing is in
stock and no plant is idle.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy

from evidence.models.pipeline import draw_delivered

if TYPE_CHECKING:
    import networkx

STAGES = ("mine", "separate", "metal", "magnet")
COUNTRIES = ("china", "united-states", "european-union", "japan", "burma", "australia", "malaysia", "other")
# What of the announced plants exists, as `build_chain` takes it.
PLANTS: Mapping[str, Mapping[str, float]] = {
    "today": {},
    "announced": {"delivered": 1},
    "announced, with their own metal": {"delivered": 1, "own_metal": 1},
}
# Flows are counted in whole millionths of a point: with whole numbers the algorithm is exact.
GRAIN = 1_000_000
DRAWS, SEED = 250, 20261008
PERCENTILES = (5, 95)


class Figures(NamedTuple):
    """What the chain is computed from: figures on record, then what is assumed.

    Shares are per cent of the world, or of a user's imports or demand; ore, magnets and oxide are tonnes a year, exports of
    a month tonnes a month. Tonnes made in China are blanks. What is assumed are parts, from 0 to 1: finished magnets from
    blanks, NdPr in magnets, metal in NdPr oxide, and Europe's part of the magnets that neither China nor Japan makes.
    """

    mined_china: float
    refined_china: float
    alloy_china: float
    magnets_china: float
    ore_world: float
    ore_china: float
    ore_united_states: float
    ore_australia: float
    ore_burma: float
    refined_malaysia_2023: float
    refined_china_2023: float
    ndpr_malaysia: float
    ndpr_united_states: float
    magnets_china_2018: float
    multiple_of_japan_2018: float
    output_china: float
    exports_china: float
    exports_to_united_states: float
    share_of_united_states: float
    exports_to_europe: float
    share_of_europe: float
    exports_month: float
    exports_to_japan_month: float
    plant_narva: float
    plant_mp: float
    plant_vulcan: float
    plant_stillwater: float
    plant_js_link: float
    plant_js_link_malaysia: float
    plant_js_link_korea: float
    plant_evac: float
    plant_magreesource: float
    plant_glazov: float
    solvay_share_of_europe: float
    oxide_caremag: float
    oxide_malaysia: float
    finished: float
    ndpr_in_magnets: float
    metal_in_oxide: float
    europe_of_others: float

    @property
    def exported(self) -> float:
        """China's exports of magnets, per cent of world magnets."""
        return self.magnets_china * self.exports_china / (self.output_china * self.finished)

    @property
    def used_outside(self) -> float:
        """The world's use of magnets outside China, exports and what is made elsewhere, per cent of world magnets."""
        return self.exported + 100 - self.magnets_china


# How many of them are on record.
ON_RECORD = Figures._fields.index("finished")


@dataclass(frozen=True)
class Chain:
    """Supply and use, in points of world supply.

    Attributes
    ----------
    capacity : mapping of str to mapping of str to float
        By stage, then by country.
    demand : mapping of str to float
        Magnets used, by country.
    """

    capacity: Mapping[str, Mapping[str, float]]
    demand: Mapping[str, float]


def build_chain(figures: Figures, *, delivered: float = 0, own_metal: float = 0) -> Chain:
    """Build the chain from shares and tonnes.

    Parameters
    ----------
    figures : Figures
        As numbers.
    delivered : float
        Part of the announced capacity that exists, from 0 (today) to 1.
    own_metal : float
        Part of the new magnet plants that make their own metal and alloy, from 0 to 1.

    Returns
    -------
    Chain
        The supplies of each stage come to 100 without new plants.
    """
    f = figures
    abroad = f.ore_world - f.ore_china
    mine = {
        "united-states": f.ore_united_states / abroad,
        "australia": f.ore_australia / abroad,
        "burma": f.ore_burma / abroad,
    }
    malaysia = f.refined_malaysia_2023 / (100 - f.refined_china_2023)
    separate = {
        "malaysia": malaysia,
        "united-states": min(malaysia * f.ndpr_united_states / f.ndpr_malaysia, 1 - malaysia),
    }
    japan = f.magnets_china_2018 / f.multiple_of_japan_2018 / (100 - f.magnets_china_2018)
    magnet = {"japan": japan, "european-union": (1 - japan) * f.europe_of_others}
    split = {"mine": mine, "separate": separate, "metal": magnet, "magnet": magnet}
    china = dict(zip(STAGES, (f.mined_china, f.refined_china, f.alloy_china, f.magnets_china), strict=True))
    capacity = {
        stage: {
            "china": china[stage],
            **{country: (100 - china[stage]) * part for country, part in split[stage].items()},
            "other": (100 - china[stage]) * (1 - sum(split[stage].values())),
        }
        for stage in STAGES
    }

    # Chinese exports by user; what Europe and the United States buy neither at home nor in China comes from Japan.
    america = f.exported * f.exports_to_united_states / f.exports_china * 100 / f.share_of_united_states
    europe = f.exported * f.exports_to_europe / f.exports_china * 100 / f.share_of_europe
    sold_by_japan = (
        america * (1 - f.share_of_united_states / 100)
        + europe * (1 - f.share_of_europe / 100)
        - capacity["magnet"]["european-union"]
    )
    bought_by_japan = f.exported * f.exports_to_japan_month / f.exports_month
    japanese = max(0.0, capacity["magnet"]["japan"] - max(0.0, sold_by_japan) + bought_by_japan)
    demand = {"china": 100 - f.used_outside, "united-states": america, "european-union": europe, "japan": japanese}
    demand["other"] = 100 - sum(demand.values())

    # Tonnes become points by the world's tonnes of magnets; oxide by the magnets it suffices for.
    points = delivered * f.magnets_china / (f.output_china * f.finished)
    plants = {
        "united-states": (f.plant_mp + f.plant_vulcan + f.plant_stillwater + f.plant_js_link + f.plant_evac) * points,
        "european-union": (f.plant_narva + f.plant_magreesource) * points,
        "other": (f.plant_glazov + f.plant_js_link_malaysia + f.plant_js_link_korea) * points,
    }
    from_oxide = f.metal_in_oxide / f.ndpr_in_magnets * points
    oxide = {
        "european-union": f.oxide_caremag * from_oxide + delivered * f.solvay_share_of_europe / 100 * europe,
        "malaysia": (f.oxide_malaysia - f.ndpr_malaysia) * from_oxide,
    }
    metal = {country: own_metal * added for country, added in plants.items()}
    for stage, added in (("separate", oxide), ("metal", metal), ("magnet", plants)):
        for country, number in added.items():
            capacity[stage][country] = capacity[stage].get(country, 0) + number
    return Chain(capacity, demand)


def merge(chain: Chain, apart: str = "china") -> Chain:
    """Return the chain with all countries but one taken as one, "other".

    Parameters
    ----------
    chain : Chain
        The chain.
    apart : str
        The country that stays by itself.

    Returns
    -------
    Chain
        With the same totals: countries that trade freely act as one.
    """

    def two(shares: Mapping[str, float]) -> dict[str, float]:
        own = shares.get(apart, 0)
        return {apart: own, "other": sum(shares.values()) - own}

    return Chain({stage: two(shares) for stage, shares in chain.capacity.items()}, two(chain.demand))


def draw_network(chain: Chain, holder: str, withheld: Sequence[str]) -> networkx.DiGraph:
    """Draw the chain as a network of flows, from ``source`` to the makers of magnets.

    Parameters
    ----------
    chain : Chain
        Supplies and uses.
    holder : str
        Country that holds back; empty for none.
    withheld : sequence of str
        Stages whose goods it keeps from the others: it may still use them itself.

    Returns
    -------
    networkx.DiGraph
        Each stage of a country is an edge with its capacity. Goods pass within the country or over the market of
        their stage. Magnets for the country itself end in ``(country, "home")``, those traded in ``market magnet``.
    """
    # Importing networkx takes a third of a second, and only this chapter needs it.
    import networkx

    graph = networkx.DiGraph()
    countries = list(dict.fromkeys(name for shares in chain.capacity.values() for name in shares))
    for number, stage in enumerate(STAGES):
        for country in countries:
            into, out = (country, stage, "in"), (country, stage, "out")
            graph.add_edge(into, out, capacity=round(GRAIN * chain.capacity[stage].get(country, 0)))
            graph.add_edge("source" if number == 0 else f"market {STAGES[number - 1]}", into)
            if number > 0:
                graph.add_edge((country, STAGES[number - 1], "out"), into)
            if country != holder or stage not in withheld:
                graph.add_edge(out, f"market {stage}")
            if stage == STAGES[-1]:
                graph.add_edge(out, (country, "home"))
    return graph


def serve(chain: Chain, holder: str = "", withheld: Sequence[str] = ()) -> dict[str, float]:
    """Return what each user still gets: its own magnets first, then a like part of what is traded.

    Parameters
    ----------
    chain : Chain
        Supplies and uses.
    holder, withheld
        As for `draw_network`.

    Returns
    -------
    dict of str to float
        Points of world magnets by user. Their sum is the greatest flow that the network carries.
    """
    import networkx
    from networkx.algorithms.flow import edmonds_karp

    graph = draw_network(chain, holder, withheld)
    need = {country: round(GRAIN * demand) for country, demand in chain.demand.items()}
    for country, number in need.items():
        graph.add_edge((country, "home"), "sink", capacity=number)
    _, flows = networkx.maximum_flow(graph, "source", "sink", flow_func=edmonds_karp)
    home = {country: flows[(country, "home")].get("sink", 0) for country in need}
    # A greatest flow that keeps these arcs full always exists: adding paths to the sink never empties one of them.
    for country, number in need.items():
        graph.edges[(country, "home"), "sink"]["capacity"] = home[country]
        graph.add_edge("market magnet", (country, "open"))
        graph.add_edge((country, "open"), "sink", capacity=number - home[country])
    whole = networkx.maximum_flow_value(graph, "source", "sink", flow_func=edmonds_karp)
    open_needs = sum(need.values()) - sum(home.values())
    part = (whole - sum(home.values())) / open_needs if open_needs else 0
    return {country: (home[country] + part * (need[country] - home[country])) / GRAIN for country in need}


def lost(chain: Chain, holder: str, withheld: Sequence[str]) -> dict[str, float]:
    """Return what each user loses, and what all lose if the loss is shared alike.

    Parameters
    ----------
    chain, holder, withheld
        As for `serve`.

    Returns
    -------
    dict of str to float
        Per cent of its use, by user; under ``alike`` per cent of the use of all who can't help themselves: of
        everyone, or of all but the holder where it keeps magnets back.
    """
    served = serve(chain, holder, withheld)
    losses = {country: _part_lost(served[country], demand) for country, demand in chain.demand.items()}
    bearers = [name for name in chain.demand if name != holder or STAGES[-1] not in withheld]
    left, needed = (sum(table[name] for name in bearers) for table in (served, chain.demand))
    return losses | {"alike": _part_lost(left, needed)}


def _part_lost(served: float, demand: float) -> float:
    # Flows are counted in grains, so a full supply may miss the demand by one for each country.
    short = demand - served
    return 100 * short / demand if short > len(COUNTRIES) / GRAIN else 0.0


@cache
def kept_outside(figures: Figures, withheld: tuple[str, ...], *, delivered: float = 0, own_metal: float = 0) -> float:
    """Return what the world outside China keeps of its magnets when China withholds goods of some stages.

    Parameters
    ----------
    figures : Figures
        As numbers.
    withheld : tuple of str
        Stages.
    delivered, own_metal : float
        As for `build_chain`.

    Returns
    -------
    float
        Per cent of its use.
    """
    chain = merge(build_chain(figures, delivered=delivered, own_metal=own_metal))
    return 100 * serve(chain, "china", withheld)["other"] / chain.demand["other"]


@cache
def kept_in_draws(
    figures: Figures,
    lows: Figures,
    highs: Figures,
    *,
    withheld: tuple[str, ...] = STAGES,
    delivered: tuple[float, ...] = (0,) * DRAWS,
    own_metal: float = 0,
) -> tuple[float, ...]:
    """Return `kept_outside` for figures drawn at random between their rivals.

    Parameters
    ----------
    figures, lows, highs : Figures
        Adopted figures, and the ends between which those on record and ``finished`` are drawn with equal weight; equal
        ends keep a figure fixed.
    withheld : tuple of str
        Stages whose goods China withholds.
    delivered : tuple of float
        Part of the announced capacity that exists, one for each draw.
    own_metal : float
        As for `build_chain`.

    Returns
    -------
    tuple of float
        Per cent, one for each of `DRAWS` draws; the same for the same input.
    """
    random = numpy.random.default_rng(SEED)
    ends = numpy.sort([lows[:ON_RECORD], highs[:ON_RECORD]], axis=0)
    numbers = random.uniform(*ends, size=(DRAWS, ON_RECORD))
    finished = random.uniform(lows.finished, highs.finished, size=DRAWS)
    return tuple(
        kept_outside(Figures(*row, yielded, *figures[ON_RECORD + 1 :]), withheld, delivered=part, own_metal=own_metal)
        for row, yielded, part in zip(numbers.tolist(), finished.tolist(), delivered, strict=True)
    )


@cache
def _losses(figures: Figures, holder: str, stage: str) -> dict[str, float]:
    """Return `lost` for the chain of today, for one country that withholds the goods of one stage."""
    return lost(build_chain(figures), holder, (stage,))


def _with_rivals(numbers: Mapping[str, float]) -> tuple[Figures, Figures, Figures]:
    """Return adopted figures, and these with each that has rivals, ``<field>_low`` and ``<field>_high``, at either end."""
    rivals = {end: {n.removesuffix(end): v for n, v in numbers.items() if n.endswith(end)} for end in ("_low", "_high")}
    figures = Figures(**{name: number for name, number in numbers.items() if not name.endswith(("_low", "_high"))})
    return figures, figures._replace(**rivals["_low"]), figures._replace(**rivals["_high"])


# What results call.


def used_outside(**figures: float) -> float:
    """Return Chinese share of magnets × exports / finished output + 100 − Chinese share.

    Parameters
    ----------
    **figures : float
        The fields of `Figures`.

    Returns
    -------
    float
        The world's use of magnets outside China, per cent of world magnets.
    """
    return Figures(**figures).used_outside


def kept(stage: str, plants: str, **figures: float) -> float:
    """Return 100 × greatest flow to users outside China / their use, while China withholds what a stage makes.

    Parameters
    ----------
    stage : str
        One of `STAGES`, or ``all``.
    plants : str
        One of `PLANTS`.
    **figures : float
        The fields of `Figures`.

    Returns
    -------
    float
        Per cent.
    """
    return kept_outside(Figures(**figures), STAGES if stage == "all" else (stage,), **PLANTS[plants])


def kept_as_delivered(delivered: float, own_metal: bool, **figures: float) -> float:
    """Return 100 × greatest flow to users outside China / their use, with as much of the announced plants as is delivered.

    Parameters
    ----------
    delivered : float
        Part of the announced capacity that exists, per cent.
    own_metal : bool
        Whether new magnet plants make their own metal and alloy.
    **figures : float
        The fields of `Figures`.

    Returns
    -------
    float
        Per cent; China withholds what all stages make.
    """
    return kept_outside(Figures(**figures), STAGES, delivered=delivered / 100, own_metal=float(own_metal))


def kept_between_rivals(plants: str, **figures: float) -> tuple[float, float]:
    """Return 100 × greatest flow to users outside China / their use, with a figure at either end and the others as adopted.

    Parameters
    ----------
    plants : str
        One of `PLANTS`.
    **figures : float
        The fields of `Figures`, and of the figure that changes the ends, ``<field>_low`` and ``<field>_high``.

    Returns
    -------
    (float, float)
        Per cent, the smaller first; China withholds what all stages make.
    """
    low, high = sorted(kept_outside(ends, STAGES, **PLANTS[plants]) for ends in _with_rivals(figures)[1:])
    return low, high


def _drawn(
    stage: str,
    plants: str,
    works: Mapping[str, float | tuple[float, ...]] | None,
    told: Mapping[str, Any] | None,
    figures: Mapping[str, float],
) -> tuple[float, ...]:
    """Return `kept_in_draws` with the announced plants as far as works deliver."""
    own_metal = PLANTS[plants].get("own_metal", 0)
    if not works:
        return kept_in_draws(*_with_rivals(figures), withheld=STAGES if stage == "all" else (stage,))
    delivered = tuple(draw_delivered(DRAWS, SEED, **(told or {}), **works).tolist())
    return kept_in_draws(*_with_rivals(figures), delivered=delivered, own_metal=own_metal)


def kept_over_draws(
    plants: str,
    stage: str = "all",
    works: Mapping[str, float | tuple[float, ...]] | None = None,
    told: Mapping[str, Any] | None = None,
    **figures: float,
) -> tuple[float, float]:
    """Return percentiles 5 and 95 of 100 × greatest flow to users outside China / their use, over all draws.

    Parameters
    ----------
    plants : str
        One of `PLANTS`.
    stage : str
        One of `STAGES`, or ``all``.
    works : mapping of str to float or tuple of float, optional
        How works slip, and their capacities by name, of which draws say what is delivered.
    told : mapping of str to object, optional
        Year, starts, works that have begun or hold others; see `evidence.models.pipeline.draw_delivered`.
    **figures : float
        The fields of `Figures`, and for those with rivals the ends, ``<field>_low`` and ``<field>_high``.

    Returns
    -------
    (float, float)
        Per cent.
    """
    low, high = numpy.percentile(_drawn(stage, plants, works, told, figures), PERCENTILES)
    return float(low), float(high)


def draws_that_keep(
    at_least: float,
    plants: str,
    stage: str = "all",
    works: Mapping[str, float | tuple[float, ...]] | None = None,
    told: Mapping[str, Any] | None = None,
    **figures: float,
) -> float:
    """Return 100 × draws in which at least so many per cent of the magnets are kept / all draws.

    Parameters
    ----------
    at_least : float
        Per cent.
    plants, stage, works, told, **figures
        As for `kept_over_draws`.

    Returns
    -------
    float
        Per cent.
    """
    draws = _drawn(stage, plants, works, told, figures)
    return 100 * sum(part >= at_least for part in draws) / len(draws)


def kept_heavy(plants: str, separated_in_china: float, added_outside: float = 0, **figures: float) -> float:
    """Return 100 × greatest flow to users outside China / their use, with heavy separation in place of all separation.

    Parameters
    ----------
    plants : str
        One of `PLANTS`; of announced plants those for magnets count.
    separated_in_china : float
        China's share of heavy separation, per cent.
    added_outside : float
        Heavy separation that new works outside China add, per cent of the world's.
    **figures : float
        The fields of `Figures`; metal, alloy and magnets with heavy rare earths are shared out like all others.

    Returns
    -------
    float
        Per cent, of magnets that need heavy rare earths; China withholds what all stages make.
    """
    light = Figures(**figures)
    heavy = light._replace(
        refined_china=separated_in_china - added_outside,
        solvay_share_of_europe=0,
        oxide_caremag=0,
        oxide_malaysia=light.ndpr_malaysia,
    )
    return kept_outside(heavy, STAGES, **PLANTS[plants])


def lost_by(holder: str, stage: str, user: str, **figures: float) -> float:
    """Return 100 × (use − what still comes) / use.

    Parameters
    ----------
    holder, stage : str
        The country that withholds, and the stage whose goods it withholds.
    user : str
        The country that loses, or ``alike`` for all who can't help themselves.
    **figures : float
        The fields of `Figures`.

    Returns
    -------
    float
        Per cent.
    """
    return _losses(Figures(**figures), holder, stage)[user]


def mine_rise_needed(**figures: float) -> float:
    """Return 100 × (American ore − what American separation takes) / Chinese ore, in points of world supply.

    Parameters
    ----------
    **figures : float
        The fields of `Figures`.

    Returns
    -------
    float
        Per cent; 0 where separation takes all ore.
    """
    capacity = build_chain(Figures(**figures)).capacity
    exported = capacity["mine"]["united-states"] - capacity["separate"]["united-states"]
    return 100 * max(0.0, exported) / capacity["mine"]["china"]
