"""The figure that every chapter has: what the articles claim, set beside the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evidence.charts.figure import Figure
from evidence.charts.panels import Axis, draw_panels, kind_key
from evidence.charts.rows import fact_rows

COLUMNS = {"panel": "Counted", "label": "Who", "text": "Figure", "basis": "Basis"}


def rivals(
    figure_id: str,
    *,
    title: str,
    subtitle: str,
    description: str,
    entries: Sequence[tuple[str, str, str]],
    axes: Axis | Mapping[str, Axis],
    note: str = "",
) -> Figure:
    """Draw rival figures one below the other, in panels by what they count.

    Parameters
    ----------
    figure_id, title, subtitle, description, note
        See `Figure`.
    entries : sequence of (panel, label, key)
        The facts, in drawing order; each panel holds one unit and basis.
    axes : Axis, or mapping of str to Axis
        One axis for all panels, so that lengths can be compared by eye; or one for each panel.

    Returns
    -------
    Figure
        Claims are diamonds, record rows circles, computed results squares; ranges are lines.
    """
    rows = fact_rows(entries)
    return Figure(
        id=figure_id,
        title=title,
        subtitle=subtitle,
        description=description,
        draw=lambda layout: draw_panels(rows, axes, layout, above=[kind_key(rows, layout)]),
        rows=rows,
        columns=COLUMNS,
        panel="panel",
        note=note,
    )
