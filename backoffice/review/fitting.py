"""Which reasons a clerk is offered: those that can be true of what lies before him, the likeliest first."""

from collections.abc import Iterable

from backoffice.review.catalogue import DESKS
from domain.reasons import ReasonCode
from domain.rules.catalogue import find_rules
from domain.rules.rule import About
from domain.services import ServiceSlug

_R = ReasonCode

AT_INTAKE = (
    _R.SIGNATURE,
    _R.CONSENT,
    _R.DOCUMENT,
    _R.ADDRESS,
    _R.PHONE,
    _R.ID_EXPIRED,
    _R.DUPLICATE,
    _R.FRAUD,
    _R.LAW,
)
"""不予受理 looks at the form alone; what the registry says is the reviewer's."""

OF_DOUBT = {
    "signature_missing": _R.SIGNATURE,
    "consent_unknown": _R.CONSENT,
    "region_unknown": _R.ADDRESS,
}
"""What the checks of intake found -> the reason that says so; a terminal's clock is nobody's reason."""

OF_APPLICATIONS = (
    _R.FACE,
    _R.DATA,
    _R.DOCUMENT,
    _R.ID_EXPIRED,
    _R.ADDRESS,
    _R.PHONE,
    _R.SIGNATURE,
    _R.DUPLICATE,
    _R.WINDOW,
    _R.VIOLATION,
    _R.ACCIDENT,
    _R.REGISTRY,
    _R.OTHER_SERVICE,
)
LAST = (_R.FRAUD, _R.LAW)
OF_LICENCES = (
    _R.PHOTO,
    _R.STATE,
    _R.LOCKED,
    _R.OUT_OF_AREA,
    _R.REISSUE_LIMIT,
    _R.NO_LICENCE,
    _R.AGE,
    _R.CLASS,
    _R.MEDICAL,
    _R.ABILITY,
    _R.POINTS,
)
OF_VEHICLES = (
    _R.VEHICLE_STATE,
    _R.VEHICLE_KIND,
    _R.NO_VEHICLE,
    _R.UNIT_OWNER,
    _R.OUT_OF_AREA,
    _R.REISSUE_LIMIT,
)


def at_intake(doubts: Iterable[str]) -> tuple[ReasonCode, ...]:
    """Return the reasons for not accepting an application, what its `doubts` point at first."""
    return _first((OF_DOUBT[doubt] for doubt in doubts if doubt in OF_DOUBT), AT_INTAKE)


def in_review(service: ServiceSlug, found: Iterable[ReasonCode] = ()) -> tuple[ReasonCode, ...]:
    """Return the reasons for refusing or referring an application of `service`, those of its differences first."""
    rules = find_rules(service)
    own = {About.LICENCE: OF_LICENCES, About.VEHICLES: OF_VEHICLES}.get(rules.about, ()) if rules else ()
    correctable = tuple(DESKS[service].correctable.values()) if service in DESKS else ()
    return _first(found, (*OF_APPLICATIONS, *own, *correctable, *LAST))


def _first(likely: Iterable[ReasonCode], all_of_them: tuple[ReasonCode, ...]) -> tuple[ReasonCode, ...]:
    return tuple(dict.fromkeys((*likely, *all_of_them)))
