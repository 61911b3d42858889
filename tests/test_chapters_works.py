"""What the figures of works and of trade show, by rules that hold for any table."""

import pandas as pd
from conftest import each_of

from evidence.chapters import leverage, outlook

PLANT = {"area": "japan", "stage": "metal", "place": "Nowhere", "status": "planned", "start_first": "2020", "start": ""}


@each_of(
    ("cells", "text"),
    [
        ({"start": "2023-Q2", "status": "operating"}, "3 years late"),
        ({"start": "2030"}, "due 10 years late"),
        ({"start": ""}, "no new date, planned"),
        ({"start": "2021"}, None),
        ({"start": "", "start_first": "2028"}, None),
        ({"area": "canada", "start": "2030"}, None),
        ({"stage": "mine", "start": "2030"}, None),
    ],
)
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
