"""Notices 告知 before a decision (行政处罚法 §44): made of the registry's present answer, kept, and good for some minutes."""

from datetime import timedelta
from uuid import UUID, uuid4

from pydantic import TypeAdapter
from sqlalchemy import delete

from backoffice.audit import services as audit
from backoffice.office import Actor, Office, Work
from backoffice.troubles import registry_gaps
from backoffice.violations import harvest, tickets
from backoffice.violations.answer import Standing
from backoffice.violations.assessment import Assessment, assess
from backoffice.violations.models import HandlingNotice
from backoffice.violations.services import TicketInvalid
from domain.texts import Language
from domain.wire.v1_handling import IntendedPenalty, NoticeAnswer, NoticeQuestion, NoticeRefused, PenaltyNotice

KEPT = timedelta(days=30)  # an application may be lodged late: the terminal's line was down
PENALTIES = TypeAdapter(list[IntendedPenalty])


class NoticeDesk:
    """Asks the registry anew and words the notice."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def notice(self, terminal_id: str, question: NoticeQuestion) -> NoticeAnswer:
        """Return the notice, or why there is none.

        Raises :class:`TicketInvalid`, :class:`backoffice.violations.harvest.TooManyPersons`,
        :class:`backoffice.partners.PartnerFailure`.
        """
        actor = Actor(f"terminal:{terminal_id}")
        numbers = list(dict.fromkeys(question.record_numbers))
        id_number = self._person(actor, terminal_id, question.ticket, numbers)
        with registry_gaps.noting(self._office, actor, self._office.vault.person_hash(id_number)):
            standing = ask_standing(self._office, id_number)
        assessment = assess(standing, self._office.violations, numbers)
        with self._office.writing(actor) as work:
            if assessment.reasons:
                audit.record(work, "handling.notice_refused", tickets.ticket_id(question.ticket), assessment.reasons)
                return NoticeAnswer(
                    refused=NoticeRefused(reasons=list(assessment.reasons), record_numbers=list(assessment.against))
                )
            made = _make(work, terminal_id, id_number, assessment)
            audit.record(work, "handling.notice_given", tickets.ticket_id(question.ticket), (str(made.notice_id),))
        return NoticeAnswer(notice=made)

    def _person(self, actor: Actor, terminal_id: str, ticket: str, numbers: list[str]) -> str:
        with self._office.writing(actor) as work:
            id_number = tickets.find_person(work, ticket, terminal_id, numbers)
            if id_number is None:
                audit.record(work, "handling.ticket_refused", tickets.ticket_id(ticket))
            else:
                harvest.admit(work, terminal_id, self._office.vault.person_hash(id_number))
        if id_number is None:
            raise TicketInvalid
        return id_number


def ask_standing(office: Office, id_number: str) -> Standing:
    """Ask the registry for everything that handling looks at; raises what the registry raises."""
    registry = office.registry
    return Standing(
        now=office.clock.now(),
        vehicles=registry.query_vehicles(id_number),
        violations=registry.query_violations(id_number),
        licence=registry.query_licence(id_number).licence,
    )


def _make(work: Work, terminal_id: str, id_number: str, assessment: Assessment) -> PenaltyNotice:
    """Word the notice and keep it."""
    remedies, notice_id = work.office.remedies, uuid4()
    wording = remedies.notice(str(notice_id))
    made = PenaltyNotice(
        notice_id=notice_id,
        made_at=work.now,
        valid_until=work.now + timedelta(minutes=remedies.notice_minutes),
        version=wording.version,
        title_zh=wording.title[Language.ZH],
        title_en=wording.title[Language.EN],
        text_zh=wording.text[Language.ZH],
        text_en=wording.text[Language.EN],
        sha256_zh=wording.sha256(Language.ZH),
        sha256_en=wording.sha256(Language.EN),
        remedies_sha256=remedies.sha256,
        penalties=[one.intended(work.office.texts) for one in assessment.assessed],
        points_before=assessment.points_before,
        points_after=assessment.points_after,
        points_limit=assessment.points_limit,
    )
    _keep(work, terminal_id, id_number, made)
    return made


def _keep(work: Work, terminal_id: str, id_number: str, made: PenaltyNotice) -> None:
    vault = work.office.vault
    wrapped = vault.make_wrapped_key(room_of(made.notice_id))
    work.session.add(
        HandlingNotice(
            id=made.notice_id,
            terminal_id=terminal_id,
            person_hash=vault.person_hash(id_number),
            made_at=made.made_at,
            valid_until=made.valid_until,
            version=made.version,
            sha256_zh=made.sha256_zh,
            sha256_en=made.sha256_en,
            remedies_sha256=made.remedies_sha256,
            wrapped=wrapped,
            sealed=vault.seal(wrapped, _purpose(made.notice_id), PENALTIES.dump_json(made.penalties)),
        )
    )


def told_penalties(work: Work, notice: HandlingNotice) -> list[IntendedPenalty]:
    """Return what a notice had said."""
    plain = work.office.vault.open(notice.wrapped, _purpose(notice.id), notice.sealed)
    return PENALTIES.validate_json(plain)


def forget_old(work: Work) -> None:
    """Remove notices that nobody can still come with; what was decided on one keeps its hashes."""
    work.session.execute(delete(HandlingNotice).where(HandlingNotice.valid_until <= work.now - KEPT))


def room_of(notice_id: UUID) -> str:
    """Return what the data key of a notice is bound to, in place of a case number."""
    return f"notice-{notice_id}"


def _purpose(notice_id: UUID) -> str:
    return f"{room_of(notice_id)}:penalties"
