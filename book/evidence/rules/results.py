"""Rules for results and assumptions: units, substances and vocabularies, and that each assumption is used and bounded."""

from collections.abc import Callable, Iterator

from evidence.errors import EvidenceError, Problem
from evidence.facts import fact, split_bound
from evidence.ledger import Ledger
from evidence.results import RESULTS, Definition
from evidence.results.dimensions import Quantity, check_dimensions, quantity
from evidence.results.whatif import read_whatifs
from evidence.rules.places import name_row
from evidence.rules.quantities import check_basis


def check_results(ledger: Ledger) -> Iterator[Problem]:
    """Yield results whose words aren't of the vocabularies, or whose inputs don't give what they say they are."""

    def measured(key: str) -> Quantity:
        found, (whole, _) = fact(key, ledger), split_bound(key)
        if whole in ledger.assumptions.index:
            told = {"converts": ledger.assumptions.at[whole, "converts"]}
        elif whole in RESULTS:
            told = {"per": RESULTS[whole].per, "converts": RESULTS[whole].converts}
        else:
            told = {}
        return quantity(found.point, found.unit, found.basis, ledger, **told)

    for key, definition in RESULTS.items():
        place = (f"data/results/{definition.chapter}.yml", key)
        if definition.unit not in ledger.units.index:
            yield Problem(*place, f"unknown unit {definition.unit!r}", "use a unit of data/units.csv")
        elif definition.basis not in ledger.bases.index:
            yield Problem(*place, f"unknown basis {definition.basis!r}", "use a basis of data/bases.csv")
        else:
            yield from check_basis(place, definition.basis, definition.unit, ledger)
            try:
                fact(key, ledger)
                for fault in _repeated(definition, ledger):
                    yield Problem(*place, fault, "name each number once")
                for fault in _mixed(definition):
                    yield Problem(*place, fault, "rank figures of one period and edition")
                for fault in _faults(definition, measured):
                    yield Problem(*place, fault, "mend formula, unit or basis; a yield says what it converts")
            except EvidenceError as error:
                told = error.problems[0]
                subject = told.file.removeprefix("fact ")
                # What rests on a result with a fault of its own has none.
                if subject in {key, *definition.inputs} and (subject == key or subject not in RESULTS):
                    yield Problem(*place, told.what if subject == key else f"{subject}: {told.what}", told.remedy)


def _repeated(definition: Definition, ledger: Ledger) -> Iterator[str]:
    """Yield numbers that stand twice in one list, perhaps once with their edition and once without."""
    for name, keys in definition.of.items():
        seen: dict[tuple[str, str], str] = {}
        for key in keys if isinstance(keys, tuple) else ():
            whole, bound = split_bound(key)
            first = seen.setdefault((fact(whole, ledger).anchor, bound), key)
            if first is not key:
                yield f"{name} lists {key} twice" if first == key else f"{name} lists {first} and {key}, which are one"


def _mixed(definition: Definition) -> Iterator[str]:
    """Yield series of which one ranking takes figures of several periods or editions."""
    if not any("rank(" in formula.text for formula in definition.formulas):
        return
    dates: dict[str, set[str]] = {}
    for key in definition.inputs:
        series, _, rest = key.partition("/")
        if rest:
            dates.setdefault(series, set()).add(rest.partition("/")[2])
    for series, found in dates.items():
        if len(found) > 1:
            yield f"it ranks figures of {series} for {' and '.join(sorted(found))}"


def _faults(definition: Definition, measured: Callable[[str], Quantity]) -> Iterator[str]:
    ends = [f"{definition.key}.low", f"{definition.key}.high"] if len(definition.formulas) == 2 else [definition.key]
    return check_dimensions(definition, measured, list(map(measured, ends))) if definition.formulas else iter(())


def check_assumptions(ledger: Ledger) -> Iterator[Problem]:
    """Yield assumptions that nothing takes, that lie outside their range, or that another one repeats."""
    used = {split_bound(name)[0] for definition in RESULTS.values() for name in definition.inputs}
    used |= {split_bound(item.evidence)[0] for whatif in read_whatifs().values() for item in whatif.parameters}
    table = ledger.assumptions
    for key, row in table.iterrows():
        place = ("data/assumptions.csv", name_row(table, key))
        if key not in used:
            yield Problem(*place, "no result and no what-if takes it", "use it, or take it out")
        if not row["low"] <= row["high"]:
            yield Problem(*place, "it has no range", "give the least and the greatest value that can be held")
            continue
        if row["adopts"] and (row["value"] == row["value"] or fact(row["adopts"], ledger).unit != row["unit"]):
            yield Problem(*place, f"it adopts {row['adopts']}, and has a value or another unit", "keep one of the two")
            continue
        value = fact(row["adopts"], ledger).point if row["adopts"] else row["value"]
        if value < row["low"] or value > row["high"]:
            yield Problem(*place, f"{value:g} lies outside its range", "widen the range, or mend the value")
    # One quantity by what it is called, or by what it turns into what.
    for named, rows in [*table.groupby("label"), *table[table["converts"] != ""].groupby("converts")]:
        if len(rows) > 1:
            what = f"{' and '.join(rows.index)} are two assumptions on one quantity ({named})"
            row = name_row(table, rows.index[-1])
            yield Problem("data/assumptions.csv", row, what, "keep one, and use it everywhere")
