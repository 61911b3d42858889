"""Results on United States works: one truth with the record, and what no works can make."""

from dataclasses import replace

import pandas as pd
import pytest
from conftest import answer, cases, each_of

from evidence.facts import fact
from evidence.ledger import Ledger
from evidence.models import pipeline
from evidence.results import RESULTS


def numbers(key: str) -> dict[str, float | tuple[float, ...]]:
    """Return the inputs of a result as the ledger has them."""
    return {
        name: tuple(fact(one).point for one in keys) if isinstance(keys, tuple) else fact(keys).point
        for name, keys in RESULTS[key].of.items()
    }


WORKS = cases("models", "works start and make what the record says")


@each_of(("key", "works", "sites"), WORKS)
def test_works_start_and_make_what_the_record_says(key: str, works: str, sites: list[str], ledger: Ledger) -> None:
    given, record = RESULTS[f"model.{key}"].given, ledger.projects.loc[sites]
    assert {name for result, name, _ in WORKS if result == key} == given["starts"].keys()
    # What is not held by a works that has begun counts from the start of the last site.
    last = record.iloc[-1]
    assert str(given["starts"][works]) == (last["start"][:4] or str(given["starts"][works]))
    own = numbers(f"model.{key}")[works]
    capacity = record["low"] if works == "MP_first_plant" else record["capacity"].fillna(record["high"])
    assert (sum(own) if isinstance(own, tuple) else own) == capacity.sum()
    assert (last["status"] in ("operating", "ramp-up")) == (works in given.get("begun", ()))


@each_of("name", ["magnet", "heavy"])
def test_all_capacity_is_within_reach_counted_once_and_no_more(name: str) -> None:
    key = {"magnet": "model.us-magnets-chance-2035", "heavy": "model.us-heavy-chance-2033"}[name]
    known, announced = numbers(key), fact(f"model.us-{name}-capacity-announced").value
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
