"""Live pictures come in sealed to their own key, are kept apart, and are given up before the rest."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from backoffice.audit.models import AuditEntry
from backoffice.intake.models import Quarantined
from backoffice.office import SYSTEM, Office
from backoffice.refusals import Reason, Refused
from backoffice.retention import faces, schedule
from backoffice.retention.models import FaceEvidence
from backoffice.review import cases
from backoffice.review.models import Case
from domain.application import ApplicationStatus
from domain.clock import FrozenClock
from domain.faces import FaceDecision, IdentityCheck
from domain.wire.v1 import ApplicationBody
from tests.backoffice.partners import Partners
from tests.backoffice.people import NAME, NUMBER, application, face_check, registry_answer, with_face
from tests.backoffice.terminals import HandMadeTerminal, problem

PATH, REFERENCE = "/terminal/v1/applications", "/terminal/v1/face-reference"
PICTURES = [b"\xff\xd8\xffbest", b"\xff\xd8\xffsecond", b"\xff\xd8\xffthird"]


def lodged(terminal: HandMadeTerminal, running: int = 1) -> ApplicationBody:
    body = with_face(application(running), face_check(FaceDecision.REVIEW, 0.39))
    message = {**terminal.sealed(body), "faces": terminal.sealed_faces(body, PICTURES)}
    assert terminal.post(PATH, message, uuid4()).status_code == 200
    return body


def test_pictures_and_what_they_gave_are_kept(office: Office, terminal: HandMadeTerminal) -> None:
    number = lodged(terminal).number
    with office.reading() as work:
        case = cases.get_case(work.session, number)
        assert (case.identity_check, case.face_decision) == (IdentityCheck.FACE, FaceDecision.REVIEW)
        found = faces.find(work, number)
    assert found is not None
    assert len(found.pictures) == 3
    assert list(office.settings.faces_dir.rglob("*")) != []
    kept = b"".join(path.read_bytes() for path in office.settings.state_dir.rglob("*") if path.is_file())
    assert PICTURES[0] not in kept


def test_other_faces_under_a_known_key_are_refused(terminal: HandMadeTerminal) -> None:
    body, key = with_face(application(), face_check()), uuid4()
    message = {**terminal.sealed(body), "faces": terminal.sealed_faces(body, PICTURES)}
    assert terminal.post(PATH, message, key).status_code == 200
    again = terminal.post(PATH, message, key)
    assert again.json()["replayed"] is True
    other = {**message, "faces": terminal.sealed_faces(body, PICTURES[:1])}
    assert problem(terminal.post(PATH, other, key)) == (422, "key_reused")
    assert problem(terminal.post(PATH, {**message, "faces": None}, key)) == (422, "key_reused")


@pytest.mark.parametrize(
    ("bent", "code"),
    [
        ({"sealed_sha256": "0" * 64}, "hash_mismatch"),
        ({"key_id": "unknown"}, "body_unreadable"),
        ({"sealed": "AAAA"}, "hash_mismatch"),
    ],
)
def test_both_parts_are_put_aside_when_the_faces_are_bad(
    office: Office, terminal: HandMadeTerminal, bent: dict[str, str], code: str
) -> None:
    body = with_face(application(), face_check())
    message = {**terminal.sealed(body), "faces": terminal.sealed_faces(body, PICTURES, **bent)}
    assert problem(terminal.post(PATH, message, uuid4())) == (422, code)
    with office.reading() as work:
        row = work.session.scalars(select(Quarantined)).one()
        assert work.session.scalars(select(FaceEvidence)).all() == []
    assert row.sealed
    assert row.sealed_faces
    assert row.face_key_id


def test_faces_go_first_and_leave_the_rest_readable(office: Office, terminal: HandMadeTerminal, clock: FrozenClock) -> None:
    number = lodged(terminal).number
    clock.advance(timedelta(days=100).total_seconds())
    assert schedule.run(office) == 0  # it has not ended
    with office.writing(SYSTEM) as work:
        cases.get_case(work.session, number).status = ApplicationStatus.WITHDRAWN
    assert schedule.run(office) == 1
    assert schedule.run(office) == 0
    with office.reading() as work:
        assert faces.find(work, number) is None
        assert cases.get_body(work, number).applicant.name == NAME
        actions = set(work.session.scalars(select(AuditEntry.action)))
    assert "faces.destroyed" in actions
    assert [path for path in office.settings.faces_dir.rglob("*") if path.is_file()] == []
    clock.advance(timedelta(days=1100).total_seconds())
    assert schedule.run(office) == 1
    with office.reading() as work:
        assert "evidence.destroyed" in set(work.session.scalars(select(AuditEntry.action)))


def test_what_nobody_fetched_or_brought_goes_too(office: Office, terminal: HandMadeTerminal, clock: FrozenClock) -> None:
    letter, correction = lodged(terminal).number, lodged(terminal, 2).number
    with office.writing(SYSTEM) as work:
        for number, status in ((letter, "returned_undelivered"), (correction, "correction_requested")):
            work.session.execute(update(Case).where(Case.number == number).values(status=ApplicationStatus(status)))
    clock.advance(timedelta(days=office.settings.retention.faces_days + 1).total_seconds())
    assert schedule.run(office) == 1  # the letter's faces: nobody compares them any more
    with office.reading() as work:
        assert (faces.find(work, letter), faces.find(work, correction) is None) == (None, False)
        assert cases.get_body(work, letter).applicant.name == NAME
    clock.advance(timedelta(days=office.settings.retention.unfinished_days).total_seconds())
    assert schedule.run(office) == 2
    with office.reading() as work:
        assert faces.find(work, correction) is None
        for number in (letter, correction):
            with pytest.raises(Refused, match=Reason.EVIDENCE_GONE):
                cases.get_body(work, number)


def question(number: str = NUMBER, name: str = NAME) -> dict[str, str]:
    return {"service": "driver_licence_reissue_loss", "kind": "resident_id_card", "number": number, "name": name}


def test_the_photograph_is_given_for_the_right_name_only(
    office: Office, terminal: HandMadeTerminal, partners: Partners
) -> None:
    partners.people[NUMBER] = registry_answer()
    assert terminal.post(REFERENCE, question()).json() == {"photo": "/9j/2Q=="}
    assert terminal.post(REFERENCE, question(name="别人")).json() == {"photo": None}
    partners.people[NUMBER] = registry_answer(photo=None)
    assert terminal.post(REFERENCE, question()).json() == {"photo": None}
    with office.reading() as work:
        entries = work.session.scalars(select(AuditEntry).where(AuditEntry.action == "face_reference.answered")).all()
    assert [entry.codes[1] for entry in entries] == ["given", "names_differ", "none"]
    assert all(NUMBER not in f"{entry.subject}{entry.codes}" for entry in entries)


def test_a_registry_that_is_down_is_said(terminal: HandMadeTerminal, partners: Partners) -> None:
    partners.down.add("driver-licences")
    response = terminal.post(REFERENCE, question())
    assert problem(response) == (503, "registry_unavailable")
    assert response.headers["Retry-After"] == "5"


@pytest.mark.expects_log
def test_photographs_are_not_harvested(office: Office, terminal: HandMadeTerminal, partners: Partners) -> None:
    del partners
    asked = range(office.settings.violations.persons_per_hour + 1)
    answers = [terminal.post(REFERENCE, question(f"50010319900101{running:04d}")) for running in asked]
    assert {answer.status_code for answer in answers[:-1]} == {200}
    assert problem(answers[-1]) == (429, "too_many_persons")
    assert int(answers[-1].headers["Retry-After"]) > 0
    with office.reading() as work:
        assert "face_reference.too_many_persons" in set(work.session.scalars(select(AuditEntry.action)))
