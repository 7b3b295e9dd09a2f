"""我的申请 at the office: only the own ones, only to a verified face; correction, withdrawal and new address, each once."""

import base64
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from backoffice.applicants.changes import Incomplete, corrected
from backoffice.audit.models import AuditEntry
from backoffice.dispatch import services as dispatch
from backoffice.dispatch.models import Waybill
from backoffice.office import Actor, Office
from backoffice.review import cases, decisions
from backoffice.review.attachments import find_attachment
from backoffice.review.history import STATUS_AFTER
from backoffice.review.models import Case, EventKind
from domain.application import ApplicationStatus
from domain.clock import FrozenClock
from domain.faces import FaceDecision
from domain.reasons import ReasonCode
from domain.wire import v1
from domain.wire.v1_my_applications import Correction
from tests.backoffice import acts
from tests.backoffice.partners import Partners
from tests.backoffice.people import NAME, NUMBER, PHONE, application, face_check
from tests.backoffice.terminals import HandMadeTerminal

_S = ApplicationStatus
LIST = "/terminal/v1/my-applications"
OTHER = "500103199002020022"
DELIVERY = {
    "source": "entered",
    "recipient": NAME,
    "phone": "13900001234",
    "region_code": "500106",
    "text": "重庆市沙坪坝区小龙坎街道虚构路9号2-1",
    "service_method": "sms_and_post",
}
UNKNOWN = {
    "notice_id": "unknown",
    "version": "1",
    "language": "zh",
    "sha256": "0" * 64,
    "agreed_at": "2026-11-20T12:00:00+08:00",
}
SIGNATURE = {"strokes": [[[1, 2, 0], [3, 4, 5]]]}


def myself(number: str = NUMBER, decision: FaceDecision = FaceDecision.MATCH, **changes: Any) -> dict[str, Any]:
    face = face_check(decision, 0.61 if decision is FaceDecision.MATCH else 0.2).model_dump(mode="json")
    return {"kind": "resident_id_card", "number": number, "name": NAME, "valid_to": "2039-06-01", "face": face, **changes}


def listed(terminal: HandMadeTerminal, **changes: Any) -> list[dict[str, Any]]:
    answer = terminal.post(LIST, {"person": myself(**changes)}).json()
    found: list[dict[str, Any]] = answer["applications"]
    return found


def change(case: Case, **more: Any) -> dict[str, Any]:
    return {"person": myself(), "key": str(uuid4()), "number": case.number, "version": case.version, **more}


def asked_for_correction(office: Office, partners: Partners, who: Actor) -> Case:
    case = acts.ready_to_decide(office, partners, who)
    with office.writing(who) as work:
        codes, items = (ReasonCode.ADDRESS, ReasonCode.DATA), ("delivery_address", "phone")
        decisions.request_correction(work, case.number, case.version, codes, items, "请写明门牌")
    return acts.look(office, case.number)


def returned(office: Office, partners: Partners, who: Actor) -> Case:
    """A letter that went out and came back."""
    case = acts.approve(office, who, acts.ready_to_decide(office, partners, who))
    with office.writing(who) as work:
        again = cases.get_case(work.session, case.number)
        for kind in (EventKind.PRODUCTION_STARTED, EventKind.PRODUCED, EventKind.POSTED, EventKind.RETURNED):
            cases.advance(work, again, STATUS_AFTER[kind], kind)
        work.session.add(
            Waybill(case_id=again.id, waybill_number="1180260000001", sorting_code="A", created_at=work.now, posted_at=work.now)
        )
    return acts.look(office, case.number)


def test_a_verified_person_sees_the_own_applications_and_nobody_elses(office: Office, terminal: HandMadeTerminal) -> None:
    own = acts.take_in(office, application())
    acts.take_in(office, application(2, applicant={"number": OTHER}))
    (one,) = listed(terminal)
    assert (one["number"], one["status"], one["may_withdraw"]) == (own, "accepted", True)
    assert one["address"].startswith("渝中区")
    assert "28" not in one["address"]
    assert listed(terminal, number="500103199003030033") == []
    with office.reading() as work:
        told = (
            select(AuditEntry.subject, AuditEntry.codes).where(AuditEntry.action == "applicant.listed").order_by(AuditEntry.id)
        )
        assert [tuple(row) for row in work.session.execute(told)] == [(None, [own]), (None, [])]  # whose were shown, no names


@pytest.mark.parametrize("decision", [FaceDecision.NO_MATCH, FaceDecision.REVIEW, FaceDecision.UNUSABLE])
def test_without_a_matching_face_nothing_is_told(office: Office, terminal: HandMadeTerminal, decision: FaceDecision) -> None:
    acts.take_in(office)
    answer = terminal.post(LIST, {"person": myself(decision=decision)}).json()
    assert answer == {"verified": False, "applications": []}
    assert terminal.post(LIST, {"person": myself(face=None)}).json()["verified"] is False


def test_a_face_that_matched_an_hour_ago_opens_nothing(office: Office, terminal: HandMadeTerminal, clock: FrozenClock) -> None:
    acts.take_in(office)
    clock.advance(timedelta(hours=1).total_seconds())
    assert listed(terminal) == []


def test_everything_that_was_asked_for_is_told_and_supplied_at_once(
    office: Office, partners: Partners, reviewer: Actor, terminal: HandMadeTerminal
) -> None:
    case = asked_for_correction(office, partners, reviewer)
    (one,) = listed(terminal)
    assert {item["item"] for item in one["asked"]} == {"delivery_address", "phone"}
    assert one["note"] == "请写明门牌"
    message = change(case, delivery=DELIVERY, signature=SIGNATURE)
    answer = terminal.post(f"{LIST}/correct", message)
    assert answer.status_code == 200, answer.text
    assert answer.json()["application"]["status"] == "accepted"
    with office.reading() as work:
        body = cases.get_body(work, case.number)
    assert (body.delivery.phone, body.delivery.region_code) == ("13900001234", "500106")
    assert body.applicant.number == NUMBER
    assert terminal.post(f"{LIST}/correct", message).json()["application"]["status"] == "accepted"  # the answer had been lost


def test_half_a_correction_is_not_taken(
    office: Office, partners: Partners, reviewer: Actor, terminal: HandMadeTerminal
) -> None:
    case = asked_for_correction(office, partners, reviewer)
    assert terminal.post(f"{LIST}/correct", change(case, signature=SIGNATURE)).status_code == 422
    assert acts.look(office, case.number).status is _S.CORRECTION_REQUESTED


@pytest.mark.parametrize(
    "wrong",
    [
        {"signature": {"strokes": []}},
        {"delivery": {**DELIVERY, "region_code": "999999"}},
        {"consents": [UNKNOWN]},
    ],
    ids=["unsigned", "nowhere", "unknown consent"],
)
def test_what_intake_would_hold_is_no_correction(
    office: Office, partners: Partners, reviewer: Actor, terminal: HandMadeTerminal, wrong: dict[str, Any]
) -> None:
    case = asked_for_correction(office, partners, reviewer)
    message = change(case, **{"delivery": DELIVERY, "signature": SIGNATURE, **wrong})
    assert terminal.post(f"{LIST}/correct", message).json()["code"] == "message_invalid"
    assert acts.look(office, case.number).status is _S.CORRECTION_REQUESTED


@pytest.mark.parametrize("wrong", [{"recipient": "别的人"}, {"region_code": "999999"}], ids=["somebody else", "nowhere"])
def test_a_letter_goes_neither_to_somebody_else_nor_nowhere(
    office: Office, partners: Partners, reviewer: Actor, terminal: HandMadeTerminal, wrong: dict[str, str]
) -> None:
    case = returned(office, partners, reviewer)
    assert terminal.post(f"{LIST}/readdress", change(case, delivery={**DELIVERY, **wrong})).status_code == 422
    assert acts.look(office, case.number).region_code == "500103"


def test_who_withdraws_is_told_so_and_the_clerk_who_holds_the_case_loses_it(
    office: Office, partners: Partners, reviewer: Actor, terminal: HandMadeTerminal
) -> None:
    case = acts.ready_to_decide(office, partners, reviewer)
    message = change(case)
    answer = terminal.post(f"{LIST}/withdraw", message).json()
    assert answer["application"]["status"] == "withdrawn"
    assert acts.look(office, case.number).claimed_by is None
    assert terminal.post(f"{LIST}/withdraw", message).json()["application"]["status"] == "withdrawn"
    again = change(acts.look(office, case.number))
    assert terminal.post(f"{LIST}/withdraw", again).status_code == 409


def test_what_is_being_made_is_not_withdrawn(
    office: Office, partners: Partners, reviewer: Actor, terminal: HandMadeTerminal
) -> None:
    case = returned(office, partners, reviewer)
    assert listed(terminal)[0]["may_withdraw"] is False
    assert terminal.post(f"{LIST}/withdraw", change(case)).status_code == 409


def test_what_has_moved_on_since_is_not_changed(office: Office, terminal: HandMadeTerminal) -> None:
    case = acts.look(office, acts.take_in(office))
    assert terminal.post(f"{LIST}/withdraw", change(case, version=case.version + 1)).status_code == 409
    assert acts.look(office, case.number).status is _S.ACCEPTED


@pytest.mark.parametrize("path", ["correct", "withdraw", "readdress"])
def test_somebody_elses_application_is_not_there(office: Office, terminal: HandMadeTerminal, path: str) -> None:
    case = acts.look(office, acts.take_in(office, application(2, applicant={"number": OTHER})))
    more: dict[str, dict[str, Any]] = {"correct": {"signature": SIGNATURE}, "withdraw": {}, "readdress": {"delivery": DELIVERY}}
    assert terminal.post(f"{LIST}/{path}", change(case, **more[path])).status_code == 404


def test_a_letter_that_came_back_goes_to_the_new_address(
    office: Office, partners: Partners, reviewer: Actor, dispatcher: Actor, terminal: HandMadeTerminal
) -> None:
    case = returned(office, partners, reviewer)
    assert listed(terminal)[0]["may_readdress"] is True
    answer = terminal.post(f"{LIST}/readdress", change(case, delivery=DELIVERY))
    assert answer.status_code == 200, answer.text
    assert acts.look(office, case.number).region_code == "500106"
    dispatch.create_waybill(office, dispatcher, case.number)
    assert partners.letters[-1]["address"] == DELIVERY["text"]
    assert listed(terminal)[0]["may_readdress"] is False


def test_what_was_paid_is_owed_back_after_a_withdrawal(office: Office, terminal: HandMadeTerminal) -> None:
    body = application(3).model_copy(update={"fee_fen": 1000, "order_id": uuid4()})
    paid = {**dict.fromkeys(("card", "reference", "authorisation", "trace", "batch")), "amount_fen": 1000}
    paid |= {"order_id": str(body.order_id), "paid_at": body.confirmed_at.isoformat()}
    response = terminal.post("/terminal/v1/applications", terminal.sealed(body, envelope={"payment": paid}), key=uuid4())
    assert response.status_code == 200, response.text
    case = acts.look(office, response.json()["number"])
    answer = terminal.post(f"{LIST}/withdraw", change(case)).json()
    assert answer["refund_fen"] == 1000
    assert answer["application"]["refund_fen"] == 1000


def test_no_message_tells_the_phone(office: Office, terminal: HandMadeTerminal) -> None:
    acts.take_in(office)
    assert PHONE not in terminal.post(LIST, {"person": myself()}).text


# -- papers, pictures, what is asked for --------------------------------------------------------------------------------------


def paper(terminal: HandMadeTerminal, number: str, document: str = "signed_copy", **changes: Any) -> Any:
    return terminal.post(f"{LIST}/document", {"person": myself(**changes), "number": number, "document": document})


def test_the_copy_of_what_was_signed_is_made_when_it_is_asked_for_and_stays_the_same(
    office: Office, terminal: HandMadeTerminal
) -> None:
    number = acts.take_in(office)
    assert listed(terminal)[0]["documents"] == [{"id": "signed_copy", "kind": "signed_copy", "sheets": None}]
    first = paper(terminal, number)
    assert first.status_code == 200, first.text
    assert base64.b64decode(first.json()["pdf"]).startswith(b"%PDF")
    assert listed(terminal)[0]["documents"] == [{"id": "signed_copy", "kind": "signed_copy", "sheets": first.json()["sheets"]}]
    assert paper(terminal, number).json() == first.json()


def test_a_correction_is_signed_anew_and_has_a_copy_of_its_own(
    office: Office, partners: Partners, reviewer: Actor, terminal: HandMadeTerminal
) -> None:
    case = asked_for_correction(office, partners, reviewer)
    before = paper(terminal, case.number).json()["sha256"]
    assert terminal.post(f"{LIST}/correct", change(case, delivery=DELIVERY, signature=SIGNATURE)).status_code == 200
    assert [one["id"] for one in listed(terminal)[0]["documents"]] == ["signed_copy", "signed_copy_2"]
    after = paper(terminal, case.number, "signed_copy_2").json()["sha256"]
    assert after != before
    assert paper(terminal, case.number).json()["sha256"] == before


def test_no_paper_for_somebody_else_or_of_another_name(office: Office, terminal: HandMadeTerminal) -> None:
    number = acts.take_in(office)
    other = acts.take_in(office, application(2, applicant={"number": OTHER}))
    assert paper(terminal, other).json()["code"] == "unknown_application"
    assert paper(terminal, number, face=None).json()["code"] == "unknown_application"
    assert paper(terminal, number, "signed_copy_2").json()["code"] == "document_not_ready"
    assert paper(terminal, number, "truck_pass").json()["code"] == "document_not_ready"


def test_of_a_number_alone_only_the_number_is_taken(
    office: Office, partners: Partners, reviewer: Actor, terminal: HandMadeTerminal
) -> None:
    case = acts.ready_to_decide(office, partners, reviewer)
    with office.writing(reviewer) as work:
        before = cases.get_body(work, case.number).delivery
        decisions.request_correction(work, case.number, case.version, (ReasonCode.DATA,), ("phone",))
    case = acts.look(office, case.number)
    assert terminal.post(f"{LIST}/correct", change(case, delivery=DELIVERY, signature=SIGNATURE)).status_code == 200
    with office.reading() as work:
        assert cases.get_body(work, case.number).delivery == before.model_copy(update={"phone": "13900001234"})


def test_a_correction_leaves_the_pictures_that_were_not_asked_for(
    office: Office, partners: Partners, reviewer: Actor, terminal: HandMadeTerminal
) -> None:
    case = asked_for_correction(office, partners, reviewer)
    picture = v1.Attachment(kind="damaged_plate", jpeg=base64.b64encode(b"\xff\xd8\xff plate").decode())
    with office.writing(reviewer) as work:
        body = cases.get_body(work, case.number)
        cases.keep_body(work, cases.get_case(work.session, case.number), body.model_copy(update={"attachments": [picture]}))
    case = acts.look(office, case.number)
    assert terminal.post(f"{LIST}/correct", change(case, delivery=DELIVERY, signature=SIGNATURE)).status_code == 200
    with office.reading() as work:
        assert find_attachment(work, case.number, "damaged_plate") == b"\xff\xd8\xff plate"


def test_what_can_only_be_lodged_anew_is_never_taken_as_a_picture() -> None:
    given = {**change(acts_case()), "delivery": DELIVERY, "signature": SIGNATURE}
    with pytest.raises(Incomplete):
        corrected(application(), Correction.model_validate(given), {"email"})


def acts_case() -> Case:
    """A case that nothing is asked of but number and version."""
    return Case(number="2611220001000017", version=1)


@pytest.mark.parametrize("jpeg", ["", "bm9uZQ==", "!!", "/9j/" + "A" * 4000])
def test_a_correction_brings_pictures_and_nothing_else(jpeg: str) -> None:
    body = application()
    message = Correction.model_validate(
        {
            "person": myself(),
            "key": str(uuid4()),
            "number": body.number,
            "version": 1,
            "signature": SIGNATURE,
            "delivery": DELIVERY,
            "attachments": [{"kind": "damaged_plate", "jpeg": jpeg}],
        }
    )
    with pytest.raises(Incomplete):
        corrected(body, message, {"damaged_plate"})
