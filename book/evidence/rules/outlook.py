"""Rules for what may come: scenarios whose words fit together, and a watch-list that the record can answer."""

from collections.abc import Iterator

from evidence.errors import Problem
from evidence.ledger import Ledger
from evidence.ledger.yardstick import YARDSTICK
from evidence.models.outlook import chances, readings
from evidence.results import RESULTS
from evidence.rules.places import name_row

SCENARIOS, WATCHLIST = "data/scenarios.csv", "data/watchlist.csv"


def check_scenarios(ledger: Ledger) -> Iterator[Problem]:
    """Yield scenarios whose chance lies outside their word, and horizons whose chances can't add up to 100."""
    for horizon, scenarios in ledger.scenarios.groupby("horizon", sort=False):
        last = scenarios.index[-1]
        if scenarios.at[last, "branch"] != 100:
            what = f"the last scenario of {horizon} leaves something over"
            yield Problem(SCENARIOS, name_row(ledger.scenarios, last), what, "give it the branch 100: all that is left")
        bounds = [YARDSTICK[word] for word in scenarios["word"]]
        low, high = (sum(ends) for ends in zip(*bounds, strict=True))
        if not low <= 100 <= high:
            what = f"the words of {horizon} allow {low} to {high} per cent in all"
            yield Problem(SCENARIOS, "", what, "exclusive scenarios make 100: change a word")
    for scenario_id, chance in chances(ledger.scenarios).items():
        word = ledger.scenarios.at[scenario_id, "word"]
        low, high = YARDSTICK[word]
        if not low <= chance <= high:
            what = f"its branches make {chance:.3g} per cent, which is not {word!r}"
            yield Problem(SCENARIOS, name_row(ledger.scenarios, scenario_id), what, "mend the word or the branches")


def check_watchlist(ledger: Ledger) -> Iterator[Problem]:
    """Yield rows that watch nothing on record, have no mark or point to no scenario."""
    statuses = set(ledger.measures["status"])
    for watch_id, watched in ledger.watchlist.iterrows():
        place = (WATCHLIST, name_row(ledger.watchlist, watch_id))
        for scenario_id in watched["points_to"].split():
            if scenario_id not in ledger.scenarios.index:
                yield Problem(*place, f"points to unknown {scenario_id}", "use a scenario_id of data/scenarios.csv")
        if bool(watched["series"]) == bool(watched["state"]):
            yield Problem(*place, "watches a series and a status, or neither", "fill in series or state")
        elif watched["state"]:
            measure_id, _, status = watched["state"].partition(":")
            if measure_id not in ledger.measures.index or status not in statuses:
                what = f"no measure {measure_id!r} or no status {status!r}"
                yield Problem(*place, what, "write the id of a measure, a colon and a status of the schema")
        else:
            found = readings(ledger.observations, watched)
            if found.empty:
                what = f"no {watched['grain'] or 'period'} of {watched['series']}/{watched['area']} on record"
                yield Problem(*place, what, "use a series, area and grain of data/record/observations.csv")
            mark = watched["threshold"]
            if not watched["direction"] or not _known(mark, ledger):
                yield Problem(*place, f"no mark in {mark!r}", "write a direction, and a number or a key as threshold")


def _known(mark: str, ledger: Ledger) -> bool:
    """Say whether a mark is a number, a row of the record or a result."""
    if mark in RESULTS or mark in ledger.observations.index:
        return True
    try:
        float(mark)
    except ValueError:
        return False
    return True
