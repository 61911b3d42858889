"""What the figures of the chapter on United States dependence show: figures of a record, announced works, delays."""

import pandas as pd

from evidence.chapters import us_dependence as us
from evidence.ledger import Ledger
from evidence.results import RESULTS

NAN = float("nan")


def test_a_record_is_printed_once_with_earlier_figures_that_differ() -> None:
    record = pd.DataFrame(
        [
            ("2023", "mcs-2024", 100.0, NAN, 100.0),
            ("2023", "mcs-2025", NAN, 95.0, 95.0),
            ("2024", "mcs-2025", 80.0, NAN, 80.0),
            ("2024", "mcs-2026", 80.0, NAN, 80.0),
            ("2025", "mcs-2026", 80.0, NAN, 80.0),
        ],
        columns=["period", "vintage", "value", "low", "point"],
    )
    rows = us.printed(record.assign(panel="all"))
    assert rows[["text", "edition", "latest", "changed"]].to_numpy().tolist() == [
        [">95", "MCS 2025", True, True],
        ["100", "MCS 2024", False, False],
        ["80", "MCS 2026", True, True],
        ["80", "MCS 2026", True, False],
    ]
    assert rows[rows["latest"]][["since", "until"]].to_numpy().tolist() == [[2023, 2023], [2024, 2025], [2024, 2025]]


def test_announced_works_stand_with_their_year_and_are_hollow_until_they_begin(ledger: Ledger) -> None:
    # Of White Mesa only the most is known, and stands.
    names = {
        "noveon-san-marcos": "Noveon",
        "mp-10x": "MP",
        "posco-us-magnets": "POSCO",
        "energy-fuels-white-mesa": "WM",
    }
    works = ledger.projects.loc[list(names)]
    rows = us.announced(names, ledger.projects)
    assert rows["label"].tolist()[1:3] == [f"MP, {works.at['mp-10x', 'start']}", "POSCO"]
    assert rows["text"].iat[1] == f"10,000, {works.at['mp-10x', 'status']}"
    assert rows["hollow"].tolist()[:3] == [False, True, True]
    most = works.at["energy-fuels-white-mesa", "high"]
    assert rows["value"].tolist() == [*works["capacity"].iloc[:3], most]


def test_every_delay_that_the_model_counts_is_drawn_by_the_year_announced() -> None:
    counted = RESULTS["model.us-works-on-time"].of["delays"]
    keys = [key for _, _, key in us.delays(counted)]
    assert sorted(keys) == sorted(counted)
    years = [key.split("/")[2][:4] for key in keys]
    assert years == sorted(years)
