"""What holds for the desk of every service: items worded everywhere, refunds owed, re-issues counted, rules named."""

from datetime import date
from typing import Any

import pytest

from backoffice.applicants.changes import corrected
from backoffice.intake.handles import handle_of
from backoffice.office import SYSTEM, Actor, Office
from backoffice.opening import read_texts
from backoffice.payments import services as payments
from backoffice.payments.models import Payment, PaymentState
from backoffice.production import services as production
from backoffice.refusals import Reason, Refused
from backoffice.review import cases, decisions, desk
from backoffice.review.casefile import open_case
from backoffice.review.catalogue import DESKS
from backoffice.review.matching import compare_now, given_for
from backoffice.review.models import Case
from backoffice.settings import CONFIG
from domain.application import ApplicationStatus
from domain.corrections import LODGED_ANEW, NO_PICTURES, attachment_of
from domain.reasons import ReasonCode
from domain.services import ServiceSlug
from domain.vehicles import OwnerKind, Vehicle
from domain.wire import v1
from domain.wire.v1_my_applications import Correction
from tests.backoffice import acts
from tests.backoffice.intake.test_attachments import attached, jpeg
from tests.backoffice.partners import Partners
from tests.backoffice.payments.paying import look as look_at_payment
from tests.backoffice.payments.paying import paid_fee, with_fee
from tests.backoffice.people import NUMBER, application, registry_answer

S = ServiceSlug
BOOK = read_texts(CONFIG)
CAR = {
    "plate": "渝A8K2D6",
    "plate_kind": "02",
    "type": "K33",
    "use": "A",
    "owner_kind": "individual",
    "states": "A",
    "inspection_valid_to": "2027-05-31",
    "registered_area": "500103",
    "reissues": [],
}
OTHER = {**CAR, "plate": "渝B00001"}
ASKED = [(slug, item) for slug, made in DESKS.items() for item in made.correctable]


def handle(office: Office, row: dict[str, Any] = CAR) -> str:
    own = Vehicle(row["plate"], row["plate_kind"], "K33", "A", OwnerKind.INDIVIDUAL, frozenset(), date(2027, 5, 31))
    return handle_of(office.vault, NUMBER, own)


def lodged(
    office: Office, slug: ServiceSlug, running: int = 1, *, row: dict[str, Any] = CAR, **declared: Any
) -> v1.ApplicationBody:
    declaration = {"vehicle": handle(office, row), **declared}
    return application(running).model_copy(update={"service": slug, "declaration": declaration})


def in_work(office: Office, partners: Partners, who: Actor, body: v1.ApplicationBody, rows: list[Any] | None = None) -> Case:
    """Taken in, compared, claimed by `who`, and the person judged the same."""
    partners.vehicles[NUMBER] = [CAR] if rows is None else rows
    return acts.ready_to_decide(office, partners, who, body)


@pytest.mark.parametrize(("slug", "item"), ASKED)
def test_what_can_be_corrected_is_worded_at_the_desk_and_in_the_message(slug: ServiceSlug, item: str) -> None:
    assert [key for key in (f"desk.correct.{item}", f"sms.item.{item}") if not BOOK.has(key)] == []
    assert item in NO_PICTURES or attachment_of(item) == "licence_photo" or BOOK.has(f"desk.attachment.{item}")


@pytest.mark.parametrize("item", sorted(LODGED_ANEW & {item for _, item in ASKED}))
def test_a_message_says_what_has_to_be_lodged_anew(item: str) -> None:
    assert "重新申请" in BOOK.get(f"sms.item.{item}", "zh")  # type: ignore[arg-type]  # a language is its word


@pytest.mark.parametrize("slug", list(DESKS))
def test_what_comes_of_an_approval_is_worded(slug: ServiceSlug) -> None:
    made = DESKS[slug].makes
    assert BOOK.has(f"desk.way.approve_text.{made}")
    assert DESKS[slug].order is None or (BOOK.has(f"desk.document.{made}") and BOOK.has(f"desk.production.scan.{made}"))


@pytest.mark.parametrize(
    ("slug", "declared", "back"),
    [
        (S.PLATE_REISSUE, {"reason": "lost", "parts": "both"}, ()),
        (S.PLATE_REISSUE, {"reason": "lost", "parts": "front"}, ("rear",)),
        (S.PLATE_REPLACE, {"reason": "faded", "parts": "front"}, ("front", "rear")),
        (S.VEHICLE_LICENCE_REISSUE, {"reason": "lost", "parts": "both"}, ()),
        (S.VEHICLE_LICENCE_REISSUE, {"reason": "lost", "parts": "copy"}, ("main",)),
        (S.VEHICLE_LICENCE_REPLACE, {"reason": "damaged", "parts": "copy"}, ("main", "copy")),
    ],
)
def test_the_courier_takes_back_what_is_left(
    office: Office,
    partners: Partners,
    reviewer: Actor,
    producer: Actor,
    slug: ServiceSlug,
    declared: Any,
    back: tuple[str, ...],
) -> None:

    case = acts.approve(office, reviewer, in_work(office, partners, reviewer, lodged(office, slug, **declared)))
    production.produce(office, producer, case.number, case.version)
    after = acts.look(office, case.number)
    assert after.recovery_required is bool(back)
    with office.reading(SYSTEM) as work:
        assert DESKS[slug].parts_back(given_for(work, after)) == back


def test_a_vehicle_that_left_the_register_starts_no_production(
    office: Office, partners: Partners, reviewer: Actor, producer: Actor
) -> None:
    body = lodged(office, S.PLATE_REISSUE, reason="lost", parts="both")
    case = acts.approve(office, reviewer, in_work(office, partners, reviewer, body))
    partners.vehicles[NUMBER] = []
    desk.refresh_registry(office, SYSTEM, case.number)
    with pytest.raises(Refused) as caught:
        production.produce(office, producer, case.number, acts.look(office, case.number).version)
    assert caught.value.reason is Reason.REGISTRY_MISSING
    assert acts.look(office, case.number).status is ApplicationStatus.APPROVED


def paid_case(office: Office, partners: Partners, reviewer: Actor) -> tuple[Case, v1.PaidFee]:
    paid = paid_fee(amount_fen=10000)
    body = with_fee(lodged(office, S.PLATE_REPLACE, reason="faded", parts="rear"), paid)
    case = in_work(office, partners, reviewer, body)
    with office.writing(acts.TERMINAL) as work:
        payments.post(work, case.number, "terminal-7", paid)
    return acts.look(office, case.number), paid


def test_plates_that_were_paid_and_refused_are_owed_back(office: Office, partners: Partners, reviewer: Actor) -> None:
    case, paid = paid_case(office, partners, reviewer)
    with office.writing(reviewer) as work:
        decisions.reject(work, case.number, case.version, (ReasonCode.DATA,))
    payment: Payment = look_at_payment(office, paid.order_id)
    assert (payment.state, payment.owed_fen) == (PaymentState.REFUND_DUE, 10000)


def test_plates_that_were_paid_and_are_corrected_stay_paid(office: Office, partners: Partners, reviewer: Actor) -> None:
    case, paid = paid_case(office, partners, reviewer)
    with office.writing(reviewer) as work:
        decisions.request_correction(work, case.number, case.version, (ReasonCode.DOCUMENT,), ("damaged_plate",))
    assert acts.look(office, case.number).status is ApplicationStatus.CORRECTION_REQUESTED
    assert look_at_payment(office, paid.order_id).state is PaymentState.POSTED


@pytest.mark.parametrize(
    ("slug", "item"),
    [(S.PLATE_REPLACE, "damaged_plate"), (S.TRUCK_PASS, "pass_papers"), (S.DRIVER_LICENCE_RENEW_EXPIRY, "photo")],
)
def test_a_picture_answers_what_was_asked_and_the_clerk_can_name_it(slug: ServiceSlug, item: str) -> None:
    assert item in DESKS[slug].correctable
    kind = attachment_of(item)
    assert kind is not None
    body = application().model_copy(update={"service": slug, "attachments": [attached(jpeg(), "vehicle_licence")]})
    supplied = attached(jpeg(640, 480), kind)
    message = Correction.model_construct(
        person=type("Me", (), {"face": None})(),
        delivery=None,
        applicant=None,
        attachments=[supplied],
        consents=[],
        signature=body.signature,
    )
    assert [one.kind for one in corrected(body, message, {item}).attachments] == [kind, "vehicle_licence"]
    assert BOOK.has(f"desk.attachment.{kind}")


def test_a_second_application_for_another_own_vehicle_is_no_duplicate(
    office: Office, partners: Partners, reviewer: Actor
) -> None:
    wish: dict[str, Any] = {"reason": "lost", "parts": "both"}
    in_work(office, partners, reviewer, lodged(office, S.PLATE_REISSUE, 1, **wish), [CAR, OTHER])
    same = in_work(office, partners, reviewer, lodged(office, S.PLATE_REISSUE, 2, **wish), [CAR, OTHER])
    other = in_work(office, partners, reviewer, lodged(office, S.PLATE_REISSUE, 3, row=OTHER, **wish), [CAR, OTHER])
    assert [row.reason for row in _rows(office, same) if row.key == "same_business"] == [ReasonCode.DUPLICATE]
    assert [row.reason for row in _rows(office, other) if row.key == "same_business"] == [None]


def _rows(office: Office, case: Case) -> Any:
    with office.writing(SYSTEM) as work:
        return compare_now(work, cases.get_case(work.session, case.number))


def test_re_issues_are_those_of_the_vehicle_within_the_window(office: Office, partners: Partners, reviewer: Actor) -> None:
    partners.people[NUMBER] = registry_answer(reissues=["2026-10-01", "2026-11-01"])
    car = {**CAR, "reissues": ["2019-05-01", "2026-09-01"]}
    case = in_work(office, partners, reviewer, lodged(office, S.PLATE_REISSUE, reason="lost", parts="both"), [car])
    with office.writing(reviewer) as work:
        history = open_case(work, case.number).history
    assert (history.reissues, history.of_vehicle) == (1, True)
    licence = acts.ready_to_decide(office, partners, reviewer, application(2))
    with office.writing(reviewer) as work:
        history = open_case(work, licence.number).history
    assert (history.reissues, history.of_vehicle) == (2, False)
