"""Settings in layers: the shipped file below, what one machine changes on top."""

from collections.abc import Mapping
from typing import Any


def lay_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return `below` with the values of `above` laid over it, table by table and key by key."""
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        merged[key] = lay_over(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return merged
