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
from typing import TYPE_CHECKING, NamedTuple

import numpy

from evidence.models.arithmetic import share
from evidence.models.us_dependence import MAGNETS_FROM_ALLOY, METAL_IN_NDPR_OXIDE, NDPR_IN_MAGNETS

if TYPE_CHECKING:
    import networkx

STAGES = ("mine", "separate", "metal", "magnet")
COUNTRIES = ("china", "united-states", "european-union", "japan", "burma", "australia", "malaysia", "other")
ALL = STAGES
# Flows are counted in whole millionths of a point: with whole numbers the algorithm is exact.
GRAIN = 1_000_000
DRAWS, SEED = 250, 20261008

# Tonnes of finished magnets for a tonne of alloy or blanks, and NdPr in a magnet: the middles of the ranges that the
# chapter on the United States gives.
FINISHED = sum(MAGNETS_FROM_ALLOY) / 2
NDPR = sum(NDPR_IN_MAGNETS) / 2


class Figures(NamedTuple):
    """What the chain is computed from; `KEYS` names the fact behind each.

    Shares are per cent of the world, tonnes are a year's.
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


KEYS = Figures(
    mined_china="gl.share-mining",
    refined_china="gl.share-refining",
    alloy_china="share.magnets/china/2020@2022-09",
    magnets_china="gl.share-magnets",
    ore_world="usgs.mine-output/world/2025@mcs-2026",
    ore_china="usgs.mine-output/china/2025@mcs-2026",
    ore_united_states="usgs.mine-output/united-states/2025@mcs-2026",
    ore_australia="usgs.mine-output/australia/2025@mcs-2026",
    ore_burma="usgs.mine-output/burma/2025@mcs-2026",
    refined_malaysia_2023="share.refining/malaysia/2023@gcmo-2024",
    refined_china_2023="share.refining/china/2023@gcmo-2024",
    ndpr_malaysia="lynas.ndpr-output/malaysia/2024-07/2025-06@2025-08-27",
    ndpr_united_states="mp.ndpr-output/united-states/2025@2026-02-26",
    magnets_china_2018="ndfeb.output-share-association/china/2018@undated",
    multiple_of_japan_2018="ndfeb.output-multiple-of-japan/china/2018@undated",
    output_china="ndfeb.output/china/2024@2024-06-05",
    exports_china="customs.magnet-exports/world/2024@2025",
    exports_to_united_states="customs.magnet-exports-to-us/united-states/2024@2026-01-20",
    share_of_united_states="baci.us-magnet-import-share-weight/china/2024@v202601",
    exports_to_europe="eu.magnets-from-china/china/2024@2026-02-02",
    share_of_europe="eu.magnets-from-china-share/china/2024@2026-02-02",
    exports_month="customs.magnet-exports/world/2025-09@2025-10",
    exports_to_japan_month="customs.magnet-exports-to-japan/japan/2025-09@2025-10",
    plant_narva="project.narva-capacity-planned/european-union/2025@2025-09-19",
    plant_mp="mp.magnet-capacity-planned/united-states/2028@2025-07-10",
    plant_vulcan="project.vulcan-capacity/united-states/2025@2025-11-03",
    plant_stillwater="project.stillwater-capacity/united-states/2026@2026-01-26",
    plant_js_link="project.js-link-capacity/united-states/2027@2025-09",
    plant_js_link_malaysia="project.js-link-capacity/malaysia/2025@2025-09",
    plant_js_link_korea="project.js-link-capacity/south-korea/2025@2025-09",
    plant_evac="project.evac-capacity/united-states/2026@2025-12-15",
    plant_magreesource="project.magreesource-capacity/european-union/2027@2023-01-10",
    plant_glazov="russia.magnet-plant/russia/2028@2024-02-14",
    solvay_share_of_europe="project.solvay-demand-share/european-union/2030@2025-04",
    oxide_caremag="project.caremag-ndpr-oxide/european-union/2026@2025-03",
    oxide_malaysia="lynas.ndpr-capacity/malaysia/2025@2025-08-27",
)


@dataclass(frozen=True)
class Rivals:
    """The lowest and the highest figure on record since 2020 for one of `Figures`.

    Attributes
    ----------
    field : str
        Of `Figures`.
    low, high : str
        Fact keys.
    label : str
        What the figure is, as charts say it.
    """

    field: str
    low: str
    high: str
    label: str


RIVALS = (
    Rivals("magnets_china", "share.magnets/china/2020/2021@2022-09", "GL-016", "Chinese share of magnets"),
    Rivals("alloy_china", "share.refining/china/2025@2026-08", "GL-016", "Chinese share of metal and alloy"),
    Rivals("refined_china", "share.refining/china/2025@2026-08", "GL-015", "Chinese share of separation"),
    Rivals("mined_china", "share.mining-magnet-ree/china/2024@iea-ree-2026", "share.mining/china/2024@mcs-2026", "Chinese share of mining"),
    Rivals("output_china", "ndfeb.output/china/2023@2024-06-05", "ndfeb.output/china/2024@2024", "Chinese magnet output"),
    Rivals("exports_china", "customs.magnet-exports/world/2025@2026-01-20", "customs.magnet-exports/world/2024@2025", "Chinese magnet exports"),
)  # fmt: skip


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


def used_outside(magnets: float, output: float, exports: float, finished: float = FINISHED) -> float:
    """Return the world's use of magnets outside China.

    Parameters
    ----------
    magnets : float
        China's share of world magnets, per cent.
    output, exports : float
        Magnets made in China, as blanks, and magnets exported, t.
    finished : float
        Tonnes of finished magnets for a tonne of blanks.

    Returns
    -------
    float
        Chinese exports and what is made elsewhere, in per cent of world magnets.
    """
    return magnets * exports / (output * finished) + 100 - magnets


def world_magnets(magnets: float, output: float, finished: float = FINISHED) -> float:
    """Return the finished magnets that the world makes.

    Parameters
    ----------
    magnets, output, finished : float
        As for `used_outside`.

    Returns
    -------
    float
        Tonnes a year.
    """
    return 100 * output * finished / magnets


def build_chain(
    figures: Figures, *, finished: float = FINISHED, delivered: float = 0, own_metal: float = 0, ndpr: float = NDPR
) -> Chain:
    """Build the chain from shares and tonnes.

    Parameters
    ----------
    figures : Figures
        As numbers.
    finished : float
        Tonnes of finished magnets for a tonne of blanks.
    delivered : float
        Part of the announced capacity that exists, from 0 (today) to 1.
    own_metal : float
        Part of the new magnet plants that make their own metal and alloy, from 0 to 1.
    ndpr : float
        Tonnes of neodymium and praseodymium in a tonne of magnets.

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
    # Europe's output is not on record: it is taken to be half of what neither China nor Japan makes.
    magnet = {"japan": japan, "european-union": (1 - japan) / 2}
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
    exported = f.magnets_china * f.exports_china / (f.output_china * finished)
    outside = used_outside(f.magnets_china, f.output_china, f.exports_china, finished)
    america = exported * f.exports_to_united_states / f.exports_china * 100 / f.share_of_united_states
    europe = exported * f.exports_to_europe / f.exports_china * 100 / f.share_of_europe
    sold_by_japan = (
        america * (1 - f.share_of_united_states / 100)
        + europe * (1 - f.share_of_europe / 100)
        - capacity["magnet"]["european-union"]
    )
    bought_by_japan = exported * f.exports_to_japan_month / f.exports_month
    japanese = max(0.0, capacity["magnet"]["japan"] - max(0.0, sold_by_japan) + bought_by_japan)
    demand = {"china": 100 - outside, "united-states": america, "european-union": europe, "japan": japanese}
    demand["other"] = 100 - sum(demand.values())

    # Tonnes become points by the world's tonnes of magnets; oxide by the magnets it suffices for.
    points = 100 * delivered / world_magnets(f.magnets_china, f.output_china, finished)
    plants = {
        "united-states": (f.plant_mp + f.plant_vulcan + f.plant_stillwater + f.plant_js_link + f.plant_evac) * points,
        "european-union": (f.plant_narva + f.plant_magreesource) * points,
        "other": (f.plant_glazov + f.plant_js_link_malaysia + f.plant_js_link_korea) * points,
    }
    from_oxide = METAL_IN_NDPR_OXIDE / ndpr * points
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
    return share(short, demand) if short > len(COUNTRIES) / GRAIN else 0.0


@cache
def kept_outside(
    figures: Figures,
    withheld: tuple[str, ...],
    *,
    finished: float = FINISHED,
    delivered: float = 0,
    own_metal: float = 0,
) -> float:
    """Return what the world outside China keeps of its magnets when China withholds goods of some stages.

    Parameters
    ----------
    figures : Figures
        As numbers.
    withheld : tuple of str
        Stages.
    finished, delivered, own_metal : float
        As for `build_chain`.

    Returns
    -------
    float
        Per cent of its use.
    """
    chain = merge(build_chain(figures, finished=finished, delivered=delivered, own_metal=own_metal))
    served = serve(chain, "china", withheld)
    return share(served["other"], chain.demand["other"])


def kept_heavy(figures: Figures, china: float, added: float = 0, *, delivered: float = 0) -> float:
    """Return what the world outside China keeps of magnets that need heavy rare earths if China withholds all stages.

    Parameters
    ----------
    figures : Figures
        As numbers; metal, alloy and magnets with heavy rare earths are shared out like all others.
    china : float
        China's share of heavy separation, per cent.
    added : float
        Heavy separation that new works outside China add, per cent of the world's.
    delivered : float
        As for `build_chain`, for magnet plants alone.

    Returns
    -------
    float
        Per cent of its use.
    """
    heavy = figures._replace(
        refined_china=china - added, solvay_share_of_europe=0, oxide_caremag=0, oxide_malaysia=figures.ndpr_malaysia
    )
    return kept_outside(heavy, ALL, delivered=delivered)


@cache
def lost_by_user(figures: Figures, holder: str, stage: str) -> dict[str, float]:
    """Return `lost` for the chain of today, for one country that withholds the goods of one stage.

    Parameters
    ----------
    figures : Figures
        As numbers.
    holder, stage : str
        The country and the stage.

    Returns
    -------
    dict of str to float
        Per cent, by user and under ``alike``.
    """
    return lost(build_chain(figures), holder, (stage,))


@cache
def kept_in_draws(
    figures: Figures,
    lows: Figures,
    highs: Figures,
    withheld: tuple[str, ...],
    *,
    most_delivered: float = 0,
    own_metal: float = 0,
) -> tuple[float, ...]:
    """Return `kept_outside` for figures drawn at random between their rivals.

    Parameters
    ----------
    figures, lows, highs : Figures
        Adopted figures, and the ends between which each is drawn with equal weight; equal ends keep a figure fixed.
    withheld : tuple of str
        Stages.
    most_delivered : float
        The announced capacity that exists is drawn between 0 and this part.
    own_metal : float
        Part of the new magnet plants that make their own metal.

    Returns
    -------
    tuple of float
        Per cent, one for each of `DRAWS` draws; the same for the same input.
    """
    random = numpy.random.default_rng(SEED)
    numbers = random.uniform(numpy.minimum(lows, highs), numpy.maximum(lows, highs), size=(DRAWS, len(figures)))
    finished = random.uniform(*MAGNETS_FROM_ALLOY, size=DRAWS)
    delivered = random.uniform(0, most_delivered, size=DRAWS) if most_delivered else numpy.zeros(DRAWS)
    return tuple(
        kept_outside(
            Figures(*(float(number) for number in row)),
            withheld,
            finished=float(yielded),
            delivered=float(existing),
            own_metal=own_metal,
        )
        for row, yielded, existing in zip(numbers, finished, delivered, strict=True)
    )
