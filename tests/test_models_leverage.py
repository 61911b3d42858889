"""The chain and the results of the chapter on leverage: known answers, limits, monotonicity."""

from itertools import combinations, pairwise

import networkx
import numpy as np
import pytest
from conftest import each_of

from evidence.facts import fact
from evidence.ledger import Ledger
from evidence.models import chain
from evidence.models.chain import GRAIN, STAGES, Chain, Figures
from evidence.results import RESULTS


@pytest.fixture(scope="module")
def figures() -> Figures:
    return Figures(**{name: fact(key).point for name, key in RESULTS["model.lev-keep-all"].of.items()})


def two(*china: float) -> Chain:
    """Return a chain of China, which uses 70 of 100, and another country, with China's shares by stage."""
    capacity = {stage: {"china": part, "other": 100 - part} for stage, part in zip(STAGES, china, strict=True)}
    return Chain(capacity, {"china": 70, "other": 30})


def flow_to(
    model: Chain, holder: str, withheld: tuple[str, ...], home: dict[str, float], traded: dict[str, float], free=False
) -> float:
    """Return the greatest flow of a network of whole grains to users of magnets of their own and of the market's.

    What is traded comes from the market alone, or where users are free from their own works too.
    """
    graph = networkx.DiGraph()
    for country in chain.COUNTRIES:
        before = "source"
        for stage in STAGES:
            into, out = (country, stage, "in"), (country, stage, "out")
            graph.add_edge(into, out, capacity=round(GRAIN * model.capacity[stage].get(country, 0)))
            graph.add_edge(before, into)
            if stage != STAGES[0]:
                graph.add_edge(f"market {STAGES[STAGES.index(stage) - 1]}", into)
            if country != holder or stage not in withheld:
                graph.add_edge(out, f"market {stage}")
            before = out
        graph.add_edge(before, (country, "home"))
        graph.add_edge((country, "home"), "sink", capacity=round(GRAIN * home.get(country, 0)))
        graph.add_edge("market magnet", (country, "open"))
        if free:
            graph.add_edge(before, (country, "open"))
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


@each_of("countries", [1, 2, 4])
def test_the_least_cut_is_the_greatest_flow_of_the_network(countries: int) -> None:
    random = np.random.default_rng(countries)
    subsets = [chosen for size in range(5) for chosen in combinations(STAGES, size)]
    for withheld in subsets * 3:
        model = random_chain(random, countries)
        holder = random.choice(["", *model.demand])
        served = served_by_network(model, holder, withheld)
        assert chain.serve(model, holder, withheld) == pytest.approx(served, rel=1e-9, abs=1e-9), (model, withheld)
        # Serving oneself first wastes nothing.
        assert sum(served.values()) == pytest.approx(flow_to(model, holder, withheld, {}, model.demand, free=True))


def test_draws_are_computed_at_once_as_one_by_one() -> None:
    random = np.random.default_rng(0)
    models = [random_chain(random, 3) for _ in range(20)]

    def arrays(tables: list[dict[str, float]]) -> dict[str, np.ndarray]:
        return {country: np.array([table[country] for table in tables]) for country in tables[0]}

    capacity = {stage: arrays([model.capacity[stage] for model in models]) for stage in STAGES}
    together = chain.serve(Chain(capacity, arrays([model.demand for model in models])), "china", ("mine", "metal"))
    one_by_one = arrays([chain.serve(model, "china", ("mine", "metal")) for model in models])
    assert all((together[country] == part).all() for country, part in one_by_one.items())


@each_of(
    ("withheld", "left"),
    [(("magnet",), 6), (("separate",), 30), (("metal",), 30), (("metal", "magnet"), 6), (STAGES, 6), ((), 30)],
)
def test_a_cut_leaves_what_the_stages_of_the_others_carry_and_nothing_is_lost_at_home(withheld, left) -> None:
    served = chain.serve(two(70, 90, 92, 94), "china", withheld)
    assert served == pytest.approx({"china": 70, "other": left})


def test_flows_are_counted_in_whole_millionths_of_a_point() -> None:
    few, one = (chain.serve(Chain({stage: {"china": part} for stage in STAGES}, {"china": 1})) for part in (4e-7, 6e-7))
    assert (few["china"], one["china"]) == (0, 1e-6)
    traded = Chain({stage: {"china": 1} for stage in STAGES}, {"china": 0.5, "other": 1e-6})
    assert chain.serve(traded)["other"] == 1e-6
    # What a grain for each country may explain is no loss.
    for use, loss in ((8e-6, 0), (9e-6, 100)):
        assert chain.lost(Chain(traded.capacity, {"china": 0.5, "other": use}), "china", STAGES)["other"] == loss


def test_what_is_withheld_from_makers_is_passed_on_and_what_is_traded_is_shared_alike() -> None:
    capacity = {stage: {"china": 100} for stage in STAGES} | {"mine": {"china": 90, "burma": 10}}
    losses = chain.lost(Chain(capacity, {"china": 80, "other": 20}), "burma", ("mine",))
    assert losses == pytest.approx({"china": 0, "other": 50, "alike": 10})
    capacity = {stage: {"china": 94, "japan": 6} for stage in STAGES}
    demand = {"china": 70, "japan": 2, "other": 20, "united-states": 8}
    # Japan sells 4 where 28 are wanted; of what all but China use, 6 of 30 are left.
    short = 100 * (1 - 4 / 28)
    losses = {"china": 0, "japan": 0, "other": short, "united-states": short, "alike": 80}
    assert chain.lost(Chain(capacity, demand), "china", ("magnet",)) == pytest.approx(losses)


@pytest.mark.parametrize("delivered", [0, 0.5, 1])
def test_stages_and_uses_come_to_the_world_and_countries_that_trade_freely_act_as_one(delivered, figures) -> None:
    model = chain.build_chain(figures, delivered=delivered)
    assert {country for shares in model.capacity.values() for country in shares} == set(chain.COUNTRIES)
    for shares in (*model.capacity.values(), model.demand):
        assert delivered or sum(shares.values()) == pytest.approx(100)
        assert min(shares.values()) >= 0
    for holder, withheld in (("china", ("separate",)), ("china", STAGES), ("burma", ("mine",))):
        others = sum(number for country, number in chain.serve(model, holder, withheld).items() if country != holder)
        merged = chain.serve(chain.merge(model, holder), holder, withheld)
        assert merged["other"] == pytest.approx(others, abs=1e-4)


def test_figures_that_would_pass_the_bounds_of_the_chain_stop_at_them(figures: Figures) -> None:
    def built(**changed: float) -> Chain:
        return chain.build_chain(figures._replace(exports_to_japan_month=0, **changed))

    assert built(ndpr_united_states=1e9).capacity["separate"]["other"] == pytest.approx(0)
    # Japan sells what it makes and no more; it makes as much for itself where Europe has more than it uses.
    assert built(share_of_europe=50).demand["japan"] == 0
    more = built(europe_of_others=1, share_of_europe=100, share_of_united_states=100)
    assert more.demand["japan"] == pytest.approx(more.capacity["magnet"]["japan"])
    assert chain.mine_rise_needed(**figures._replace(ore_united_states=0)._asdict()) == 0
    assert {part for plan in chain.PLANTS.values() for part in plan.values()} <= {0, 1}


def test_new_mines_feed_the_separation_that_waits_for_them(figures: Figures) -> None:
    with_mines, without = (
        sum(chain.build_chain(figures, delivered=1, **mines).capacity["separate"].values())
        for mines in ({}, {"new_mines": 0})
    )
    oxide = (figures.oxide_america + figures.oxide_australia) * figures.metal_in_oxide / figures.ndpr_in_magnets
    points = figures.magnets_china / (figures.output_china * figures.finished)
    assert with_mines - without == pytest.approx(oxide * points)


@each_of(("magnets", "finished", "used"), [(100, 1, 25), (90, 1, 0.9 * 25 + 10), (90, 0.5, 0.9 * 50 + 10)])
def test_use_outside_is_exports_and_what_others_make(magnets, finished, used, figures: Figures) -> None:
    made = {"magnets_china": magnets, "output_china": 200, "exports_china": 50, "finished": finished}
    assert figures._replace(**made).used_outside == pytest.approx(used)


def test_more_is_kept_the_less_is_chinese_or_withheld_and_the_more_plants_and_metal_come(figures: Figures) -> None:
    def kept(withheld: tuple[str, ...] = STAGES, *, of: Figures = figures, **plants: float) -> float:
        return chain.kept_outside(of, withheld, **plants)

    for field in ("magnets_china", "alloy_china", "refined_china"):
        by_share = [kept(of=figures._replace(**{field: share})) for share in (100, 99, 97, 95, 93)]
        assert by_share == sorted(by_share)
        assert by_share[0] == 0 < by_share[-1]
    assert all(kept() <= kept((stage,)) + 1e-4 for stage in STAGES)
    metals = [{"makers_metal": 0.5}, {"makers_metal": 1}, {"metal_works": 1}, {"own_metal": 1}]
    rising = [{"delivered": part} for part in (0, 0.5, 1)] + [{"delivered": 1} | metal for metal in metals]
    ordered = [kept(**plants) for plants in rising]
    assert all(less <= more + 1e-9 for less, more in pairwise(ordered)), ordered
    assert kept(delivered=1, own_metal=1, new_mines=0) < ordered[-1]
    # Without plants there is no metal of makers, and works for metal alone add no magnets.
    assert kept(own_metal=1) == pytest.approx(kept())
    bare = figures._replace(**{name: 0 for name in Figures._fields if name.startswith("plant_")})
    assert kept(of=bare, delivered=1, metal_works=1) == pytest.approx(kept())


def test_metal_is_counted_by_the_magnets_it_makes(figures: Figures) -> None:
    def alloy(works_alloy: float, works_metal: float) -> float:
        changed = figures._replace(works_alloy=works_alloy, works_metal=works_metal)
        return sum(chain.build_chain(changed, delivered=1, metal_works=1).capacity["metal"].values())

    # A tonne of metal makes as many magnets as the alloy that holds it.
    assert alloy(100, 0) == pytest.approx(alloy(0, 100 * figures.ndpr_in_magnets))
    assert alloy(100, 0) - alloy(0, 0) == pytest.approx(100 * figures.magnets_china / figures.output_china)


def test_announced_plants_are_those_with_a_size_a_place_and_a_year(ledger: Ledger) -> None:
    works = ledger.projects[ledger.projects["stage"].eq("magnet")]
    works = works[works["status"].isin(["announced", "planned", "under construction", "ramp-up"])]
    size = works["capacity"].fillna(works["low"])
    sure = works[(size >= 1000) & ~works["place"].str.startswith("site not named") & (works["start"].astype(str) != "")]
    # Parts of others, those whose year has passed without a sign, and those whose tonnes are unclear.
    counted = sure.index.difference(["mp-independence", "gkn-magnets", "lohum-up"])
    # Of Daido what it adds to 480 t.
    assert size[counted].sum() - 480 == pytest.approx(fact("model.lev-plants").value)


def test_heavy_grades_are_limited_by_heavy_separation_then_by_magnets(figures: Figures) -> None:
    # Of announced plants those for magnets count alone.
    few = chain.kept_heavy("announced", 99.9, **figures._asdict())
    many = chain.kept_heavy("today", 99.9, 50, **figures._asdict())
    assert few == pytest.approx(100 * 0.1 / figures.used_outside, rel=1e-3)
    assert many == pytest.approx(chain.kept_outside(figures, STAGES))


def test_draws_are_the_same_each_time_and_lie_between_the_rivals(figures: Figures) -> None:
    # Wide stages before the last: then what is kept has no peak between the ends.
    wide = figures._replace(alloy_china=50.0, refined_china=50.0)
    rival = wide._replace(magnets_china=90.0, finished=0.7)
    drawn = chain.kept_in_draws(wide, rival, wide)
    assert (chain.kept_in_draws(wide, rival, wide) == drawn).all()
    assert f"{len(drawn)} draws" in RESULTS["model.lev-range-all"].assumes
    corners = [wide, rival, wide._replace(magnets_china=90.0), wide._replace(finished=0.7)]
    ends = sorted(chain.kept_outside(corner, STAGES) for corner in corners)
    assert ends[0] <= min(drawn) < max(drawn) <= ends[-1]
    still = chain.kept_in_draws(wide, wide, wide)
    assert still == pytest.approx(chain.kept_outside(wide, STAGES))
    # A draw counts that keeps just so much.
    counted = [chain.draws_that_keep(least, "today", **wide._asdict()) for least in (still[0], still[0] + 1)]
    assert counted == [100, 0]
