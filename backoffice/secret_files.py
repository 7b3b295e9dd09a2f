"""Secrets of the settings that lie in files of their own, so that no configuration carries them.

`key_file` of a partner stands for `key`, `database_url_file` for `database_url`: a file of the office's user alone, or one of
systemd's LoadCredential.
"""

from pathlib import Path
from typing import Any

SUFFIX = "_file"
OF_OFFICE = ("database_url",)
OF_PARTNERS = ("registry", "post", "sms")


class SecretToldTwice(ValueError):
    """A secret stands in the configuration and in a file; nobody could tell which one counts."""


def with_secrets(raw: dict[str, Any]) -> dict[str, Any]:
    """Return the settings with every such file read; raises :class:`SecretToldTwice`, or OSError without the file."""
    told = _read(raw, OF_OFFICE)
    for partner in OF_PARTNERS:
        if isinstance(told.get(partner), dict):
            told[partner] = _read(told[partner], ("key",))
    return told


def _read(table: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    told = dict(table)
    for name in names:
        path = told.pop(name + SUFFIX, None)
        if path is None:
            continue
        if told.get(name):
            raise SecretToldTwice(f"{name} and {name}{SUFFIX} are both set")
        told[name] = Path(path).read_text(encoding="utf-8").strip()
    return told
