"""Results of the chapter on Russian autonomy."""

from __future__ import annotations

from evidence.models.arithmetic import increase, maximum, part_of, rank, ratio, share
from evidence.models.results import result

YEARS = 5
OUTPUT = "usgs.mine-output/{}@{}".format
RUSSIA_2021 = OUTPUT("russia/2021", "myb-2022")
RUSSIA_2025 = OUTPUT("russia/2025", "mcs-2026")
WORLD_2025 = OUTPUT("world/2025", "mcs-2026")
FIFTH_2025 = OUTPUT("thailand/2025", "mcs-2026")
US_2015 = OUTPUT("united-states/2015", "ds140-2024")
US_2020 = OUTPUT("united-states/2020", "ds140-2024")
TARGET_SHARE = "russia.target-world-share/russia/2030"
TARGET_OUTPUT = "russia.target-output/russia/2030"
TARGET_TONNES = "model.ru-tonnes-for-share-target"
CONSUMPTION = "russia.consumption/russia/2025"
ORE_LIFTED = "russia.ore-lifted/russia/2021"
RUBLES_PER_DOLLAR = "cbr.rub-per-usd/russia/2025-10-24"
CLUSTER = "russia.cluster-investment/russia/2025"
BUDGET = "russia.federal-project-budget/russia/2026/2028"
STATE_BALANCE = "russia.reserves-explored/russia/2025@2025-09-08"
ECONOMIC = "usgs.reserves/russia/2025@mcs-2026"
CONCENTRATE_2021 = "russia.loparite-concentrate/russia/2021"
CONCENTRATE_2030 = "russia.loparite-concentrate/russia/2030"

RESERVES = "usgs.reserves/{}/2024@mcs-2025".format
RIVAL_OUTPUT = tuple(
    OUTPUT(f"{area}/2025", "mcs-2026")
    for area in ("china", "united-states", "australia", "burma", "thailand", "india", "madagascar", "brazil")
)
RIVAL_RESERVES = tuple(RESERVES(area) for area in ("china", "brazil", "india", "australia", "vietnam", "united-states"))

STILL_WORLD = "World mine output in 2030 equals that of 2025; the target's market means mine output."
OUTPUT_AS_MINED = "The target counts mine output, which its wording leaves open."

# Each country's fastest five years on record, from at least 1,000 t. Every year stands with the last edition on
# record that prints it, so that no growth is only a revision between a first estimate and a settled figure.
WINDOWS = (
    ("united-states", "the United States", 2015, "ds140-2024", 2020, "ds140-2024"),
    ("thailand", "Thailand", 2018, "myb-2022", 2023, "mcs-2025"),
    ("china", "China", 2018, "myb-2022", 2023, "mcs-2025"),
    ("burma", "Burma", 2018, "myb-2022", 2023, "mcs-2025"),
    ("australia", "Australia", 2016, "mcs-2017-2018", 2021, "myb-2022"),
    ("madagascar", "Madagascar", 2018, "myb-2022", 2023, "mcs-2025"),
    ("india", "India", 2020, "myb-2022", 2025, "mcs-2026"),
    ("russia", "Russia", 2020, "myb-2022", 2025, "mcs-2026"),
)


result(
    "model.ru-budget-share-of-headline",
    label="Draft federal budget for the rare metals project 2026 to 2028 as a part of the announced cluster total",
    unit="%",
    basis="part",
    inputs=(BUDGET, CLUSTER),
    formula="100 × three budget years / announced total",
    assumes="The announced total names no years and counts all payers, so the state may pay more than this.",
    digits=2,
    qualifier="under",
)(share)

result(
    "model.ru-recovery-for-share-target",
    label="Part of the rare earths lifted with Russian ore in 2021 that the share target would take",
    unit="%",
    basis="recovery rate",
    inputs=(TARGET_TONNES, ORE_LIFTED),
    formula="100 × tonnes for the share target / oxide in all ore lifted",
    assumes=f"As much ore is lifted in 2030 as in 2021. {STILL_WORLD}",
    digits=2,
)(share)

result(
    "model.ru-lifted-in-loparite",
    label="Share of the rare earths lifted with Russian ore that was in loparite ore, 2021",
    unit="%",
    basis="share own output",
    inputs=("russia.ore-lifted-loparite/russia/2021", ORE_LIFTED),
    formula="100 × oxide in loparite ore / oxide in all ore lifted",
    digits=2,
)(share)

result(
    "model.ru-lovozero-tomtor-share",
    label="Share of Lovozero and Tomtor in Russian booked reserves, 2025",
    unit="%",
    basis="share reserves",
    inputs=("russia.reserves-lovozero-tomtor/russia/2025", STATE_BALANCE),
    formula="100 × reserves of the two deposits / booked reserves of the country",
    digits=2,
)(share)

result(
    "model.ru-mixed-target-share",
    label="Russian target for rare and rare earth products in 2030 over world mine output of rare earths in 2025",
    unit="%",
    basis="share world market",
    inputs=("russia.target-output-mixed/russia/2030", WORLD_2025),
    formula="100 × targeted tonnes of the mixed basket / world output",
    assumes="Unlike quantities, divided only to test whether such a division explains the official share target.",
)(share)

result(
    "model.ru-top-five-share",
    label="Share of world mine output held by the fifth largest producer, 2025",
    unit="%",
    basis="share mine output",
    inputs=(FIFTH_2025, WORLD_2025),
    formula="100 × output of Thailand, the fifth largest / world output",
    digits=2,
)(share)

result(
    "model.ru-output-target-share",
    label="Share of world mine output in 2025 that the Russian output target for 2030 would be",
    unit="%",
    basis="share mine output",
    inputs=(TARGET_OUTPUT, WORLD_2025),
    formula="100 × targeted output / world output",
    assumes=f"{STILL_WORLD} {OUTPUT_AS_MINED}",
    digits=2,
)(share)

result(
    "model.ru-share-of-world-output",
    label="Russia's share of world mine output, 2025",
    unit="%",
    basis="share mine output",
    inputs=(RUSSIA_2025, WORLD_2025),
    formula="100 × Russian output / world output",
    digits=2,
)(share)

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
    "model.ru-tonnes-for-share-target",
    label="Russian mine output that the share target for 2030 would take",
    unit="t",
    basis="mine output REO",
    inputs=(TARGET_SHARE, WORLD_2025),
    formula="targeted share × world output",
    assumes=STILL_WORLD,
)(part_of)


@result(
    "model.ru-tonnes-for-share-target-grown",
    label="Russian mine output for the share target of 2030 if the world grows by the Russian addition alone",
    unit="t",
    basis="mine output REO",
    inputs=(TARGET_SHARE, RUSSIA_2025, WORLD_2025),
    formula="share × output of all others / (1 - share)",
    assumes="All other producers stay at their output of 2025; the target's market means mine output.",
)
def tonnes_for_share(percent: float, russia: float, world: float) -> float:
    """Return the output with which a producer holds a share of a world that its own output enlarges.

    Parameters
    ----------
    percent : float
        Share to reach, per cent, below 100.
    russia, world : float
        Present output of the producer and of the world, t REO.

    Returns
    -------
    float
        Tonnes REO.
    """
    return percent / 100 * (world - russia) / (1 - percent / 100)


result(
    "model.ru-dollars-per-job",
    label="Announced cluster investment for each job of its first stage, in dollars",
    unit="USD",
    basis="investment",
    inputs=("model.ru-rubles-per-job", RUBLES_PER_DOLLAR),
    formula="rubles per job / rubles per dollar",
    assumes="As for the rubles per job.",
    digits=2,
    qualifier="about",
)(ratio)

result(
    "model.ru-investment-usd",
    label="Announced cluster investment in dollars at the official rate of 24 October 2025",
    unit="USD",
    basis="investment",
    inputs=(CLUSTER, RUBLES_PER_DOLLAR),
    formula="rubles / rubles per dollar",
    digits=2,
    qualifier="over",
)(ratio)

result(
    "model.ru-investment-cny",
    label="Announced cluster investment in yuan at the official rate of 24 October 2025",
    unit="CNY",
    basis="investment",
    inputs=(CLUSTER, "cbr.rub-per-cny/russia/2025-10-24"),
    formula="rubles / rubles per yuan",
    qualifier="over",
)(ratio)

result(
    "model.ru-rubles-per-job",
    label="Announced cluster investment for each job of its first stage",
    unit="RUB",
    basis="investment",
    inputs=(CLUSTER, "russia.cluster-jobs/russia/2025"),
    formula="announced total / jobs of the first stage",
    assumes="The total covers all stages, the jobs only the first, so the figure is too high for the whole cluster.",
    digits=2,
    qualifier="about",
)(ratio)

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
    "model.ru-unit-slip",
    label="Larger over smaller yuan figure for one Russian investment",
    unit="ratio",
    basis="multiple",
    inputs=("RU-031", "RU-022"),
    formula="figure of article 001-06 / figure of article 001-05",
    digits=2,
)(ratio)

result(
    "model.fastest-five-year-multiple",
    label="Growth of mine output in the fastest five years on record, the United States, 2015 to 2020",
    unit="ratio",
    basis="multiple",
    inputs=(US_2020, US_2015),
    formula="output of 2020 / output of 2015, both in one edition",
    digits=2,
)(ratio)

result(
    "model.ru-separation-to-consumption",
    label="Planned capacity of the Solikamsk separation plant as a multiple of Russian consumption in 2025",
    unit="ratio",
    basis="multiple",
    inputs=("russia.solikamsk-separation/russia/2027", CONSUMPTION),
    formula="yearly capacity / yearly consumption",
    assumes="Both count oxide; the plant runs full. The mix of elements is left out.",
    digits=2,
)(ratio)

result(
    "model.ru-output-to-consumption",
    label="Russian mine output as a multiple of Russian consumption, 2025",
    unit="ratio",
    basis="multiple",
    inputs=(RUSSIA_2025, CONSUMPTION),
    formula="mine output / yearly consumption",
    assumes="Both count oxide; what is mined is not separated, what is consumed is.",
    digits=2,
)(ratio)

result(
    "model.ru-share-target-to-consumption",
    label="Tonnes that the share target would take, as a multiple of Russian consumption in 2025",
    unit="ratio",
    basis="multiple",
    inputs=(TARGET_TONNES, CONSUMPTION),
    formula="tonnes for the share target / yearly consumption",
    assumes=f"{STILL_WORLD} Both count oxide.",
    digits=2,
)(ratio)

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

# In tonnes the best five years are others than by rate: a start from nothing counts, and a large producer adds more.
result(
    "model.china-tonnes-added",
    label="Largest addition to mine output in five years on record, China, 2019 to 2024",
    unit="t",
    basis="mine output REO",
    inputs=(OUTPUT("china/2019", "myb-2022"), OUTPUT("china/2024", "mcs-2026")),
    formula="output of 2024 - output of 2019, each in its last edition on record",
)(increase)

result(
    "model.us-tonnes-added",
    label="Largest addition to mine output of the United States in five years on record, 2017 to 2022",
    unit="t",
    basis="mine output REO",
    inputs=(OUTPUT("united-states/2017", "ds140-2024"), OUTPUT("united-states/2022", "myb-2022")),
    formula="output of 2022 - output of 2017, which was none",
)(increase)

result(
    "model.ru-tonnes-to-add",
    label="Addition to Russian mine output from 2025 to 2030 that the share target would take",
    unit="t",
    basis="mine output REO",
    inputs=(RUSSIA_2025, TARGET_TONNES),
    formula="tonnes for the share target - output of 2025",
    assumes=STILL_WORLD,
)(increase)


def yearly_growth(start: float, end: float) -> float:
    """Return the compound yearly growth over five years.

    Parameters
    ----------
    start, end : float
        Output in the first and the last year, t REO; start above 0.

    Returns
    -------
    float
        Per cent a year.
    """
    return 100 * (ratio(end, start) ** (1 / YEARS) - 1)


result(
    "model.ru-growth-for-output-target",
    label="Yearly growth of Russian mine output from 2025 to 2030 that the output target would take",
    unit="%",
    basis="growth rate",
    inputs=(RUSSIA_2025, TARGET_OUTPUT),
    formula="100 × ((targeted output / output of 2025)^(1/5) - 1)",
    assumes=OUTPUT_AS_MINED,
    digits=2,
)(yearly_growth)

result(
    "model.ru-growth-for-top-five",
    label="Yearly growth of Russian mine output from 2025 to 2030 to equal the fifth largest producer of 2025",
    unit="%",
    basis="growth rate",
    inputs=(RUSSIA_2025, FIFTH_2025),
    formula="100 × ((output of Thailand in 2025 / Russian output of 2025)^(1/5) - 1)",
    assumes="Thailand and all smaller producers stay at or below the output of Thailand in 2025.",
    digits=2,
)(yearly_growth)

result(
    "model.ru-growth-for-share-target",
    label="Yearly growth of Russian mine output from 2025 to 2030 that the share target would take",
    unit="%",
    basis="growth rate",
    inputs=(RUSSIA_2025, TARGET_TONNES),
    formula="100 × ((tonnes for the share target / output of 2025)^(1/5) - 1)",
    assumes=STILL_WORLD,
    digits=2,
)(yearly_growth)


for _area, _name, _first, _first_edition, _last, _last_edition in WINDOWS:
    result(
        f"model.growth-{_area}-{_first}-{_last}",
        label=f"Yearly growth of mine output of {_name}, {_first} to {_last}",
        unit="%",
        basis="growth rate",
        inputs=(OUTPUT(f"{_area}/{_first}", _first_edition), OUTPUT(f"{_area}/{_last}", _last_edition)),
        formula=f"100 × ((output of {_last} / output of {_first})^(1/5) - 1), each year in its last edition on record",
        digits=2,
    )(yearly_growth)


result(
    "model.fastest-five-year-growth",
    label="Fastest yearly growth of mine output that any country on record kept up for five years",
    unit="%",
    basis="growth rate",
    inputs=tuple(f"model.growth-{area}-{first}-{last}" for area, _, first, _, last, _ in WINDOWS),
    formula="largest of each country's fastest five years",
    assumes="Only countries that mined at least 1,000 t in the first year; before 2018 few countries are on record.",
    digits=2,
)(maximum)


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


result(
    "model.ru-rank-at-share-target",
    label="Rank of Russia among the producers of 2025 with the output of the share target",
    unit="rank",
    basis="rank",
    inputs=(TARGET_TONNES, *RIVAL_OUTPUT),
    formula="1 + number of countries with a larger output in 2025",
    assumes=STILL_WORLD,
)(rank)

result(
    "model.ru-rank-at-share-target-grown",
    label="Rank of Russia among the producers of 2025 with the output of the share target in an enlarged world",
    unit="rank",
    basis="rank",
    inputs=("model.ru-tonnes-for-share-target-grown", *RIVAL_OUTPUT),
    formula="1 + number of countries with a larger output in 2025",
    assumes="All other producers stay at their output of 2025; the target's market means mine output.",
)(rank)

result(
    "model.ru-rank-by-output",
    label="Rank of Russia among countries by mine output, 2025",
    unit="rank",
    basis="rank",
    inputs=(RUSSIA_2025, *RIVAL_OUTPUT),
    formula="1 + number of countries with a larger output; countries not named mine less",
)(rank)

result(
    "model.ru-rank-with-state-balance",
    label="Rank that the Russian state balance would take among the USGS reserves of other countries",
    unit="rank",
    basis="rank",
    inputs=(STATE_BALANCE, *RIVAL_RESERVES),
    formula="1 + number of countries with larger reserves in the USGS edition of 2025",
    assumes="Unlike measures, ranked only to show that fifth place and the state balance don't belong together.",
)(rank)

result(
    "model.ru-rank-by-reserves",
    label="Rank of Russia by USGS reserves, edition of 2025",
    unit="rank",
    basis="rank",
    inputs=(RESERVES("russia"), *RIVAL_RESERVES),
    formula="1 + number of countries with larger reserves; countries not named have less",
    assumes="The edition of 2026 as recorded has no figure for India, so the edition before it is ranked.",
)(rank)
