"""Failures of a step, told in a few words that may be kept in the engine's database: what kind it was, never a message."""

import json
from collections.abc import Callable, Mapping

from backoffice.partners import PartnerDown, PartnerGarbled, PartnerRefused
from backoffice.refusals import CaseChanged, Reason, Refused

MARK = "!"  # a result is hexadecimal and never begins like this


class Failed(Exception):
    """A bug within a step. Names the type of what was raised only."""


def carry(failure: Exception) -> str:
    """Return what can be raised again from, without anything personal."""
    name = type(failure).__name__
    given: tuple[object, ...] = ()
    match failure:
        case PartnerGarbled():
            given = (failure.partner, failure.about)
        case PartnerDown() | PartnerRefused():
            given = (failure.partner,)
        case Refused():
            given = (failure.reason.value, failure.items, failure.codes)
        case CaseChanged() | LookupError():
            name = "LookupError" if isinstance(failure, LookupError) else name
        case Failed():
            given = failure.args
        case _:
            name, given = "Failed", (name,)
    return MARK + json.dumps([name, *given])


def raise_carried(kept: str) -> None:
    """Raise what :func:`carry` made; nothing for a result."""
    if kept.startswith(MARK):
        name, *given = json.loads(kept.removeprefix(MARK))
        raise _MAKE[name](*given)


def is_passing(kept: str) -> bool:
    """Tell whether time may heal it, so that the step is done anew."""
    if not kept.startswith(MARK):
        return False
    name, *given = json.loads(kept.removeprefix(MARK))
    return name in PASSING or (name == "Refused" and given[0] in PASSING_REASONS)


def _refused(reason: str, items: list[str], codes: list[str]) -> Refused:
    return Refused(Reason(reason), items=tuple(items), codes=tuple(codes))


_MAKE: Mapping[str, Callable[..., Exception]] = {
    "PartnerDown": PartnerDown,
    "PartnerGarbled": PartnerGarbled,
    "PartnerRefused": PartnerRefused,
    "Refused": _refused,
    "CaseChanged": CaseChanged,
    "LookupError": LookupError,
    "Failed": Failed,
}

PASSING = frozenset({"PartnerDown", "CaseChanged", "Failed"})
PASSING_REASONS = frozenset({Reason.PARTNER_DOWN.value, Reason.STORE_DOWN.value})
"""What the passing of time heals; a bug, too, once somebody has mended it."""
