"""A chain of four stages, and what comes through it when one country holds back.

A quantity of the chain is a share of the world's yearly supply at its stage, in per cent. One point of ore becomes one
point of oxide, of alloy and of magnets, so tonnes of different things are never added; tonnes of magnets or of oxide
enter only as a share of the world's tonnes of the same thing. Supplies run at what they made in a year: nothing is in
stock and no plant is idle.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any, NamedTuple

import numpy as np

from evidence.models.pipeline import draw_delivered

# A number, or one for each of many draws.
Amount = float | np.ndarray
Shares = Mapping[str, Amount]

STAGES = ("mine", "separate", "metal", "magnet")
COUNTRIES = ("china", "united-states", "european-union", "japan", "burma", "australia", "malaysia", "other")
# What of the announced plants exists, as `build_chain` takes it.
PLANTS: Mapping[str, Mapping[str, float]] = {
    "today": {},
    "announced": {"delivered": 1},
    "announced, with their own metal": {"delivered": 1, "own_metal": 1},
    "announced, with the metal of makers": {"delivered": 1, "makers_metal": 1},
    "announced, with metal works": {"delivered": 1, "metal_works": 1},
    "announced, with their own metal and no new mines": {"delivered": 1, "own_metal": 1, "new_mines": 0},
}
# Flows are counted in whole millionths of a point: whole numbers are compared without rounding errors.
GRAIN = 1_000_000
DRAWS, SEED = 2000, 20261008
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
    plant_usar: float
    plant_js_link: float
    plant_js_link_korea: float
    plant_evac: float
    plant_magreesource: float
    plant_glazov: float
    plant_midwest: float
    plant_daido: float
    works_alloy: float
    works_metal: float
    solvay_share_of_europe: float
    oxide_caremag: float
    oxide_malaysia: float
    oxide_mp: float
    oxide_america: float
    oxide_australia: float
    oxide_russia: float
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
    """Supply (by stage, then by country) and demand of magnets (by country), in points of world supply."""

    capacity: Mapping[str, Shares]
    demand: Shares


def build_chain(
    figures: Figures,
    *,
    delivered: Amount = 0,
    own_metal: float = 0,
    makers_metal: float = 0,
    metal_works: float = 0,
    new_mines: float = 1,
) -> Chain:
    """Build the chain from shares and tonnes; the supplies of each stage come to 100 without new plants.

    Figures are numbers, or arrays with one for each draw; the others are parts from 0 to 1. ``delivered`` of the
    announced capacity exists (0 is today). Of the new magnet plants ``own_metal`` make their own metal and alloy;
    ``makers_metal`` exists of that of the makers who announce their own, MP, Vulcan and USA Rare Earth; ``metal_works``
    of the announced works for metal and alloy, and of the metal of MP and Vulcan, whose capacity is not on record and
    counts as that of their magnets; ``new_mines`` of the new separation in America and Australia that waits for mines
    or their feed.
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
        "united-states": np.minimum(malaysia * f.ndpr_united_states / f.ndpr_malaysia, 1 - malaysia),
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
    japanese = np.maximum(0, capacity["magnet"]["japan"] - np.maximum(0, sold_by_japan) + bought_by_japan)
    demand = {"china": 100 - f.used_outside, "united-states": america, "european-union": europe, "japan": japanese}
    demand["other"] = 100 - sum(demand.values())

    # Tonnes become points by the world's tonnes of magnets; oxide by the magnets it suffices for.
    points = delivered * f.magnets_china / (f.output_china * f.finished)
    plants = {
        "united-states": (f.plant_mp + f.plant_vulcan + f.plant_usar + f.plant_js_link + f.plant_evac) * points,
        "european-union": (f.plant_narva + f.plant_magreesource) * points,
        "japan": f.plant_daido * points,
        "other": (f.plant_glazov + f.plant_js_link_korea + f.plant_midwest) * points,
    }
    from_oxide = f.metal_in_oxide / f.ndpr_in_magnets * points
    oxide = {
        "european-union": f.oxide_caremag * from_oxide + delivered * f.solvay_share_of_europe / 100 * europe,
        "malaysia": (f.oxide_malaysia - f.ndpr_malaysia) * from_oxide,
        "united-states": (f.oxide_mp - f.ndpr_united_states + new_mines * f.oxide_america) * from_oxide,
        "australia": new_mines * f.oxide_australia * from_oxide,
        "other": f.oxide_russia * from_oxide,
    }
    metal = {country: own_metal * added for country, added in plants.items()}
    # Works for metal sell to anyone, so that it matters little where they stand.
    of_makers = f.plant_mp + f.plant_vulcan + makers_metal * f.plant_usar
    metal["united-states"] += (makers_metal + metal_works) * of_makers * points
    metal["other"] += metal_works * (f.works_alloy + f.works_metal / f.ndpr_in_magnets) * f.finished * points
    for stage, added in (("separate", oxide), ("metal", metal), ("magnet", plants)):
        for country, number in added.items():
            capacity[stage][country] = capacity[stage].get(country, 0) + number
    return Chain(capacity, demand)


def merge(chain: Chain, apart: str = "china") -> Chain:
    """Return the chain with all countries but one taken as one, "other": countries that trade freely act as one."""

    def two(shares: Shares) -> dict[str, Amount]:
        own = shares.get(apart, 0)
        return {apart: own, "other": sum(shares.values()) - own}

    return Chain({stage: two(shares) for stage, shares in chain.capacity.items()}, two(chain.demand))


def greatest_flow(
    capacity: Mapping[str, Shares], holder: str, withheld: Collection[str], home: Shares, traded: Amount = 0
) -> Amount:
    """Return the greatest flow from the mines to users of magnets: the capacity of the least cut between them.

    Goods pass within a country or over the market of their stage, where all buy; the holder sells there no goods of the
    stages that it withholds. ``home`` are magnets that countries take of those they make themselves, none where a
    country is missing, ``traded`` those bought on the market; all in the unit of the capacities.
    """
    least, alone = np.inf, np.inf
    for stage in STAGES[:-1]:
        own = capacity[stage].get(holder, 0)
        others = sum(capacity[stage].values()) - own
        # A cut goes through all of a stage, or through the others here and the holder at a later stage, where it still
        # has what it made and kept.
        least = np.minimum(least, np.minimum(others, alone) + own)
        alone = np.minimum(alone, others) if stage in withheld else np.inf
    made, sells = capacity[STAGES[-1]], STAGES[-1] not in withheld
    own, wanted = made.get(holder, 0), home.get(holder, 0)
    keeps = np.minimum(own, wanted)
    through_users = sum(np.minimum(part, home.get(country, 0)) for country, part in made.items()) + traded
    through_makers = sum(made.values()) - (0 if sells else own - keeps)
    through_holder = np.minimum(own, wanted + traded) if sells else keeps
    return reduce(np.minimum, (least, through_users, through_makers, alone + through_holder))


def serve(chain: Chain, holder: str = "", withheld: Collection[str] = ()) -> dict[str, Amount]:
    """Return what each user still gets, in points of world magnets: its own first, then a like part of what is traded.

    The holder (none if empty) keeps goods of the withheld stages from the others: it may still use them itself. The sum
    is the `greatest_flow`. Where goods don't suffice for what users make at home, those named first in the chain come
    first and the holder last.
    """
    capacity = {stage: _in_grains(shares) for stage, shares in chain.capacity.items()}
    need, home, flow = _in_grains(chain.demand), {}, 0
    for country in sorted(need, key=lambda country: country == holder):
        more = greatest_flow(capacity, holder, withheld, home | {country: need[country]})
        home[country], flow = more - flow, more
    open_needs = sum(need.values()) - flow
    # A greatest flow that keeps what is used at home always exists: further paths to users never empty one.
    bought = greatest_flow(capacity, holder, withheld, home, open_needs) - flow
    part = bought / np.maximum(open_needs, 1)
    return {country: (home[country] + part * (need[country] - home[country])) / GRAIN for country in need}


def _in_grains(shares: Shares) -> dict[str, Amount]:
    return {country: np.rint(GRAIN * np.asarray(number, dtype=float)) for country, number in shares.items()}


def lost(chain: Chain, holder: str, withheld: Collection[str]) -> dict[str, float]:
    """Return what each user loses, and under ``alike`` what all lose if they share the loss, per cent of their use.

    All are those who can't help themselves: everyone, or all but the holder where it keeps magnets back.
    """
    served = serve(chain, holder, withheld)
    losses = {country: _part_lost(served[country], demand) for country, demand in chain.demand.items()}
    bearers = [name for name in chain.demand if name != holder or STAGES[-1] not in withheld]
    left, needed = (sum(table[name] for name in bearers) for table in (served, chain.demand))
    return losses | {"alike": _part_lost(left, needed)}


def _part_lost(served: float, demand: float) -> float:
    # Flows are counted in grains, so a full supply may miss the demand by one for each country.
    short = demand - served
    return float(100 * short / demand) if short > len(COUNTRIES) / GRAIN else 0.0


def kept_outside(figures: Figures, withheld: Collection[str], *, delivered: Amount = 0, **metal: float) -> Amount:
    """Return what the world outside China keeps of its magnets when China withholds goods of some stages.

    In per cent of its use; ``delivered`` and ``metal`` are as for `build_chain`.
    """
    chain = merge(build_chain(figures, delivered=delivered, **metal))
    kept = 100 * serve(chain, "china", withheld)["other"] / chain.demand["other"]
    return kept if np.ndim(kept) else float(kept)


def kept_in_draws(
    figures: Figures,
    lows: Figures,
    highs: Figures,
    withheld: Collection[str] = STAGES,
    *,
    delivered: Amount = 0,
    **metal: float,
) -> np.ndarray:
    """Return `kept_outside` for `DRAWS` figures drawn at random between their rivals: for the same input the same.

    Those on record and ``finished`` are drawn with equal weight between ``lows`` and ``highs``; equal ends keep a
    figure fixed.
    """
    random = np.random.default_rng(SEED)
    ends = np.sort([lows[:ON_RECORD], highs[:ON_RECORD]], axis=0)
    drawn = random.uniform(*ends, size=(DRAWS, ON_RECORD)).T
    finished = random.uniform(lows.finished, highs.finished, size=DRAWS)
    numbers = Figures(*drawn, finished, *figures[ON_RECORD + 1 :])
    return kept_outside(numbers, withheld, delivered=delivered, **metal)


def _with_rivals(numbers: Mapping[str, float]) -> tuple[Figures, Figures, Figures]:
    """Return adopted figures, and these with each that has rivals, ``<field>_low`` and ``<field>_high``, at either end."""
    rivals = {end: {n.removesuffix(end): v for n, v in numbers.items() if n.endswith(end)} for end in ("_low", "_high")}
    figures = Figures(**{name: number for name, number in numbers.items() if not name.endswith(tuple(rivals))})
    return figures, figures._replace(**rivals["_low"]), figures._replace(**rivals["_high"])


def _stages(stage: str) -> tuple[str, ...]:
    return STAGES if stage == "all" else (stage,)


# What results call. They give the fields of `Figures` by name, and for those with rivals ``<field>_low`` and
# ``<field>_high``; ``plants`` is one of `PLANTS`, and ``stage`` one of `STAGES` or ``all``. All return per cent.


def used_outside(**figures: float) -> float:
    """Return Chinese share of magnets × exports / finished output + 100 − Chinese share."""
    return Figures(**figures).used_outside


def kept(stage: str, plants: str, **figures: float) -> float:
    """Return 100 × greatest flow to users outside China / their use, while China withholds what a stage makes."""
    return kept_outside(Figures(**figures), _stages(stage), **PLANTS[plants])


def kept_as_delivered(delivered: float, own_metal: bool, **figures: float) -> float:
    """Return 100 × greatest flow to users outside China / their use, with as much of the announced plants as is delivered.

    ``delivered`` is per cent of the announced capacity; with ``own_metal`` new magnet plants make their own metal and
    alloy. China withholds what all stages make.
    """
    return kept_outside(Figures(**figures), STAGES, delivered=delivered / 100, own_metal=float(own_metal))


def kept_between_rivals(plants: str, **figures: float) -> tuple[float, float]:
    """Return 100 × greatest flow to users outside China / their use, with a figure at either end and the others as adopted.

    The smaller comes first; China withholds what all stages make.
    """
    low, high = sorted(kept_outside(ends, STAGES, **PLANTS[plants]) for ends in _with_rivals(figures)[1:])
    return low, high


def _drawn(
    stage: str,
    plants: str,
    works: Mapping[str, float | tuple[float, ...]] | None,
    told: Mapping[str, Any] | None,
    figures: Mapping[str, float],
) -> np.ndarray:
    """Return `kept_in_draws` with the announced plants as far as works deliver."""
    if not works:
        return kept_in_draws(*_with_rivals(figures), _stages(stage))
    plan = {**PLANTS[plants], "delivered": draw_delivered(DRAWS, SEED, **(told or {}), **works)}
    return kept_in_draws(*_with_rivals(figures), **plan)


def kept_over_draws(
    plants: str = "",
    stage: str = "all",
    works: Mapping[str, float | tuple[float, ...]] | None = None,
    told: Mapping[str, Any] | None = None,
    **figures: float,
) -> tuple[float, float]:
    """Return percentiles 5 and 95 of 100 × greatest flow to users outside China / their use, over all draws.

    ``works`` say how works slip, and their capacities by name, of which draws say what is delivered; ``told`` is year,
    starts, and works that have begun or hold others; see `evidence.models.pipeline.draw_delivered`.
    """
    low, high = np.percentile(_drawn(stage, plants, works, told, figures), PERCENTILES)
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

    The rest is as for `kept_over_draws`.
    """
    return float(100 * (_drawn(stage, plants, works, told, figures) >= at_least).mean())


def kept_heavy(plants: str, separated_in_china: float, added_outside: float = 0, **figures: float) -> float:
    """Return 100 × greatest flow to users outside China / their use, with heavy separation in place of all separation.

    ``separated_in_china`` is China's share of heavy separation, ``added_outside`` what new works outside China add,
    both per cent of the world's. Of announced plants those for magnets count; metal, alloy and magnets with heavy rare
    earths are shared out like all others.
    """
    light = Figures(**figures)
    heavy = light._replace(
        refined_china=separated_in_china - added_outside,
        solvay_share_of_europe=0,
        oxide_caremag=0,
        oxide_malaysia=light.ndpr_malaysia,
        oxide_mp=light.ndpr_united_states,
        oxide_america=0,
        oxide_australia=0,
        oxide_russia=0,
    )
    return kept_outside(heavy, STAGES, **PLANTS[plants])


def lost_by(holder: str, stage: str, user: str, **figures: float) -> float:
    """Return 100 × (use − what still comes) / use.

    The user may be ``alike``: all who can't help themselves.
    """
    return lost(build_chain(Figures(**figures)), holder, (stage,))[user]


def mine_rise_needed(**figures: float) -> float:
    """Return 100 × (American ore − what American separation takes) / Chinese ore, in points of world supply."""
    capacity = build_chain(Figures(**figures)).capacity
    exported = capacity["mine"]["united-states"] - capacity["separate"]["united-states"]
    return 100 * max(0.0, float(exported)) / capacity["mine"]["china"]
