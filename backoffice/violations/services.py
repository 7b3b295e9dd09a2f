"""Answers terminals: what is open against a person, and the pictures of it.

The whole answer needs a face that matched lately, with the challenge passed, and a name that agrees with the registry's;
everything else gets the overview, which reveals no more than a glance at the vehicle would.
"""

import base64
from datetime import datetime, timedelta

from backoffice.audit import services as audit
from backoffice.office import Actor, Office
from backoffice.registry.port import LICENCES, VEHICLES, VIOLATIONS
from backoffice.review.facts import gaps_of, vehicle_gaps
from backoffice.troubles import registry_gaps
from backoffice.violations import harvest, tickets
from backoffice.violations.answer import Standing, overview, whole
from domain.faces import FaceDecision
from domain.licences import DrivingLicence
from domain.people import names_agree
from domain.rules import violation_query
from domain.rules.facts import Facts
from domain.rules.rule import refusals
from domain.services import ServiceSlug
from domain.wire import v1_faces, v1_violations

CLOCKS_DIFFER = timedelta(minutes=5)  # a signed request is at most this far from the office's time


class NotEligible(Exception):
    """The rules refuse this person; the reasons are those of the eligibility question."""


class TicketInvalid(Exception):
    """Unknown, too old, of another terminal, or not for this record. Which of them is not told."""


class ViolationDesk:
    """Asks the registry now, and tells a terminal what it may show."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def answer(self, terminal_id: str, question: v1_violations.ViolationQuestion) -> v1_violations.ViolationAnswer:
        """Return the overview, or the whole to who was verified.

        Raises :class:`NotEligible`, :class:`backoffice.violations.harvest.TooManyPersons`,
        :class:`backoffice.partners.PartnerFailure`.
        """
        self._require_eligible(question)
        person = self._office.vault.person_hash(question.number)
        with self._office.writing(Actor(f"terminal:{terminal_id}")) as work:
            harvest.admit(work, terminal_id, person)
        lately = timedelta(minutes=self._office.settings.violations.face_fresh_minutes)
        matched = has_matched(question.face, self._office.clock.now(), lately)
        standing = self._ask(terminal_id, question.number, with_licence=matched)
        if matched and _is_named(question.name, standing.licence):
            return self._give_whole(terminal_id, person, question.number, standing)
        with self._office.writing(Actor(f"terminal:{terminal_id}")) as work:
            audit.record(work, "violations.answered", codes=("name_differs" if matched else "overview",))
        return overview(standing)

    def picture(self, terminal_id: str, question: v1_violations.ViolationPictureQuestion) -> v1_violations.ViolationPicture:
        """Return one picture for a good ticket.

        Raises :class:`TicketInvalid`, :class:`backoffice.partners.PartnerFailure`.
        """
        with self._office.reading() as work:
            good = tickets.is_good(work, question.ticket, terminal_id, question.record_number)
        if not good:
            self._record_picture(terminal_id, question, "violations.picture_refused")
            raise TicketInvalid
        picture = self._office.registry.violation_picture(question.record_number, question.index)
        if picture is None:
            return v1_violations.ViolationPicture(picture=None)
        self._record_picture(terminal_id, question, "violations.picture_given")
        return v1_violations.ViolationPicture(picture=base64.b64encode(picture).decode())

    def _require_eligible(self, question: v1_violations.ViolationQuestion) -> None:
        today = self._office.clock.now().date()
        facts = Facts(today=today, document_valid_to=question.valid_to)
        if refusals(violation_query.RULES, facts, self._office.terms[ServiceSlug.VIOLATION_QUERY]):
            raise NotEligible

    def _ask(self, terminal_id: str, number: str, *, with_licence: bool) -> Standing:
        """Ask the registry; the licence only where it will be shown. What nobody understands is written down for staff."""
        office, actor, person = self._office, Actor(f"terminal:{terminal_id}"), self._office.vault.person_hash(number)
        with registry_gaps.noting(office, actor, person):
            vehicles, violations = office.registry.query_vehicles(number), office.registry.query_violations(number)
            record = office.registry.query_licence(number) if with_licence else None
        asked = (VEHICLES, VIOLATIONS, *((LICENCES,) if record else ()))
        with office.writing(actor) as work:
            registry_gaps.note(
                work, person, (*vehicle_gaps(vehicles), *(gaps_of(record, work.now.date()) if record else ())), asked=asked
            )
        return Standing(office.clock.now(), vehicles, violations, record.licence if record else None)

    def _give_whole(self, terminal_id: str, person: str, id_number: str, standing: Standing) -> v1_violations.ViolationAnswer:
        numbers = [record.record_number for record in standing.violations.records]
        with self._office.writing(Actor(f"terminal:{terminal_id}")) as work:
            ticket = tickets.make_ticket(work, terminal_id, person, numbers, id_number) if numbers else None
            subject = tickets.ticket_id(ticket) if ticket else None
            audit.record(work, "violations.answered", subject, ("verified",))
        return whole(standing, self._office.violations, ticket)

    def _record_picture(self, terminal_id: str, question: v1_violations.ViolationPictureQuestion, action: str) -> None:
        with self._office.writing(Actor(f"terminal:{terminal_id}")) as work:
            audit.record(work, action, tickets.ticket_id(question.ticket))


def has_matched(face: v1_faces.FaceCheck | None, now: datetime, lately: timedelta) -> bool:
    """Tell whether a living face matched, not longer ago than `lately`."""
    return face is not None and is_match(face) and _is_fresh(face.checked_at, now, lately)


def is_match(face: v1_faces.FaceCheck) -> bool:
    """Tell whether the check says of itself, without contradiction, that a living face matched."""
    reached = any(score.decision is FaceDecision.MATCH and score.score >= face.accept_at for score in face.scores)
    return face.decision is FaceDecision.MATCH and face.challenge_passed and reached


def _is_fresh(checked_at: datetime, now: datetime, lately: timedelta) -> bool:
    return -CLOCKS_DIFFER <= now - checked_at <= lately


def _is_named(name: str, licence: DrivingLicence | None) -> bool:
    """The registry names the holder of a licence; of who has none it says no name that could differ."""
    return licence is None or names_agree(name, licence.holder)
