"""The chain and the results of the chapter on leverage: known answers, limits, monotonicity."""

from itertools import combinations

import networkx
import numpy as np
import pytest
from conftest import answer, each_of

from evidence.facts import fact
from evidence.ledger import Ledger
from evidence.models import chain
from evidence.models.chain import GRAIN, STAGES, Chain, Figures
from evidence.results import RESULTS

LOSSES = [found.given for key, found in RESULTS.items() if key.startswith("model.lev-lost-")]


@pytest.fixture(scope="module")
def figures() -> Figures:
    return Figures(**{name: fact(key).point for name, key in RESULTS["model.lev-keep-all"].of.items()})


def two(china: tuple[float, ...], demand: float) -> Chain:
    """Return a chain of China and another country, with China's shares by stage and its use of magnets."""
    capacity = {stage: {"china": part, "other": 100 - part} for stage, part in zip(STAGES, china, strict=True)}
    return Chain(capacity, {"china": demand, "other": 100 - demand})


def draw_network(model: Chain, holder: str, withheld: tuple[str, ...]) -> networkx.DiGraph:
    """Draw the chain as a network of whole grains: magnets end at (country, "home") or "market magnet"."""
    graph = networkx.DiGraph()
    for number, stage in enumerate(STAGES):
        for country in chain.COUNTRIES:
            into, out = (country, stage, "in"), (country, stage, "out")
            graph.add_edge(into, out, capacity=round(GRAIN * model.capacity[stage].get(country, 0)))
            graph.add_edge("source" if number == 0 else f"market {STAGES[number - 1]}", into)
            if number > 0:
                graph.add_edge((country, STAGES[number - 1], "out"), into)
            if country != holder or stage not in withheld:
                graph.add_edge(out, f"market {stage}")
            if stage == STAGES[-1]:
                graph.add_edge(out, (country, "home"))
    return graph


def greatest_flow(model: Chain, holder: str = "", withheld: tuple[str, ...] = ()) -> float:
    """Return the greatest flow to all users in any order, without the rule who comes first."""
    graph = draw_network(model, holder, withheld)
    for country, demand in model.demand.items():
        graph.add_edge((country, "home"), (country, "use"))
        graph.add_edge("market magnet", (country, "use"))
        graph.add_edge((country, "use"), "sink", capacity=round(GRAIN * demand))
    return networkx.maximum_flow_value(graph, "source", "sink") / GRAIN


def flow_to(
    model: Chain, holder: str, withheld: tuple[str, ...], home: dict[str, float], traded: dict[str, float]
) -> float:
    """Return the greatest flow where users take some magnets of their own, and others from the market alone."""
    graph = draw_network(model, holder, withheld)
    for country in model.demand:
        graph.add_edge((country, "home"), "sink", capacity=round(GRAIN * home.get(country, 0)))
        graph.add_edge("market magnet", (country, "open"))
        graph.add_edge((country, "open"), "sink", capacity=round(GRAIN * traded.get(country, 0)))
    return networkx.maximum_flow_value(graph, "source", "sink") / GRAIN


def served_by_network(model: Chain, holder: str, withheld: tuple[str, ...]) -> dict[str, float]:
    """Return what users get by flows of the network: at home, the holder last, then a like part of the rest."""
    home: dict[str, float] = {}
    for country in sorted(model.demand, key=lambda name: name == holder):
        carried = flow_to(model, holder, withheld, home | {country: model.demand[country]}, {})
        home[country] = carried - sum(home.values())
    short = {country: demand - home[country] for country, demand in model.demand.items()}
    bought = flow_to(model, holder, withheld, home, short) - sum(home.values())
    part = bought / sum(short.values()) if sum(short.values()) > 0 else 0
    return {country: home[country] + part * short[country] for country in home}


def random_chain(random: np.random.Generator, countries: int) -> Chain:
    """Return a chain in which any stage may be short, and some countries lack one, in whole grains."""

    def shares() -> dict[str, float]:
        numbers = random.uniform(0, 100, countries).round(6) * (random.random(countries) > 0.2)
        return dict(zip(chain.COUNTRIES, numbers.tolist(), strict=False))

    return Chain({stage: shares() for stage in STAGES}, shares())


def use(share: float, blanks: float, exports: float, finished: float) -> dict[str, float]:
    """Return the inputs that tell how many of China's magnets others use."""
    return {
        "Chinese_share_of_magnets": share,
        "blanks": blanks,
        "magnet_exports": exports,
        "finished_part": finished,
    }


def test_without_a_cut_everyone_is_served() -> None:
    served = chain.serve(two((70, 90, 92, 94), 70))
    assert served == pytest.approx({"china": 70, "other": 30})


@each_of(
    ("withheld", "left"),
    [(("magnet",), 6), (("separate",), 30), (("metal",), 30), (("metal", "magnet"), 6), (STAGES, 6), ((), 30)],
)
def test_a_cut_leaves_what_the_stages_of_the_others_carry(withheld: tuple[str, ...], left: float) -> None:
    assert chain.serve(two((70, 90, 92, 94), 70), "china", withheld)["other"] == pytest.approx(left)


@each_of("narrow", [0, 1, 2, 3])
def test_with_all_stages_withheld_the_narrowest_decides(narrow: int) -> None:
    shares = [80.0] * 4
    shares[narrow] = 97
    assert chain.serve(two(tuple(shares), 70), "china", STAGES)["other"] == pytest.approx(3)


def test_a_country_keeps_for_itself_what_it_withholds() -> None:
    served = chain.serve(two((70, 90, 92, 94), 70), "china", STAGES)
    assert served["china"] == pytest.approx(70)


def test_ore_withheld_from_a_maker_is_passed_on_to_its_customers() -> None:
    model = Chain(
        {
            "mine": {"china": 90, "burma": 10},
            "separate": {"china": 100},
            "metal": {"china": 100},
            "magnet": {"china": 100},
        },
        {"china": 80, "other": 20},
    )
    losses = chain.lost(model, "burma", ("mine",))
    assert losses == pytest.approx({"china": 0, "other": 50, "alike": 10})


def test_two_users_share_alike_what_is_traded() -> None:
    capacity = {stage: {"china": 94, "japan": 6} for stage in STAGES}
    losses = chain.lost(
        Chain(capacity, {"china": 70, "japan": 2, "other": 20, "united-states": 8}), "china", ("magnet",)
    )
    assert losses["japan"] == 0
    assert losses["other"] == pytest.approx(losses["united-states"]) == pytest.approx(100 * (1 - 4 / 28))
    assert losses["alike"] == pytest.approx(80)


@each_of("countries", [1, 2, 4])
def test_the_least_cut_is_the_greatest_flow_of_the_network(countries: int) -> None:
    random = np.random.default_rng(countries)
    subsets = [chosen for size in range(5) for chosen in combinations(STAGES, size)]
    for withheld in subsets * 3:
        model = random_chain(random, countries)
        holder = random.choice(["", *model.demand])
        served = served_by_network(model, holder, withheld)
        assert chain.serve(model, holder, withheld) == pytest.approx(served, rel=1e-9, abs=1e-9), (model, withheld)


def test_draws_are_computed_at_once_as_one_by_one() -> None:
    random = np.random.default_rng(0)
    models = [random_chain(random, 3) for _ in range(20)]

    def arrays(tables: list[dict[str, float]]) -> dict[str, np.ndarray]:
        return {country: np.array([table[country] for table in tables]) for country in tables[0]}

    capacity = {stage: arrays([model.capacity[stage] for model in models]) for stage in STAGES}
    together = chain.serve(Chain(capacity, arrays([model.demand for model in models])), "china", ("mine", "metal"))
    for draw, model in enumerate(models):
        assert {name: part[draw] for name, part in together.items()} == chain.serve(model, "china", ("mine", "metal"))


@each_of("hold", sorted({(told["holder"], told["stage"]) for told in LOSSES}))
def test_serving_oneself_first_wastes_nothing(hold: tuple[str, str], figures: Figures) -> None:
    model = chain.build_chain(figures)
    served = chain.serve(model, hold[0], (hold[1],))
    assert sum(served.values()) == pytest.approx(greatest_flow(model, hold[0], (hold[1],)), abs=1e-4)


@pytest.mark.parametrize("delivered", [0, 0.5, 1])
@pytest.mark.parametrize("withheld", [("separate",), ("magnet",), STAGES])
def test_countries_that_trade_freely_act_as_one(withheld: tuple[str, ...], delivered: float, figures: Figures) -> None:
    model = chain.build_chain(figures, delivered=delivered)
    others = sum(number for country, number in chain.serve(model, "china", withheld).items() if country != "china")
    assert chain.serve(chain.merge(model), "china", withheld)["other"] == pytest.approx(others, abs=1e-4)


def test_every_stage_and_all_uses_come_to_the_world(figures: Figures) -> None:
    model = chain.build_chain(figures)
    for stage in STAGES:
        assert sum(model.capacity[stage].values()) == pytest.approx(100)
        assert min(model.capacity[stage].values()) >= 0
    assert sum(model.demand.values()) == pytest.approx(100)
    assert min(model.demand.values()) >= 0


def test_use_outside_is_exports_and_what_others_make(figures: Figures) -> None:
    def used(magnets: float, finished: float) -> float:
        return figures._replace(
            magnets_china=magnets, output_china=200, exports_china=50, finished=finished
        ).used_outside

    assert used(100, 1) == pytest.approx(25)
    assert used(90, 1) == pytest.approx(0.9 * 25 + 10)
    assert used(90, 0.5) == pytest.approx(0.9 * 50 + 10)


@each_of(("field", "delivered"), [("magnets_china", 0), ("alloy_china", 0), ("alloy_china", 1), ("refined_china", 0)])
def test_what_is_kept_falls_with_each_share_of_china(field: str, delivered: float, figures: Figures) -> None:
    kept = [
        chain.kept_outside(figures._replace(**{field: number}), STAGES, delivered=delivered)
        for number in (93, 95, 97, 99)
    ]
    assert kept == sorted(kept, reverse=True)
    assert kept[0] > kept[-1]


def test_what_is_kept_rises_with_new_plants_and_more_with_their_own_metal(figures: Figures) -> None:
    grown = [chain.kept_outside(figures, STAGES, delivered=part) for part in (0, 0.5, 1)]
    assert grown == sorted(grown)
    assert chain.kept_outside(figures, STAGES, delivered=1, own_metal=1) > grown[-1]
    assert chain.kept_outside(figures, STAGES, own_metal=1) == pytest.approx(grown[0])


def test_each_metal_announced_keeps_more_and_none_more_than_a_makers_own(figures: Figures) -> None:
    def kept(**metal: float) -> float:
        return chain.kept_outside(figures, STAGES, delivered=1, **metal)

    makers, works, own = kept(makers_metal=1), kept(metal_works=1), kept(own_metal=1)
    assert kept() < makers < works <= own + 1e-9
    assert kept(own_metal=1, new_mines=0) < own
    assert kept(makers_metal=0.5) < makers
    # Without plants there is no metal of makers, and works for metal alone add no magnets.
    bare = figures._replace(**{name: 0 for name in Figures._fields if name.startswith("plant_")})
    assert chain.kept_outside(bare, STAGES, delivered=1, metal_works=1) == pytest.approx(
        chain.kept_outside(figures, STAGES)
    )


def test_metal_is_counted_by_the_magnets_it_makes(figures: Figures) -> None:
    def alloy(**changed: float) -> float:
        model = chain.build_chain(figures._replace(**changed), delivered=1, metal_works=1)
        return sum(model.capacity["metal"].values())

    none = alloy(works_alloy=0, works_metal=0)
    # A tonne of metal makes as many magnets as the alloy that holds it.
    assert alloy(works_alloy=100, works_metal=0) == pytest.approx(
        alloy(works_alloy=0, works_metal=100 * figures.ndpr_in_magnets)
    )
    assert alloy(works_alloy=100, works_metal=0) - none == pytest.approx(
        100 * figures.magnets_china / figures.output_china
    )


def test_announced_plants_are_those_with_a_size_a_place_and_a_year(ledger: Ledger) -> None:
    works = ledger.projects.query(
        "stage == 'magnet' and status in ['announced', 'planned', 'under construction', 'ramp-up']"
    )
    size = works["capacity"].fillna(works["low"])
    sure = works[(size >= 1000) & ~works["place"].str.startswith("site not named") & (works["start"].astype(str) != "")]
    # Parts of others, those whose year has passed without a sign, and those whose tonnes are unclear.
    left_out = {"mp-independence", "gkn-magnets", "lohum-up"}
    counted = {"narva-1", "mp-10x", "vulcan-elements", "usar-stillwater", "usar-blacksburg", "js-link-columbus"}
    counted |= {"js-link-yesan", "evac-sumter", "magreesource", "glazov-magnets", "midwest-hyderabad-2"}
    counted |= {"daido-nakatsugawa-3"}
    assert set(sure.index) - left_out == counted
    # Of Daido what it adds to 480 t.
    assert size[[*counted]].sum() - 480 == pytest.approx(fact("model.lev-plants").value)


def test_heavy_shares_are_counted_in_tonnes() -> None:
    tonnes = {"dysprosium": 60, "terbium": 20, "output_of_Lynas": 20}
    assert answer("model.lev-heavy-china", **tonnes) == pytest.approx(80)
    assert answer("model.lev-heavy-lacq", **tonnes, Lacq=25) == pytest.approx(25)


def test_where_china_makes_everything_nothing_is_kept(figures: Figures) -> None:
    assert chain.kept_outside(figures._replace(magnets_china=100), STAGES) == 0


def test_withholding_more_never_leaves_more(figures: Figures) -> None:
    for stage in STAGES:
        assert chain.kept_outside(figures, STAGES) <= chain.kept_outside(figures, (stage,)) + 1e-4


def test_heavy_grades_are_limited_by_heavy_separation_then_by_magnets(figures: Figures) -> None:
    few, many = (chain.kept_heavy("today", 99.9, added, **figures._asdict()) for added in (0, 50))
    assert few == pytest.approx(100 * 0.1 / figures.used_outside, rel=1e-3)
    assert many == pytest.approx(chain.kept_outside(figures, STAGES))


def test_draws_are_the_same_each_time_and_stand_still_without_rivals(figures: Figures) -> None:
    # Wide stages before the last: then what is kept has no peak between the ends.
    figures = figures._replace(alloy_china=50.0, refined_china=50.0)
    lows, highs = figures._replace(magnets_china=90.0, finished=0.7), figures._replace(finished=1.0)
    first = chain.kept_in_draws(figures, lows, highs)
    assert (chain.kept_in_draws(figures, lows, highs) == first).all()
    assert len(first) == chain.DRAWS
    assert f"{chain.DRAWS} draws" in RESULTS["model.lev-range-all"].assumes
    ends = [
        chain.kept_outside(figures._replace(magnets_china=share, finished=finished), STAGES)
        for share in (90.0, figures.magnets_china)
        for finished in (0.7, 1.0)
    ]
    assert min(ends) <= min(first) <= max(first) <= max(ends)


def test_all_draws_keep_something_and_none_keeps_more_than_all(figures: Figures) -> None:
    some, too_many = (chain.draws_that_keep(least, "today", **figures._asdict()) for least in (1, 101))
    assert (some, too_many) == (100, 0)


def test_the_index_of_one_supplier_is_ten_thousand() -> None:
    key = "model.lev-concentration-magnet"
    assert answer(key, Chinese_share=100) == (10_000, 10_000)
    assert answer(key, Chinese_share=80) == (6_400, 6_800)
    assert answer(key, Chinese_share=0) == (0, 10_000)


def test_mining_shares_out_what_china_leaves() -> None:
    def index(share: float, american: float) -> tuple[float, ...]:
        others = {"American_output": american, "Australian_output": 0, "Burmese_output": 0}
        tonnes = {"world_output": 100, "Chinese_output": 50, **others}
        return answer("model.lev-concentration-mine", Chinese_share=share, **tonnes)

    assert index(50, 50) == pytest.approx((5_000, 5_000))
    assert index(60, 25) == pytest.approx((4_000, 4_400))


@each_of("stage", STAGES[1:])
def test_what_a_stage_covers_is_what_the_flow_gives_where_it_is_the_neck(stage: str, figures: Figures) -> None:
    shares = {"separate": "refined_china", "metal": "alloy_china", "magnet": "magnets_china"}
    others = {field: 50.0 for name, field in shares.items() if name not in {stage, "magnet"}}
    moved = figures._replace(**{shares[stage]: 97.0} | others)
    numbers = use(moved.magnets_china, moved.output_china, moved.exports_china, moved.finished)
    covered = answer(f"model.lev-cover-{stage}", Chinese_share_of_the_stage=97, **numbers)
    assert covered == pytest.approx(chain.kept_outside(moved, STAGES), rel=1e-4)


def test_half_is_kept_at_the_share_named(figures: Figures) -> None:
    share = fact("model.lev-share-for-half").value
    kept = chain.kept_outside(figures._replace(alloy_china=share), STAGES, delivered=1)
    assert kept == pytest.approx(50, abs=0.01)


def test_burmese_ore_hurts_china_only_beyond_what_its_customers_use() -> None:
    key, numbers = "model.lev-heavy-short-china", use(100, 250, 50, 0.8)
    assert answer(key, Burmese_share_of_heavy_ore=10, **numbers) == 0
    assert answer(key, Burmese_share_of_heavy_ore=50, **numbers) == pytest.approx(100 * 25 / 75)


def test_a_cut_of_ore_is_passed_on_whole_to_the_customers() -> None:
    cut = {"ore_exports_in_2024": 30, "ore_exports_in_2025": 10, "world_mine_output": 200}
    assert answer("model.lev-us-ore-cut-loss", **cut, **use(100, 250, 80, 0.8)) == pytest.approx(25)


def test_a_rival_claim_put_in_changes_what_is_kept(figures: Figures) -> None:
    key, claimed = "model.lev-keep-all", fact("GL-016").point
    adopted = answer(key, **figures._asdict())
    rival = answer(key, **figures._replace(magnets_china=claimed)._asdict())
    assert adopted == pytest.approx(fact(key).value)
    assert rival < adopted / 2
    ends = {"magnets_china_low": 90, "magnets_china_high": claimed}
    low, high = answer("model.lev-swing-magnets-today", **figures._asdict(), **ends)
    assert low == pytest.approx(rival)
    assert low < adopted < high
