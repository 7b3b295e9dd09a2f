"""Reasons as the office tells them: a terminal one version older does not know the newest code, and must not choke on it."""

from typing import Annotated

from pydantic import BeforeValidator

from domain.reasons import ReasonCode

_KNOWN = frozenset(ReasonCode)


def _understood(told: object) -> object:
    """Take what this version does not know for another legal reason: the window and the hotline can tell more."""
    if not isinstance(told, list):
        return told
    return [ReasonCode.LAW if isinstance(one, str) and one not in _KNOWN else one for one in told]


ToldReasons = Annotated[list[ReasonCode], BeforeValidator(_understood)]
"""Codes of a refusal; one that is not known here counts as :attr:`ReasonCode.LAW`."""
