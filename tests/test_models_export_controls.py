"""Known answers, limits and monotonicity of the results on export controls."""

import math

import pytest

from evidence.models import export_controls as xc

FLAT_YEAR = [100] * 12


def test_months_agree_with_a_year_that_is_their_sum():
    assert xc.months_minus_year(*FLAT_YEAR, 1200) == 0
    assert xc.months_minus_year(*FLAT_YEAR, 1190) == 10


def test_fall_from_the_average_of_the_first_quarter():
    assert xc.fall_from_first_quarter(50, 60, 70, 15) == pytest.approx(75)
    assert xc.fall_from_first_quarter(60, 60, 60, 60) == pytest.approx(0)
    assert xc.fall_from_first_quarter(50, 60, 70, 90) < 0


def test_average_month():
    assert xc.average_month(1200) == 100


def test_shortfall_by_both_baselines():
    # 2024: 50 a month, first quarter: 60 a month, second quarter: 90 shipped in all.
    assert xc.shortfall(60, 60, 60, 40, 20, 30, 600) == pytest.approx((60, 90))


def test_nothing_is_short_in_a_flat_year():
    assert xc.shortfall(*[100] * 6, 1200) == pytest.approx((0, 0))


def test_shortfall_grows_as_may_shrinks():
    assert xc.shortfall(60, 60, 60, 40, 10, 30, 600) > xc.shortfall(60, 60, 60, 40, 20, 30, 600)


def test_recovered_share():
    # Against 50 a month: 60 short, 60 above normal later; against 60 a month: 90 short, nothing above normal.
    shares = xc.recovered_share(60, 60, 60, 40, 20, 30, *[60] * 6, 600)
    assert shares == pytest.approx((0, 100))


def test_months_to_normal_counts_from_may():
    assert xc.months_to_normal(50, 50, 50, 10, 20, 50, 60, 0, 0, 0, 0) == 2
    assert xc.months_to_normal(50, 50, 50, 10, 50, 0, 0, 0, 0, 0, 0) == 1
    assert math.isnan(xc.months_to_normal(50, 50, 50, *[10] * 8))


def test_magnet_export_value():
    assert xc.magnet_export_value(50_000, 1) == 50


def test_threshold_in_a_hand_sized_case():
    # A magnet of 100 dollars a kilogram, oxide at 200 dollars: 10 cents buy 0.5 g in the kilogram, 500 ppm.
    assert xc.mass_at_threshold(0.1, 100_000, 1, 200) == pytest.approx(500)


def test_dearer_oxide_reaches_the_threshold_sooner():
    assert xc.mass_at_threshold(0.1, 100_000, 1, 400) < xc.mass_at_threshold(0.1, 100_000, 1, 200)


def test_value_and_mass_agree_when_oxide_costs_as_much_as_the_magnet():
    assert xc.value_or_mass(0.1, 100_000, 1, 100) == pytest.approx(1)
    assert xc.value_or_mass(0.1, 100_000, 1, 500) == pytest.approx(5)
    assert xc.value_or_mass(7, 100_000, 1, 500) == pytest.approx(5)
