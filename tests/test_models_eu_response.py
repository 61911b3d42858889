"""Known answers, limits and monotonicity of the results on the European response."""

import pytest

from evidence.models import eu_response as eu
from evidence.models.arithmetic import difference, ratio, share


def test_falls_of_partners_add_up_to_the_fall_of_the_total():
    parts = [eu.fall_of_partner(200, 60, 100, 70), eu.fall_of_partner(200, 40, 100, 30)]
    assert parts == [50, 50]
    assert sum(parts) == difference(200, 100)


def test_a_share_can_rise_while_the_tonnes_fall():
    assert eu.fall_of_partner(100, 40, 50, 60) > 0


def test_a_budget_without_its_bank_part_meets_less_of_the_need():
    assert eu.budget_without_bank(30, 10, 20) == 1
    assert eu.budget_without_bank(30, 0, 20) == ratio(30, 20)


def test_nothing_is_left_over_when_imports_meet_all_demand():
    assert eu.magnets_not_imported(100, 80, 80) == 0
    assert eu.magnets_not_imported(100, 45, 90) == 50
    assert eu.magnets_not_imported(100, 45, 95) > eu.magnets_not_imported(100, 45, 90)


def test_share_of_demand_grows_with_the_plant():
    assert eu.share_of_demand(10, 40, 100) == (10, 40)


def test_new_capacity_lowers_the_suppliers_share():
    assert eu.share_left(80, 0, 100) == 80
    assert eu.share_left(80, 80, 100) == 0
    assert eu.share_left(80, 30, 100) < eu.share_left(80, 20, 100)


def test_demand_at_the_ceiling_gives_the_ceiling_back():
    demand = eu.demand_at_ceiling(100, 80, 30, 60)
    assert demand == pytest.approx(125)
    assert share(demand - 20 - 30, demand) == pytest.approx(60)
    assert eu.demand_at_ceiling(100, 80, 30, 70) > demand
