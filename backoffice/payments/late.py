"""What the money desk says of a press that came too late: of a refund, of a difference, of a day's statement."""

from datetime import date
from uuid import UUID

from fastapi.responses import Response

from backoffice.desk.conflict import Conflict, ConflictRow, LastDeed, Press, Typed, Ways, last_deed
from backoffice.office import Work
from backoffice.payments import differences, ledger
from backoffice.payments.ledger import PaymentEntry, PaymentFilter
from backoffice.payments.models import PaymentState
from backoffice.payments.statement_models import AcquirerStatement, DifferenceState
from backoffice.refusals import Reason, Refused
from backoffice.staff.models import StaffSession

HERE = "/desk/payments"
STATEMENT = f"{HERE}/statement"
OF_REFUND = ("case.refund_due", "payments.refund_proposed", "payments.refund_declined", "case.refund_recorded")
OF_DIFFERENCE = ("payments.difference_explained", "payments.difference_cleared", "payments.difference_declined")
OF_DAY = ("payments.statement_checked", "payments.day_closed", "payments.day_reopened")


def refund_late(press: Press, session: StaffSession, deed: str, order_id: UUID, reference: str = "") -> Response:
    """Tell of a refund that it is not as the page showed it; raises Refused(not_found)."""

    def find(work: Work) -> Conflict:
        entry = ledger.find_entry(work, order_id)
        if entry is None:
            raise Refused(Reason.NOT_FOUND)
        due = ledger.list_payments(work, PaymentFilter(state=PaymentState.REFUND_DUE))
        after = next((one.order_id for one in due if one.order_id != order_id), None)
        shown = PaymentState.REFUNDED if entry.state is PaymentState.REFUNDED else PaymentState.REFUND_DUE
        back = f"{HERE}?shown={PaymentState.REFUND_DUE}"
        return _conflict(
            press,
            (deed, "refund", str(order_id)),
            Ways("payments", f"{HERE}?shown={shown}&at={order_id}", back, f"{back}&at={after}" if after else ""),
            ("desk.payments.state.refund_due" if deed == "refund" else "desk.payments.state.refund_proposed", _state(entry)),
            last_deed(work, entry.number, *OF_REFUND),
            (Typed("reference", "desk.payments.refund_reference", reference),),
        )

    return press.too_late(session, find)


def _state(entry: PaymentEntry) -> str:
    waits = entry.state is PaymentState.REFUND_DUE and entry.refund_proposed_by is not None
    return "desk.payments.state.refund_proposed" if waits else f"desk.payments.state.{entry.state}"


def difference_late(
    press: Press, session: StaffSession, deed: str, difference_id: int, note: str = "", reference: str = ""
) -> Response:
    """Tell of a difference that it is not as the page showed it; it is gone where the day was matched anew.

    What is none of the reader's is answered as what is gone: nobody's name stands beside it.
    """

    def find(work: Work) -> Conflict:
        then = DifferenceState.OPEN if deed == "explain" else DifferenceState.PROPOSED
        there = differences.find_difference(work, difference_id)
        now, back = there.state if there else then, f"{STATEMENT}?shown={then}"
        after = next((one.id for one in differences.list_differences(work, then) if one.id != difference_id), 0)
        return _conflict(
            press,
            (deed, "difference", str(difference_id)),
            Ways("payments", f"{STATEMENT}?shown={now}&at={difference_id}", back, f"{back}&at={after}" if after else ""),
            (_of_difference(then), _of_difference(now) if there else "desk.conflict.gone"),
            last_deed(work, f"difference-{difference_id}", *OF_DIFFERENCE) if there else LastDeed(),
            (
                Typed("note", "desk.payments.note_field", note),
                Typed("reference", "desk.payments.refund_reference", reference),
            ),
        )

    return press.too_late(session, find)


def _of_difference(state: DifferenceState) -> str:
    return f"desk.payments.statement.state.{state}"


def day_late(press: Press, session: StaffSession, deed: str, day: date) -> Response:
    """Tell of a day that its statement is not as the page showed it."""

    def find(work: Work) -> Conflict:
        statement = work.session.get(AcquirerStatement, day)
        closed = statement is not None and statement.closed_at is not None
        return _conflict(
            press,
            (deed, "day", day.isoformat()),
            Ways("payments", f"{STATEMENT}?day={day.isoformat()}", STATEMENT),
            (_of_day(closed=deed == "reopen_day"), _of_day(closed=closed)),
            last_deed(work, day.isoformat(), *OF_DAY),
        )

    return press.too_late(session, find)


def _of_day(*, closed: bool) -> str:
    return "desk.payments.statement.closed" if closed else "desk.conflict.day_open"


def _conflict(
    press: Press,
    what: tuple[str, str, str],
    ways: Ways,
    states: tuple[str, str],
    last: LastDeed,
    typed: tuple[Typed, ...] = (),
) -> Conflict:
    """Shape the page. `what`: deed, kind and name; `states`: text keys of then and now."""
    (deed, kind, name), words = what, press.words
    then, now = (words(state) for state in states)
    changed = then != now
    who = (last.who or words("desk.system")) if changed else ""
    row = ConflictRow(words("desk.conflict.status"), then, now, who, last.at if changed else None)
    kept = tuple(one for one in typed if one.text.strip())
    return Conflict(deed, kind, name, ways, (row,), who=last.who, since=last.told(words), typed=kept)
