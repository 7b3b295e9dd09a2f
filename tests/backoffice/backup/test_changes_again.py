"""What citizens changed after the backup comes back: after its application, once; refused where the case went another way."""

import base64
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from fastapi import Request, Response
from sqlalchemy import select
from starlette.middleware.base import RequestResponseEndpoint

from backend_client import kept_changes
from backend_client.changes_gap import ChangesGap
from backend_client.client import OfficeClient, OfficeFailure
from backend_client.database import reading, writing
from backend_client.identity import Identity
from backend_client.kept_changes import kept_change
from backend_client.line import OfficeLine
from backend_client.sealing import seal_change
from backend_client.settings import CourierSettings
from backoffice.applicants import sent_again
from backoffice.applicants.models import ApplicantChange
from backoffice.audit.models import AuditEntry
from backoffice.dispatch.models import Waybill
from backoffice.fleet.problems import answer
from backoffice.intake.keys import SealingKeys
from backoffice.office import SYSTEM, Actor, Office, Work
from backoffice.payments.models import Payment, PaymentState
from backoffice.recovery import epochs
from backoffice.recovery.services import back_up, restore
from backoffice.review import cases
from backoffice.review.history import STATUS_AFTER
from backoffice.review.models import Decision, DecisionKind, DecisionState, EventKind
from backoffice.staff.models import Role
from domain.application import ApplicationStatus
from domain.people import DocumentKind
from domain.wire.v1 import Delivery, ProblemCode, Signature
from domain.wire.v1_my_applications import ChangeAnswer, Correction, Myself, NewAddress, Withdrawal
from domain.wire.v1_recovery import Change, ChangeTakenAgain, KeptChange, SealedChange, kind_of
from tests.backend_client import samples
from tests.backend_client.live_office import LIMITS, RunningClock
from tests.backoffice import acts
from tests.backoffice.backup.places import Site, Street
from tests.backoffice.people import NAME, NUMBER, application, face_check
from tests.backoffice.serving import serving
from tests.backoffice.terminals import interface

_S, _K = ApplicationStatus, EventKind
NEW_PHONE, NEW_PLACE = "13900139000", "重庆市沙坪坝区虚构路9号2-1"
TO_PRODUCTION = (_K.CLAIMED, _K.APPROVED, _K.PRODUCTION_STARTED)
TO_RETURN = (*TO_PRODUCTION, _K.PRODUCED, _K.POSTED, _K.RETURNED)


def delivery(number: str) -> Delivery:
    before = samples.application_body(number).delivery
    return before.model_copy(update={"phone": NEW_PHONE, "region_code": "500106", "text": NEW_PLACE})


class Citizen:
    """Changes applications at a terminal, which keeps what the office took."""

    def __init__(self, street: Street, office: Office, line: tuple[OfficeClient, Identity]) -> None:
        self._street = street
        self._office = office
        self._client, self._identity = line

    def withdraw(self, number: str) -> ChangeAnswer:
        message = Withdrawal(**self._about(number))
        return self._kept(message, self._client.withdraw(message))

    def correct(self, number: str) -> ChangeAnswer:
        signature = Signature(strokes=[[(1, 2, 0), (3, 4, 5)]])
        message = Correction(**self._about(number), delivery=delivery(number), signature=signature)
        return self._kept(message, self._client.correct(message))

    def readdress(self, number: str) -> ChangeAnswer:
        message = NewAddress(**self._about(number), delivery=delivery(number))
        return self._kept(message, self._client.readdress(message))

    def _about(self, number: str) -> dict[str, Any]:
        planted = samples.PLANTED
        person = myself(planted["number"], planted["name"], self._street.clock.now())
        return {"person": person, "key": uuid4(), "number": number, "version": acts.look(self._office, number).version}

    def _kept(self, message: Change, answer: ChangeAnswer) -> ChangeAnswer:
        with writing(self._street.engine) as connection:
            kept_changes.keep(connection, message, self._identity, self._street.clock.now())
        return answer


def myself(number: str, name: str, seen_at: datetime) -> Myself:
    face = face_check().model_copy(update={"checked_at": seen_at})
    return Myself(kind=DocumentKind.RESIDENT_ID_CARD, number=number, name=name, valid_to=None, face=face)


def bring(office: Office, number: str, kinds: Sequence[EventKind]) -> None:
    with office.writing(SYSTEM) as work:
        case = cases.get_case(work.session, number)
        for kind in kinds:
            cases.advance(work, case, STATUS_AFTER[kind], kind)
        if case.status is _S.RETURNED_UNDELIVERED:
            told = {
                "waybill_number": f"118026{case.id:07d}",
                "sorting_code": "A",
                "created_at": work.now,
                "posted_at": work.now,
            }
            work.session.add(Waybill(case_id=case.id, **told))


def ask_for_correction(office: Office, who: Actor, number: str) -> None:
    bring(office, number, (_K.CLAIMED,))
    with office.writing(who) as work:
        case = cases.get_case(work.session, number)
        decision = Decision(
            case_id=case.id,
            kind=DecisionKind.CORRECTION,
            state=DecisionState.EFFECTIVE,
            codes=["R-DATA"],
            items=["phone"],
            decided_by=who.staff_id,
            decided_at=work.now,
        )
        work.session.add(decision)
        case.paused_since = work.now
        cases.advance(work, case, _S.CORRECTION_REQUESTED, _K.CORRECTION_REQUESTED)


def waiting(street: Street) -> list[tuple[str, int]]:
    """Return numbers of what is owed, and how often each was asked for."""
    with reading(street.engine) as connection:
        owed = select(kept_change.c.number, kept_change.c.tries).where(kept_change.c.owed_at.is_not(None))
        return [(row.number, row.tries) for row in connection.execute(owed.order_by(kept_change.c.seq))]


def audited(work: Work, action: str) -> list[tuple[str | None, list[str]]]:
    found = work.session.scalars(select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.id))
    return [(entry.subject, list(entry.codes)) for entry in found]


def rebuilt(site: Site, street: Street, copy: Path) -> Office:
    """Let three days pass and restore the backup elsewhere."""
    street.clock.shift += timedelta(days=3)
    settings = site.plot()
    restore(settings, street.clock, copy)
    return site.office(settings, street.clock)


def test_what_was_changed_after_the_backup_comes_back(site: Site, tmp_path: Path) -> None:
    clock = RunningClock()
    settings = site.plot()
    office = site.office(settings, clock)
    clerk = acts.add(office, "lijing", Role.REVIEWER)
    street = Street(tmp_path / "terminal", office, clock)
    with street.line(office):
        withdrawn = samples.application_number(1)
    asked_before, asked_later, sent_back, moved_on = (street.lodge(running) for running in (2, 3, 4, 6))
    street.deliver(office)
    ask_for_correction(office, clerk, asked_before)
    bring(office, sent_back, TO_RETURN)
    back_up(settings, clock, tmp_path / "copy")
    clock.shift += timedelta(hours=20)
    lodged_later = street.lodge(5)
    street.deliver(office)
    ask_for_correction(office, clerk, asked_later)
    with street.line(office) as line:
        citizen = Citizen(street, office, line)
        assert citizen.withdraw(withdrawn).refund_fen == 1000
        due = citizen.correct(asked_before).application.due_date
        citizen.correct(asked_later)
        citizen.withdraw(lodged_later)
        citizen.readdress(sent_back)
        citizen.withdraw(moved_on)
    office.database.close()  # it burnt down

    restored = rebuilt(site, street, tmp_path / "copy")
    bring(restored, moved_on, TO_PRODUCTION)  # staff were faster than the line
    street.deliver(restored, lambda: [number for number, tries in waiting(street) if tries] == [asked_later])
    states = {number: acts.look(restored, number) for number in street.receipts()}
    assert states[withdrawn].status is states[lodged_later].status is _S.WITHDRAWN
    assert (states[asked_before].status, states[asked_before].due_date) == (_S.ACCEPTED, due)
    assert (states[sent_back].status, states[sent_back].region_code) == (_S.RETURNED_UNDELIVERED, "500106")
    assert states[asked_later].status is _S.ACCEPTED
    with restored.writing(SYSTEM) as work:
        assert cases.get_body(work, asked_before).delivery.phone == NEW_PHONE
        assert cases.get_body(work, asked_later).delivery.phone != NEW_PHONE
        owed = work.session.scalars(select(Payment.case_number).where(Payment.state == PaymentState.REFUND_DUE)).all()
        assert set(owed) == {withdrawn, lodged_later}

    ask_for_correction(restored, clerk, asked_later)  # the clerk comes to it once more
    clock.shift += timedelta(minutes=10)
    street.deliver(restored, lambda: not waiting(street))
    with restored.writing(SYSTEM) as work:
        assert cases.get_body(work, asked_later).delivery.phone == NEW_PHONE
        assert len(work.session.scalars(select(ApplicantChange.key)).all()) == 5
        assert len(audited(work, "applicant.change_sent_again")) == 5
        require_refused(work, moved_on)
    assert purged(street) == 5  # what was refused is not asked for again
    restored.database.close()
    street.engine.dispose()


def require_refused(work: Work, number: str) -> None:
    """A withdrawal that came too late: the case goes on, says so, and its money stays with it."""
    assert audited(work, "case.change_not_taken") == [(number, ["withdrawal", "moved_on"])]
    case = cases.get_case(work.session, number)
    assert (case.status, case.events[-1].kind) == (_S.IN_PRODUCTION, _K.CHANGE_NOT_TAKEN)
    payment = work.session.scalars(select(Payment).where(Payment.case_number == number)).one()
    assert payment.state is PaymentState.POSTED


def purged(street: Street) -> int:
    with writing(street.engine) as connection:
        return kept_changes.purge(connection, street.clock.now())


def kept(street: Street) -> Sequence[object]:
    with reading(street.engine) as connection:
        return connection.execute(select(kept_change.c.seq)).all()


def test_an_office_that_does_not_know_the_question_is_asked_again(sqlite_site: Site, tmp_path: Path) -> None:
    clock = RunningClock()
    office = sqlite_site.office(sqlite_site.plot(), clock)
    street = Street(tmp_path / "terminal", office, clock)
    person = myself(NUMBER, NAME, clock.now())
    message = Withdrawal(person=person, key=uuid4(), number=samples.application_number(1), version=1)
    with street.line(office) as (_, identity), writing(street.engine) as connection:
        kept_changes.keep(connection, message, identity, clock.now())
    older = interface(office)

    @older.middleware("http")
    async def before_this_version(request: Request, answered: RequestResponseEndpoint) -> Response:
        unknown = request.url.path.endswith("/missing-changes")
        return answer(404, ProblemCode.NOT_FOUND) if unknown else await answered(request)

    with serving(older) as port:
        client = OfficeClient(OfficeLine(f"http://127.0.0.1:{port}", LIMITS), identity, clock)
        gap = ChangesGap(street.engine, client, clock, CourierSettings(send_again_within=0))
        with pytest.raises(OfficeFailure) as failure:
            gap.close("another")
        assert not failure.value.final
        client.close()
    clock.shift += timedelta(minutes=1)
    with street.line(office) as (client, _):
        ChangesGap(street.engine, client, clock, CourierSettings()).close("another")
    assert waiting(street) == [(message.number, 2)]  # it answers: the application is not there yet
    with writing(street.engine) as connection:
        assert kept_changes.purge(connection, clock.now()) == 0  # it is owed
    clock.shift += timedelta(days=8)
    with street.line(office) as (client, _):
        ChangesGap(street.engine, client, clock, CourierSettings()).close("another")
    assert not kept(street)  # sent a last time, and refused
    with office.reading() as work:
        assert audited(work, "applicant.change_not_taken") == [(message.number, ["withdrawal", "unknown_application"])]
    office.database.close()
    street.engine.dispose()


class Desk:
    """An office with a gap of five hours, and what terminal-7 sends it of these."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.taken_at = office.clock.now() - timedelta(hours=1)
        self._keys = SealingKeys(office.settings.keys_dir)
        with office.writing(SYSTEM) as work:
            epochs.begin_epoch(work, work.now - timedelta(hours=5))
        self.number = acts.take_in(office, application())

    def said(self, message: Change, **bent: object) -> tuple[str, str | None]:
        envelope = KeptChange(key=message.key, number=message.number, kind=kind_of(message))
        body = seal_change(message, envelope, "terminal-7", self._keys.current())
        told = {"key_id": body.key_id, "sealed": base64.b64encode(body.sealed).decode(), "sealed_sha256": body.sha256}
        sealed = SealedChange.model_validate({**envelope.model_dump(), "taken_at": self.taken_at, **told, **bent})
        said = sent_again.take(self.office, self._keys, "terminal-7", sealed).model_dump_json()
        heard = ChangeTakenAgain.model_validate_json(said)
        return heard.outcome, heard.reason

    def withdrawal(self, **changes: Any) -> Withdrawal:
        person = myself(changes.pop("of", NUMBER), NAME, self.taken_at - timedelta(minutes=changes.pop("minutes", 1)))
        return Withdrawal.model_validate({"person": person, "key": uuid4(), "number": self.number, "version": 1, **changes})


@pytest.fixture
def desk(sqlite_site: Site) -> Iterator[Desk]:
    office = sqlite_site.office(sqlite_site.plot())
    yield Desk(office)
    office.database.close()


def test_a_change_is_done_once(desk: Desk) -> None:
    message = desk.withdrawal(version=77)  # the version that was shown is forgotten
    assert [desk.said(message) for _ in range(3)] == [("taken", None), ("known", None), ("known", None)]
    assert acts.look(desk.office, desk.number).status is _S.WITHDRAWN


def test_what_cannot_be_believed_or_read_changes_nothing(desk: Desk) -> None:
    other, hour = "500103199002020022", timedelta(hours=1)
    assert desk.said(desk.withdrawal(), taken_at=desk.taken_at - 9 * hour) == ("refused", "outside_gap")
    assert desk.said(desk.withdrawal(), taken_at=desk.taken_at + 2 * hour) == ("refused", "outside_gap")
    assert desk.said(desk.withdrawal(minutes=60)) == ("refused", "not_verified")
    assert desk.said(desk.withdrawal(of=other)) == ("refused", "unknown_application")
    for bent in ({"key": uuid4()}, {"kind": "correction"}, {"sealed_sha256": "0" * 64}, {"sealed": "!"}, {"key_id": "old"}):
        assert desk.said(desk.withdrawal(), **bent) == ("refused", "unreadable")
    assert acts.look(desk.office, desk.number).status is _S.ACCEPTED
    with desk.office.reading() as work:
        refused = [*audited(work, "case.change_not_taken"), *audited(work, "applicant.change_not_taken")]
        assert len(refused) == 9


def test_what_waits_is_refused_at_its_last_try_and_told(desk: Desk) -> None:
    person = desk.withdrawal().person
    early = NewAddress(person=person, key=uuid4(), number=desk.number, version=1, delivery=delivery(desk.number))
    alone = desk.withdrawal(number=samples.application_number(77))
    assert [desk.said(early), desk.said(alone)] == [("waiting", None), ("waiting", None)]
    assert desk.said(early, last=True) == ("refused", "not_come_so_far")
    assert desk.said(alone, last=True) == ("refused", "unknown_application")
    with desk.office.reading() as work:
        assert audited(work, "case.change_not_taken") == [(desk.number, ["new_address", "not_come_so_far"])]
        assert audited(work, "applicant.change_not_taken") == [(alone.number, ["withdrawal", "unknown_application"])]
