"""Sliders: what moves the answers of a what-if where its chart is shown."""

from typing import TypeVar

import altair as alt

from evidence.ledger.quantities import format_quantity
from evidence.results.whatif import WhatIf

Chart = TypeVar("Chart", bound=alt.TopLevelMixin)


def add_controls(chart: Chart, whatif: WhatIf) -> Chart:
    """Return the whole chart with a slider for each parameter."""
    controls = []
    for item in whatif.parameters:
        unit = format_quantity(0, item.default.unit).removeprefix("0").strip()
        label = f"{item.label}, {unit}" if unit else item.label
        slider = alt.binding_range(min=item.low, max=item.high, step=item.step, name=label)
        controls.append(alt.param(name=item.name, value=item.default.point, bind=slider))
    return chart.add_params(*controls)
