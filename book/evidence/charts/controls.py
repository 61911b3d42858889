"""Sliders: what moves the answer of a what-if where its chart is shown."""

import json
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
    if not whatif.columns:
        # One answer, which the page can say.
        tail = json.dumps(format_quantity(0, whatif.unit).removeprefix("0"), ensure_ascii=False)
        text = f"format({whatif.expression}, ',.{whatif.digits}~r') + {tail}"
        controls.append(alt.param(name=f"{whatif.name}_answer", expr=text))
    return chart.add_params(*controls)
