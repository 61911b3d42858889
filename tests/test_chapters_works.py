"""What the figures of works and of trade show, by rules that hold for any table."""

import pandas as pd
from conftest import cases, each_of

from evidence.chapters import leverage, outlook
from evidence.chapters import us_dependence as us
from evidence.results import RESULTS

NAN = float("nan")
PLANT = {"area": "japan", "stage": "metal", "place": "Nowhere", "status": "planned", "start_first": "2020", "start": ""}


@each_of(("cells", "text"), cases("models", "late works are those of two years or without another day"))
def test_late_works_are_those_of_two_years_or_without_another_day(ledger, cells, text):
    other = ledger.with_row("projects", "narva-2", **(PLANT | cells))
    assert leverage.late_works(other, least=2).set_index("evidence")["text"].get("project:narva-2") == text


def test_every_works_with_a_place_stands_on_the_map_of_its_stage(ledger):
    shares = pd.DataFrame({"panel": ["mine"], "label": "share", "text": "69%", "evidence": "gl.share-mining"})
    rows = outlook.works_by_place(ledger, shares).set_index("evidence")["panel"]
    works = ledger.projects[ledger.projects["latitude"].notna() & ledger.projects["stage"].ne("cluster")]
    # Works that recycle make oxides.
    stages = works["stage"].replace("recycling", "separation").rename("project:{}".format)
    assert rows.to_dict() == {**stages, "gl.share-mining": "mine"}


def test_buyers_meet_the_seller_without_gap_and_stand_apart():
    rows = pd.DataFrame({"label": ["all", "one", "two"], "text": ["10 t", "6 t", "4 t"], "value": [10.0, 6.0, 4.0]})
    placed = leverage.buyers(rows)
    assert placed["x"].tolist() == [0, 1, 1]
    assert placed.loc[1, "above"] == placed.loc[0, "edge"]
    assert placed.loc[2, "above"] == placed.loc[1, "above"] + 6
    assert placed.loc[2, "edge"] > placed.loc[1, "edge"] + 6


def test_a_record_is_printed_once_with_earlier_figures_that_differ():
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


def test_announced_works_stand_with_their_year_and_are_hollow_until_they_begin(ledger):
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


def test_every_delay_that_the_model_counts_is_drawn_by_the_year_announced():
    counted = RESULTS["model.us-works-on-time"].of["delays"]
    keys = [key for _, _, key in us.delays(counted)]
    assert sorted(keys) == sorted(counted)
    years = [key.split("/")[2][:4] for key in keys]
    assert years == sorted(years)
