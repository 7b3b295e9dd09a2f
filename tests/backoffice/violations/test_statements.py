"""Defences and objections: cases of the desk, answered by a person; the records rest meanwhile; nobody is punished more."""

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from backoffice.office import SYSTEM, Actor
from backoffice.refusals import CaseChanged, Reason, Refused
from backoffice.staff.models import Role
from backoffice.violations import desk
from backoffice.violations.desk import StatementFile
from backoffice.violations.models import StatementStep
from domain.application import ApplicationStatus
from domain.violations import HandlingBar
from simulators.partners.gate import PartnerFault
from tests.backoffice import acts
from tests.backoffice.desk.conftest import LIMIT_S, Seats
from tests.backoffice.desk.serving import serving
from tests.backoffice.handling_stage import PEOPLE, Stage

YUJIA = PEOPLE["tan_yujia"]
ANSWER = "经核查监控录像，标线清晰可见。"


@pytest.fixture
def officer(stage: Stage) -> Actor:
    return acts.add(stage.office, "heyun", Role.PENALTIES)


def bars_of(stage: Stage, record: str) -> list[HandlingBar] | None:
    """Return what stands against handling a record; None when it is not open any more."""
    return next((one.bars for one in stage.ask(YUJIA).violations if one.record_number == record), None)


def said(stage: Stage, way: str) -> tuple[str, str]:
    [record] = stage.handleable(YUJIA)
    return stage.handle(YUJIA, [record], way), record


def opened(stage: Stage, who: Actor, number: str) -> StatementFile:
    return desk.open_statement(stage.office, who, number)


def version(stage: Stage, number: str) -> int:
    with stage.office.reading() as work:
        return desk.get_statement(work, number).version


def texts(stage: Stage) -> str:
    stage.worker.tick()
    return "\n".join(message.text for message in stage.sms.messages)


@pytest.mark.parametrize("way", ["defend", "object"])
def test_a_statement_becomes_a_case_and_its_record_rests(stage: Stage, officer: Actor, way: str) -> None:
    number, record = said(stage, way)
    outcome = stage.outcome(number)
    assert outcome.status is ApplicationStatus.ACCEPTED
    assert [(one.id, one.kind, one.sheets) for one in outcome.documents] == [("defence_receipt", "defence_receipt", 1)]
    assert outcome.due_date is not None
    assert outcome.due_date.isoformat() == "2026-11-27"
    assert bars_of(stage, record) == [HandlingBar.DISPUTED]
    assert "2026年11月20日" not in texts(stage)
    assert "11月27日" in texts(stage)
    file = opened(stage, officer, number)
    assert file.handling.declaration.statement.startswith("当时标线")
    assert [penalty.record_number for penalty in file.penalties] == [record]
    assert file.pictures == {record: 3}
    with stage.office.reading(officer) as work:
        assert [entry.number for entry in desk.list_statements(work, StatementStep.OPEN)] == [number]


@pytest.mark.parametrize("way", ["defend", "object"])
def test_adopted_nobody_is_punished(stage: Stage, officer: Actor, way: str) -> None:
    number, record = said(stage, way)
    desk.adopt(stage.office, officer, number, version(stage, number), ANSWER)
    outcome = stage.outcome(number)
    assert (outcome.status, outcome.decisions) == (ApplicationStatus.COMPLETED, [])
    assert bars_of(stage, record) is None
    assert stage.registry.decided == ()
    assert "予以采纳" in texts(stage)


def test_a_defence_that_is_declined_ends_with_the_decision_as_told(stage: Stage, officer: Actor) -> None:
    number, record = said(stage, "defend")
    desk.decline(stage.office, officer, number, version(stage, number), ANSWER)
    outcome = stage.outcome(number)
    assert outcome.status is ApplicationStatus.COMPLETED
    [decision] = outcome.decisions
    assert (decision.record_number, decision.fine_fen, decision.points) == (record, 10000, 1)
    assert [one.id for one in outcome.documents] == ["defence_receipt", "decision_1"]
    assert bars_of(stage, record) is None
    assert opened(stage, officer, number).answer == ANSWER
    assert "不予采纳" in texts(stage)


def test_an_objection_is_passed_on_and_the_record_may_be_handled_again(stage: Stage, officer: Actor) -> None:
    number, record = said(stage, "object")
    stage.clock.advance(86400 * 3)  # Monday
    with stage.office.writing(officer) as work:
        desk.forward(work, number, version(stage, number))
    outcome = stage.outcome(number)
    assert outcome.due_date is not None
    assert outcome.due_date.isoformat() == "2026-11-30"
    with stage.office.writing(officer) as work, pytest.raises(Refused, match="wrong_status"):
        desk.forward(work, number, version(stage, number))
    desk.decline(stage.office, officer, number, version(stage, number), ANSWER)
    assert stage.outcome(number).status is ApplicationStatus.COMPLETED
    assert bars_of(stage, record) == []
    assert stage.registry.decided == ()


def test_a_defence_is_not_passed_on(stage: Stage, officer: Actor) -> None:
    number, _ = said(stage, "defend")
    with stage.office.writing(officer) as work, pytest.raises(Refused, match="wrong_status"):
        desk.forward(work, number, version(stage, number))


def test_nobody_answers_without_words_or_without_the_role(stage: Stage, officer: Actor) -> None:
    number, _ = said(stage, "defend")
    supervisor = acts.add(stage.office, "laoli", Role.SUPERVISOR)
    for act in (desk.adopt, desk.decline):
        with pytest.raises(Refused, match="note_missing"):
            act(stage.office, officer, number, version(stage, number), "  ")
        with pytest.raises(Refused, match="role_missing"):
            act(stage.office, supervisor, number, version(stage, number), ANSWER)
    assert opened(stage, supervisor, number).statement.step is StatementStep.OPEN
    with pytest.raises(Refused, match="role_missing"):
        opened(stage, acts.add(stage.office, "lijing", Role.REVIEWER), number)


@pytest.mark.parametrize("act", [desk.adopt, desk.decline])
def test_a_case_is_answered_once(stage: Stage, officer: Actor, act: Any) -> None:
    number, _ = said(stage, "defend")
    before = version(stage, number)
    act(stage.office, officer, number, before, ANSWER)
    with pytest.raises(CaseChanged):
        act(stage.office, officer, number, before, ANSWER)
    with pytest.raises(Refused, match="wrong_status"):
        act(stage.office, officer, number, version(stage, number), ANSWER)
    assert len(stage.registry.decided) == (1 if act is desk.decline else 0)


@pytest.mark.parametrize("act", [desk.adopt, desk.decline])
def test_while_the_registry_is_down_nothing_is_answered(stage: Stage, officer: Actor, act: Any) -> None:
    number, _ = said(stage, "defend")
    stage.registry.gate.set_fault(PartnerFault.DOWN)
    with pytest.raises(Refused) as refused:
        act(stage.office, officer, number, version(stage, number), ANSWER)
    assert refused.value.reason is Reason.PARTNER_DOWN
    assert opened(stage, officer, number).known is None
    stage.registry.gate.set_fault(None)
    act(stage.office, officer, number, version(stage, number), ANSWER)
    assert stage.outcome(number).status is ApplicationStatus.COMPLETED


def test_a_clerk_whose_line_breaks_while_deciding_leaves_it_to_the_worker(
    stage: Stage, officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, _ = said(stage, "defend")
    monkeypatch.setattr("backoffice.violations.handling.settle", _break)
    with pytest.raises(ConnectionError):
        desk.decline(stage.office, officer, number, version(stage, number), ANSWER)
    assert stage.registry.decided == ()
    monkeypatch.undo()
    stage.worker.tick()
    outcome = stage.outcome(number)
    assert (outcome.status, len(outcome.decisions)) == (ApplicationStatus.COMPLETED, 1)
    assert len(stage.registry.decided) == 1


def _break(*_: object) -> None:
    raise ConnectionError


def test_every_view_is_audited(stage: Stage, officer: Actor) -> None:
    from sqlalchemy import select

    from backoffice.audit.models import AuditEntry

    number, _ = said(stage, "defend")
    opened(stage, officer, number)
    assert desk.picture(stage.office, officer, number, 0, 0) is not None
    assert desk.picture(stage.office, officer, number, 7, 0) is None
    with stage.office.reading() as work:
        seen = work.session.scalars(select(AuditEntry).where(AuditEntry.actor == "heyun").order_by(AuditEntry.id)).all()
    assert [(entry.action, entry.subject) for entry in seen] == [
        ("statement.viewed", number),
        ("statement.picture_viewed", number),
    ]


def test_a_statement_of_another_district_is_not_there(stage: Stage, officer: Actor) -> None:
    number, _ = said(stage, "object")
    with stage.office.writing(SYSTEM) as work:
        desk.get_statement(work, number).case.district = "500108"
    at = version(stage, number)
    assert officer.staff is not None
    officer.staff.districts = ["500103"]
    with stage.office.reading(officer) as work:
        assert desk.list_statements(work, StatementStep.OPEN) == []
    deeds: list[Callable[[], object]] = [
        lambda: opened(stage, officer, number),
        lambda: desk.picture(stage.office, officer, number, 0, 0),
        lambda: desk.adopt(stage.office, officer, number, at, ANSWER),
        lambda: desk.decline(stage.office, officer, number, at, ANSWER),
    ]
    for deed in deeds:
        with pytest.raises(Refused) as refused:
            deed()
        assert refused.value.reason is Reason.NOT_FOUND
    officer.staff.districts = ["500103", "500108"]
    assert opened(stage, officer, number).case.number == number


def test_an_answer_that_came_too_late_is_kept(stage: Stage, officer: Actor) -> None:
    number, _record = said(stage, "object")
    old = str(version(stage, number))
    with (
        serving(stage.office.settings, stage.clock) as served,
        httpx.Client(base_url=served.url, timeout=LIMIT_S, trust_env=False) as http,
    ):
        caller = Seats(http, served.office)("qinlan", Role.PENALTIES)
        with stage.office.writing(officer) as work:
            desk.forward(work, number, version(stage, number))
        late = caller.post(f"/desk/violations/{number}/decline", version=old, answer=ANSWER)
        assert late.status == 409
        assert "heyun刚刚改动了这件业务" in late.text
        assert re.search("<td>待答复</td><td><u>已转交</u></td>", late.text)
        assert ANSWER in late.text
        again = caller.post(f"/desk/violations/{number}/again", answer=ANSWER)
        assert (again.status, f'data-test="statement.answer_field">{ANSWER}</textarea>' in again.text) == (200, True)
        desk.adopt(stage.office, officer, number, version(stage, number), "采纳。")
        late = caller.post(f"/desk/violations/{number}/decline", version=old, answer=ANSWER)
        assert (late.status, "/again" in late.text, ANSWER in late.text) == (409, False, True)  # nothing is left to answer
    assert stage.outcome(number).status is ApplicationStatus.COMPLETED
