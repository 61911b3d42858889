"""Results of the chapter on leverage: who could cut off whom, and what would be left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy

from evidence.models.arithmetic import change, fall, share, total
from evidence.models.chain import (
    ALL,
    DRAWS,
    KEYS,
    RIVALS,
    Chain,
    Figures,
    build_chain,
    kept_heavy,
    kept_in_draws,
    kept_outside,
    lost_by_user,
    used_outside,
    world_magnets,
)
from evidence.models.results import Outcome, result
from evidence.models.us_dependence import MAGNETS_FROM_ALLOY

# Who uses magnets: the others of COUNTRIES are counted with "other".
USERS = ("china", "united-states", "european-union", "japan", "other")
# Who could hold back what; Chinese concentrate, oxide and metal stand in results of their own.
HOLDS = (
    ("china", "magnet"),
    ("united-states", "mine"),
    ("australia", "mine"),
    ("burma", "mine"),
    ("malaysia", "separate"),
    ("japan", "magnet"),
)
PERCENTILES = (5, 95)
HALF = 50

ONE_FOR_ONE = (
    "one point of world supply at a stage becomes one at the next; all mines hold the same part of magnet rare earths; "
    "plants run at what they made, nothing is in stock; tonnes of magnets made are blanks, of which 85 % end as "
    "finished magnets; Europe makes half of the magnets that neither China nor Japan makes, and what it and the United "
    "States buy neither at home nor in China comes from Japan; alloy outside China is made where magnets are; whoever "
    "makes magnets serves itself first, and the others share alike what is traded"
)
DELIVERED = (
    "; the plants of eight makers run at their full goals, and a tonne of magnets holds 0.3 t of NdPr; Noveon, which ran "
    "in 2024, counts with the plants of today, and a German recycler of 100 t/yr is left out; new oxide comes from Lynas, "
    "Solvay and Lacq; refineries at Eneabba and Solikamsk are left out, since their magnet elements are not on record"
)
OWN_METAL = DELIVERED + "; each new magnet plant makes its own metal and alloy"
UNIFORM = (
    f"; {DRAWS} draws with a fixed seed, each figure anywhere between its rivals with equal weight and apart from the "
    "others; from 70 to 100 % of blanks end as magnets"
)


def concentration(*shares: float) -> tuple[float, float]:
    """Return the Herfindahl-Hirschman index that some known shares allow.

    Parameters
    ----------
    *shares : float
        Shares of known suppliers, per cent.

    Returns
    -------
    (float, float)
        With the rest in countless hands, and with the rest in one; from 0 to 10,000.
    """
    known = sum(number**2 for number in shares)
    return known, known + max(0.0, 100 - sum(shares)) ** 2


def cover(china: float, magnets: float, output: float, exports: float) -> float:
    """Return what the world outside China makes at one stage over the magnets it uses.

    Parameters
    ----------
    china : float
        China's share of the stage, per cent.
    magnets, output, exports : float
        As for `evidence.models.chain.used_outside`.

    Returns
    -------
    float
        Per cent; over 100 where it makes more than it needs.
    """
    return 100 * (100 - china) / used_outside(magnets, output, exports)


# Results.

SHARED = {"unit": "%", "digits": 2}


def _of_figures(
    key: str, label: str, compute: Callable[[Figures], Outcome], formula: str, assumes: str = "", **settings: object
) -> None:
    """Register a result that takes all figures of the chain."""

    def function(*numbers: float) -> Outcome:
        return compute(Figures(*numbers))

    function.__doc__ = f"""{label}.

    Parameters
    ----------
    *numbers : float
        The fields of `Figures`, in their order.

    Returns
    -------
    float or (float, float)
        Per cent.
    """
    result(key, label=label, inputs=tuple(KEYS), formula=formula, assumes=ONE_FOR_ONE + assumes, **(SHARED | settings))(
        function
    )


def _between_rivals(
    key: str,
    label: str,
    compute: Callable[..., Outcome],
    assumes: str,
    *,
    formula: str = f"percentiles {PERCENTILES[0]} and {PERCENTILES[1]} of the greatest flow, over all draws",
    basis: str = "share demand met",
) -> None:
    """Register a result that takes all figures and the ends between which some of them lie."""
    ends = [end for rivals in RIVALS for end in (rivals.low, rivals.high)]

    def function(*numbers: float) -> Outcome:
        figures, found = Figures(*numbers[: len(KEYS)]), numbers[len(KEYS) :]
        lows = figures._replace(**{rivals.field: low for rivals, low in zip(RIVALS, found[::2], strict=True)})
        highs = figures._replace(**{rivals.field: high for rivals, high in zip(RIVALS, found[1::2], strict=True)})
        return compute(figures, lows, highs)

    function.__doc__ = f"""{label}.

    Parameters
    ----------
    *numbers : float
        The fields of `Figures`, in their order, then the low and the high end of each of `RIVALS`.

    Returns
    -------
    float or (float, float)
        Per cent.
    """
    result(
        key,
        label=label,
        basis=basis,
        inputs=(*KEYS, *ends),
        formula=formula,
        assumes=ONE_FOR_ONE + UNIFORM + assumes,
        **SHARED,
    )(function)


def _percentiles(draws: Iterable[float]) -> tuple[float, float]:
    low, high = numpy.percentile(tuple(draws), PERCENTILES)
    return float(low), float(high)


GREATEST = "100 × greatest flow to users outside China / their use"

_of_figures(
    "model.lev-used-outside",
    "World use of magnets outside China",
    lambda f: used_outside(f.magnets_china, f.output_china, f.exports_china),
    "Chinese share × exports / finished output + 100 − Chinese share",
    basis="share magnet output",
)

WITHHELD = {"separate": "oxide", "metal": "metal and alloy", "magnet": "magnets"}
for _stage, _goods in WITHHELD.items():
    _of_figures(
        f"model.lev-keep-{_stage}",
        f"What the world outside China keeps of its magnets if China withholds {_goods} alone",
        lambda f, stage=_stage: kept_outside(f, (stage,)),
        GREATEST,
        basis="share demand met",
    )
    _of_figures(
        f"model.lev-keep-{_stage}-plants",
        f"The same for {_goods}, with the announced plants",
        lambda f, stage=_stage: kept_outside(f, (stage,), delivered=1),
        GREATEST,
        DELIVERED,
        basis="share demand met",
    )
_of_figures(
    "model.lev-keep-all",
    "What the world outside China keeps of its magnets if China withholds the goods of all stages",
    lambda f: kept_outside(f, ALL),
    GREATEST,
    basis="share demand met",
)
_of_figures(
    "model.lev-keep-all-plants",
    "The same for all stages, with the announced plants",
    lambda f: kept_outside(f, ALL, delivered=1),
    GREATEST,
    DELIVERED,
    basis="share demand met",
)
_of_figures(
    "model.lev-keep-all-metal",
    "The same for all stages, with the announced plants and as much new metal as new magnets",
    lambda f: kept_outside(f, ALL, delivered=1, own_metal=1),
    GREATEST,
    OWN_METAL,
    basis="share demand met",
)

_between_rivals(
    "model.lev-range-all",
    "What is kept if China withholds the goods of all stages, over rival figures",
    lambda f, lows, highs: _percentiles(kept_in_draws(f, lows, highs, ALL)),
    "",
)
_between_rivals(
    "model.lev-range-all-plants",
    "The same with announced plants, of which between none and all are built",
    lambda f, lows, highs: _percentiles(kept_in_draws(f, lows, highs, ALL, most_delivered=1)),
    "; from none to all of the announced capacity is built",
)
_between_rivals(
    "model.lev-range-all-metal",
    "The same with announced plants that make their own metal, of which between none and all are built",
    lambda f, lows, highs: _percentiles(kept_in_draws(f, lows, highs, ALL, most_delivered=1, own_metal=1)),
    "; from none to all of the announced capacity is built, and new plants make their own metal",
)

_between_rivals(
    "model.lev-draws-half-metal",
    "Draws in which half or more is kept, with announced plants that make their own metal",
    lambda f, lows, highs: share(
        sum(kept >= HALF for kept in kept_in_draws(f, lows, highs, ALL, most_delivered=1, own_metal=1)), DRAWS
    ),
    "; from none to all of the announced capacity is built, and new plants make their own metal",
    formula="100 × draws in which at least half is kept / all draws",
    basis="part",
)

CASES = {"today": {}, "plants": {"delivered": 1.0}}
for _rivals in RIVALS:
    for _case, _settings in CASES.items():
        _name = _rivals.field.replace("_china", "").replace("_", "-")

        def _swing(
            *numbers: float, field: str = _rivals.field, settings: Mapping[str, float] = _settings
        ) -> tuple[float, float]:
            """Return what is kept with one figure at the low and at the high end of its rivals.

            Parameters
            ----------
            *numbers : float
                The fields of `Figures`, then the low and the high end.
            field : str
                The figure that is replaced.
            settings : mapping of str to float
                As `kept_outside` takes them.

            Returns
            -------
            (float, float)
                Per cent, the smaller first.
            """
            figures = Figures(*numbers[: len(KEYS)])
            ends = (figures._replace(**{field: number}) for number in numbers[len(KEYS) :])
            low, high = sorted(kept_outside(changed, ALL, **settings) for changed in ends)
            return low, high

        result(
            f"model.lev-swing-{_name}-{_case}",
            label=f"What is kept if China withholds all stages, over the rivals for: {_rivals.label}"
            + (", with the announced plants" if _settings else ""),
            basis="share demand met",
            inputs=(*KEYS, _rivals.low, _rivals.high),
            formula=GREATEST + ", with this figure at either end and the others as adopted",
            assumes=ONE_FOR_ONE + (DELIVERED if _settings else ""),
            **SHARED,
        )(_swing)

for _case, _settings in CASES.items():
    _of_figures(
        f"model.lev-swing-finished-{_case}",
        "What is kept if China withholds all stages, over the range of finished magnets for a tonne of blanks"
        + (", with the announced plants" if _settings else ""),
        lambda f, settings=_settings: tuple(
            sorted(kept_outside(f, ALL, finished=finished, **settings) for finished in MAGNETS_FROM_ALLOY)
        ),
        GREATEST + ", with 70 and with 100 % of blanks ending as magnets",
        DELIVERED if _settings else "",
        basis="share demand met",
    )


def _ore_kept_back(chain: Chain) -> float:
    return max(0.0, chain.capacity["mine"]["united-states"] - chain.capacity["separate"]["united-states"])


HEAVY = "share.heavy-separation/china/2023@2023-12-24"
CAREMAG = "project.caremag-dytb-share/european-union/2026@2025-03"
HEAVY_ALIKE = "; magnets with heavy rare earths are used, alloyed and made where all magnets are; ore is no limit"


def _of_heavy(name: str, label: str, keys: tuple[str, ...], assumes: str = "", delivered: float = 0) -> None:
    """Register a result on magnets that need heavy rare earths."""

    def function(*numbers: float) -> float:
        """Return what the world outside China keeps of magnets that need heavy rare earths.

        Parameters
        ----------
        *numbers : float
            The fields of `Figures`, China's share of heavy separation, and what is added to it elsewhere.

        Returns
        -------
        float
            Per cent of its use.
        """
        return kept_heavy(Figures(*numbers[: len(KEYS)]), *numbers[len(KEYS) :], delivered=delivered)

    result(
        f"model.lev-keep-heavy{name}",
        label=label,
        basis="share demand met",
        inputs=(*KEYS, *keys),
        formula=GREATEST,
        assumes=ONE_FOR_ONE + HEAVY_ALIKE + assumes,
        **SHARED,
    )(function)


_of_heavy("", "What is kept of magnets with heavy rare earths if China withholds all stages", (HEAVY,))
_of_heavy("-caremag", "The same with the plant at Lacq", (HEAVY, CAREMAG), "; Lacq runs at its goal and finds its feed")
AMERICAN_HEAVY = (
    "mp.heavy-capacity/united-states/2026@2025-11-07",
    "project.white-mesa-dy/united-states/2027@2025-09",
    "project.white-mesa-tb/united-states/2027@2025-09",
)


@result(
    "model.lev-heavy-american",
    label="Heavy separation planned in the United States, over the world's",
    basis="share heavy separation",
    inputs=(CAREMAG, "project.caremag-dytb-oxide/european-union/2026@2025-03", *AMERICAN_HEAVY),
    formula="share that Lacq claims × planned American tonnes / tonnes of Lacq",
    assumes="the world's tonnes are those that the share claimed for Lacq implies; all tonnes are oxide",
    **SHARED,
)
def planned_heavy(percent: float, tonnes: float, *planned: float) -> float:
    """Return planned tonnes as a share of the whole that another plant's share implies.

    Parameters
    ----------
    percent, tonnes : float
        The other plant, as a share of the whole in per cent and in tonnes.
    *planned : float
        Tonnes.

    Returns
    -------
    float
        Per cent.
    """
    return percent * sum(planned) / tonnes


_of_heavy(
    "-american",
    "The same with the plants planned in the United States",
    (HEAVY, "model.lev-heavy-american"),
    "; both plants run at their goals and find their feed",
)
_of_heavy(
    "-plants",
    "The same with the plant at Lacq and the announced magnet plants",
    (HEAVY, CAREMAG),
    "; Lacq and all magnet plants run at their goals and find their feed",
    delivered=1,
)


@result(
    "model.lev-heavy-short-china",
    label="What China itself would lack of magnets with heavy rare earths without Burmese heavy ore",
    basis="share demand lost",
    inputs=("share.heavy-mining/burma/2025@2025-07-08", KEYS.magnets_china, KEYS.output_china, KEYS.exports_china),
    formula="100 × (Burmese share of heavy ore − use of magnets outside China) / use in China, in per cent of the world",
    assumes="heavy grades are used where all magnets are; China serves itself first; no stocks and no other ore",
    **SHARED,
)
def short_of_heavy(burma: float, magnets: float, output: float, exports: float) -> float:
    """Return what China lacks of heavy grades once it has taken all that others would have had.

    Parameters
    ----------
    burma : float
        Burma's share of heavy ore, per cent.
    magnets, output, exports : float
        As for `evidence.models.chain.used_outside`.

    Returns
    -------
    float
        Per cent of China's use; 0 where its exports make up for the ore.
    """
    outside = used_outside(magnets, output, exports)
    return share(max(0.0, burma - outside), 100 - outside)


ALL_ORE = "; all ore mined in 2025 counts as if it came to market, though part of the American was not sold"

for _holder, _stage in HOLDS:
    for _user in (*USERS, "alike"):
        _of_figures(
            f"model.lev-lost-{_holder}-{_stage}-{_user}",
            f"Magnets lost by {'all, if shared alike,' if _user == 'alike' else _user} if {_holder} withholds what its "
            f"stage {_stage} makes",
            lambda f, holder=_holder, stage=_stage, user=_user: lost_by_user(f, holder, stage)[user],
            "100 × (use − what still comes) / use",
            ALL_ORE if _stage == "mine" else "",
            basis="share demand lost",
        )


@result(
    "model.lev-concentration-mine",
    label="Concentration of mining, four countries known",
    unit="ratio",
    basis="concentration index",
    inputs=tuple(KEYS[:1] + KEYS[4:9]),
    formula="sum of squared shares in per cent, the rest spread thinly or in one country",
    assumes="the others' tonnes of 2025 divide what China leaves",
    digits=3,
)
def concentration_of_mining(
    china: float, world: float, ore_china: float, united_states: float, australia: float, burma: float
) -> tuple[float, float]:
    """Return `concentration` of mining.

    Parameters
    ----------
    china : float
        China's share, per cent.
    world, ore_china, united_states, australia, burma : float
        Tonnes mined.

    Returns
    -------
    (float, float)
        From 0 to 10,000.
    """
    left = (100 - china) / (world - ore_china)
    return concentration(china, *(left * tonnes for tonnes in (united_states, australia, burma)))


for _stage, _key in (("separate", KEYS.refined_china), ("metal", KEYS.alloy_china), ("magnet", KEYS.magnets_china)):
    result(
        f"model.lev-concentration-{_stage}",
        label=f"Concentration of the stage {_stage}, China alone known",
        unit="ratio",
        basis="concentration index",
        inputs=(_key,),
        formula="square of China's share in per cent, the rest spread thinly or in one country",
        digits=3,
    )(concentration)


@result(
    "model.lev-share-for-half",
    label="China's share of a stage at which the others could keep half of the magnets they use by themselves",
    unit="%",
    basis="part",
    inputs=("model.lev-used-outside",),
    formula="100 − use outside China / 2",
    assumes="a point at a stage becomes a point of magnets; no other stage is short",
)
def share_for_half(used_outside: float) -> float:
    """Return the share.

    Parameters
    ----------
    used_outside : float
        Part of all magnets used outside China, per cent.

    Returns
    -------
    float
        Per cent.
    """
    return 100 - used_outside / 2


_of_figures(
    "model.lev-mine-rise-needed",
    "Rise of Chinese mining that would make up for American ore withheld",
    lambda f: 100 * _ore_kept_back(build_chain(f)) / f.mined_china,
    "100 × (American ore − what American separation takes) / Chinese ore, in points of world supply",
    basis="change",
)


EXPORTED_ORE = "usgs.us-exports-ores-compounds/united-states"


@result(
    "model.lev-us-ore-cut",
    label="Fall of US exports of ores and compounds from 2024 to 2025, over world mine output",
    unit="%",
    basis="share mine output",
    inputs=(f"{EXPORTED_ORE}/2024@mcs-2026", f"{EXPORTED_ORE}/2025@mcs-2026", KEYS.ore_world),
    formula="100 × (exports of 2024 − exports of 2025) / world mine output of 2025, all REO",
    assumes="compounds among the exports count like ore",
    digits=2,
)
def cut_of_ore(before: float, after: float, world: float) -> float:
    """Return how much of the world's ore stopped coming.

    Parameters
    ----------
    before, after : float
        Exports, t REO.
    world : float
        World mine output, t REO.

    Returns
    -------
    float
        Per cent.
    """
    return share(before - after, world)


@result(
    "model.lev-us-ore-cut-loss",
    label="What that fall would cost users outside China of the magnets they buy there, if China served itself first",
    unit="%",
    basis="share demand lost",
    inputs=(
        f"{EXPORTED_ORE}/2024@mcs-2026",
        f"{EXPORTED_ORE}/2025@mcs-2026",
        KEYS.ore_world,
        KEYS.magnets_china,
        KEYS.output_china,
        KEYS.exports_china,
    ),
    formula="100 × fall in per cent of world ore / Chinese magnet exports in per cent of world magnets",
    assumes=ONE_FOR_ONE,
    digits=2,
)
def loss_passed_on(before: float, after: float, world: float, magnets: float, output: float, exports: float) -> float:
    """Return the part of China's magnet exports that a cut in ore would take away.

    Parameters
    ----------
    before, after, world : float
        As for `cut_of_ore`.
    magnets, output, exports : float
        As for `evidence.models.chain.used_outside`.

    Returns
    -------
    float
        Per cent.
    """
    exported = used_outside(magnets, output, exports) - (100 - magnets)
    return share(cut_of_ore(before, after, world), exported)


result(
    "model.lev-mine-rise-2024",
    label="Rise of Chinese mine output from 2023 to 2024",
    unit="%",
    basis="change",
    inputs=("usgs.mine-output/china/2023@mcs-2025", "usgs.mine-output/china/2024@mcs-2026"),
    formula="100 × (output of 2024 / output of 2023 − 1)",
    digits=2,
)(change)

result(
    "model.lev-exports-may",
    label="Fall of China's magnet exports from March to May 2025",
    unit="%",
    basis="change",
    inputs=("customs.magnet-exports/world/2025-03@2026-04-20", "customs.magnet-exports/world/2025-05@2025-06"),
    formula="100 × (1 − May / March)",
    digits=2,
)(fall)

result(
    "model.lev-exports-october",
    label="China's magnet exports in October 2025 against October 2024",
    unit="%",
    basis="change",
    inputs=("customs.magnet-exports/world/2024-10@2025-11-20", "customs.magnet-exports/world/2025-10@2025-11-20"),
    formula="100 × (October 2025 / October 2024 − 1)",
    digits=2,
)(change)

result(
    "model.lev-plants",
    label="Magnet capacity announced outside China, eight makers",
    unit="t/yr",
    basis="magnet capacity",
    inputs=tuple(key for field, key in KEYS._asdict().items() if field.startswith("plant_")),
    formula="sum of the goals; Narva and MP with their first stages",
)(total)


@result(
    "model.lev-world-magnets",
    label="Finished magnets that the world makes in a year",
    unit="t",
    basis="magnet output",
    inputs=(KEYS.magnets_china, KEYS.output_china),
    formula="finished output of China / its share",
    assumes="tonnes made in China are blanks, of which 85 % end as finished magnets",
    digits=2,
)
def finished_magnets(magnets: float, output: float) -> float:
    """Return `world_magnets` with the middle of the range for finishing.

    Parameters
    ----------
    magnets, output : float
        China's share in per cent and its output in t.

    Returns
    -------
    float
        Tonnes.
    """
    return world_magnets(magnets, output)


for _stage, _key in (("separate", KEYS.refined_china), ("metal", KEYS.alloy_china), ("magnet", KEYS.magnets_china)):
    result(
        f"model.lev-cover-{_stage}",
        label=f"What the world outside China makes at the stage {_stage} over the magnets it uses",
        basis="share demand met",
        inputs=(_key, KEYS.magnets_china, KEYS.output_china, KEYS.exports_china),
        formula="100 × (100 − China's share of the stage) / world use outside China in per cent",
        assumes="one point of world supply at a stage becomes one at the next; 85 % of blanks end as magnets",
        **SHARED,
    )(cover)
