"""驾驶证遗失补证: re-issue of a lost driving licence.

机动车驾驶证申领和使用规定 (公安部令第162号, as amended by 172号, in force 2025-01-01) §69: only the identity document
is needed; forbidden while the licence is seized or withheld; the old licence is void from the re-issue on.
"""

from domain.licences import DrivingLicence, LicenceState
from domain.reasons import ReasonCode, Refusal
from domain.rules import grounds
from domain.rules.facts import LicenceFacts
from domain.services import ServiceSlug, ServiceTerms

SEIZED = frozenset({LicenceState.SUSPENDED, LicenceState.IMPOUNDED, LicenceState.WITHHELD})  # 162 §69
NOT_IN_FORCE = frozenset(
    {
        LicenceState.ANNULLED,
        LicenceState.REVOKED,
        LicenceState.CANCELLED,
        LicenceState.CANCELLED_RESTORABLE,
        LicenceState.POINTS_EXCEEDED,
        LicenceState.STOPPED,
    }
)


def refusals(facts: LicenceFacts, terms: ServiceTerms) -> list[Refusal]:
    """Return every reason that stands against the re-issue, all at once; empty means eligible."""
    found = grounds.document_expired(facts.document_valid_to, facts.today)
    if facts.licence is None:
        return [*found, Refusal(ReasonCode.NO_LICENCE)]
    return [
        *found,
        *grounds.issued_elsewhere(facts.licence, terms),
        *_state(facts.licence, facts),
        *grounds.already_pending(facts.same_business_pending),
        *grounds.reissued_too_often(facts.reissues, facts.today, terms),
    ]


def _state(licence: DrivingLicence, facts: LicenceFacts) -> list[Refusal]:
    if licence.states & (SEIZED | NOT_IN_FORCE):
        return [Refusal(ReasonCode.STATE)]
    if LicenceState.LOCKED in licence.states:
        return [Refusal(ReasonCode.LOCKED)]
    if LicenceState.EXPIRED in licence.states or _ended(licence, facts):
        return [Refusal(ReasonCode.OTHER_SERVICE, instead=ServiceSlug.DRIVER_LICENCE_RENEW_EXPIRY)]
    return []


def _ended(licence: DrivingLicence, facts: LicenceFacts) -> bool:
    return licence.valid_to is not None and licence.valid_to < facts.today
