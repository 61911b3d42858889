"""Arithmetic that the articles imply but don't state, done with the figures as they print them."""

from __future__ import annotations

from evidence.models.arithmetic import change, part_of, ratio, remainder, share, total, whole_of
from evidence.models.results import result
from evidence.models.us_dependence import loss_multiplier

WORLD_OUTPUT = "usgs.mine-output/world/2025@mcs-2026"
CHINA_RESERVES = "usgs.reserves/china/2025@mcs-2026"
WORLD_RESERVES = "usgs.reserves/world/2025@mcs-2026"
OFFICIAL_RATE = "cbr.rub-per-cny/russia/2025-10-24"
MAGNETS_RECORD = "share.magnets/china/2025@2025-12-02"
# A share printed in whole per cent may be off by half a point.
HALF_POINT = 0.5

ONE_OUTPUT = "tonnes and share, from two articles, speak of one year and one kind of output"
ONE_ARTICLE = "both figures, from one article, speak of the same thing"
OUTPUT_STAYS = "output stays where it is and all reserves can be mined"


@result(
    "model.implied-world-output-rounded",
    label="World output that Russia's tonnes imply if the 1 % claimed is a rounded share",
    unit="t",
    basis="mine output unstated",
    inputs=("RU-072", "RU-014"),
    formula="100 × tonnes / (share + 0.5), and the same with share − 0.5",
    assumes=ONE_OUTPUT,
    digits=2,
)
def whole_of_rounded(part: float, percent: float) -> tuple[float, float]:
    """Return the wholes that a part allows when its share is rounded to whole per cent.

    Parameters
    ----------
    part : float
        Any unit.
    percent : float
        The part's share as printed, per cent; over 0.5.

    Returns
    -------
    (float, float)
        In the unit of the part, the smaller first.

    Raises
    ------
    ZeroDivisionError
        If the share is 0.5, which may stand for nothing at all.
    """
    return whole_of(part, percent + HALF_POINT), whole_of(part, percent - HALF_POINT)


result(
    "model.implied-world-output-1-percent",
    label="World output that Russia's tonnes and the share of 1 % imply",
    unit="t",
    basis="mine output unstated",
    inputs=("RU-072", "RU-014"),
    formula="100 × tonnes / share",
    assumes=ONE_OUTPUT,
)(whole_of)

result(
    "model.implied-world-output-under-1-percent",
    label="World output that Russia's tonnes and the share of under 1 % imply",
    unit="t",
    basis="mine output unstated",
    inputs=("RU-072", "RU-073"),
    formula="100 × tonnes / share, a lower bound since the share is an upper one",
    assumes=ONE_ARTICLE,
    qualifier="over",
)(whole_of)

result(
    "model.implied-world-output-69-percent",
    label="World output that China's tonnes and the share of 69 % imply",
    unit="t",
    basis="mine output unstated",
    inputs=("GL-023", "GL-014"),
    formula="100 × tonnes / share",
    assumes=ONE_OUTPUT,
)(whole_of)

result(
    "model.implied-ru-share",
    label="Russia's share of the world output that China's claimed tonnes and share imply",
    unit="%",
    basis="share world market",
    inputs=("RU-072", "model.implied-world-output-69-percent"),
    formula="100 × Russia's tonnes / world output implied",
    assumes=ONE_OUTPUT,
    digits=2,
)(share)

result(
    "model.implied-china-over-russia",
    label="Claimed output of China over that of Russia",
    unit="ratio",
    basis="multiple",
    inputs=("GL-023", "RU-072"),
    formula="tonnes of China / tonnes of Russia",
    assumes=ONE_ARTICLE,
)(ratio)

result(
    "model.implied-world-magnets",
    label="World magnet output that three claimed figures imply",
    unit="t",
    basis="magnet output",
    inputs=("model.us-magnet-implied-output", "GL-016"),
    formula="100 × Chinese output implied / Chinese share of magnets",
    assumes=ONE_ARTICLE,
)(whole_of)

result(
    "model.implied-magnets-made-over-exported",
    label="Chinese magnet output that two claims imply, over the magnets exported in 2024",
    unit="ratio",
    basis="multiple",
    inputs=("model.us-magnet-implied-output", "customs.magnet-exports/world/2024@2025"),
    formula="output implied / exports by customs weight",
    assumes="the claims speak of 2024",
    digits=2,
)(ratio)

result(
    "model.implied-copper-over-cathode",
    label="Copper trade that two claimed figures imply, over the trade in refined cathode of 2024",
    unit="ratio",
    basis="multiple",
    inputs=("model.us-copper-implied", "baci.copper-cathode-trade-value/world/2024"),
    formula="copper trade implied / customs value of refined cathode (HS 740311)",
    assumes="the claim speaks of 2024",
    digits=2,
)(ratio)

result(
    "model.implied-rate-61-billion",
    label="Rubles per yuan implied by 700 billion rubles and 61.2 billion yuan in one article",
    unit="RUB/CNY",
    basis="exchange rate",
    inputs=("RU-042", "RU-043"),
    formula="rubles / yuan",
    assumes=ONE_ARTICLE,
    digits=4,
)(ratio)

result(
    "model.implied-rate-612-billion",
    label="Rubles per yuan implied by 700 billion rubles and 612 billion yuan in one article",
    unit="RUB/CNY",
    basis="exchange rate",
    inputs=("RU-029", "RU-031"),
    formula="rubles / yuan",
    assumes=ONE_ARTICLE,
    digits=4,
)(ratio)

result(
    "model.implied-rate-61-billion-off",
    label="Difference of the rate implied by 61.2 billion yuan from the official rate of 24 October 2025",
    unit="%",
    basis="change",
    inputs=(OFFICIAL_RATE, "model.implied-rate-61-billion"),
    formula="100 × (rate implied / official rate − 1)",
    assumes="the article converts at a rate of about that day",
    digits=2,
)(change)

result(
    "model.implied-rate-612-billion-off",
    label="Official rate of 24 October 2025 over the rate implied by 612 billion yuan",
    unit="ratio",
    basis="multiple",
    inputs=(OFFICIAL_RATE, "model.implied-rate-612-billion"),
    formula="official rate / rate implied",
    assumes="the article converts at a rate of about that day",
)(ratio)

result(
    "model.implied-ru-years-economic",
    label="Years that 3.8 million tonnes of Russian reserves last at the output claimed",
    unit="years",
    basis="duration",
    inputs=("RU-088", "RU-072"),
    formula="reserves / output a year",
    assumes=OUTPUT_STAYS,
    digits=2,
)(ratio)

result(
    "model.implied-ru-years-balance",
    label="Years that 28.5 million tonnes of Russian reserves last at the output claimed",
    unit="years",
    basis="duration",
    inputs=("RU-070", "RU-072"),
    formula="reserves / output a year",
    assumes=OUTPUT_STAYS,
    digits=2,
)(ratio)

result(
    "model.implied-cn-years",
    label="Years that China's reserves of the USGS last at the output claimed",
    unit="years",
    basis="duration",
    inputs=(CHINA_RESERVES, "GL-023"),
    formula="reserves / output a year",
    assumes=OUTPUT_STAYS,
    digits=2,
)(ratio)

result(
    "model.implied-world-reserves",
    label="World reserves that China's claimed share and its reserves of the USGS imply",
    unit="t",
    basis="reserves unstated",
    inputs=(CHINA_RESERVES, "GL-019"),
    formula="100 × reserves of China / share of China",
    assumes="the share was taken of the USGS reserves of China, 44 million t in every edition read",
)(whole_of)

result(
    "model.implied-world-reserves-over-record",
    label="World reserves implied by the claimed share of 37 %, over the latest world total of the USGS",
    unit="ratio",
    basis="multiple",
    inputs=("model.implied-world-reserves", WORLD_RESERVES),
    formula="world reserves implied / world total, an upper bound since that total is a lower one",
    digits=2,
    qualifier="under",
)(ratio)

result(
    "model.implied-ru-share-reserves-economic",
    label="Share of 3.8 million tonnes in the world reserves that China's claimed 37 % implies",
    unit="%",
    basis="share reserves",
    inputs=("RU-013", "model.implied-world-reserves"),
    formula="100 × reserves of Russia / world reserves implied",
    digits=2,
)(share)

result(
    "model.implied-ru-share-reserves-balance",
    label="Share of 28.5 million tonnes in the world reserves that China's claimed 37 % implies",
    unit="%",
    basis="share reserves",
    inputs=("RU-052", "model.implied-world-reserves"),
    formula="100 × reserves of Russia / world reserves implied",
    assumes="the world total holds Russia with these tonnes, which the USGS total does not",
    digits=2,
)(share)


def _twofold(reading: str) -> dict[str, object]:
    """Describe a sum read out of the first 700 billion rubles and the further investment called twofold."""
    return {"unit": "RUB", "basis": "investment", "inputs": ("RU-090", "RU-091"), "assumes": reading}


ADDED = "twofold means twice the first sum on top of it"
DOUBLED = "twofold means that the first sum has to be doubled"


@result(
    "model.implied-further-added",
    label="Further investment if twofold means twice the first sum",
    formula="multiple × first sum",
    **_twofold(ADDED),
)
def further_added(first: float, multiple: float) -> float:
    """Return the further sum where the multiple counts what comes on top.

    Parameters
    ----------
    first : float
        First sum.
    multiple : float
        A pure number.

    Returns
    -------
    float
        In the unit of the first sum.
    """
    return multiple * first


@result(
    "model.implied-further-doubled",
    label="Further investment if twofold means that the first sum is doubled",
    formula="(multiple − 1) × first sum",
    **_twofold(DOUBLED),
)
def further_doubled(first: float, multiple: float) -> float:
    """Return the further sum where the multiple counts first and further sum together.

    Parameters
    ----------
    first : float
        First sum.
    multiple : float
        A pure number.

    Returns
    -------
    float
        In the unit of the first sum.
    """
    return (multiple - 1) * first


for _reading, _assumes in (("added", ADDED), ("doubled", DOUBLED)):
    result(
        f"model.implied-total-{_reading}",
        label=f"First and further Russian investment together, twofold read as {_reading}",
        unit="RUB",
        basis="investment",
        inputs=("RU-090", f"model.implied-further-{_reading}"),
        formula="first sum + further sum",
        assumes=_assumes,
    )(total)
    result(
        f"model.implied-yearly-{_reading}",
        label=f"Further Russian investment in each of the next five years, twofold read as {_reading}",
        unit="RUB",
        basis="investment",
        inputs=(f"model.implied-further-{_reading}", "RU-092"),
        formula="further sum / years",
        assumes=f"{_assumes}; spread evenly",
    )(ratio)

result(
    "model.implied-tomtor-tonnes",
    label="Output of Tomtor at the claimed tenth of world output, set against that of 2025",
    unit="t",
    basis="mine output REO",
    inputs=("RU-025", WORLD_OUTPUT),
    formula="share × world mine output",
    assumes="a tenth of the world output of 2025, without the tonnes that Tomtor would add to it",
)(part_of)

result(
    "model.implied-tomtor-multiple",
    label="Output of Tomtor at the claimed tenth of world output, over all Russian output claimed",
    unit="ratio",
    basis="multiple",
    inputs=("model.implied-tomtor-tonnes", "RU-072"),
    formula="tonnes of Tomtor / Russian tonnes",
    digits=2,
)(ratio)

result(
    "model.implied-tomtor-part-of-target",
    label="Part of the claimed market goal of 12 % that Tomtor's claimed 10 % would fill",
    unit="%",
    basis="part",
    inputs=("RU-025", "RU-028"),
    formula="100 × share of Tomtor / share aimed at",
    assumes="share of output and share of the market are one thing; both stand in one article",
    digits=2,
)(share)

result(
    "model.implied-weapon-parts",
    label="Weapon parts that depend on China if the claimed 80,000 are parts",
    unit="count",
    basis="count",
    inputs=("US-009", "US-010"),
    formula="claimed share of parts × claimed number",
    assumes="the number printed as systems counts parts, as in the report of Govini",
    qualifier="over",
)(part_of)

result(
    "model.implied-trade-lost",
    label="Magnet trade that falls away with the claimed tenth of supply",
    unit="USD",
    basis="trade value",
    inputs=("GL-013", "GL-010"),
    formula="share that falls away × value of trade",
    assumes="the supply that falls away is one of trade, by value; both figures stand in one article",
    digits=2,
)(part_of)

result(
    "model.implied-loss-multiplier",
    label="Claimed loss for each dollar of claimed magnet trade that falls away",
    unit="ratio",
    basis="multiple",
    inputs=("GL-012", "GL-013", "GL-010"),
    formula="loss / (share that falls away × value of trade)",
    assumes="the supply that falls away is one of trade, by value; all three figures stand in one article",
    digits=2,
)(loss_multiplier)

result(
    "model.implied-processing-left-70",
    label="Processing outside China that the claim of over 70 % leaves",
    unit="%",
    basis="share processing unstated",
    inputs=("GL-005",),
    formula="100 − share of China",
    qualifier="under",
)(remainder)

result(
    "model.implied-processing-left-90",
    label="Processing outside China that the claim of over 90 % leaves",
    unit="%",
    basis="share processing unstated",
    inputs=("GL-030",),
    formula="100 − share of China",
    qualifier="under",
)(remainder)

result(
    "model.implied-processing-left-ratio",
    label="What the lowest of the rival shares of processing leaves outside China, over what the highest leaves",
    unit="ratio",
    basis="multiple",
    inputs=("model.implied-processing-left-70", "model.implied-processing-left-90"),
    formula="(100 − 70) / (100 − 90)",
    assumes="the bounds are read as the shares themselves",
)(ratio)

result(
    "model.implied-magnets-left-claim",
    label="Magnets made outside China that the claim of 98 % leaves",
    unit="%",
    basis="share magnet output",
    inputs=("GL-016",),
    formula="100 − share of China",
)(remainder)

result(
    "model.implied-magnets-left-record",
    label="Magnets made outside China by the share of the OECD, 2025",
    unit="%",
    basis="share magnet output",
    inputs=(MAGNETS_RECORD,),
    formula="100 − share of China",
)(remainder)

result(
    "model.implied-magnets-left-ratio",
    label="Magnets made outside China by the share of the OECD, over those the claim leaves",
    unit="ratio",
    basis="multiple",
    inputs=("model.implied-magnets-left-record", "model.implied-magnets-left-claim"),
    formula="share left by the record / share left by the claim",
    digits=2,
)(ratio)

result(
    "model.implied-plants-from-cluster",
    label="Separation plants at the claimed cost that the Russian cluster's announced total would pay for",
    unit="count",
    basis="count",
    inputs=("model.ru-investment-usd", "GL-024"),
    formula="announced total in dollars / cost of a plant",
    assumes="'several billion' is read as 2 billion, its least; the announced total is taken at its lower bound",
    digits=2,
    qualifier="about",
)(ratio)
