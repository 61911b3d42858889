"""Results of the chapter on the European response."""

from __future__ import annotations

from evidence.models.arithmetic import difference, fall, part_of, ratio, remainder, share, whole_of
from evidence.models.results import result

EUROSTAT = "eurostat.ree-import-share"
TOTAL_2023 = "eurostat.ree-imports/world/2023@2024"
TOTAL_2024 = "eurostat.ree-imports/world/2024@2025-04-09"
DEMAND = "eu.magnet-demand/european-union/2024@2026-02-02"
FROM_CHINA = "eu.magnets-from-china/china/2024@2026-02-02"
NARVA_STAGE_1 = "project.narva-capacity-phase-1/european-union/2025@2025-09-19"
NARVA_WHOLE = "project.narva-capacity-planned/european-union/2025@2025-09-19"
MAGNET_VALUE = "eu.magnet-imports-value/world/2024@2026-06-15"
IMPORT_VALUE_2024 = "eurostat.ree-import-value/world/2024@2025-05-01"
NEED = "eu.strategic-projects-need/european-union/2025@2025-12-04"
FUNDING = "eu.resourceeu-funding/european-union/2025-12/2026-12@2025-12-03"
EIB = "eu.resourceeu-eib/european-union/2025-12/2026-12@2025-12-03"
CEILING = "eu.crma-single-country/european-union/2030@2025-12-03"
FULL_USE = "every plant runs at full capacity and sells all its magnets in the EU; demand stays at the auditors' figure"
DISPLACES = f"{FULL_USE}; each tonne takes the place of a Chinese one"
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
    "model.eu-budget-to-need",
    label="RESourceEU funding relative to what the strategic projects need",
    unit="ratio",
    basis="multiple",
    inputs=(FUNDING, NEED),
    formula="funding announced for 12 months / money the projects need",
    assumes="all of the funding goes to these projects; both sums cover all critical raw materials",
    digits=2,
)(ratio)

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


@result(
    "model.eu-budget-without-eib-to-need",
    label="RESourceEU funding without the part of the European Investment Bank, relative to what the projects need",
    unit="ratio",
    basis="multiple",
    inputs=(FUNDING, EIB, NEED),
    formula="(funding − part of the European Investment Bank) / money the projects need",
    assumes="the bank's part is lent, not granted; both sums cover all critical raw materials",
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
    "model.eu-magnets-from-china-value",
    label="EU imports of magnets from China, 2024",
    unit="EUR",
    basis="trade value",
    inputs=(MAGNET_VALUE, "eu.magnet-import-share-value/china/2024@2026-06-15"),
    formula="value of all magnet imports × share of China",
)(part_of)


@result(
    "model.eu-magnets-not-imported",
    label="Part of EU magnet demand that was not imported, 2024",
    unit="t",
    basis="magnet demand",
    inputs=(DEMAND, FROM_CHINA, "eu.magnet-import-share-weight/china/2024@2026-06-15"),
    formula="demand − tonnes from China / China's share of import weight",
    assumes="the auditors' tonnes from China are the imports that customs counted in 2024 under CN 8505 11 10",
    digits=2,
    qualifier="about",
)
def magnets_not_imported(demand: float, from_china: float, percent: float) -> float:
    """Return how much of demand is met without imports.

    Parameters
    ----------
    demand, from_china : float
        Magnets, t.
    percent : float
        Share of China in import weight, per cent.

    Returns
    -------
    float
        In t; negative if the inputs don't fit each other.
    """
    return demand - whole_of(from_china, percent)


@result(
    "model.eu-narva-share-of-demand",
    label="Share of EU magnet demand that the Narva plant could meet: first stage to whole plant",
    unit="%",
    basis="share magnet demand",
    inputs=(NARVA_STAGE_1, NARVA_WHOLE, DEMAND),
    formula="100 × capacity / demand, for the first stage and for the whole plant",
    assumes=FULL_USE,
    digits=2,
)
def share_of_demand(first_stage: float, whole: float, demand: float) -> tuple[float, float]:
    """Return the share of demand that a plant could meet, in its first and its last stage.

    Parameters
    ----------
    first_stage, whole : float
        Capacity, t/yr; the whole plant includes the first stage.
    demand : float
        Magnets a year, t.

    Returns
    -------
    (float, float)
        Per cent.
    """
    return share(first_stage, demand), share(whole, demand)


def share_left(from_china: float, capacity: float, demand: float) -> float:
    """Return the supplier's share of demand that a new plant leaves.

    Parameters
    ----------
    from_china, demand : float
        Magnets a year, t.
    capacity : float
        Capacity of the new plant, t/yr.

    Returns
    -------
    float
        Per cent.
    """
    return share(from_china - capacity, demand)


result(
    "model.eu-china-share-narva-whole",
    label="China's share of EU magnet demand with the whole plant at Narva",
    unit="%",
    basis="share magnet demand",
    inputs=(FROM_CHINA, NARVA_WHOLE, DEMAND),
    formula="100 × (tonnes from China − capacity) / demand",
    assumes=DISPLACES,
    digits=2,
)(share_left)

result(
    "model.eu-china-share-narva-stage-1",
    label="China's share of EU magnet demand with the first stage at Narva",
    unit="%",
    basis="share magnet demand",
    inputs=(FROM_CHINA, NARVA_STAGE_1, DEMAND),
    formula="100 × (tonnes from China − capacity) / demand",
    assumes=DISPLACES,
    digits=2,
)(share_left)


@result(
    "model.eu-demand-at-ceiling",
    label="EU magnet demand at which China's share is back at the ceiling, with the whole plant at Narva",
    unit="t",
    basis="magnet demand",
    inputs=(DEMAND, FROM_CHINA, NARVA_WHOLE, CEILING),
    formula="(today's demand not met from China + capacity) / (1 − ceiling)",
    assumes="Narva runs at full capacity and sells all its magnets in the EU; all further demand is met from China",
)
def demand_at_ceiling(demand: float, from_china: float, capacity: float, ceiling: float) -> float:
    """Return the demand at which one supplier's share reaches a ceiling.

    Parameters
    ----------
    demand, from_china : float
        Magnets a year, t.
    capacity : float
        New capacity elsewhere, t/yr.
    ceiling : float
        Highest share allowed, per cent; below 100.

    Returns
    -------
    float
        In t.
    """
    return (demand - from_china + capacity) / (1 - ceiling / 100)


result(
    "model.eu-oxide-demand-implied",
    label="EU demand for magnet rare earths in 2030 implied by Solvay's two aims",
    unit="t/yr",
    basis="separated oxide",
    inputs=(
        "project.solvay-capacity/european-union/2030@2025-04",
        "project.solvay-demand-share/european-union/2030@2025-04",
    ),
    formula="capacity aimed at / share of demand aimed at",
    assumes="the capacity and the share, from different reports, describe one plan",
    digits=2,
    qualifier="about",
)(whole_of)

result(
    "model.eu-recycling-multiple",
    label="Recycling benchmark for 2030 relative to today's recycling of rare earths in the EU",
    unit="ratio",
    basis="multiple",
    inputs=(
        "eu.crma-recycling/european-union/2030@2025-12-03",
        "eu.ree-recycling/european-union/2025@2025-12",
    ),
    formula="benchmark / today's upper bound",
    assumes="the benchmark, a share of yearly use of all strategic materials, is applied to rare earths alone",
    digits=2,
    qualifier="over",
)(ratio)

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
