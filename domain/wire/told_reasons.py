"""Reasons as the office tells them: a terminal one version older does not know the newest code, and must not choke on it."""

from typing import Annotated

from pydantic import BeforeValidator

from domain.reasons import ReasonCode

_KNOWN = frozenset(ReasonCode)


def _understood(told: object) -> object:
    """Take what this version does not know for another legal reason: the window and the hotline can tell more."""
    return ReasonCode.LAW if isinstance(told, str) and told not in _KNOWN else told


ToldReason = Annotated[ReasonCode, BeforeValidator(_understood)]
"""Code of a refusal; one that is not known here counts as :attr:`ReasonCode.LAW`."""

ToldReasons = list[ToldReason]
