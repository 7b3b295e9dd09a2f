"""The intake desk: what the checks hold back, who accepts it, and what becomes of what could not be read."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from backoffice.audit.models import AuditEntry
from backoffice.board import assigning
from backoffice.intake import desk, quarantine
from backoffice.intake.keys import SealingKeys
from backoffice.intake.models import Quarantined
from backoffice.notices.models import Notice, NoticeKind
from backoffice.office import Actor, Office, Work, clerk
from backoffice.refusals import CaseChanged, Reason, Refused
from backoffice.retention import schedule
from backoffice.review import cases, decisions
from backoffice.review import desk as review
from backoffice.review.models import EventKind, PersonJudgement
from backoffice.staff.models import Role
from domain.application import ApplicationStatus
from domain.reasons import ReasonCode
from domain.texts import Language
from domain.wire import v1
from tests.backoffice.acts import add, claim, look, take_in
from tests.backoffice.partners import Partners
from tests.backoffice.people import FRIDAY_NOON, application, registry_answer
from tests.backoffice.terminals import HandMadeTerminal

_S = ApplicationStatus


def unknown_consent() -> v1.Consent:
    return v1.Consent(notice_id="privacy", version="1900-01-01", sha256="0" * 64, language=Language.ZH, agreed_at=FRIDAY_NOON)


def held_body(running: int = 1) -> v1.ApplicationBody:
    return application(running).model_copy(update={"consents": [unknown_consent()]})


@pytest.fixture
def acceptor(office: Office) -> Actor:
    return add(office, "chenmo", Role.ACCEPTOR, Role.REVIEWER)


@pytest.mark.parametrize(
    ("changes", "doubts"),
    [
        ({}, ()),
        ({"consents": [unknown_consent()]}, ("consent_unknown",)),
        ({"signature": v1.Signature(strokes=[])}, ("signature_missing",)),
        ({"confirmed_at": FRIDAY_NOON + timedelta(minutes=10)}, ()),
        ({"confirmed_at": FRIDAY_NOON + timedelta(minutes=10, seconds=1)}, ("time_ahead",)),
        ({"delivery": application().delivery.model_copy(update={"region_code": "110000"})}, ("region_unknown",)),
        ({"consents": [unknown_consent()], "signature": v1.Signature(strokes=[])}, ("consent_unknown", "signature_missing")),
    ],
)
def test_what_passes_every_check_is_accepted_by_itself(
    office: Office, changes: dict[str, object], doubts: tuple[str, ...]
) -> None:
    number = take_in(office, application().model_copy(update=changes))
    with office.reading() as work:
        case = cases.get_case(work.session, number)
        kinds = [event.kind for event in case.events]
        codes = tuple(case.events[-1].codes)
        told = [notice.kind for notice in work.session.scalars(select(Notice))]
    assert (case.status, case.accepted_by) == (_S.RECEIVED if doubts else _S.ACCEPTED, None)
    assert kinds == [EventKind.RECEIVED, EventKind.HELD_AT_INTAKE if doubts else EventKind.ACCEPTED]
    assert codes == doubts
    assert told == ([] if doubts else [NoticeKind.ACCEPTED])


def test_a_person_accepts_and_somebody_else_approves(
    office: Office, partners: Partners, acceptor: Actor, reviewer: Actor
) -> None:
    partners.people[application().applicant.number] = registry_answer()
    number = take_in(office, held_body())
    with office.reading(acceptor) as work:
        (entry,) = desk.list_held(work)
    assert (entry.number, entry.doubts) == (number, ("consent_unknown",))
    with office.writing(acceptor) as work:
        desk.accept(work, number, entry.version)
    case = look(office, number)
    assert acceptor.staff is not None
    assert (case.status, case.accepted_by) == (_S.ACCEPTED, acceptor.staff.id)
    review.refresh_registry(office, acceptor, number)
    judged = _judged(office, acceptor, number)
    with pytest.raises(Refused) as refused, office.writing(acceptor) as work:
        decisions.approve(work, number, judged)
    assert refused.value.reason is Reason.SAME_PERSON
    with office.writing(acceptor) as work:
        review.release(work, number)
    judged = _judged(office, reviewer, number)
    with office.writing(reviewer) as work:
        decisions.approve(work, number, judged)
    assert look(office, number).status is _S.APPROVED


def _judged(office: Office, who: Actor, number: str) -> int:
    claimed = claim(office, who, number)
    with office.writing(who) as work:
        return review.judge_person(work, number, claimed.version, PersonJudgement.SAME).version


def test_whoever_accepted_does_not_agree_to_an_approval_either(
    office: Office, partners: Partners, acceptor: Actor, reviewer: Actor
) -> None:
    partners.people[application().applicant.number] = registry_answer(reissues=["2026-02-01", "2026-05-11", "2026-09-30"])
    number = take_in(office, held_body())
    with office.writing(acceptor) as work:
        desk.accept(work, number, look(office, number).version)
    review.refresh_registry(office, reviewer, number)
    judged = _judged(office, reviewer, number)
    with office.writing(reviewer) as work:
        decisions.approve(work, number, judged, override=True, note="核实")
    with pytest.raises(Refused) as refused, office.writing(acceptor) as work:
        decisions.agree(work, number, look(office, number).version)
    assert refused.value.reason is Reason.SAME_PERSON
    assert look(office, number).decision_waits


def test_not_accepting_needs_reasons_and_a_sentence_and_tells_the_citizen(office: Office, acceptor: Actor) -> None:
    number = take_in(office, held_body())
    version = look(office, number).version
    for codes, note, reason in (((), "x", Reason.CODES_MISSING), ((ReasonCode.LAW,), "  ", Reason.NOTE_MISSING)):
        with pytest.raises(Refused) as refused, office.writing(acceptor) as work:
            desk.refuse(work, number, version, codes, note)
        assert refused.value.reason is reason
    with office.writing(acceptor) as work:
        desk.refuse(work, number, version, (ReasonCode.LAW,), "没有签名")
    with office.reading() as work:
        assert cases.get_case(work.session, number).status is _S.REJECTED
        assert [notice.kind for notice in work.session.scalars(select(Notice))] == [NoticeKind.REJECTED]


def refuse_by_law(work: Work, number: str, version: int) -> object:
    return desk.refuse(work, number, version, (ReasonCode.LAW,), "x")


@pytest.mark.parametrize("act", [desk.accept, refuse_by_law])
def test_only_its_roles_at_its_place_and_version(
    office: Office, reviewer: Actor, acceptor: Actor, act: Callable[..., object]
) -> None:
    number = take_in(office, held_body())
    version = look(office, number).version
    with pytest.raises(Refused, match="role_missing"), office.writing(reviewer) as work:
        act(work, number, version)
    with pytest.raises(CaseChanged), office.writing(acceptor) as work:
        act(work, number, version - 1)
    with office.writing(acceptor) as work:
        act(work, number, version)
    with pytest.raises(Refused, match="wrong_status"), office.writing(acceptor) as work:
        act(work, number, look(office, number).version)


def test_opening_is_audited_and_only_for_what_was_held(office: Office, acceptor: Actor) -> None:
    held, plain = take_in(office, held_body(1)), take_in(office, application(2))
    with office.writing(acceptor) as work:
        assert desk.open_held(work, held).doubts == ("consent_unknown",)
    with pytest.raises(Refused, match="not_found"), office.writing(acceptor) as work:
        desk.open_held(work, plain)
    with office.reading() as work:
        viewed = select(AuditEntry.subject).where(AuditEntry.action == "case.viewed")
        assert list(work.session.scalars(viewed)) == [held]


def test_what_no_key_opened_is_taken_once_the_key_is_back(office: Office, terminal: HandMadeTerminal, acceptor: Actor) -> None:
    body = application(1).model_copy(update={"number": terminal.number(1, FRIDAY_NOON)})
    key = uuid4()
    message, give_back = sealed_to_a_lost_key(office, terminal, body)
    assert terminal.post("/terminal/v1/applications", message, key).status_code == 422
    with office.reading(acceptor) as work:
        (row,) = quarantine.list_quarantine(work)
    assert (row.number, row.why) == (body.number, "key_unknown")
    with pytest.raises(Refused, match="still_unreadable"):
        quarantine.retake(office, acceptor, row.quarantine_id)
    give_back()
    assert quarantine.retake(office, acceptor, row.quarantine_id) == body.number
    assert quarantine.retake(office, acceptor, row.quarantine_id) == body.number  # twice makes one case
    with office.reading(acceptor) as work:
        assert quarantine.list_quarantine(work) == []
        assert len(list(work.session.scalars(select(Quarantined)))) == 1
    put_aside(office, terminal)
    schedule.run(office)  # what lies with its case now is not kept twice, under keys that outlive it
    with office.reading() as work:
        assert [row.why for row in work.session.scalars(select(Quarantined))] == ["hash_mismatch"]
    taken = look(office, body.number)
    assert (taken.status, taken.accepted_by) == (_S.ACCEPTED, acceptor.staff_id)
    assert terminal.post("/terminal/v1/applications", message, key).json()["replayed"] is True


def sealed_to_a_lost_key(
    office: Office, terminal: HandMadeTerminal, body: v1.ApplicationBody
) -> tuple[dict[str, object], Callable[[], object]]:
    """Seal an application to a key that the office loses then; returns the message, and what brings the key back."""
    keys = SealingKeys(office.settings.keys_dir)
    path = next((office.settings.keys_dir / "sealing").glob("*.key"))
    kept, message = path.read_bytes(), terminal.sealed(body)
    path.unlink()
    keys.add()
    return message, lambda: (path.parent / "0009.key").write_bytes(kept)


@pytest.mark.parametrize("held", [False, True], ids=["accepted at once", "accepted by somebody else"])
def test_whoever_took_it_from_the_quarantine_does_not_approve_it(
    office: Office, partners: Partners, terminal: HandMadeTerminal, acceptor: Actor, reviewer: Actor, held: bool
) -> None:
    partners.people[application().applicant.number] = registry_answer()
    body = (held_body() if held else application()).model_copy(update={"number": terminal.number(1, FRIDAY_NOON)})
    message, give_back = sealed_to_a_lost_key(office, terminal, body)
    assert terminal.post("/terminal/v1/applications", message, uuid4()).status_code == 422
    give_back()
    number = quarantine.retake(office, acceptor, 1)
    if held:
        with office.writing(add(office, "another", Role.ACCEPTOR)) as work:
            desk.accept(work, number, look(office, number).version)
    review.refresh_registry(office, reviewer, number)
    judged = _judged(office, acceptor, number)
    with pytest.raises(Refused) as refused, office.writing(acceptor) as work:
        decisions.approve(work, number, judged)
    assert refused.value.reason is Reason.SAME_PERSON
    with office.writing(add(office, "chief", Role.SUPERVISOR)) as work:
        assert [one.username for one in assigning.candidates(work, cases.get_case(work.session, number))] == ["lijing"]


def put_aside(office: Office, terminal: HandMadeTerminal) -> None:
    """Something else that could not be taken, and still cannot."""
    body = application(2).model_copy(update={"number": terminal.number(2, FRIDAY_NOON)})
    broken = terminal.sealed(body) | {"sealed_sha256": "0" * 64}
    assert terminal.post("/terminal/v1/applications", broken, uuid4()).status_code == 422


def test_the_quarantine_is_for_its_roles_only(office: Office, reviewer: Actor) -> None:
    with pytest.raises(Refused, match="role_missing"), office.reading(reviewer) as work:
        quarantine.list_quarantine(work)
    with pytest.raises(Refused, match="role_missing"):
        quarantine.retake(office, reviewer, 1)
    member = add(office, "chenmo", Role.ACCEPTOR)
    assert member.staff is not None
    with pytest.raises(Refused, match="not_found"):
        quarantine.retake(office, clerk(member.staff), 1)
