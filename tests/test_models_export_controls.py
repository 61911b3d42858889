"""Results on export controls: known answers, agreement of what must fit, and the rows that figures show."""

import math

import pytest
from conftest import cases, each_of

from evidence.chapters import export_controls as chapter
from evidence.facts import fact
from evidence.models import export_controls as xc
from evidence.results import RESULTS

MAGNETS = "customs.magnet-exports/world"
GENEVA = "cn-us-2025-05-12-geneva"


@each_of(
    ("normal", "later", "months"),
    [((40, 50, 60), (10, 20, 50, 60, 0), 2), ((50, 50), (50, 0), 0), ((50,), (10,), None)],
)
def test_months_to_normal_count_from_the_first(normal, later, months):
    found = xc.months_to_normal(normal, later)
    assert math.isnan(found) if months is None else found == months


def test_months_are_set_against_a_twelfth_of_the_year_before():
    assert xc.months_at_normal(1200, (99, 100, 101)) == 2
    assert xc.shortfall(1200, 350, 4) == 50
    assert xc.average_month(350, 4) == 87.5


def test_months_known_together_count_as_many_as_their_period_has():
    def months(key):
        return chapter.months_of(key.split("/", 2)[2])

    for name in ("average-month-april-july-2026", "shortfall-april-july-2026"):
        together = RESULTS[f"model.xc-us-{name}"]
        assert [*together.given.values()] == [len(months(together.of["exports"]))]
    inputs = RESULTS["model.xc-magnet-made-up-july-2026"].of
    assert len(months(inputs["second_quarter"])) == len(inputs["months_April_to_June"])
    apart = [month for key in (*inputs["months_since"], inputs["second_quarter"]) for month in months(key)]
    assert sorted(apart) == chapter.months_of("2025-07/2026-07")


def test_months_worked_back_give_the_year_and_quarters_the_half():
    assert abs(fact("model.xc-months-minus-year-2025").value) < 0.001 * fact(f"{MAGNETS}/2025").value
    parts = sum(fact(f"{MAGNETS}/{period}").value for period in ("2026-Q1", "2026-Q2", "2026-07"))
    assert parts == pytest.approx(fact(f"{MAGNETS}/2026-01/2026-07").value)


def test_entities_are_those_of_the_lists_and_the_control_list_adds_up(ledger):
    lists = [RESULTS[f"model.xc-entities-{name}-list"] for name in ("control", "watch")]
    japan = [name for one in lists for name in one.inputs if "/japan/" in name]
    assert sum(fact(name).point for name in japan) == fact("china.entities-listed/japan/2026-06-29").point
    rows = ledger.observations[ledger.observations["series"] == "china.entities-control-list"]
    of_2026 = rows.index[rows["period"].str.startswith("2026")]
    assert sorted(lists[0].inputs) == sorted(name.partition("@")[0] for name in of_2026)
    everything = fact("china.entities-control-list-all/world/2025-01-02/2026-08-24").point
    assert everything == rows["value"].sum()
    ended = ("stopped/united-states/2025", "suspended/united-states/2026-10-08")
    left = everything - sum(fact(f"china.entities-control-list-{name}").point for name in ended)
    assert left == fact("china.entities-control-list-in-force/world/2026-10-08").point


def test_spans_end_where_a_rule_is_suspended_or_replaced_and_else_on_the_day_given(ledger):
    names = ("cn-2025-57", "cn-2025-18", GENEVA, chapter.TRUCE)
    spans = chapter.control_spans(ledger, dict.fromkeys(names, "x"), "2026-10-08")
    suspended, lasting, replaced, truce = (spans[spans["evidence"] == name] for name in names)
    # Suspended before its day, it never was in force.
    assert suspended["state"].tolist() == ["announced", "suspended"]
    assert [*suspended["start"], suspended["end"].iat[0]] == ["2025-10-09", "2025-11-07", "2025-11-07"]
    assert set(suspended["replaced"]) == {ledger.measures.at["cn-2025-70", "instrument"]}
    assert lasting["end"].tolist() == ["2026-10-08"]
    heir = ledger.measures.at[GENEVA, "replaced_by"]
    assert replaced[["state", "end"]].to_numpy().tolist() == [["easing", ledger.measures.at[heir, "announced"]]]
    extension = spans.iloc[-1]
    assert (extension["state"], extension["start"]) == ("extension announced", truce["end"].iat[0])


def test_months_of_exports_are_those_on_record_and_averages_where_none_is_known_apart(ledger):
    table = chapter.magnet_exports(ledger, ["2025-04", "2025-05"], ["2025-01/2025-02", "2026-Q2"])
    world, states = (table[table["series"] == series].set_index("period") for series in chapter.EXPORTS)
    apart = {"2025-04": "worked back", "2025-05": "printed"}
    assert world["origin"].to_dict() == apart | {"2026-Q2": "average"}
    assert states["origin"].to_dict() == apart | {"2025-01/2025-02": "average"}
    for period, number in {"2025-04": 1, "2026-Q2": 3}.items():
        assert world.at[period, "point"] == fact(world.at[period, "evidence"]).point / number
    assert world.loc["2025-04", ["start", "middle", "end"]].tolist() == ["2025-04-03", "2025-04-15", "2025-04-28"]
    assert states.loc["2025-01/2025-02", ["start", "end"]].tolist() == ["2025-01-03", "2025-02-28"]


@each_of(("period", "months"), cases("models", "months of periods"))
def test_months_of_periods(period, months):
    assert chapter.months_of(period) == months
