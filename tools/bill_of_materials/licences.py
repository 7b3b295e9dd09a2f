"""Under which licence an installed package is, in SPDX's words, and whether that forces the GPL upon whoever uses it."""

import tomllib
from functools import cache
from importlib.metadata import PackageMetadata
from pathlib import Path
from typing import Any

from license_expression import ExpressionError, get_spdx_licensing

READ = Path(__file__).with_name("licences.toml")
GPL = ("GPL-", "AGPL-")
SPDX = get_spdx_licensing()


class UnknownLicence(LookupError):
    """Nobody has said, or read, under which licence a package is; carries its name."""


def licence_of(name: str, metadata: PackageMetadata) -> str:
    """Return an SPDX expression: what somebody read in the package, else what its metadata say.

    Raises :class:`UnknownLicence`.
    """
    known = _known()
    said = [known["read"].get(name), *(metadata.get_all("License-Expression") or ()), *(metadata.get_all("License") or ())]
    classifiers = {known["classifiers"].get(line) for line in metadata.get_all("Classifier") or ()} - {None}
    if len(classifiers) == 1:
        said.append(classifiers.pop())
    for expression in said:
        if expression and is_expression(expression):
            return str(SPDX.parse(expression, validate=True))
    raise UnknownLicence(name)


def is_expression(text: str) -> bool:
    """Tell whether `text` is an SPDX expression of known licences."""
    try:
        return SPDX.parse(text, validate=True) is not None
    except ExpressionError:
        return False


def forces_gpl(expression: str) -> bool:
    """Tell whether no choice in `expression` avoids GPL and AGPL; GPL with an exception counts, for somebody must look."""
    return _forces_gpl(SPDX.parse(expression, validate=True))


def _forces_gpl(parsed: Any) -> bool:
    if isinstance(parsed, SPDX.OR):
        return all(_forces_gpl(choice) for choice in parsed.args)
    if isinstance(parsed, SPDX.AND):
        return any(_forces_gpl(part) for part in parsed.args)
    return str(parsed).startswith(GPL)


@cache
def _known() -> dict[str, dict[str, str]]:
    return tomllib.loads(READ.read_text("utf-8"))
