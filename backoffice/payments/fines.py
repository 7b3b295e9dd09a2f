"""Fines 罚款 asked for by terminals: which may be paid, at what today, and holding them for one order."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, select

from backoffice.audit import services as audit
from backoffice.intake.models import Lodgement
from backoffice.office import Actor, Office, Work
from backoffice.payments import hold_limit
from backoffice.payments.fine_models import HeldFine, HeldFines, HoldPurpose
from backoffice.registry.port import DECISIONS, VIOLATIONS
from backoffice.review.models import Case
from backoffice.troubles import registry_gaps
from backoffice.violations import harvest
from backoffice.violations.answer import unpaid_decision
from backoffice.violations.services import has_matched
from domain.application import PENDING
from domain.clock import SHANGHAI
from domain.people import names_agree
from domain.vehicles import mask_plate
from domain.violations import PenaltyDecision
from domain.wire.v1_handling import FineAnswer, FineHold, FineHoldQuestion, FineQuestion
from domain.wire.v1_violations import UnpaidDecision

TURN = 2_401_2201  # holds are given one after the other, by all processes of the office
HELD_FOR = {HoldPurpose.PAY: timedelta(minutes=10), HoldPurpose.CLARIFY: timedelta(days=3)}
"""As long as a card payment takes at most; and as long as the acquirer needs to say what became of one."""


@dataclass(frozen=True)
class _Found:
    """What the registry says of one decision that was asked for."""

    number: str = field(repr=False)
    decision: PenaltyDecision | None = field(repr=False)


class FineDesk:
    """Asks the registry now, and holds decisions."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def answer(self, terminal_id: str, question: FineQuestion) -> FineAnswer:
        """Return what may be paid: of a verified person everything unpaid, or the one decision asked for.

        Raises :class:`backoffice.violations.harvest.TooManyPersons`, :class:`backoffice.partners.PartnerFailure`.
        """
        actor = Actor(f"terminal:{terminal_id}")
        with self._office.writing(actor) as work:
            harvest.admit(work, terminal_id, self._office.vault.person_hash(question.number))
            if question.decision_number is not None:  # whoever tries one number after the other is no citizen
                harvest.admit(work, terminal_id, self._hash(question.decision_number))
        person = self._office.vault.person_hash(question.number)
        with registry_gaps.noting(self._office, actor, person):
            verified = self._is_verified(question)
            own = self._own(question.number) if verified else []
        answer = self._say(actor, question, verified, own)
        with self._office.writing(actor) as work:
            registry_gaps.note(work, person, (), asked=(VIOLATIONS,) if verified else ())
            way = "by_number" if question.decision_number is not None else "own"
            audit.record(work, "fines.answered", codes=(way, "verified" if verified else "not_verified"))
        return answer

    def _is_verified(self, question: FineQuestion) -> bool:
        lately = timedelta(minutes=self._office.settings.violations.face_fresh_minutes)
        if not has_matched(question.face, self._office.clock.now(), lately):
            return False
        licence = self._office.registry.query_licence(question.number).licence
        return licence is None or names_agree(question.name, licence.holder)

    def _own(self, id_number: str) -> list[PenaltyDecision]:
        decisions = self._office.registry.query_violations(id_number).decisions
        return sorted(decisions, key=lambda one: (one.decided_on, one.decision_number), reverse=True)

    def _say(self, actor: Actor, question: FineQuestion, verified: bool, own: list[PenaltyDecision]) -> FineAnswer:
        asked = self._asked(actor, question, own)
        unpaid = [one for one in asked if not one.paid]
        with self._office.reading() as work:
            unclear = {one.decision_number for one in unpaid if _is_unclear(work, self._hash(one.decision_number))}
        known = {one.decision_number for one in own}
        return FineAnswer(
            verified=verified,
            decisions=[
                self._told(one, own=one.decision_number in known) for one in unpaid if one.decision_number not in unclear
            ],
            paid=[one.decision_number for one in asked if one.paid] if question.decision_number else [],
            clarifying=sorted(unclear),
        )

    def _asked(self, actor: Actor, question: FineQuestion, own: list[PenaltyDecision]) -> list[PenaltyDecision]:
        if question.decision_number is None:
            return own
        found = self._find(actor, question.decision_number).decision
        return [found] if found else []

    def _find(self, actor: Actor, number: str) -> _Found:
        """Ask the registry for one decision; an answer that nobody understands is written down under the decision's hash."""
        hashed = self._hash(number)
        with registry_gaps.noting(self._office, actor, hashed):
            found = _Found(number, self._office.registry.find_decision(number))
        with self._office.writing(actor) as work:
            registry_gaps.note(work, hashed, (), asked=(DECISIONS,))
        return found

    def _told(self, decision: PenaltyDecision, *, own: bool) -> UnpaidDecision:
        """Anybody may pay for somebody else, and learns no more than what stands on the paper in the hand."""
        today = self._office.clock.now().astimezone(SHANGHAI).date()
        told = unpaid_decision(decision, today, self._office.violations)
        return told if own else told.model_copy(update={"plate": mask_plate(told.plate)})

    def hold(self, terminal_id: str, question: FineHoldQuestion) -> FineHold:
        """Hold the decisions for one order, at today's amount or at that of the hold that is there.

        Raises :class:`backoffice.payments.hold_limit.TooManyHolds`, :class:`backoffice.partners.PartnerFailure`.
        """
        purpose, actor = HoldPurpose(question.purpose), Actor(f"terminal:{terminal_id}")
        asked = dict.fromkeys(question.decision_numbers if purpose is HoldPurpose.PAY else ())
        if asked:
            self._admit(actor, terminal_id, question)
        found = [self._find(actor, number) for number in asked]
        with self._office.writing(actor) as work:
            work.office.database.take_turns(work.session, TURN)
            if purpose is HoldPurpose.PAY:
                held = self._hold(work, terminal_id, question.key, found)
            else:  # what became of a payment is the terminal's to say: the registry is not needed for it
                held = _turn(work, terminal_id, question.key, purpose)
            audit.record(work, "fines.held", f"order:{question.key}", (purpose.value, "held" if held.held else "not_held"))
        return held

    def _admit(self, actor: Actor, terminal_id: str, question: FineHoldQuestion) -> None:
        """Count what is to be held before the registry is asked; whoever asks for too much is refused, and that is audited."""
        payer = self._office.vault.person_hash(question.payer)
        hashes = [self._hash(number) for number in question.decision_numbers]
        try:
            with self._office.writing(actor) as work:
                work.office.database.take_turns(work.session, TURN)
                hold_limit.admit(work, terminal_id, payer, hashes)
        except hold_limit.TooManyHolds as many:
            with self._office.writing(actor) as work:
                audit.record(work, "fines.hold_limit_reached", f"order:{question.key}", (many.whose,))
            raise

    def _hold(self, work: Work, terminal_id: str, key: UUID, found: list[_Found]) -> FineHold:
        taken = [
            one.number
            for one in found
            if one.decision is None or one.decision.paid or self._is_taken(work, terminal_id, key, one)
        ]
        if taken or _is_lodged(work, key) or _is_others(work, terminal_id, key):
            return FineHold(held=False, amount_fen=0, taken=taken or [one.number for one in found])
        return _told_of(self._keep(work, terminal_id, key, [one.decision for one in found if one.decision]))

    def _is_taken(self, work: Work, terminal_id: str, key: UUID, one: _Found) -> bool:
        """Tell whether another order holds it; one terminal has one citizen, so what it began before and left is free."""
        hashed = self._hash(one.number)
        others = _of(hashed).where(HeldFines.key != key, HeldFines.valid_until > work.now)
        return _is_being_posted(work, hashed) or any(
            hold.purpose is HoldPurpose.CLARIFY or hold.terminal_id != terminal_id for hold in work.session.scalars(others)
        )

    def _keep(self, work: Work, terminal_id: str, key: UUID, decisions: list[PenaltyDecision]) -> HeldFines:
        hold = work.session.get(HeldFines, key)
        if hold is None:
            hold = HeldFines(key=key, terminal_id=terminal_id, made_at=work.now)
            work.session.add(hold)
        hold.purpose, hold.valid_until = HoldPurpose.PAY, work.now + HELD_FOR[HoldPurpose.PAY]
        if {line.decision_hash for line in hold.lines} != {self._hash(one.decision_number) for one in decisions}:
            hold.lines = [self._line(one) for one in decisions]
        work.session.flush()
        return hold

    def _line(self, decision: PenaltyDecision) -> HeldFine:
        told = self._told(decision, own=True)
        number = self._hash(decision.decision_number)
        return HeldFine(decision_hash=number, fine_fen=told.fine_fen, surcharge_fen=told.surcharge_fen)

    def _hash(self, decision_number: str) -> str:
        return decision_hash(self._office, decision_number)


def decision_hash(office: Office, decision_number: str) -> str:
    """Return the keyed hash under which a decision is looked up."""
    return office.vault.person_hash(f"decision:{decision_number}")


def find_hold(work: Work, case_number: str) -> HeldFines | None:
    """Return what was held for the application of this number."""
    key = work.session.scalar(select(Lodgement.idempotency_key).where(Lodgement.number == case_number))
    return work.session.get(HeldFines, key) if key else None


def _is_lodged(work: Work, key: UUID) -> bool:
    """An order whose application is here is settled by that: it never holds again."""
    return work.session.get(Lodgement, key) is not None


def _is_others(work: Work, terminal_id: str, key: UUID) -> bool:
    """A hold is its terminal's: nobody else changes what it is for."""
    hold = work.session.get(HeldFines, key)
    return hold is not None and hold.terminal_id != terminal_id


def _of(hashed: str) -> Select[HeldFines]:
    return select(HeldFines).join(HeldFine).where(HeldFine.decision_hash == hashed)


def _is_being_posted(work: Work, hashed: str) -> bool:
    """Tell whether money for it is here and the registry does not know yet, however long ago it was held."""
    held = _of(hashed).join(Lodgement, Lodgement.idempotency_key == HeldFines.key).join(Case, Case.number == Lodgement.number)
    return work.session.scalar(held.where(Case.status.in_(PENDING)).limit(1)) is not None


def _is_unclear(work: Work, hashed: str) -> bool:
    """Tell whether nobody knows yet what became of a payment for it, or it is being posted."""
    unclear = _of(hashed).where(HeldFines.purpose == HoldPurpose.CLARIFY, HeldFines.valid_until > work.now)
    return _is_being_posted(work, hashed) or work.session.scalar(unclear.limit(1)) is not None


def _turn(work: Work, terminal_id: str, key: UUID, purpose: HoldPurpose) -> FineHold:
    """Note what became of an order that is held; what was never held, or is lodged, stays as it is."""
    hold = work.session.get(HeldFines, key)
    if hold is None or hold.terminal_id != terminal_id or _is_lodged(work, key):
        return FineHold(held=False, amount_fen=0)
    hold.purpose, hold.valid_until = purpose, work.now + HELD_FOR.get(purpose, timedelta())
    return FineHold(held=False, amount_fen=0) if purpose is HoldPurpose.RELEASE else _told_of(hold)


def _told_of(hold: HeldFines) -> FineHold:
    amount = sum(line.fine_fen + line.surcharge_fen for line in hold.lines)
    return FineHold(held=True, amount_fen=amount, valid_until=hold.valid_until)
