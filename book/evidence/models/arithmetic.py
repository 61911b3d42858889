"""Arithmetic that the results of every chapter share: parts, multiples, changes, sums and ranks.

The inputs of a result are the numbers of its facts, so the numbers of a function come in whatever unit the facts have;
where two must agree, the function says so. Dividing by 0 raises ZeroDivisionError for Python's numbers; for NumPy's it
gives an infinity or nan, which `evidence.models.results.compute` refuses.
"""

from __future__ import annotations


def share(part: float, whole: float) -> float:
    """Return a part in per cent of the whole.

    Parameters
    ----------
    part, whole : float
        In one unit.

    Returns
    -------
    float
        Per cent.

    Raises
    ------
    ZeroDivisionError
        If the whole is 0.
    """
    return 100 * part / whole


def part_of(percent: float, whole: float) -> float:
    """Return the part of a whole that a percentage stands for; undoes `share`.

    Parameters
    ----------
    percent, whole : float
        Per cent, and any unit. A result may name them in either order: they are multiplied.

    Returns
    -------
    float
        In the unit of the whole.
    """
    return percent * whole / 100


def whole_of(part: float, percent: float) -> float:
    """Return the whole of which a part is so many per cent.

    Parameters
    ----------
    part : float
        Any unit.
    percent : float
        The part's share of the whole, per cent.

    Returns
    -------
    float
        In the unit of the part.

    Raises
    ------
    ZeroDivisionError
        If the share is 0.
    """
    return 100 * part / percent


def ratio(numerator: float, denominator: float) -> float:
    """Return one number divided by another: a multiple, a conversion or an amount for each unit.

    Parameters
    ----------
    numerator, denominator : float
        For a multiple in one unit; for a conversion an amount and a rate.

    Returns
    -------
    float
        A pure number for a multiple, else the numerator's unit over the denominator's.

    Raises
    ------
    ZeroDivisionError
        If the denominator is 0.
    """
    return numerator / denominator


def change(before: float, after: float) -> float:
    """Return a change in per cent of the first quantity.

    Parameters
    ----------
    before, after : float
        In one unit.

    Returns
    -------
    float
        Per cent; positive for a rise.

    Raises
    ------
    ZeroDivisionError
        If the first quantity is 0.
    """
    return 100 * (after / before - 1)


def fall(before: float, after: float) -> float:
    """Return a fall in per cent of the first quantity: `change` with the sign turned.

    Parameters
    ----------
    before, after : float
        In one unit.

    Returns
    -------
    float
        Per cent; negative for a rise.

    Raises
    ------
    ZeroDivisionError
        If the first quantity is 0.
    """
    return 100 * (1 - after / before)


def increase(before: float, after: float) -> float:
    """Return what was added from one quantity to the next.

    Parameters
    ----------
    before, after : float
        In one unit.

    Returns
    -------
    float
        In that unit; negative where it fell.
    """
    return after - before


def difference(first: float, *others: float) -> float:
    """Return what is left of a quantity once others are taken from it.

    Parameters
    ----------
    first, *others : float
        In one unit; any number of them.

    Returns
    -------
    float
        In that unit; negative if the others come to more than the first.
    """
    for number in others:
        first -= number
    return first


def remainder(*shares: float) -> float:
    """Return what shares of one whole leave of it.

    Parameters
    ----------
    *shares : float
        Per cent; any number of them.

    Returns
    -------
    float
        Per cent; 100 for no shares, negative if they come to more than 100.
    """
    return difference(100, *shares)


def total(*numbers: float) -> float:
    """Return the sum.

    Parameters
    ----------
    *numbers : float
        In one unit; any number of them.

    Returns
    -------
    float
        In that unit; 0 for none.
    """
    return sum(numbers)


def maximum(*numbers: float) -> float:
    """Return the largest number.

    Parameters
    ----------
    *numbers : float
        In one unit; at least one.

    Returns
    -------
    float
        In that unit.

    Raises
    ------
    ValueError
        If there are no numbers.
    """
    return max(numbers)


def rank(own: float, *rivals: float) -> float:
    """Return the rank of a quantity among rivals in any order; equals share the better rank.

    Parameters
    ----------
    own, *rivals : float
        The quantity to place and those it is placed among, in one unit.

    Returns
    -------
    float
        Rank, 1 is the largest.
    """
    return 1 + sum(rival > own for rival in rivals)
