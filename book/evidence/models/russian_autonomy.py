"""Results and what-ifs of the chapter on Russian autonomy: what the targets take, what was ever reached, what it costs.

Inputs that several claims dispute are indicators (``ru.output``), so that adopting another value changes what follows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from evidence.models.arithmetic import difference, increase, maximum, part_of, rank, ratio, share, whole_of
from evidence.models.pipeline import succession
from evidence.models.results import result
from evidence.whatif import Parameter, WhatIf

YEARS = 5
OUTPUT = "usgs.mine-output/{}@{}".format
RUSSIA_2021 = OUTPUT("russia/2021", "myb-2022")
RUSSIA_2024 = OUTPUT("russia/2024", "mcs-2026")
RUSSIA_2025 = "ru.output"
WORLD_2025 = OUTPUT("world/2025", "mcs-2026")
FIFTH_2025 = OUTPUT("thailand/2025", "mcs-2026")
# Fifth place in the tables of three years: what it took differs more than twofold.
FIFTH = (OUTPUT("nigeria/2023", "mcs-2025"), OUTPUT("india/2024", "mcs-2026"), FIFTH_2025)
TARGET_SHARE = "ru.market-share-target"
TARGET_OUTPUT = "russia.target-output/russia/2030"
TARGET_MIXED = "russia.target-output-mixed/russia/2030"
TARGET_TONNES = "model.ru-tonnes-for-share-target"
CONSUMPTION = "russia.consumption/russia/2025"
ORE_LIFTED = "russia.ore-lifted/russia/2021"
SEPARATION = "russia.solikamsk-separation/russia/2027"
RUBLES_PER_DOLLAR = "cbr.rub-per-usd/russia/2025-10-24"
CLUSTER = "ru.investment-rub"
JOBS = "ru.cluster-jobs"
BUDGET = "russia.federal-project-budget/russia/2026/2028"
STATE_BALANCE = "russia.reserves-explored/russia/2025@2025-09-08"
ECONOMIC = "ru.reserves"
CONCENTRATE_2021 = "russia.loparite-concentrate/russia/2021"
CONCENTRATE_2030 = "russia.loparite-concentrate/russia/2030"
TOMTOR_COST = "russia.tomtor-capex/russia/2025"
TOMTOR_OUTPUT = "russia.tomtor-output-plan/russia/2025"
TOMTOR_TONNE = "model.ru-rubles-per-tonne-tomtor"
ROADMAP_2024 = "russia.roadmap-output/russia/2024"
ROADMAP_2030 = "russia.roadmap-output/russia/2030"

RESERVES = "usgs.reserves/{}/2024@mcs-2025".format
RIVAL_OUTPUT = tuple(
    OUTPUT(f"{area}/2025", "mcs-2026")
    for area in ("china", "united-states", "australia", "burma", "thailand", "india", "madagascar", "brazil")
)
RIVAL_RESERVES = tuple(RESERVES(area) for area in ("china", "brazil", "india", "australia", "vietnam", "united-states"))

STILL_WORLD = "World mine output in 2030 equals that of 2025; the target's market means mine output."
OUTPUT_AS_MINED = "The target counts mine output, which its wording leaves open."
TOMTOR_PRICE = (
    "A tonne a year costs what it would at Tomtor: the estimate for the project over the output its earlier owner planned, "
    "before losses."
)

# The base rate: every five years on record of every country that mined at least 1,000 t in the first of them. A year
# stands with the last edition on record that prints it, so that no growth is only a revision of a first estimate.

RECENT = {**dict.fromkeys(range(2018, 2023), "myb-2022"), 2023: "mcs-2025", 2024: "mcs-2026", 2025: "mcs-2026"}
EDITIONS = {
    "united-states": dict.fromkeys(range(2012, 2018), "ds140-2024") | RECENT,
    "australia": {2016: "mcs-2017-2018"} | RECENT,
    "china": {2016: "mcs-2018", 2017: "mcs-2019"} | RECENT,
}
# Name and first years of the windows; a test holds them against the record.
HISTORY = {
    "united-states": ("the United States", (2012, 2013, 2014, 2015, 2018, 2019, 2020)),
    "thailand": ("Thailand", (2018, 2019, 2020)),
    "china": ("China", (2016, 2017, 2018, 2019, 2020)),
    "burma": ("Burma", (2018, 2019, 2020)),
    "australia": ("Australia", (2016, 2018, 2019, 2020)),
    "madagascar": ("Madagascar", (2018, 2019, 2020)),
    "india": ("India", (2018, 2019, 2020)),
    "russia": ("Russia", (2018, 2019, 2020)),
    "vietnam": ("Vietnam", (2019,)),
    "brazil": ("Brazil", (2018,)),
}


def output_key(area: str, year: int) -> str:
    """Return the key of a country's mine output in a year, in the last edition on record."""
    return OUTPUT(f"{area}/{year}", EDITIONS.get(area, RECENT)[year])


def growth_key(area: str, first: int) -> str:
    """Return the key of the growth in the five years from a first one."""
    return f"model.growth-{area}-{first}-{first + YEARS}"


WINDOWS = tuple((area, first) for area, (_, years) in HISTORY.items() for first in years)
WINDOW_KEYS = tuple(growth_key(area, first) for area, first in WINDOWS)
FASTEST_KEYS = tuple(f"model.growth-fastest-{area}" for area in HISTORY)


def growth_over(years: int) -> Callable[[float, float], float]:
    """Return a function for the compound growth a year over some years.

    Parameters
    ----------
    years : int
        Their number, above 0.

    Returns
    -------
    callable
        Takes first and last quantity.
    """

    def yearly_growth(start: float, end: float) -> float:
        """Return the compound growth a year.

        Parameters
        ----------
        start, end : float
            First and last quantity in one unit; start above 0.

        Returns
        -------
        float
            Per cent a year; -100 if nothing is left.
        """
        return 100 * (ratio(end, start) ** (1 / years) - 1)

    return yearly_growth


yearly_growth = growth_over(YEARS)


for _area, _first in WINDOWS:
    _name, _last = HISTORY[_area][0], _first + YEARS
    result(
        growth_key(_area, _first),
        label=f"Yearly growth of mine output of {_name}, {_first} to {_last}",
        unit="%",
        basis="growth rate",
        inputs=(output_key(_area, _first), output_key(_area, _last)),
        formula=f"100 × ((output of {_last} / output of {_first})^(1/5) - 1), each year in its last edition on record",
        digits=2,
    )(yearly_growth)

for _area, (_name, _years) in HISTORY.items():
    result(
        f"model.growth-fastest-{_area}",
        label=f"Yearly growth of mine output of {_name} in its fastest five years on record",
        unit="%",
        basis="growth rate",
        inputs=tuple(growth_key(_area, first) for first in _years),
        formula="largest of the country's five-year windows",
        digits=2,
    )(maximum)

result(
    "model.fastest-five-year-growth",
    label="Fastest yearly growth of mine output that any country on record kept up for five years",
    unit="%",
    basis="growth rate",
    inputs=FASTEST_KEYS,
    formula="largest of each country's fastest five years",
    assumes="Only countries that mined at least 1,000 t in the first year; before 2018 few countries are on record.",
    digits=2,
)(maximum)

result(
    "model.fastest-five-year-multiple",
    label="Growth of mine output in the fastest five years on record, the United States, 2015 to 2020",
    unit="ratio",
    basis="multiple",
    inputs=(output_key("united-states", 2020), output_key("united-states", 2015)),
    formula="output of 2020 / output of 2015",
    digits=2,
)(ratio)

# In tonnes the best five years are others than by rate: a start from nothing counts, and a large producer adds more.
result(
    "model.china-tonnes-added",
    label="Largest addition to mine output in five years on record, China, 2019 to 2024",
    unit="t",
    basis="mine output REO",
    inputs=(output_key("china", 2019), output_key("china", 2024)),
    formula="output of 2024 - output of 2019, each in its last edition on record",
)(increase)

result(
    "model.us-tonnes-added",
    label="Largest addition to mine output of the United States in five years on record, 2017 to 2022",
    unit="t",
    basis="mine output REO",
    inputs=(output_key("united-states", 2017), output_key("united-states", 2022)),
    formula="output of 2022 - output of 2017, which was none",
)(increase)

result(
    "model.growth-united-states-2018-2025",
    label="Yearly growth of mine output of the United States over the seven years from 2018 to 2025",
    unit="%",
    basis="growth rate",
    inputs=(output_key("united-states", 2018), output_key("united-states", 2025)),
    formula="100 × ((output of 2025 / output of 2018)^(1/7) - 1)",
    digits=2,
)(growth_over(7))

# What the targets take.

result(
    "model.ru-tonnes-for-share-target",
    label="Russian mine output that the share target for 2030 would take",
    unit="t",
    basis="mine output REO",
    inputs=(TARGET_SHARE, WORLD_2025),
    formula="targeted share × world output",
    assumes=STILL_WORLD,
)(part_of)

TARGETS = {
    "share-target": ("the share target", TARGET_TONNES, STILL_WORLD),
    "top-five": (
        "fifth place",
        FIFTH_2025,
        "Thailand and all smaller producers stay at or below the output of Thailand in 2025.",
    ),
    "output-target": ("the output target", TARGET_OUTPUT, OUTPUT_AS_MINED),
}
TARGET_GROWTH = "model.ru-growth-for-{}".format
TARGET_ADDITION = "model.ru-addition-for-{}".format

for _name, (_words, _tonnes, _assumes) in TARGETS.items():
    result(
        TARGET_GROWTH(_name),
        label=f"Yearly growth of Russian mine output from 2025 to 2030 that {_words} would take",
        unit="%",
        basis="growth rate",
        inputs=(RUSSIA_2025, _tonnes),
        formula="100 × ((tonnes to reach / output of 2025)^(1/5) - 1)",
        assumes=_assumes,
        digits=2,
    )(yearly_growth)
    result(
        TARGET_ADDITION(_name),
        label=f"Addition to Russian mine output of 2025 that {_words} would take",
        unit="t",
        basis="policy target" if _name == "output-target" else "mine output REO",
        inputs=(RUSSIA_2025, _tonnes),
        formula="tonnes to reach - output of 2025",
        assumes=_assumes,
    )(increase)


@result(
    "model.ru-growth-for-top-five-range",
    label="Yearly growth of Russian mine output over five years to the fifth largest output of 2023, 2024 or 2025",
    unit="%",
    basis="growth rate",
    inputs=(RUSSIA_2025, *FIFTH),
    formula="100 × ((fifth largest output / output of 2025)^(1/5) - 1), for the smallest and the largest",
    assumes="Fifth place in 2030 takes as much as in one of these years.",
    digits=2,
)
def growth_range(start: float, *ends: float) -> tuple[float, float]:
    """Return the growth to the smallest and to the largest of several ends.

    Parameters
    ----------
    start, *ends : float
        First quantity, and the quantities to reach in five years, in one unit.

    Returns
    -------
    tuple of float
        Per cent a year.
    """
    return yearly_growth(start, min(ends)), yearly_growth(start, max(ends))


result(
    "model.ru-share-target-multiple",
    label="Multiple of Russian mine output in 2025 that the share target for 2030 would take",
    unit="ratio",
    basis="multiple",
    inputs=(TARGET_TONNES, RUSSIA_2025),
    formula="tonnes for the share target / output of 2025",
    assumes=STILL_WORLD,
    digits=2,
)(ratio)


def pace(percent: float, start: float, world: float, world_growth: float) -> float:
    """Return the yearly growth that a share of a growing world takes, evenly over the years.

    Parameters
    ----------
    percent : float
        Share to reach, per cent.
    start, world : float
        Present output of the producer and of the world, in one unit.
    world_growth : float
        Growth of the world, per cent a year.

    Returns
    -------
    float
        Per cent a year.
    """
    return yearly_growth(start, tonnes_on_path(percent, world, world_growth))


def pace_in_four(percent: float, start: float, world: float, world_growth: float) -> float:
    """Return the growth that is left if the producer stands still in the first of five years.

    Parameters
    ----------
    percent, start, world, world_growth : float
        As for `pace`.

    Returns
    -------
    float
        Per cent a year over four years.
    """
    return growth_over(YEARS - 1)(start, tonnes_on_path(percent, world, world_growth))


def tonnes_on_path(percent: float, world: float, world_growth: float) -> float:
    """Return the tonnes that a share of a growing world stands for after five years.

    Parameters
    ----------
    percent : float
        Share, per cent.
    world : float
        Present output of the world, t REO.
    world_growth : float
        Per cent a year.

    Returns
    -------
    float
        Tonnes REO.
    """
    return part_of(percent, world * (1 + world_growth / 100) ** YEARS)


for _first, _edition, _span in ((2005, "ds140-2024", 20), (2015, "ds140-2024", 10)):
    result(
        f"model.world-growth-{_first}-2025",
        label=f"Yearly growth of world mine output, {_first} to 2025",
        unit="%",
        basis="growth rate",
        inputs=(OUTPUT(f"world/{_first}", _edition), WORLD_2025),
        formula=f"100 × ((output of 2025 / output of {_first})^(1/{_span}) - 1), each year in its last edition on record",
        digits=2,
    )(growth_over(_span))

# Demand paths: the name in the chart and the fact that gives the growth of the world; none for a world that stands still.
PATHS = {
    "still": ("World output stays at its level of 2025", ""),
    "twenty-years": ("World grows as from 2005 to 2025", "model.world-growth-2005-2025"),
    "magnets": ("World grows as magnet demand is forecast", "ndfeb.demand-growth/world/2024/2040@2024"),
    "ten-years": ("World grows as from 2015 to 2025", "model.world-growth-2015-2025"),
}
PATH_MEANS = "The target's market means mine output, and world output follows demand along the path named."

for _path, (_words, _key) in PATHS.items():
    if not _key:
        continue
    _shared = {
        "label": f"share target: {_words[0].lower()}{_words[1:]}",
        "assumes": PATH_MEANS,
        "inputs": (TARGET_SHARE, RUSSIA_2025, WORLD_2025, _key),
    }
    result(
        f"model.ru-pace-{_path}",
        label=f"Yearly growth of Russian mine output for the {_shared['label']}",
        unit="%",
        basis="growth rate",
        inputs=_shared["inputs"],
        formula="100 × ((share × world output × (1 + growth)^5 / output of 2025)^(1/5) - 1)",
        assumes=PATH_MEANS,
        digits=2,
    )(pace)
    result(
        f"model.ru-late-pace-{_path}",
        label=f"Yearly growth from 2026 if Russian output stands still until then, for the {_shared['label']}",
        unit="%",
        basis="growth rate",
        inputs=_shared["inputs"],
        formula="100 × ((share × world output × (1 + growth)^5 / output of 2025)^(1/4) - 1)",
        assumes=PATH_MEANS,
        digits=2,
    )(pace_in_four)
    result(
        f"model.ru-tonnes-{_path}",
        label=f"Russian mine output for the {_shared['label']}",
        unit="t",
        basis="mine output REO",
        inputs=(TARGET_SHARE, WORLD_2025, _key),
        formula="share × world output × (1 + growth)^5",
        assumes=PATH_MEANS,
    )(tonnes_on_path)

result(
    "model.ru-late-pace-still",
    label="Yearly growth from 2026 if Russian output stands still until then, for the share target in a still world",
    unit="%",
    basis="growth rate",
    inputs=(RUSSIA_2025, TARGET_TONNES),
    formula="100 × ((tonnes for the share target / output of 2025)^(1/4) - 1)",
    assumes=STILL_WORLD,
    digits=2,
)(growth_over(YEARS - 1))

# What was ever reached: counts over the windows, and the rule of succession.


def count_reached(needed: float, *reached: float) -> float:
    """Return how many numbers are at least as large as one.

    Parameters
    ----------
    needed, *reached : float
        The number to reach, and those that were, in one unit.

    Returns
    -------
    float
        A count.
    """
    return float(sum(number >= needed for number in reached))


def count_all(*numbers: float) -> float:
    """Return how many numbers there are.

    Parameters
    ----------
    *numbers : float
        Any.

    Returns
    -------
    float
        A count.
    """
    return float(len(numbers))


def base_rate(windows: float, all_windows: float, countries: float, all_countries: float) -> tuple[float, float]:
    """Return the rule of succession over windows and over countries, the smaller first.

    Windows overlap and so count too much; countries are fewer than the trials they made.

    Parameters
    ----------
    windows, all_windows, countries, all_countries : float
        Those that reached what is asked, and all there are.

    Returns
    -------
    tuple of float
        Per cent.
    """
    return tuple(sorted((succession(windows, all_windows), succession(countries, all_countries))))


for _counted, _keys in (("windows", WINDOW_KEYS), ("countries", FASTEST_KEYS)):
    _what = "Five-year windows of all countries" if _counted == "windows" else "Countries with a five-year window"
    result(
        f"model.growth-{_counted}",
        label=f"{_what} on record that start from at least 1,000 t",
        unit="count",
        basis="count",
        inputs=_keys,
        formula="number of cases",
    )(count_all)
    for _name, (_words, _, _assumes) in TARGETS.items():
        result(
            f"model.growth-{_counted}-{_name}",
            label=f"{_what} on record in which output grew as fast as {_words} takes",
            unit="count",
            basis="count",
            inputs=(TARGET_GROWTH(_name), *_keys),
            formula="number of cases with at least the growth needed",
            assumes=_assumes,
        )(count_reached)

for _name, (_words, _, _assumes) in TARGETS.items():
    result(
        f"model.ru-base-rate-{_name}",
        label=f"Base rate of growth as fast as {_words} takes",
        unit="%",
        basis="probability",
        inputs=tuple(
            key
            for counted in ("windows", "countries")
            for key in (f"model.growth-{counted}-{_name}", f"model.growth-{counted}")
        ),
        formula="100 × (cases that grew as fast + 1) / (cases + 2), over five-year windows and over countries",
        assumes="Russia is one more case like the others, with no more known of it.",
        digits=2,
    )(base_rate)

# Shares, ranks and targets.

for _key, _label, _inputs, _assumes, _basis in (
    (
        "model.ru-output-target-share",
        "Share of world mine output in 2025 that the Russian output target for 2030 would be",
        (TARGET_OUTPUT, WORLD_2025),
        f"{STILL_WORLD} {OUTPUT_AS_MINED}",
        "share mine output",
    ),
    (
        "model.ru-mixed-target-share",
        "Share of world mine output in 2025 that the largest figure among Russian targets would be, if all of it were rare earths",
        (TARGET_MIXED, WORLD_2025),
        f"{STILL_WORLD} {OUTPUT_AS_MINED}",
        "share mine output",
    ),
    (
        "model.ru-share-of-world-output",
        "Russia's share of world mine output, 2025",
        (RUSSIA_2025, WORLD_2025),
        "",
        "share mine output",
    ),
    (
        "model.ru-roadmap-share",
        "Share of world mine output in 2025 that the tonnes of the road map of 2020 for 2030 would be",
        (ROADMAP_2030, WORLD_2025),
        f"{STILL_WORLD} {OUTPUT_AS_MINED}",
        "share mine output",
    ),
    (
        "model.ru-roadmap-reached",
        "Part of the output that the road map of 2020 wanted for 2024 that was mined in 2024",
        (RUSSIA_2024, ROADMAP_2024),
        "The road map counts mine output.",
        "part",
    ),
    (
        "model.ru-budget-share-of-headline",
        "Draft federal budget for the rare metals project 2026 to 2028 as a part of the announced cluster total",
        (BUDGET, CLUSTER),
        "The announced total names no years and counts all payers, so the state may pay more than this.",
        "part",
    ),
    (
        "model.ru-recovery-for-share-target",
        "Part of the rare earths lifted with Russian ore in 2021 that the share target would take",
        (TARGET_TONNES, ORE_LIFTED),
        f"As much ore is lifted in 2030 as in 2021. {STILL_WORLD}",
        "recovery rate",
    ),
    (
        "model.ru-separation-to-share-target",
        "Planned capacity of the Solikamsk separation plant over what the share target takes",
        (SEPARATION, TARGET_TONNES),
        f"The plant runs full. {STILL_WORLD}",
        "part",
    ),
    (
        "model.ru-lovozero-tomtor-share",
        "Share of Lovozero and Tomtor in Russian booked reserves, 2025",
        ("russia.reserves-lovozero-tomtor/russia/2025", STATE_BALANCE),
        "",
        "share reserves",
    ),
    (
        "model.ru-tomtor-jorc-part",
        "Reserves of Tomtor under the JORC code over those that the state balance books for it",
        ("russia.tomtor-reserves-jorc/russia/2019", "russia.reserves-tomtor/russia/2025"),
        "The section estimated under the code, Buranny, is the part that could be mined; the balance books the deposit.",
        "share reserves",
    ),
):
    result(
        _key,
        label=_label,
        unit="%",
        basis=_basis,
        inputs=_inputs,
        formula="100 × first input / second input",
        assumes=_assumes,
        digits=2,
        qualifier="under" if _key == "model.ru-budget-share-of-headline" else "",
    )(share)

result(
    "model.ru-roadmap-world-2024",
    label="World output that makes the tonnes and the share of the road map of 2020 for 2024 agree",
    unit="t",
    basis="mine output REO",
    inputs=(ROADMAP_2024, "russia.roadmap-world-share/russia/2024"),
    formula="tonnes wanted for 2024 / share wanted for 2024",
    assumes=OUTPUT_AS_MINED,
    digits=2,
)(whole_of)


@result(
    "model.ru-roadmap-world",
    label="World output that makes the tonnes and the share of the road map of 2020 for 2030 agree",
    unit="t",
    basis="mine output REO",
    inputs=(
        ROADMAP_2030,
        "russia.roadmap-world-share/russia/2030.low",
        "russia.roadmap-world-share/russia/2030.high",
    ),
    formula="tonnes wanted for 2030 / upper and lower end of the share wanted for 2030",
    assumes=OUTPUT_AS_MINED,
    digits=2,
)
def whole_range(part: float, low: float, high: float) -> tuple[float, float]:
    """Return the wholes of which a part is a share that lies between two bounds.

    Parameters
    ----------
    part : float
        Any unit.
    low, high : float
        Bounds of the part's share, per cent, above 0.

    Returns
    -------
    tuple of float
        In the unit of the part, the smaller first.
    """
    return whole_of(part, high), whole_of(part, low)


@result(
    "model.ru-import-cut-given-up",
    label="Part of the cut of import dependence promised in 2024 that the target of 2026 gives up",
    unit="%",
    basis="part",
    inputs=(
        "russia.import-dependence/russia/2026",
        "russia.target-import-dependence/russia/2030@2024-07-15",
        "russia.target-import-dependence/russia/2030@2026-01-27",
    ),
    formula="100 × (later target - earlier target) / (present level - earlier target)",
    assumes="The level that the minister named in 2026 was also that of 2024.",
    digits=2,
)
def cut_given_up(present: float, earlier: float, later: float) -> float:
    """Return how much of a promised cut a softer target gives up.

    Parameters
    ----------
    present, earlier, later : float
        Present level, earlier target and later target, per cent.

    Returns
    -------
    float
        Per cent of the first cut: 0 if the targets are equal, 100 if the later one is the present level.
    """
    return share(later - earlier, present - earlier)


result(
    "model.ru-reserves-ratio",
    label="Russian state balance over USGS economic reserves, 2025",
    unit="ratio",
    basis="multiple",
    inputs=(STATE_BALANCE, ECONOMIC),
    formula="booked reserves / economic reserves",
    assumes="Two measures of different things: the ratio says how far apart they are, not how far one is wrong.",
    digits=2,
)(ratio)

result(
    "model.ru-reserves-at-share-target",
    label="Years that the reserves adopted for Russia would last at the output of the share target",
    unit="years",
    basis="duration",
    inputs=(ECONOMIC, TARGET_TONNES),
    formula="reserves / tonnes for the share target",
    assumes=f"All of the reserves are recovered. {STILL_WORLD}",
    digits=2,
)(ratio)

result(
    "model.ru-reserves-in-production",
    label="Russian booked reserves in production, 2025",
    unit="t",
    basis="reserves state balance",
    inputs=("russia.reserves-in-production/russia/2025", STATE_BALANCE),
    formula="share in production × booked reserves",
    assumes="Shoigu's bound applies to the total of Rosnedra.",
    digits=2,
    qualifier="under",
)(part_of)

result(
    "model.ru-ore-not-recovered",
    label="Rare earths in ore lifted in Russia in 2021 of which no product was made",
    unit="t",
    basis="ore lifted REO",
    inputs=(ORE_LIFTED, "russia.solikamsk-output/russia/2021"),
    formula="oxide in all ore lifted - product of the Solikamsk plant",
    assumes="Solikamsk is the only plant, and stocks didn't change.",
)(difference)

for _key, _label, _inputs, _assumes in (
    (
        "model.ru-separation-to-consumption",
        "Planned capacity of the Solikamsk separation plant as a multiple of Russian consumption in 2025",
        (SEPARATION, CONSUMPTION),
        "Both count oxide; the plant runs full. The mix of elements is left out.",
    ),
    (
        "model.ru-output-to-consumption",
        "Russian mine output as a multiple of Russian consumption, 2025",
        (RUSSIA_2025, CONSUMPTION),
        "Both count oxide; what is mined is not separated, what is consumed is.",
    ),
    (
        "model.ru-share-target-to-consumption",
        "Tonnes that the share target would take, as a multiple of Russian consumption in 2025",
        (TARGET_TONNES, CONSUMPTION),
        f"{STILL_WORLD} Both count oxide.",
    ),
    ("model.ru-unit-slip", "Larger over smaller yuan figure for one Russian investment", ("RU-031", "RU-022"), ""),
):
    result(
        _key,
        label=_label,
        unit="ratio",
        basis="multiple",
        inputs=_inputs,
        formula="first input / second input",
        assumes=_assumes,
        digits=2,
    )(ratio)

# Mass of metal in neodymium oxide (atomic masses), share of the two metals in a magnet, and what is cut away.
METAL_IN_OXIDE, METAL_IN_MAGNET, CUT_AWAY = 0.857, 0.3, 0.3


@result(
    "model.ru-magnets-from-separation",
    label="Magnets that the neodymium and praseodymium of the Solikamsk separation plant would make in a year",
    unit="t/yr",
    basis="magnet capacity",
    inputs=(SEPARATION, "russia.separation-ndpr-part/russia/2027"),
    formula="capacity × part of the two oxides × 0.857 metal in oxide / 0.3 metal in magnet; low end with 30 % cut away",
    assumes="The plant runs full; a magnet is three tenths of the two metals; three tenths of the mass are lost in cutting, "
    "or nothing.",
    digits=2,
)
def magnets_from_oxide(capacity: float, percent: float) -> tuple[float, float]:
    """Return the magnets that a separation plant feeds, with and without loss in cutting.

    Parameters
    ----------
    capacity : float
        Oxides a year, t.
    percent : float
        Neodymium and praseodymium in them, per cent.

    Returns
    -------
    tuple of float
        Tonnes of magnets a year.
    """
    whole = part_of(percent, capacity) * METAL_IN_OXIDE / METAL_IN_MAGNET
    return whole * (1 - CUT_AWAY), whole


@result(
    "model.ru-lovozero-plan-output",
    label="Russian mine output if Lovozero makes the concentrate planned for 2030",
    unit="t",
    basis="mine output REO",
    inputs=(RUSSIA_2021, CONCENTRATE_2021, CONCENTRATE_2030),
    formula="output of 2021 × planned concentrate / concentrate of 2021",
    assumes="Lovozero stays the only rare earth mine and its concentrate as rich as in 2021.",
    digits=2,
)
def scaled_output(output: float, concentrate: float, planned: float) -> float:
    """Return the output that a planned amount of concentrate stands for.

    Parameters
    ----------
    output : float
        Output of the base year, t REO.
    concentrate, planned : float
        Concentrate of the base year and as planned, t gross.

    Returns
    -------
    float
        Tonnes REO.
    """
    return output * planned / concentrate


@result(
    "model.ru-lovozero-plan-part",
    label="Part of the expansion planned at Lovozero for 2030 that the output target would take",
    unit="%",
    basis="part",
    inputs=(TARGET_OUTPUT, RUSSIA_2021, "model.ru-lovozero-plan-output"),
    formula="100 × (targeted output - output of 2021) / (output with the planned concentrate - output of 2021)",
    assumes=f"{OUTPUT_AS_MINED} Concentrate stays as rich as in 2021.",
    digits=2,
)
def part_of_expansion(target: float, present: float, planned: float) -> float:
    """Return how much of a planned expansion a target takes.

    Parameters
    ----------
    target, present, planned : float
        Output aimed at, in the base year, and with the whole expansion, t REO.

    Returns
    -------
    float
        Per cent of the expansion.
    """
    return share(target - present, planned - present)


for _key, _label, _inputs, _formula, _assumes in (
    (
        "model.ru-rank-at-share-target",
        "Rank of Russia among the producers of 2025 with the output of the share target",
        (TARGET_TONNES, *RIVAL_OUTPUT),
        "1 + number of countries with a larger output in 2025",
        STILL_WORLD,
    ),
    (
        "model.ru-rank-by-output",
        "Rank of Russia among countries by mine output, 2025",
        (RUSSIA_2025, *RIVAL_OUTPUT),
        "1 + number of countries with a larger output; countries not named mine less",
        "",
    ),
    (
        "model.ru-rank-with-state-balance",
        "Rank that the Russian state balance would take among the USGS reserves of other countries",
        (STATE_BALANCE, *RIVAL_RESERVES),
        "1 + number of countries with larger reserves in the USGS edition of 2025",
        "Unlike measures, ranked only to show that fifth place and the state balance don't belong together.",
    ),
    (
        "model.ru-rank-by-reserves",
        "Rank of Russia by USGS reserves, edition of 2025",
        (RESERVES("russia"), *RIVAL_RESERVES),
        "1 + number of countries with larger reserves; countries not named have less",
        "The edition of 2026 as recorded has no figure for India, so the edition before it is ranked.",
    ),
):
    result(_key, label=_label, unit="rank", basis="rank", inputs=_inputs, formula=_formula, assumes=_assumes)(rank)

# Money: the announced sum in other units, and what a tonne a year costs.


def _price(key: str, label: str, unit: str, inputs: tuple[str, str], assumes: str = "", qualifier: str = "") -> None:
    result(
        key,
        label=label,
        unit=unit,
        basis="investment",
        inputs=inputs,
        formula="first input / second input",
        assumes=assumes,
        digits=2,
        qualifier=qualifier,
    )(ratio)


def _price_range(key: str, label: str, unit: str, cost: str, divisor: str, assumes: str = "") -> None:
    result(
        key,
        label=label,
        unit=unit,
        basis="investment",
        inputs=(f"{cost}.low", f"{cost}.high", divisor),
        formula="low and high end of the cost / last input",
        assumes=assumes,
        digits=2,
    )(ratio_range)


def ratio_range(low: float, high: float, divisor: float) -> tuple[float, float]:
    """Return both ends of a range divided by one number.

    Parameters
    ----------
    low, high, divisor : float
        The range in one unit; the divisor above 0.

    Returns
    -------
    tuple of float
        In the range's unit over the divisor's.
    """
    return ratio(low, divisor), ratio(high, divisor)


DAY = "at the official rate of 24 October 2025"
_price(
    "model.ru-investment-usd",
    f"Announced cluster investment in dollars {DAY}",
    "USD",
    (CLUSTER, RUBLES_PER_DOLLAR),
    qualifier="over",
)
result(
    "model.ru-investment-cny",
    label=f"Announced cluster investment in yuan {DAY}",
    unit="CNY",
    basis="investment",
    inputs=(CLUSTER, "cbr.rub-per-cny/russia/2025-10-24"),
    formula="rubles / rubles per yuan",
    qualifier="over",
)(ratio)

JOBS_ASSUME = "The total covers all stages, the jobs only the first, so the figure is too high for the whole cluster."
_price(
    "model.ru-rubles-per-job",
    "Announced cluster investment for each job of its first stage",
    "RUB",
    (CLUSTER, JOBS),
    JOBS_ASSUME,
    "about",
)
_price(
    "model.ru-rubles-per-tonne-cluster",
    "Announced cluster investment for each tonne a year that the share target would add",
    "RUB",
    (CLUSTER, TARGET_ADDITION("share-target")),
    f"All of the sum goes into rare earths. {STILL_WORLD}",
    "over",
)
_price_range(
    TOMTOR_TONNE,
    "Investment at Tomtor for each tonne a year",
    "RUB",
    TOMTOR_COST,
    TOMTOR_OUTPUT,
    "The estimate for the project belongs to the output that its earlier owner planned, before losses.",
)
_price(
    "model.ru-rubles-per-tonne-separation",
    "Investment in the Solikamsk separation plant for each tonne a year",
    "RUB",
    ("russia.separation-cost/russia/2027", SEPARATION),
    "Separation alone: ore and concentrate come from works that stand.",
    "about",
)
_price(
    "model.ru-rubles-per-tonne-magnets",
    "Investment in the Glazov magnet plant for each tonne of magnets a year",
    "RUB",
    ("russia.magnet-plant-cost/russia/2024/2030", "russia.magnet-plant/russia/2028"),
)
_price(
    "model.ru-rubles-per-job-separation",
    "Investment in the Solikamsk separation plant for each job",
    "RUB",
    ("russia.separation-cost/russia/2027", "russia.separation-jobs/russia/2027"),
    qualifier="about",
)
_price(
    "model.ru-rubles-per-job-magnets",
    "Investment in the Glazov magnet plant for each job",
    "RUB",
    ("russia.magnet-plant-cost/russia/2024/2030", "russia.magnet-plant-jobs/russia/2024"),
)
for _name, _words, _qualifier in (
    ("job", "job of the cluster's first stage", "about"),
    ("tonne-cluster", "tonne a year that the share target would add", "over"),
    ("tonne-separation", "tonne a year at the Solikamsk separation plant", "about"),
    ("tonne-magnets", "tonne of magnets a year at Glazov", ""),
    ("job-separation", "job at the Solikamsk separation plant", "about"),
    ("job-magnets", "job at the Glazov magnet plant", ""),
):
    _price(
        "model.ru-dollars-per-job" if _name == "job" else f"model.ru-dollars-per-{_name}",
        f"Investment for each {_words}, in dollars {DAY}",
        "USD",
        (f"model.ru-rubles-per-{_name}", RUBLES_PER_DOLLAR),
        "As for the rubles.",
        _qualifier,
    )
_price_range(
    "model.ru-dollars-per-tonne-tomtor",
    f"Investment at Tomtor for each tonne a year, in dollars {DAY}",
    "USD",
    TOMTOR_TONNE,
    RUBLES_PER_DOLLAR,
    "As for the rubles.",
)
ENEABBA = "project.eneabba-cost-usd/australia/2026"
for _name, _divisor in (
    ("tonne", "project.eneabba-capacity/australia/2022"),
    ("job", "project.eneabba-jobs/australia/2022"),
):
    _price_range(
        f"model.eneabba-dollars-per-{_name}",
        f"Investment in the Eneabba refinery, Australia, for each {_name}{' a year' if _name == 'tonne' else ''}",
        "USD",
        ENEABBA,
        _divisor,
        "The later cost belongs to the capacity and jobs announced with the decision to build.",
    )
_price(
    "model.vulcan-dollars-per-tonne",
    "Investment in the Vulcan Elements magnet plant, United States, for each tonne of magnets a year",
    "USD",
    ("us.vulcan-package/united-states/2025-11-03", "project.vulcan-capacity/united-states/2025"),
)

BILL = WhatIf(
    name="bill",
    label="Money",
    parameters=(
        Parameter("cost", "Investment for a tonne a year", "RUB", f"{TOMTOR_TONNE}.high", 2e6, 2e7, 1e5),
        Parameter(
            "part",
            "Part of the money that reaches the tonnes",
            "%",
            100,
            20,
            100,
            5,
            reason="no source splits the sums between rare earths, other metals and infrastructure",
        ),
    ),
    formula="money + tonnes * cost * 100 / part",
    words="the sum named, or the tonnes to add times the investment for a tonne a year, over the part that reaches them",
    unit="RUB",
    basis="investment",
    columns=("money", "tonnes"),
    digits=2,
)


def bill_range(tonnes: float, low: float, high: float) -> tuple[float, float]:
    """Return what some tonnes a year cost at both ends of a price: `BILL`.

    Parameters
    ----------
    tonnes : float
        Tonnes a year to add.
    low, high : float
        Investment for a tonne a year.

    Returns
    -------
    tuple of float
        In the unit of the price.
    """
    return BILL(money=0, tonnes=tonnes, cost=low, part=100), BILL(money=0, tonnes=tonnes, cost=high, part=100)


for _name, (_words, _, _assumes) in TARGETS.items():
    result(
        f"model.ru-bill-{_name}",
        label=f"Investment for what {_words} adds to Russian mine output, at the price of Tomtor",
        unit="RUB",
        basis="investment",
        inputs=(TARGET_ADDITION(_name), f"{TOMTOR_TONNE}.low", f"{TOMTOR_TONNE}.high"),
        formula="tonnes to add × investment for a tonne a year at Tomtor",
        assumes=f"{TOMTOR_PRICE} {_assumes}",
        digits=2,
    )(bill_range)

# The chain: a chance for each stage, as an assumption with its reason, and how they combine.

STAGE_CHANCES = {
    # Works today, with output flat for years.
    "mine": 95,
    # Design passed review in September 2025, a state company builds, three years of slack; first of its kind, a year late, site
    # work put out to tender only in November 2025.
    "light": 70,
    # Promised within the magnet plant; nothing else on record.
    "metal": 50,
    # Contract of 2024 with a plant for 2028; an undated report of building begun, lines being laid to the site in September
    # 2025 and nothing on the plant since, and Chinese technology is barred.
    "magnet": 50,
    # No project on record; Tomtor, which holds them, was at the stage of a pilot planned for 2027.
    "heavy": 15,
}
LIGHT_STAGES = ("mine", "light", "metal", "magnet")


def chain_range(stages: Iterable[str], chances: Mapping[str, float] = STAGE_CHANCES) -> tuple[float, float]:
    """Return the chance of a chain with stages that share nothing, and with stages that share their fate.

    Parameters
    ----------
    stages : iterable of str
        Those the chain needs.
    chances : mapping of str to float
        Of each stage, per cent.

    Returns
    -------
    tuple of float
        All chances multiplied, and that of the weakest stage; per cent.
    """
    needed = [chances[stage] for stage in stages]
    return math.prod(needed) / 100 ** (len(needed) - 1), float(min(needed))


CHAIN_ASSUMES = (
    "Chances of our own for the end of 2030, in per cent: mine {mine}, light oxides {light}, metal and alloy {metal}, magnets "
    "{magnet}, heavy oxides {heavy}; what speaks for and against each stands in the chapter, stage by stage."
).format(**STAGE_CHANCES)


@result(
    "model.ru-chance-chain",
    label="Chance that Russia has a chain to magnets with heavy elements by the end of 2030",
    unit="%",
    basis="probability",
    inputs=(),
    formula="all stages multiplied, and the weakest stage",
    assumes=CHAIN_ASSUMES,
    digits=2,
)
def chain_chance() -> tuple[float, float]:
    """Return the range for the whole chain.

    Returns
    -------
    tuple of float
        Per cent.
    """
    return chain_range(STAGE_CHANCES)


@result(
    "model.ru-chance-light-chain",
    label="Chance that Russia has a chain to magnets in light elements by the end of 2030",
    unit="%",
    basis="probability",
    inputs=(),
    formula="all stages but heavy oxides multiplied, and the weakest of them",
    assumes=CHAIN_ASSUMES,
    digits=2,
)
def light_chain_chance() -> tuple[float, float]:
    """Return the range for the chain in light elements.

    Returns
    -------
    tuple of float
        Per cent.
    """
    return chain_range(LIGHT_STAGES)


@result(
    "model.ru-chance-separation",
    label="Chance that a Russian plant separates light oxides by the end of 2030",
    unit="%",
    basis="probability",
    inputs=(),
    formula="the stage of light oxides alone",
    assumes=CHAIN_ASSUMES,
    digits=2,
)
def separation_chance() -> float:
    """Return the chance of the stage of light oxides.

    Returns
    -------
    float
        Per cent.
    """
    return STAGE_CHANCES["light"]


@dataclass(frozen=True)
class Judgement:
    """What the chapter says of an event by the end of 2030.

    Attributes
    ----------
    event : str
        What would have to happen.
    word : str
        A word of the yardstick.
    key : str
        The result that it starts from.
    reason : str
        Why the word is where it is.
    """

    event: str
    word: str
    key: str
    reason: str


JUDGEMENTS = (
    Judgement(
        "Light oxides separated", "likely", "model.ru-chance-separation", "plant designed, reported as being built"
    ),
    Judgement(
        "Output target, as mine output",
        "roughly even",
        "model.ru-base-rate-output-target",
        "half of all cases grew as fast; a mine plan covers it, against flat years",
    ),
    Judgement(
        "Fifth place by mine output",
        "unlikely",
        "model.ru-base-rate-top-five",
        "a third to two fifths of all cases grew as fast; no mine plan covers it",
    ),
    Judgement(
        "Light magnets from own ore",
        "unlikely",
        "model.ru-chance-light-chain",
        "every stage has a plan, metal and magnets no recent sign of progress",
    ),
    Judgement(
        "Chain with heavy elements",
        "very unlikely",
        "model.ru-chance-chain",
        "no project for heavy oxides on record",
    ),
    Judgement(
        "Share target, as mine output",
        "almost no chance",
        "model.ru-base-rate-share-target",
        "no case grew as fast; no mine plan of that size, no budget",
    ),
)
