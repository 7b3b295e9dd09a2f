"""May this person go on? Asked before anything is typed, and before the face is verified, so states are never named.

An answer is made of the registry, the rules of `domain/rules` and what is pending here; it carries masked data only.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from backoffice.audit import services as audit
from backoffice.intake.issuers import Issuers
from backoffice.office import Actor, Office
from backoffice.registry.port import RegistryRecord
from backoffice.review import cases
from backoffice.violations.harvest import admit
from domain.addresses import Region, mask_written
from domain.licences import DrivingLicence
from domain.people import mask_name, mask_number
from domain.reasons import SAYABLE_BEFORE_FACE, Refusal
from domain.rules import driver_licence_reissue_loss, violation_query
from domain.rules.facts import LicenceFacts
from domain.services import ServiceSlug, ServiceTerms
from domain.wire.v1 import EligibilityAnswer, EligibilityQuestion, MaskedLicence

Rule = Callable[[LicenceFacts, ServiceTerms], list[Refusal]]


@dataclass(frozen=True)
class Entry:
    """How one service is answered."""

    rule: Rule
    shows_licence: bool  # whether it is about the licence; others do not even tell whether there is one


ENTRIES: Mapping[ServiceSlug, Entry] = {
    ServiceSlug.DRIVER_LICENCE_REISSUE_LOSS: Entry(driver_licence_reissue_loss.refusals, shows_licence=True),
    ServiceSlug.VIOLATION_QUERY: Entry(violation_query.refusals, shows_licence=False),
}


class ServiceNotOffered(LookupError):
    """No rule or no terms for this service here."""


class Eligibility:
    """Answers eligibility questions of terminals."""

    def __init__(self, office: Office, regions: tuple[Region, ...], issuers: Issuers) -> None:
        self._office = office
        self._regions = regions
        self._issuers = issuers

    def answer(self, terminal_id: str, question: EligibilityQuestion) -> EligibilityAnswer:
        """Return what may be said now.

        Raises :class:`ServiceNotOffered`, :class:`backoffice.violations.harvest.TooManyPersons`,
        :class:`backoffice.partners.PartnerFailure`.
        """
        entry, terms = ENTRIES.get(question.service), self._office.terms.get(question.service)
        if entry is None or terms is None:
            raise ServiceNotOffered(question.service)
        with self._office.writing(Actor(f"terminal:{terminal_id}")) as work:
            admit(work, terminal_id, self._office.vault.person_hash(question.number))
        record = self._office.registry.query_licence(question.number)
        refusals = entry.rule(self._facts(question, record), terms)
        answer = self._say(refusals, record.licence if entry.shows_licence else None)
        with self._office.writing(Actor(f"terminal:{terminal_id}")) as work:
            audit.record(work, "eligibility.answered", codes=(question.service.value, answer.decision))
        return answer

    def _facts(self, question: EligibilityQuestion, record: RegistryRecord) -> LicenceFacts:
        with self._office.reading() as work:
            pending = cases.same_business_pending(work, question.service, question.number)
            return LicenceFacts(
                today=work.now.date(),
                document_valid_to=question.valid_to,
                licence=record.licence,
                same_business_pending=pending,
                reissues=record.reissues,
            )

    def _say(self, refusals: list[Refusal], licence: DrivingLicence | None) -> EligibilityAnswer:
        if not refusals:
            masked = self._masked(licence) if licence is not None else None
            return EligibilityAnswer(decision="eligible", reasons=[], licence=masked)
        sayable = [refusal for refusal in refusals if refusal.code in SAYABLE_BEFORE_FACE]
        if not sayable:
            return EligibilityAnswer(decision="verify_first", reasons=[])
        instead = next((ServiceSlug(refusal.instead) for refusal in sayable if refusal.instead), None)
        return EligibilityAnswer(decision="refused", reasons=[refusal.code for refusal in sayable], instead=instead)

    def _masked(self, licence: DrivingLicence) -> MaskedLicence:
        return MaskedLicence(
            number=mask_number(licence.number),
            holder=mask_name(licence.holder),
            classes=licence.classes,
            valid_to=licence.valid_to,
            issuer=self._issuers.name_of(licence.archive_number),
            address=mask_written(self._regions, licence.address),
        )
