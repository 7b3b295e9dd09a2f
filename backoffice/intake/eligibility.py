"""May this person go on? Asked before anything is typed, after a choice, and after the face.

An answer is made of the registry, the rules of `domain/rules` and what is pending here; it carries masked data only. A reason
that is the state of a licence or a vehicle is told only to whom a matching face lately belonged.
"""

from dataclasses import replace
from datetime import timedelta

from backoffice.audit import services as audit
from backoffice.intake.handles import find_by_handle, handle_of
from backoffice.intake.issuers import Issuers
from backoffice.intake.offers import licence_offer, options_of, vehicle_offers
from backoffice.office import Actor, Office
from backoffice.registry.port import RegistryRecord
from backoffice.review import cases
from backoffice.review.facts import facts_of, is_about_one_vehicle, query_for, registers_of, untold_gaps, vehicle_gaps
from backoffice.review.pending import pending_handles
from backoffice.troubles import registry_gaps
from backoffice.violations.harvest import admit
from backoffice.violations.services import has_matched
from domain.addresses import Region
from domain.people import names_agree
from domain.reasons import SAYABLE_BEFORE_FACE, ReasonCode, Refusal
from domain.rules.catalogue import ServiceRules, find_rules
from domain.rules.facts import Facts
from domain.rules.rule import About, refusals
from domain.services import ServiceSlug, ServiceTerms
from domain.wire import declarations
from domain.wire.v1 import EligibilityAnswer, EligibilityQuestion


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
        rules, terms = offered(self._office, question.service)
        person = self._office.vault.person_hash(question.number)
        actor = Actor(f"terminal:{terminal_id}")
        with self._office.writing(actor) as work:
            admit(work, terminal_id, person)
        with registry_gaps.noting(self._office, actor, person):
            record = query_for(self._office.registry, question.service, question.number)
        facts = self._facts(question, record, rules)
        answer = self._say(question, record, rules, facts, terms)
        with self._office.writing(actor) as work:
            gaps = (*facts.gaps, *vehicle_gaps(record.vehicles), *untold_gaps(rules, facts, terms))
            registry_gaps.note(work, person, gaps, asked=registers_of(question.service))
            audit.record(work, "eligibility.answered", codes=(question.service.value, answer.decision))
        return answer

    def _facts(self, question: EligibilityQuestion, record: RegistryRecord, rules: ServiceRules) -> Facts:
        vehicle = find_by_handle(self._office.vault, question.number, record.vehicles, question.vehicle)
        facts = self._known(question, record, rules)
        if question.vehicle is not None and vehicle is None:
            facts = replace(facts, gaps=(*facts.gaps, "vehicle"))  # it was there a moment ago: a person looks
        declared = question.declaration
        told = declarations.read(rules.declaration, declared) if rules.declaration and declared is not None else None
        return replace(facts, vehicle=vehicle, declaration=told)

    def _known(self, question: EligibilityQuestion, record: RegistryRecord, rules: ServiceRules) -> Facts:
        """Return what is known; of a service about one vehicle, what is pending counts for that vehicle only."""
        with self._office.reading() as work:
            today, service, number = work.now.date(), question.service, question.number
            if not is_about_one_vehicle(rules):
                pending = cases.same_business_pending(work, service, number)
                return facts_of(record, today, question.valid_to, question.birth, pending=pending)
            handles = pending_handles(work, service, number)
        facts = facts_of(record, today, question.valid_to, question.birth, pending=question.vehicle in handles)
        of_handle = {handle_of(self._office.vault, number, one): one.key for one in record.vehicles}
        return replace(facts, pending_vehicles=frozenset(of_handle[one] for one in handles & of_handle.keys()))

    def _say(
        self, question: EligibilityQuestion, record: RegistryRecord, rules: ServiceRules, facts: Facts, terms: ServiceTerms
    ) -> EligibilityAnswer:
        verified = self._is_verified(question, record)
        found = refusals(rules.rules, facts, terms)
        told = [refusal for refusal in found if verified or refusal.code in SAYABLE_BEFORE_FACE]
        if told:
            return _refused(told, verified=verified)
        if found:
            return EligibilityAnswer(decision="verify_first", reasons=[], verified=verified)
        return EligibilityAnswer(
            decision="eligible",
            reasons=[],
            verified=verified,
            licence=licence_offer(record, rules, self._regions, self._issuers),
            vehicles=vehicle_offers(self._office.vault, question.number, rules, facts, terms, told_states=verified),
            options=options_of(rules, facts, terms),
            photo_taken_on=record.photo_taken_on if rules.about is About.LICENCE else None,
        )

    def _is_verified(self, question: EligibilityQuestion, record: RegistryRecord) -> bool:
        """A face that matched lately, and the name of the licence where there is one."""
        lately = timedelta(minutes=self._office.settings.violations.face_fresh_minutes)
        named = record.licence is None or names_agree(question.name, record.licence.holder)
        return named and has_matched(question.face, self._office.clock.now(), lately)


def offered(office: Office, slug: ServiceSlug) -> tuple[ServiceRules, ServiceTerms]:
    """Return rules and terms of a service; raises :class:`ServiceNotOffered`."""
    rules, terms = find_rules(slug), office.terms.get(slug)
    if rules is None or terms is None:
        raise ServiceNotOffered(slug)
    return rules, terms


def _refused(told: list[Refusal], *, verified: bool) -> EligibilityAnswer:
    instead = next((ServiceSlug(refusal.instead) for refusal in told if refusal.instead), None)
    reasons: list[ReasonCode] = list(dict.fromkeys(refusal.code for refusal in told))
    return EligibilityAnswer(decision="refused", reasons=reasons, instead=instead, verified=verified)
