"""Results on what the European Union buys, from whom, and why the shares in print differ."""

from __future__ import annotations

from evidence.models.arithmetic import difference, fall, part_of, ratio, remainder, share, whole_of
from evidence.models.results import result

EUROSTAT = "eurostat.ree-import-share"
TOTAL_2023 = "eurostat.ree-imports/world/2023@2024"
TOTAL_2024 = "eurostat.ree-imports/world/2024@2025-04-09"
DEMAND = "eu.magnet-demand/european-union/2024@2026-02-02"
FROM_CHINA = "eu.magnets-from-china/china/2024@2026-02-02"
MAGNET_VALUE = "eu.magnet-imports-value/world/2024@2026-06-15"
IMPORT_VALUE_2024 = "eurostat.ree-import-value/world/2024@2025-05-01"
VALUE_SHARE = "eu.magnet-import-share-value/china/2024@2026-06-15"
WEIGHT_SHARE = "eu.magnet-import-share-weight/china/2024@2026-06-15"
DEPENDENCE = "eu.ree-dependence/china/2021@2021-05-27"
MALAYSIA_UNKNOWN = "Malaysia is among the others: the record has no share of its own for it in this year"


def _shares(period: str, *partners: str) -> tuple[str, ...]:
    """Name the import shares of partners in one period and edition."""
    return tuple(f"{EUROSTAT}/{partner}/{period}" for partner in partners)


result(
    "model.eu-imports-others-2021",
    label="Share of EU rare earth imports from other countries than China and Russia, 2021",
    unit="%",
    basis="share trade weight",
    inputs=_shares("2021@2025-05-01", "china", "russia"),
    formula="100 − share of China − share of Russia",
    assumes=MALAYSIA_UNKNOWN,
)(remainder)

result(
    "model.eu-imports-others-2020",
    label="Share of EU rare earth imports from other countries than China and Russia, 2020",
    unit="%",
    basis="share trade weight",
    inputs=_shares("2020@2025-05-01", "china", "russia"),
    formula="100 − share of China − share of Russia",
    assumes=MALAYSIA_UNKNOWN,
    digits=2,
)(remainder)

result(
    "model.eu-imports-others-2024",
    label="Share of EU rare earth imports from other countries than China, Russia and Malaysia, 2024",
    unit="%",
    basis="share trade weight",
    inputs=_shares("2024@2025-04-09", "china", "russia", "malaysia"),
    formula="100 − shares of China, Russia and Malaysia",
    digits=2,
)(remainder)

result(
    "model.eu-imports-others-2023",
    label="Share of EU rare earth imports from other countries than China, Russia and Malaysia, 2023",
    unit="%",
    basis="share trade weight",
    inputs=_shares("2023@2024", "china", "russia", "malaysia"),
    formula="100 − shares of China, Russia and Malaysia",
    digits=2,
)(remainder)

result(
    "model.eu-imports-others-2022",
    label="Share of EU rare earth imports from other countries than China, Russia and Malaysia, 2022",
    unit="%",
    basis="share trade weight",
    inputs=_shares("2022@2023-11", "china", "russia", "malaysia"),
    formula="100 − shares of China, Russia and Malaysia, all from the edition of 2023",
    digits=2,
)(remainder)

result(
    "model.eu-imports-fall",
    label="Fall of EU rare earth imports from 2023 to 2024",
    unit="t",
    basis="customs gross",
    inputs=(TOTAL_2023, TOTAL_2024),
    formula="imports of 2023 − imports of 2024",
    digits=2,
)(difference)

result(
    "model.eu-imports-fall-share",
    label="Fall of EU rare earth imports from 2023 to 2024, as a share of those of 2023",
    unit="%",
    basis="change",
    inputs=(TOTAL_2023, TOTAL_2024),
    formula="100 × (imports of 2023 − imports of 2024) / imports of 2023",
)(fall)


def _fall_of(partner: str) -> dict[str, object]:
    """Describe the fall of imports from one partner, 2023 to 2024."""
    return {
        "label": f"Fall of EU rare earth imports from {partner.title()} from 2023 to 2024",
        "unit": "t",
        "basis": "customs gross",
        "inputs": (TOTAL_2023, f"{EUROSTAT}/{partner}/2023@2024", TOTAL_2024, f"{EUROSTAT}/{partner}/2024@2025-04-09"),
        "formula": "total × share in 2023 − total × share in 2024",
        "assumes": "shares and totals, printed rounded, are those of one set of customs data",
        "digits": 2,
    }


def fall_of_partner(total_before: float, share_before: float, total_after: float, share_after: float) -> float:
    """Return by how much imports from one partner fell.

    Parameters
    ----------
    total_before, total_after : float
        Imports from all partners, t.
    share_before, share_after : float
        Share of the partner, per cent of weight.

    Returns
    -------
    float
        In t.
    """
    return (total_before * share_before - total_after * share_after) / 100


result(
    "model.eu-imports-fall-others",
    **_fall_of("others")
    | {
        "label": "Fall of EU rare earth imports from other countries than China, Russia and Malaysia from 2023 to 2024",
        "inputs": (TOTAL_2023, "model.eu-imports-others-2023", TOTAL_2024, "model.eu-imports-others-2024"),
    },
)(fall_of_partner)

result("model.eu-imports-fall-malaysia", **_fall_of("malaysia"))(fall_of_partner)
result("model.eu-imports-fall-russia", **_fall_of("russia"))(fall_of_partner)
result("model.eu-imports-fall-china", **_fall_of("china"))(fall_of_partner)


result(
    "model.eu-imports-fall-malaysia-share",
    label="Malaysia's part in the fall of EU rare earth imports from 2023 to 2024",
    unit="%",
    basis="share trade weight",
    inputs=("model.eu-imports-fall-malaysia", "model.eu-imports-fall"),
    formula="100 × fall of imports from Malaysia / fall of all imports",
    digits=2,
)(share)


result(
    "model.eu-magnets-to-rare-earths-value",
    label="Value of EU magnet imports relative to that of rare earth imports, 2024",
    unit="ratio",
    basis="multiple",
    inputs=(MAGNET_VALUE, IMPORT_VALUE_2024),
    formula="value of magnets (CN 8505 11 10) / value of rare earth elements, both from outside the EU",
    assumes="Eurostat's group of rare earth imports holds no magnets",
    digits=2,
)(ratio)

result(
    "model.eu-magnets-from-china-value",
    label="EU imports of magnets from China, 2024",
    unit="EUR",
    basis="trade value",
    inputs=(MAGNET_VALUE, VALUE_SHARE),
    formula="value of all magnet imports × share of China",
)(part_of)

result(
    "model.eu-chinese-at-most-2021",
    label="Most of EU rare earth imports that can have come from China, 2021",
    unit="%",
    basis="share trade weight",
    inputs=_shares("2021@2025-05-01", "russia"),
    formula="100 − share of Russia",
    assumes="no tonne from Russia began in China; every tonne from other countries did",
)(remainder)


@result(
    "model.eu-chinese-elsewhere-needed",
    label="Share of EU rare earth imports from other countries that would have to be Chinese for 98 %, 2021",
    unit="%",
    basis="share trade weight",
    inputs=(DEPENDENCE, f"{EUROSTAT}/china/2021@2025-05-01"),
    formula="100 × (dependence − share sent by China) / (100 − share sent by China)",
    assumes="the dependence, said in May 2021 of no year on record, counts the weight of the imports of 2021",
    digits=2,
)
def share_of_rest(whole: float, direct: float) -> float:
    """Return what share of the rest makes a direct share up to a whole one.

    Parameters
    ----------
    whole, direct : float
        Per cent of one total; direct below 100.

    Returns
    -------
    float
        Per cent of what the direct share leaves; negative if it exceeds the whole one.

    Raises
    ------
    ZeroDivisionError
        If the direct share is 100.
    """
    return share(whole - direct, 100 - direct)


# Customs shares are printed to a tenth of a per cent, the auditors' tonnes as whole thousands.
HALF_TENTH = 0.05
HALF_THOUSAND = 500


@result(
    "model.eu-magnet-price-over-others",
    label="Price of a tonne of magnets from China over one from other countries, EU imports of 2024",
    unit="ratio",
    basis="multiple",
    inputs=(VALUE_SHARE, WEIGHT_SHARE),
    formula="(share of value / rest of value) / (share of weight / rest of weight), at both ends of rounding",
    assumes="both shares are rounded to a tenth of a per cent",
)
def price_over_others(by_value: float, by_weight: float) -> tuple[float, float]:
    """Return the price of a supplier's tonne over that of all others, from its shares of value and weight.

    Parameters
    ----------
    by_value, by_weight : float
        Per cent, printed to a tenth; above 0 and below 100.

    Returns
    -------
    (float, float)
        Lowest and highest multiple that the rounding allows.
    """

    def over_rest(percent: float) -> float:
        return percent / (100 - percent)

    return (
        over_rest(by_value - HALF_TENTH) / over_rest(by_weight + HALF_TENTH),
        over_rest(by_value + HALF_TENTH) / over_rest(by_weight - HALF_TENTH),
    )


@result(
    "model.eu-magnets-not-imported",
    label="Part of EU magnet demand that was not imported, 2024",
    unit="t",
    basis="magnet demand",
    inputs=(DEMAND, FROM_CHINA, WEIGHT_SHARE),
    formula="demand − tonnes from China / China's share of import weight, at both ends of rounding",
    assumes=(
        "the auditors' tonnes from China are the imports that customs counted in 2024 under CN 8505 11 10; the auditors' "
        "tonnes are rounded to thousands"
    ),
    digits=1,
)
def magnets_not_imported(demand: float, from_china: float, percent: float) -> tuple[float, float]:
    """Return how much of demand is met without imports.

    Parameters
    ----------
    demand, from_china : float
        Magnets, t, printed to the thousand.
    percent : float
        Share of China in import weight, per cent.

    Returns
    -------
    (float, float)
        Least and most tonnes that the rounding of the tonnes allows; negative if the inputs don't fit each other.
    """
    return (
        demand - HALF_THOUSAND - whole_of(from_china + HALF_THOUSAND, percent),
        demand + HALF_THOUSAND - whole_of(from_china - HALF_THOUSAND, percent),
    )


result(
    "model.eu-magnets-not-from-china",
    label="EU magnet demand met from elsewhere than China, 2024",
    unit="t",
    basis="magnet demand",
    inputs=(DEMAND, FROM_CHINA),
    formula="demand − tonnes from China",
    digits=2,
)(difference)


@result(
    "model.eu-magnets-elsewhere-growth",
    label="Magnets not from China by the auditors (2024) over those by the alliance (report of 2021)",
    unit="ratio",
    basis="multiple",
    inputs=(
        DEMAND,
        FROM_CHINA,
        "eu.magnets-from-china/china/2021@2021-09-30",
        "eu.magnets-from-china-share/china/2021@2021-09-30",
    ),
    formula="(demand − tonnes from China) / (earlier tonnes from China / share − earlier tonnes from China)",
    assumes="both count the same magnets",
    digits=1,
    qualifier="about",
)
def growth_of_rest(demand: float, from_china: float, earlier: float, percent: float) -> float:
    """Return how much the rest of a demand has grown, if two sources count alike.

    Parameters
    ----------
    demand, from_china : float
        Magnets in the later year, t.
    earlier : float
        Magnets from China in the earlier year, t.
    percent : float
        Their share of demand then, per cent; below 100.

    Returns
    -------
    float
        A pure number.
    """
    return ratio(demand - from_china, whole_of(earlier, percent) - earlier)


result(
    "model.eu-licences-approved",
    label="EU applications for Chinese export licences approved by November 2025",
    unit="count",
    basis="count",
    inputs=(
        "eu.licence-applications/european-union/2025@2025-11-26",
        "eu.licence-approved/european-union/2025@2025-11-26",
    ),
    formula="applications × share approved",
    assumes="the share is of all applications, printed as about half of over 2,000",
    digits=1,
    qualifier="about",
)(part_of)
