"""Vega-Lite specifications made lighter and the same on every machine, without changing what they draw."""

import hashlib
import json
import math
from typing import Any

SIGNIFICANT_DIGITS = 10
SHARED_CHANNELS = ("x", "y", "tooltip")


def settle(spec: dict[str, Any]) -> dict[str, Any]:
    """Return Altair's specification made stable: numbers rounded, data named by content, shared channels said once."""
    spec, names = round_floats(spec), {}
    for name, rows in spec.get("datasets", {}).items():
        content = json.dumps(rows, ensure_ascii=False, sort_keys=True)
        names[name] = f"rows-{hashlib.sha256(content.encode()).hexdigest()[:8]}"
    datasets = {names[name]: rows for name, rows in spec.pop("datasets", {}).items()}
    config = spec.pop("config")
    return {"config": config, **_lighten(spec, names), "datasets": datasets}


def round_floats(data: Any) -> Any:
    """Return JSON-ready data with its numbers rounded to ten digits, and whole ones as integers, as viewers save them."""
    if isinstance(data, dict):
        return {key: round_floats(inner) for key, inner in data.items()}
    if isinstance(data, list):
        return [round_floats(inner) for inner in data]
    if isinstance(data, float) and math.isfinite(data):
        rounded = float(f"{data:.{SIGNIFICANT_DIGITS}g}")
        return int(rounded) if rounded.is_integer() and abs(rounded) < 1e15 else rounded
    return data


def named_data(part: Any) -> set[str]:
    """Return the names of the datasets that a specification draws."""
    if isinstance(part, list):
        return set().union(*map(named_data, part))
    if not isinstance(part, dict):
        return set()
    own = {part["data"]["name"]} if "name" in part.get("data", {}) else set()
    return own.union(*(named_data(inner) for name, inner in part.items() if name not in {"datasets", "config"}))


def _lighten(part: Any, names: dict[str, str]) -> Any:
    if isinstance(part, list):
        return [_lighten(inner, names) for inner in part]
    if not isinstance(part, dict):
        return part
    if part.get("name") in names and len(part) == 1:
        return {"name": names[part["name"]]}
    part = {key: _lighten(inner, names) for key, inner in part.items()}
    if "layer" in part:
        _share(part)
    return part


def _share(group: dict[str, Any]) -> None:
    """Move what all layers say alike of a channel, and of their data, to the group."""
    layers = group["layer"]
    if len({json.dumps(layer.get("data")) for layer in layers}) == 1 and "data" in layers[0] and "data" not in group:
        group["data"] = layers[0]["data"]
        for layer in layers:
            del layer["data"]
    for channel in SHARED_CHANNELS:
        said = [layer.get("encoding", {}).get(channel) for layer in layers]
        # A layer that doesn't use the channel must say so with a value of its own, or it would inherit the channel.
        if any(each is None for each in said) or channel in group.get("encoding", {}):
            continue
        free = [each for each in said if not (isinstance(each, dict) and "value" in each)]
        if len(free) < 2:
            continue
        if isinstance(free[0], list):
            shared: Any = free[0] if all(each == free[0] for each in free) else None
        else:
            shared = {key: value for key, value in free[0].items() if all(each.get(key, ...) == value for each in free)}
        if not shared:
            continue
        group.setdefault("encoding", {})[channel] = shared
        for layer, each in zip(layers, said, strict=True):
            if each is shared or each == shared:
                del layer["encoding"][channel]
            elif isinstance(each, dict) and "value" not in each:
                layer["encoding"][channel] = {key: value for key, value in each.items() if key not in shared}
