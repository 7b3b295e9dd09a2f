"""受理: what is checked before an application is accepted by itself, and what a person decides where a check did not pass.

The checks look at the form only: what only the registry can tell is the reviewer's to compare.
"""

from collections.abc import Iterable
from datetime import timedelta

from backoffice.office import Office, Work
from domain.addresses import AddressSource
from domain.services import End
from domain.wire import v1

CONSENT_UNKNOWN = "consent_unknown"
SIGNATURE_MISSING = "signature_missing"
TIME_AHEAD = "time_ahead"
REGION_UNKNOWN = "region_unknown"

AHEAD = timedelta(minutes=10)
"""How far a terminal's clock may go ahead of the office's; heartbeats tell of less."""


def doubts_of(work: Work, body: v1.ApplicationBody) -> tuple[str, ...]:
    """Return what keeps an application from being accepted by itself, as codes; empty when nothing does.

    What is decided at once agrees to a notice made for it alone, and is checked when it is decided.
    """
    reviewed = work.office.terms[body.service].promised_working_days > 0
    found = {
        CONSENT_UNKNOWN: reviewed and not all(is_proven(work.office, consent) for consent in body.consents),
        SIGNATURE_MISSING: reviewed and not any(body.signature.strokes),
        TIME_AHEAD: reviewed and body.confirmed_at > work.now + AHEAD,
        REGION_UNKNOWN: goes_nowhere(work, body),
    }
    return tuple(code for code, stands in found.items() if stands)


def is_signed(work: Work, body: v1.ApplicationBody, consents: Iterable[v1.Consent]) -> bool:
    """Tell whether there is a signature, and `consents`, those given with it, are to texts that this office has now."""
    return any(body.signature.strokes) and all(is_proven(work.office, consent) for consent in consents)


def is_proven(office: Office, consent: v1.Consent) -> bool:
    """Tell whether what was agreed to is a text that this office has, letter by letter."""
    notice = office.notice_texts.get(consent.notice_id)
    return notice is not None and notice.version == consent.version and notice.sha256(consent.language) == consent.sha256


def goes_nowhere(work: Work, body: v1.ApplicationBody) -> bool:
    """A letter to a district that this office's table does not have; a registered address is the registry's to tell."""
    by_post = work.office.terms[body.service].ends is End.POST
    named = body.delivery.source is not AddressSource.REGISTRY
    return by_post and named and body.delivery.region_code not in {region.code for region in work.office.regions}
