"""A day is reconciled: its statement, its differences by two people, its closing; on both databases."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from backoffice.audit.models import AuditEntry
from backoffice.office import SYSTEM, Actor, Office
from backoffice.payments import differences, reconciling
from backoffice.payments.differences import Proposal
from backoffice.payments.matching import DifferenceKind, Explanation
from backoffice.payments.models import Payment
from backoffice.payments.statement_models import AcquirerStatement, Difference, DifferenceState, StatementLine
from backoffice.refusals import CaseChanged, Reason, Refused
from backoffice.staff.models import Role
from domain.clock import SHANGHAI
from tests.backoffice import acts
from tests.backoffice.payments.paying import take_in_paid
from tests.backoffice.payments.statements import FRIDAY, line, of, statement

WINDOW = Proposal(Explanation.WINDOW, "已与公民约定到窗口办理")
SATURDAY = FRIDAY + timedelta(days=1)


@pytest.fixture
def intake(either_office: Office) -> Actor:
    return acts.add(either_office, "intake", Role.ACCEPTOR)


@pytest.fixture
def boss(either_office: Office) -> Actor:
    return acts.add(either_office, "boss", Role.SUPERVISOR)


def take(office: Office, content: bytes, who: Actor = SYSTEM) -> AcquirerStatement:
    with office.writing(who) as work:
        return reconciling.import_statement(work, content)


def found(office: Office, day: date = FRIDAY) -> list[Difference]:
    with office.reading() as work:
        return list(work.session.scalars(select(Difference).where(Difference.day == day).order_by(Difference.id)))


def the_one(office: Office) -> Difference:
    (difference,) = found(office)
    return difference


def explain(office: Office, who: Actor, proposal: Proposal = WINDOW) -> Difference:
    with office.writing(who) as work:
        shown = the_one(office)
        return differences.explain(work, shown.id, shown.version, proposal)


def agree(office: Office, who: Actor) -> Difference:
    shown = the_one(office)
    with office.writing(who) as work:
        return differences.agree(work, shown.id, shown.version)


def close(office: Office, who: Actor) -> AcquirerStatement:
    with office.writing(who) as work:
        return reconciling.close_day(work, FRIDAY, work.session.get_one(AcquirerStatement, FRIDAY).version)


def paid(office: Office, running: int, **changes: Any) -> Payment:
    return take_in_paid(office, running, reference=f"26112000{running:04d}", **changes)


def test_a_whole_day(either_office: Office, intake: Actor, boss: Actor) -> None:
    good, changed, twice, absent = (paid(either_office, running) for running in range(1, 5))
    rows = [of(good), of(changed, 900), of(twice), of(twice), line(UUID(int=99), 500, trace="9", reference="X9")]
    taken = take(either_office, statement(rows), intake)
    assert (taken.lines, taken.amount_fen, taken.matched, taken.matched_fen, taken.ours_fen) == (5, 4400, 1, 1000, 4000)
    kinds = {one.kind: (one.ours_fen, one.theirs_fen, one.order_id) for one in found(either_office)}
    assert kinds == {
        DifferenceKind.AMOUNT_DIFFERS: (1000, 900, changed.order_id),
        DifferenceKind.DOUBLE: (1000, 2000, twice.order_id),
        DifferenceKind.MISSING_THERE: (1000, 0, absent.order_id),
        DifferenceKind.MISSING_HERE: (0, 500, UUID(int=99)),
    }
    with pytest.raises(Refused) as caught:
        close(either_office, boss)
    assert caught.value.reason is Reason.DIFFERENCES_OPEN
    for one in found(either_office):
        with either_office.writing(intake) as work:
            differences.explain(work, one.id, one.version, WINDOW)
    for one in found(either_office):
        with either_office.writing(boss) as work:
            differences.agree(work, one.id, one.version)
    closed = close(either_office, boss)
    assert closed.closed_by == boss.staff_id
    with either_office.reading() as work:
        codes = work.session.scalars(select(AuditEntry.codes).where(AuditEntry.action == "payments.day_closed")).one()
    assert codes == ["5", "4400", "4", "4000", "1000"]


def test_a_statement_is_taken_once_and_by_the_right_people(either_office: Office, intake: Actor) -> None:
    content = statement([of(paid(either_office, 1))])
    with pytest.raises(Refused) as caught:
        take(either_office, content, acts.add(either_office, "reviewer", Role.REVIEWER))
    assert caught.value.reason is Reason.ROLE_MISSING
    take(either_office, content, intake)
    with pytest.raises(Refused) as caught:
        take(either_office, content, intake)
    assert caught.value.reason is Reason.STATEMENT_KNOWN
    with pytest.raises(Refused) as caught:
        take(either_office, statement([], day=SATURDAY))  # it is Friday
    assert caught.value.reason is Reason.STATEMENT_UNREADABLE
    with either_office.reading() as work:
        assert work.session.scalar(select(func.count(StatementLine.id))) == 1


def test_nobody_agrees_with_himself(either_office: Office, boss: Actor, intake: Actor) -> None:
    take(either_office, statement([line(UUID(int=9))]))
    explain(either_office, boss)
    for who, reason in ((boss, Reason.SECOND_PERSON_IS_PROPOSER), (intake, Reason.ROLE_MISSING)):
        with pytest.raises(Refused) as caught:
            agree(either_office, who)
        assert caught.value.reason is reason
    assert agree(either_office, acts.add(either_office, "other", Role.SUPERVISOR)).state is DifferenceState.CLOSED


def test_a_refund_of_a_difference_needs_its_reference(either_office: Office, boss: Actor, intake: Actor) -> None:
    twice = paid(either_office, 1)
    take(either_office, statement([of(twice), of(twice)]))
    for proposal, reason in (
        (Proposal(Explanation.REFUND, "重复扣款"), Reason.REFERENCE_INVALID),
        (Proposal(Explanation.APPLICATION_LATE, "x"), Reason.CODE_NOT_ALLOWED),
        (Proposal(Explanation.WINDOW, "  "), Reason.NOTE_MISSING),
        (Proposal(Explanation.WINDOW, "卡号 4111111111111111"), Reason.NOTE_NAMES_SOMEBODY),
        (Proposal(Explanation.WINDOW, "500103199001010010 来电"), Reason.NOTE_NAMES_SOMEBODY),
    ):
        with pytest.raises(Refused) as caught:
            explain(either_office, intake, proposal)
        assert caught.value.reason is reason
    explain(either_office, intake, Proposal(Explanation.REFUND, "重复扣款，参考号 261120000001", "RF-2026-77"))
    cleared = agree(either_office, boss)
    assert (cleared.refund_reference, cleared.over_fen) == ("RF-2026-77", 1000)


def test_declining_opens_it_again(either_office: Office, boss: Actor, intake: Actor) -> None:
    take(either_office, statement([line(UUID(int=9))]))
    shown = explain(either_office, intake)
    with either_office.writing(boss) as work:
        differences.decline(work, shown.id, shown.version)
    again = the_one(either_office)
    assert (again.state, again.note, again.proposed_by) == (DifferenceState.OPEN, None, None)
    with pytest.raises(CaseChanged), either_office.writing(boss) as work:
        differences.agree(work, shown.id, shown.version)


def test_what_arrives_late_clears_itself_unless_somebody_worked_on_it(either_office: Office, intake: Actor) -> None:
    order = UUID(int=9)
    take(either_office, statement([line(order), line(UUID(int=10), trace="000002", reference="261120000002")]))
    late = found(either_office)[1]
    with either_office.writing(intake) as work:
        differences.explain(work, late.id, late.version, Proposal(Explanation.APPLICATION_LATE, "终端离线"))
    for place, arrived in enumerate((order, UUID(int=10)), start=1):
        take_in_paid(either_office, place, order_id=arrived, reference=f"26112000000{place}")
    with either_office.writing(intake) as work:
        statement_now = reconciling.check_again(work, FRIDAY)
    assert [one.id for one in found(either_office)] == [late.id]
    assert (statement_now.matched, statement_now.matched_fen) == (1, 1000)


def test_a_line_of_the_next_day_takes_the_difference_away(either_office: Office) -> None:
    before_midnight = paid(either_office, 1, paid_at=datetime(2026, 11, 19, 23, 59, 58, tzinfo=SHANGHAI))
    take(either_office, statement([], day=date(2026, 11, 19)))
    assert [one.kind for one in found(either_office, date(2026, 11, 19))] == [DifferenceKind.MISSING_THERE]
    taken = take(either_office, statement([of(before_midnight)]))
    assert found(either_office, date(2026, 11, 19)) == []
    assert found(either_office) == []
    assert (taken.matched, taken.ours) == (1, 0)


def test_a_closed_day_is_opened_again_with_a_reason(either_office: Office, boss: Actor, intake: Actor) -> None:
    take(either_office, statement([of(paid(either_office, 1))]))
    closed = close(either_office, boss)
    with pytest.raises(Refused) as caught, either_office.writing(intake) as work:
        reconciling.check_again(work, FRIDAY)
    assert caught.value.reason is Reason.DAY_CLOSED
    for who, why, reason in (
        (intake, "late_posting", Reason.ROLE_MISSING),
        (boss, "because", Reason.CODES_MISSING),
    ):
        with pytest.raises(Refused) as caught, either_office.writing(who) as work:
            reconciling.reopen_day(work, FRIDAY, closed.version, why)
        assert caught.value.reason is reason
    with either_office.writing(boss) as work:
        opened = reconciling.reopen_day(work, FRIDAY, closed.version, "late_posting")
    assert (opened.closed_at, opened.closed_by) == (None, None)
    with either_office.reading() as work:
        entry = work.session.scalars(select(AuditEntry).where(AuditEntry.action == "payments.day_reopened")).one()
    assert (entry.subject, entry.codes) == ("2026-11-20", ["late_posting"])


def test_an_order_unknown_to_any_statement_is_not_found(either_office: Office, boss: Actor) -> None:
    with pytest.raises(Refused) as caught, either_office.writing(boss) as work:
        reconciling.close_day(work, FRIDAY, 1)
    assert caught.value.reason is Reason.STATEMENT_MISSING
    with pytest.raises(Refused) as caught, either_office.writing(boss) as work:
        differences.agree(work, 77, 1)
    assert caught.value.reason is Reason.NOT_FOUND
