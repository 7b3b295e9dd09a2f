"""Who may look at the money, what they see, and that it is audited."""

import csv
import io

import pytest
from sqlalchemy import select

from backoffice.audit.models import AuditEntry
from backoffice.office import SYSTEM, Office
from backoffice.payments import reconciling
from backoffice.payments.models import Payment, PaymentState
from backoffice.staff.models import Role, Staff
from tests.backoffice import acts
from tests.backoffice.desk.conftest import SignIn
from tests.backoffice.partners import Partners
from tests.backoffice.payments.paying import look, refuse_after_paying, take_in_paid
from tests.backoffice.payments.statements import statement
from tests.backoffice.people import SECRETS

PAGE = "/desk/payments"


def _audited(office: Office, action: str) -> list[list[str]]:
    with office.reading() as work:
        return list(work.session.scalars(select(AuditEntry.codes).where(AuditEntry.action == action)))


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ACCEPTOR, Role.SUPERVISOR, Role.AUDITOR)])
def test_the_money_is_closed_to_every_other_role(signed_in: SignIn, desk_office: Office, role: Role) -> None:
    order = take_in_paid(desk_office).order_id
    caller = signed_in("somebody", role)
    for path in (PAGE, f"{PAGE}/{order}/detail", f"{PAGE}/day.csv?day=2026-11-20", f"{PAGE}/news?drawn=x&day=2026-11-20"):
        assert caller.get(path).status == 403
    assert caller.post(f"{PAGE}/{order}/refund", version="1", reference="RF-1234").status == 403


def test_the_auditor_reads_and_writes_nothing_down(signed_in: SignIn, desk_office: Office, partners: Partners) -> None:
    payment = refuse_after_paying(desk_office, partners, acts.add(desk_office, "lijing", Role.REVIEWER))
    caller = signed_in("auditor", Role.AUDITOR)
    detail = caller.get(f"{PAGE}/{payment.order_id}/detail").text
    assert "另一位主管复核" in detail
    assert "payments.refund_reference" not in detail
    assert "/desk/review/" not in detail
    assert caller.post(f"{PAGE}/{payment.order_id}/refund", version=str(payment.version), reference="RF-1234").status == 403
    assert look(desk_office, payment.order_id).state is PaymentState.REFUND_DUE


def test_looking_and_exporting_are_audited(signed_in: SignIn, desk_office: Office) -> None:
    take_in_paid(desk_office)
    caller = signed_in("chief", Role.SUPERVISOR)
    assert caller.get(f"{PAGE}?day=2026-11-20&shown=refunded").status == 200
    assert caller.get(f"{PAGE}/day.csv?day=2026-11-20").status == 200
    assert _audited(desk_office, "payments.viewed") == [["2026-11-20", "refunded"]]
    assert _audited(desk_office, "payments.exported") == [["2026-11-20"]]


def test_the_page_names_nobody(signed_in: SignIn, desk_office: Office) -> None:
    order = take_in_paid(desk_office).order_id
    caller = signed_in("chief", Role.SUPERVISOR)
    shown = caller.get(PAGE).text + caller.get(f"{PAGE}/{order}/detail").text
    assert "261120000042" in shown
    assert not [secret for secret in SECRETS if secret in shown]


def test_the_file_holds_every_payment_of_the_day(signed_in: SignIn, desk_office: Office) -> None:
    orders = {str(take_in_paid(desk_office, running).order_id) for running in range(1, 4)}
    answer = signed_in("chief", Role.SUPERVISOR).get(f"{PAGE}/day.csv?day=2026-11-20")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert {row["order_id"] for row in csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))} == orders


@pytest.mark.parametrize(
    "query", ["day=yesterday", "terminal=-1", "terminal=x", "day=2026-13-01", "day=0001-01-01", "day=9999-12-31"]
)
def test_nonsense_is_not_understood(signed_in: SignIn, query: str) -> None:
    assert signed_in("chief", Role.SUPERVISOR).get(f"{PAGE}?{query}").status == 422


@pytest.mark.parametrize("query", ["day=2126-01-01", "shown=everything", "at=nobody", "said=no_such_reason", "day=2000-01-01"])
def test_what_is_not_there_does_no_harm(signed_in: SignIn, query: str) -> None:
    assert signed_in("chief", Role.SUPERVISOR).get(f"{PAGE}?{query}").status == 200


def test_an_old_form_is_told_so(signed_in: SignIn, desk_office: Office, partners: Partners) -> None:
    payment = refuse_after_paying(desk_office, partners, acts.add(desk_office, "lijing", Role.REVIEWER))
    caller = signed_in("chief", Role.SUPERVISOR)
    fields = {"version": str(payment.version), "reference": "RF-1234"}
    done = caller.post(f"{PAGE}/{payment.order_id}/refund", **fields)
    assert done.headers["location"] == f"{PAGE}?shown=refund_due&at={payment.order_id}"
    assert caller.post(f"{PAGE}/{payment.order_id}/refund", **fields).status == 409
    assert look(desk_office, payment.order_id).refund_reference == "RF-1234"


def test_money_of_another_district_is_nobodys_here(signed_in: SignIn, desk_office: Office) -> None:
    """Lists, totals, files and the choice of terminals are of the own districts; who has none sees the whole city."""
    order = take_in_paid(desk_office).order_id
    with desk_office.writing(SYSTEM) as work:
        work.session.get_one(Payment, order).case.district = "500103"
        reconciling.import_statement(work, statement([]))
    seen = {}
    for name, districts in (("here", ["500103"]), ("elsewhere", ["500112"]), ("city", [])):
        caller = signed_in(name, Role.SUPERVISOR)
        with desk_office.writing(SYSTEM) as work:
            work.session.scalars(select(Staff).where(Staff.username == name)).one().districts = districts
        page, file = caller.get(f"{PAGE}?day=2026-11-20").text, caller.get(f"{PAGE}/day.csv?day=2026-11-20").text
        apart = caller.get(f"{PAGE}/statement?day=2026-11-20").text
        seen[name] = (
            str(order) in page,
            str(order) in file,
            str(order) in apart,
            'data-test="payments.posted" data-count="1"' in page,
        )
        assert ("statement.whole_city" in apart) is bool(districts)
        again = caller.post(f"{PAGE}/statement/2026-11-20/check")
        assert ("said=whole_city_only" in again.headers["location"]) is bool(districts)
    assert seen == {"here": (True,) * 4, "elsewhere": (False,) * 4, "city": (True,) * 4}
