"""Results on United States works: one truth with the record, and what no works can make."""

from dataclasses import replace

import pandas as pd
import pytest
from conftest import answer, each_of

from evidence.facts import fact
from evidence.ledger import Ledger
from evidence.models import pipeline
from evidence.results import RESULTS
from evidence.results.definitions import Definition

MAGNETS = RESULTS["model.us-magnets-chance-2031"]
HEAVY = RESULTS["model.us-heavy-chance-2033"]
PROJECTS = {
    "MP_Materials": ("mp-10x",),
    "Vulcan_Elements": ("vulcan-elements",),
    "USA_Rare_Earth": ("usar-stillwater", "usar-blacksburg"),
    "JS_Link": ("js-link-columbus",),
    "Noveon": ("noveon-san-marcos",),
    "eVAC": ("evac-sumter",),
    "MP_first_plant": ("mp-independence",),
    "Stillwater_first_line": ("usar-stillwater-1a",),
}
HEAVY_PROJECTS = {
    "MP_Materials": ("mp-heavy-separation",),
    "White_Mesa": ("energy-fuels-white-mesa",),
    "White_Mesa_with_second_circuit": ("energy-fuels-second-circuit",),
    "Aclara": ("aclara-vinton",),
}


def numbers(definition: Definition) -> dict[str, float | tuple[float, ...]]:
    """Return the inputs of a result as the ledger has them."""
    return {
        name: tuple(fact(one).point for one in keys) if isinstance(keys, tuple) else fact(keys).point
        for name, keys in definition.of.items()
    }


@each_of(("definition", "projects"), [(MAGNETS, PROJECTS), (HEAVY, HEAVY_PROJECTS)])
def test_works_start_and_make_what_the_record_says(definition, projects, ledger: Ledger) -> None:
    record, found = ledger.projects, numbers(definition)
    assert projects.keys() == definition.given["starts"].keys() == found.keys() & projects.keys()
    for works, sites in projects.items():
        # What is not held by a works that has begun counts from the start of the last site.
        if start := record.at[sites[-1], "start"]:
            assert str(definition.given["starts"][works]) == start[:4]
        capacity = record.loc[[*sites], "capacity"].fillna(record.loc[[*sites], "high"]).sum()
        expected = record.at[sites[0], "low"] if works == "MP_first_plant" else capacity
        assert (sum(found[works]) if isinstance(found[works], tuple) else found[works]) == expected, works
        begun = record.at[sites[-1], "status"] in ("operating", "ramp-up")
        assert begun == (works in definition.given.get("begun", ()))


@each_of("name", ["magnet", "heavy"])
def test_all_capacity_is_within_reach_counted_once_and_no_more(name: str) -> None:
    key = {"magnet": "model.us-magnets-chance-2035", "heavy": "model.us-heavy-chance-2033"}[name]
    known, announced = numbers(RESULTS[key]), fact(f"model.us-{name}-capacity-announced").value
    first, all_of_it, more = (answer(key, **known | {"mark": mark}) for mark in (0, announced, announced + 1))
    assert first == pytest.approx(100)
    assert all_of_it > more == 0


def test_delays_are_those_of_all_works_of_north_america_whose_date_has_passed(ledger: Ledger) -> None:
    found = ledger.observations.query("series == 'start.delay' and area != 'neo-narva'")
    due = found[found["period"].astype(int) <= 2025]
    # One row a works, of the plan that came first, by its newest reading.
    due = due.sort_values(["period", "vintage"]).groupby(["area", "period"]).tail(1).drop_duplicates("area")
    keys = sorted("start.delay/" + due["area"] + "/" + due["period"] + "@" + due["vintage"])
    for key in ("model.us-works-on-time", "model.eu-works-within-year"):
        assert sorted(RESULTS[key].of["delays"]) == keys
    # Where the outcome is open, works are late by more than a year already.
    assert (due["value"].notna() | (due["low"] > 1)).all()


def test_the_table_of_works_counts_what_began_in_time(ledger: Ledger) -> None:
    works = [
        ("2023-Q1", "2023", "operating"),
        ("2022", "2023-05", "suspended"),
        ("2024", "2024", "planned"),
        ("2021", "", "pilot"),
        ("2025", "2025", "ramp-up"),
        ("", "2023", "operating"),
    ]
    own = replace(ledger, projects=pd.DataFrame(works, columns=["start_first", "start", "status"]))
    assert pipeline.works_in_table(2024, own) == 4
    # On time began the first, within a year the second as well; the next have not begun or not a day of it.
    assert [pipeline.share_of_table(longest, 2024, own) for longest in (0, 1, 9)] == [25, 50, 50]


def test_what_an_algorithm_is_told_is_printed_in_words() -> None:
    told = RESULTS["model.us-magnets-2031-no-weak"].formula
    assert "begun (MP first plant, Stillwater first line, Noveon, eVAC)" in told
    assert "holds (MP Materials: MP first plant, USA Rare Earth: Stillwater first line), year 2031" in told
