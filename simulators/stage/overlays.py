"""Writes the two overlays: what the programs of this stage are told about paths, ports and addresses."""

from collections.abc import Mapping
from pathlib import Path


def write(path: Path, tables: Mapping[str, Mapping[str, object] | object]) -> Path:
    """Write a TOML file with top-level values first, then one table per mapping."""
    plain = [f"{key} = {_value(value)}" for key, value in tables.items() if not isinstance(value, Mapping)]
    sections = [
        "\n".join([f"\n[{name}]", *(f"{key} = {_value(value)}" for key, value in table.items())])
        for name, table in tables.items()
        if isinstance(table, Mapping)
    ]
    path.write_text("\n".join([*plain, *sections]) + "\n", encoding="utf-8")
    return path


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
