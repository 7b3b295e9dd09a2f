"""The four ways out of review, and the second person.

Each returns the Decision: `effective`, or `proposed` when the service's `second_person_reasons` ask for a second clerk (or `override`).
All need the actor's own lease; `version` as in :mod:`backoffice.review.desk`.
"""

from backoffice.office import Work
from backoffice.review.models import Decision
from domain.reasons import ReasonCode

OVERRIDABLE = frozenset({ReasonCode.REISSUE_LIMIT, ReasonCode.DUPLICATE})
"""Mismatches that two clerks together may set aside; what a regulation forbids is not among them."""


def approve(work: Work, number: str, version: int, *, override: bool = False, note: str = "") -> Decision:
    """通过. Raises Refused(registry_missing, person_not_judged, person_doubtful, mismatch_stands, change_not_accepted)."""
    raise NotImplementedError


def request_correction(
    work: Work, number: str, version: int, codes: tuple[ReasonCode, ...], items: tuple[str, ...], note: str = ""
) -> Decision:
    """补正: every item at once (162 §3); the promise pauses. Raises Refused(codes_missing, code_not_allowed, items_unknown)."""
    raise NotImplementedError


def reject(work: Work, number: str, version: int, codes: tuple[ReasonCode, ...], note: str = "") -> Decision:
    """不予办理, with reasons and remedies. R-LAW needs a note. Raises Refused(codes_missing, note_missing)."""
    raise NotImplementedError


def refer_to_window(work: Work, number: str, version: int, codes: tuple[ReasonCode, ...], note: str = "") -> Decision:
    """转现场办理 (162 §83)."""
    raise NotImplementedError


def agree(work: Work, number: str, version: int) -> Decision:
    """The second person agrees; raises Refused(second_person_is_proposer, no_decision_waits)."""
    raise NotImplementedError


def decline(work: Work, number: str, version: int) -> Decision:
    """The second person does not agree; the case goes back to the queue. Raises as :func:`agree`."""
    raise NotImplementedError
