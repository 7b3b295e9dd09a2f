"""The registry's photograph for a face comparison at a terminal: one person at a time, never a harvest."""

import base64
import logging

from backoffice.audit import services as audit
from backoffice.intake.eligibility import offered
from backoffice.office import Actor, Office
from backoffice.registry.port import RegistryRecord
from backoffice.review.photographs import as_picture
from backoffice.troubles import registry_gaps
from backoffice.violations.harvest import TooManyPersons, admit
from domain.services import ServiceSlug
from domain.wire.v1_faces import FaceReference, FaceReferenceQuestion

LARGEST_PHOTO = 512 * 1024  # bytes; in base64 it stays below what a terminal accepts of an answer

_log = logging.getLogger(__name__)


def find_reference(office: Office, terminal_id: str, question: FaceReferenceQuestion) -> FaceReference:
    """Return the photograph, or none with the reason in the audit log.

    Raises :class:`backoffice.intake.eligibility.ServiceNotOffered`, :class:`backoffice.violations.harvest.TooManyPersons`,
    :class:`backoffice.partners.PartnerFailure`.
    """
    if isinstance(question.service, ServiceSlug):
        offered(office, question.service)
    _admit(office, terminal_id, question)
    with registry_gaps.noting(office, Actor(f"terminal:{terminal_id}"), office.vault.person_hash(question.number)):
        record = office.registry.query_licence(question.number)
    outcome = _outcome(record, question)
    with office.writing(Actor(f"terminal:{terminal_id}")) as work:
        audit.record(work, "face_reference.answered", codes=(question.service.value, outcome))
    if outcome == "too_large":
        _log.warning("face reference too large for the line")
    photo = record.photo if outcome == "given" else None
    return FaceReference(photo=base64.b64encode(photo).decode() if photo else None)


def _admit(office: Office, terminal_id: str, question: FaceReferenceQuestion) -> None:
    """Count the person; a terminal that asks about too many is refused, and the refusal is audited for staff to see."""
    try:
        with office.writing(Actor(f"terminal:{terminal_id}")) as work:
            admit(work, terminal_id, office.vault.person_hash(question.number))
    except TooManyPersons:
        with office.writing(Actor(f"terminal:{terminal_id}")) as work:
            audit.record(work, "face_reference.too_many_persons", subject=terminal_id)
        _log.warning("terminal asked for the photographs of too many persons")
        raise


def _outcome(record: RegistryRecord, question: FaceReferenceQuestion) -> str:
    if record.licence is None or as_picture(record.photo) is None or record.photo is None:
        return "none"
    if record.licence.holder.strip() != question.name.strip():
        return "names_differ"
    return "too_large" if len(record.photo) > LARGEST_PHOTO else "given"
