"""What is held is not destroyed, whatever its age; a hold ends when two supervisors want it."""

import pytest
from sqlalchemy import select

from backoffice.audit.models import AuditEntry
from backoffice.office import SYSTEM, Actor, Office
from backoffice.refusals import Reason, Refused
from backoffice.retention import faces, holds, schedule, services
from backoffice.retention.hold_models import HoldReason, LegalHold
from backoffice.retention.models import EvidenceKey
from backoffice.retention.overview import overview
from backoffice.review import cases, decisions
from backoffice.staff.models import Role
from domain.clock import FrozenClock
from domain.reasons import ReasonCode
from tests.backoffice.acts import add, ready_to_decide, take_in
from tests.backoffice.desk.conftest import SignIn
from tests.backoffice.partners import Partners

REFERENCE = "（2026）渝0103行初17号"
DAY = 86_400


@pytest.fixture
def ended(an_office: Office, partners: Partners) -> str:
    reviewer = add(an_office, "lijing", Role.REVIEWER)
    case = ready_to_decide(an_office, partners, reviewer)
    with an_office.writing(reviewer) as work:
        decisions.refer_to_window(work, case.number, case.version, (ReasonCode.ADDRESS,))
    return case.number


def hold(office: Office, who: Actor, number: str) -> int:
    with office.writing(who) as work:
        made = holds.set_hold(work, number, HoldReason.LITIGATION, REFERENCE)
        work.session.flush()
        return made.id


def is_readable(office: Office, number: str) -> bool:
    with office.reading() as work:
        try:
            return bool(cases.get_body(work, number))
        except Refused:
            return False


def refused(office: Office, who: Actor, deed: object, *given: object) -> Reason:
    with office.writing(who) as work, pytest.raises(Refused) as why:
        deed(work, *given)  # type: ignore[operator]
    return why.value.reason


def test_what_is_held_stays_and_goes_when_two_have_lifted_it(either_office: Office, ended: str, clock: FrozenClock) -> None:
    chief, other = add(either_office, "chief", Role.SUPERVISOR), add(either_office, "other", Role.SUPERVISOR)
    held = hold(either_office, chief, ended)
    clock.advance(4000 * DAY)
    assert schedule.run(either_office) == 0
    services.destroy(either_office, SYSTEM, ended)  # not even by name
    faces.destroy(either_office, SYSTEM, ended)
    assert is_readable(either_office, ended)
    with either_office.writing(chief) as work:
        holds.ask_to_lift(work, held)
    assert refused(either_office, chief, holds.agree_to_lift, held) is Reason.SECOND_PERSON_IS_PROPOSER
    assert schedule.run(either_office) == 0
    with either_office.writing(other) as work:
        holds.agree_to_lift(work, held)
    assert schedule.run(either_office) == 1
    assert not is_readable(either_office, ended)
    with either_office.reading() as work:
        told = work.session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("hold.%")).order_by(AuditEntry.id))
        assert list(told) == ["hold.set", "hold.lift_asked", "hold.lifted"]


def test_who_does_not_agree_keeps_the_hold(office: Office, ended: str) -> None:
    chief, other = add(office, "chief", Role.SUPERVISOR), add(office, "other", Role.SUPERVISOR)
    held = hold(office, chief, ended)
    assert refused(office, other, holds.agree_to_lift, held) is Reason.WRONG_STATUS  # nobody has asked
    with office.writing(chief) as work:
        holds.ask_to_lift(work, held)
    with office.writing(other) as work:
        assert holds.keep_on(work, held).lift_asked_by is None
    assert refused(office, other, holds.agree_to_lift, held) is Reason.WRONG_STATUS


def test_what_cannot_be_held_is_refused(office: Office, ended: str) -> None:
    chief = add(office, "chief", Role.SUPERVISOR)
    reason = HoldReason.COMPLAINT
    assert refused(office, add(office, "auditor", Role.AUDITOR), holds.set_hold, ended, reason, REFERENCE) is (
        Reason.ROLE_MISSING
    )
    assert refused(office, chief, holds.set_hold, ended, reason, "a<b>") is Reason.REFERENCE_INVALID
    assert refused(office, chief, holds.set_hold, "2611200007099999", reason, REFERENCE) is Reason.NOT_FOUND
    hold(office, chief, ended)
    assert refused(office, chief, holds.set_hold, ended, reason, REFERENCE) is Reason.ALREADY_HELD


def test_nothing_is_held_that_is_gone_already(office: Office, ended: str) -> None:
    services.destroy(office, SYSTEM, ended)
    chief = add(office, "chief", Role.SUPERVISOR)
    assert refused(office, chief, holds.set_hold, ended, HoldReason.AUDIT, REFERENCE) is Reason.EVIDENCE_GONE


def test_the_desk_says_what_goes_when_and_what_has_gone(office: Office, ended: str, clock: FrozenClock) -> None:
    auditor = add(office, "auditor", Role.AUDITOR)

    def seen() -> tuple[int, int, int, int]:
        with office.reading(auditor) as work:
            shown = overview(work)
        coming = sum(evidence for _, _, evidence in shown.ahead)
        return shown.evidence.kept, coming, shown.evidence.late, len(shown.gone)

    assert seen() == (1, 0, 0, 0)
    clock.advance(1080 * DAY)
    assert seen() == (1, 1, 0, 0)  # fifteen days are left
    clock.advance(17 * DAY)
    assert seen() == (1, 1, 1, 0)  # more than a day past its time
    schedule.run(office)
    assert seen() == (0, 0, 0, 1)


def test_the_pages(signed_in: SignIn, desk_office: Office) -> None:
    number = take_in(desk_office)
    page = "/desk/retention"
    assert signed_in("auditor", Role.AUDITOR).get(page).status == 200
    assert (
        signed_in("auditor2", Role.AUDITOR).post(f"{page}/holds", number=number, reason="audit", reference=REFERENCE).status
        == 403
    )
    chief = signed_in("chief", Role.SUPERVISOR)
    grouped = f"{number[:4]} {number[4:8]} {number[8:12]} {number[12:]}"
    answer = chief.post(f"{page}/holds", number=grouped, reason="audit", reference=REFERENCE)
    assert answer.headers["location"] == f"{page}?done=set"
    for typed, wrong in (
        ({"number": number, "reason": "audit", "reference": "<1>"}, "请填写案号或文号"),
        ({"number": number, "reason": "", "reference": REFERENCE}, "请选择保全的事由"),
        ({"number": "2611200007099999", "reason": "audit", "reference": REFERENCE}, "没有这件业务"),
        ({"number": number, "reason": "audit", "reference": REFERENCE}, "已在保全中"),
        ({}, "请选择保全的事由"),
    ):
        answer = chief.post(f"{page}/holds", **typed)
        assert (answer.status, wrong in answer.text) == (422, True), typed
        for value in filter(None, typed.values()):
            assert f'value="{value.replace("<", "&lt;").replace(">", "&gt;")}"' in answer.text
    with desk_office.reading() as work:
        held = work.session.scalars(select(LegalHold)).one().id
        assert work.session.get(EvidenceKey, number) is not None
    assert f'data-opens="ask-{held}" data-row-key="l"' in chief.get(page).text
    chief.post(f"{page}/holds/{held}/ask")
    asked = chief.get(page).text
    assert ("须另一名主管同意" in asked, 'data-row-key="r"' in asked, 'data-row-key="a"' in asked) == (True, True, False)
    assert chief.post(f"{page}/holds/{held}/agree").headers["location"] == f"{page}?said=second_person_is_proposer"
    assert signed_in("other", Role.SUPERVISOR).post(f"{page}/holds/{held}/agree").headers["location"] == f"{page}?done=agree"
    assert signed_in("lijing", Role.REVIEWER).get(page).status == 403
