"""What clerks see of renewals, the two who decide an exchange over age, and the old licence that comes back."""

from datetime import date
from typing import Any

import pytest

from backoffice.dispatch import services as dispatch
from backoffice.office import Actor, Office
from backoffice.opening import read_regions, read_terms
from backoffice.production import services as production
from backoffice.refusals import Reason, Refused
from backoffice.registry.licence_forms import read_record
from backoffice.review import cases, decisions
from backoffice.review.catalogue import DESKS
from backoffice.review.comparison import Comparison, ComparisonRow, Verdict
from backoffice.review.models import Case, EventKind
from domain.application import ApplicationStatus
from domain.reasons import ReasonCode
from domain.services import ServiceSlug
from domain.wire import declarations, v1
from tests.backoffice import acts
from tests.backoffice.partners import Partners
from tests.backoffice.people import NUMBER, application, registry_answer
from tests.paths import CONFIG

TODAY = date(2026, 11, 20)
TERMS, REGIONS = read_terms(CONFIG), read_regions(CONFIG)
DAMAGE, EXPIRY, OVERAGE = (
    ServiceSlug.DRIVER_LICENCE_RENEW_DAMAGE,
    ServiceSlug.DRIVER_LICENCE_RENEW_EXPIRY,
    ServiceSlug.DRIVER_LICENCE_RENEW_OVERAGE,
)
DECLARED: dict[ServiceSlug, dict[str, Any]] = {
    DAMAGE: {"reason": "broken", "photo": "on_file"},
    EXPIRY: {"photo": "on_file"},
    OVERAGE: {"keep": "c1", "photo": "on_file"},
}
OLD = {"birth": date(1960, 1, 1)}
SOON: dict[str, Any] = {"valid_from": "2016-12-31", "valid_to": "2026-12-31", "first_issued": "2010-12-31"}
MEDICAL = {"issued_on": "2026-11-01", "classes": "B2"}


def lodged(service: ServiceSlug, **changes: Any) -> v1.ApplicationBody:
    return application(**changes).model_copy(update={"service": service, "declaration": DECLARED[service]})


def answered(medical: dict[str, str] | None = None, **licence: Any) -> dict[str, Any]:
    return {**registry_answer(**licence), "medical": medical}


def rows_of(service: ServiceSlug, answer: dict[str, Any], **changes: Any) -> dict[str, ComparisonRow]:
    body = lodged(service, **changes)
    declaration = declarations.read_of(service, body.declaration)
    given = Comparison(
        body, read_record(answer), TERMS[service], TODAY, same_business_pending=False, declaration=declaration, regions=REGIONS
    )
    rows = DESKS[service].compare(given)
    assert len({row.key for row in rows}) == len(rows)
    return {row.key: row for row in rows}


def mismatches(rows: dict[str, ComparisonRow]) -> dict[str, ReasonCode | None]:
    return {row.key: row.reason for row in rows.values() if row.verdict is Verdict.MISMATCH}


@pytest.mark.parametrize(
    ("service", "answer", "changes"),
    [
        (DAMAGE, answered(), {}),
        (EXPIRY, answered(MEDICAL, **SOON), {}),
        (OVERAGE, answered(MEDICAL, classes="B2"), {"applicant": OLD}),
    ],
)
def test_nothing_stands_against_a_licence_in_order(
    service: ServiceSlug, answer: dict[str, Any], changes: dict[str, Any]
) -> None:
    assert mismatches(rows_of(service, answer, **changes)) == {}


def test_the_clerk_sees_certificate_what_is_open_and_the_new_end() -> None:
    rows = rows_of(EXPIRY, answered(MEDICAL, **SOON))
    assert rows["medical"].registry == "2026-11-01　B2"
    assert rows["open_violations"].registry == "0"
    assert rows["valid_to_after"].registry is None  # ten years without a full cycle: 长期


@pytest.mark.parametrize(
    ("service", "answer", "changes", "wrong"),
    [
        (DAMAGE, answered(states="S"), {}, {"states": ReasonCode.STATE}),
        (DAMAGE, answered(classes="B2"), {"applicant": OLD}, {"classes": ReasonCode.AGE}),
        (EXPIRY, answered(MEDICAL), {}, {"valid_to": ReasonCode.WINDOW}),
        (EXPIRY, answered(**SOON), {}, {"medical": ReasonCode.MEDICAL}),
        (EXPIRY, answered(MEDICAL, states="H", **SOON), {}, {"open_violations": ReasonCode.VIOLATION}),
        (EXPIRY, answered(MEDICAL, states="I", **SOON), {}, {"open_accidents": ReasonCode.ACCIDENT}),
        (EXPIRY, answered(MEDICAL, points=12, **SOON), {}, {"points": ReasonCode.POINTS}),
        (EXPIRY, answered(MEDICAL, **SOON), {"applicant": {"birth": date(1950, 1, 1)}}, {"ability_test": ReasonCode.ABILITY}),
        (
            OVERAGE,
            answered(MEDICAL, classes="C1"),
            {"applicant": OLD},
            {"classes": ReasonCode.CLASS, "classes_after": ReasonCode.CLASS},
        ),
    ],
)
def test_what_stands_against_an_approval(
    service: ServiceSlug, answer: dict[str, Any], changes: dict[str, Any], wrong: dict[str, ReasonCode]
) -> None:
    assert mismatches(rows_of(service, answer, **changes)) == wrong


def test_what_nobody_understands_of_the_register_cannot_be_approved() -> None:
    rows = rows_of(DAMAGE, {**answered({"issued_on": "soon", "classes": "C1"})})
    assert mismatches(rows) == {"registry_gaps": ReasonCode.REGISTRY}
    assert rows["registry_gaps"].registry == "medical"
    unknown = rows_of(DAMAGE, answered(states="AZ"))
    assert set(mismatches(unknown).values()) == {ReasonCode.REGISTRY}


def test_a_choice_that_is_no_longer_offered_stands_against_it() -> None:
    answer = answered({"issued_on": "2026-11-01", "classes": "A2D"}, classes="E")
    rows = rows_of(OVERAGE, answer, applicant={"birth": date(1955, 1, 1)})  # only the rest can be kept
    assert mismatches(rows)["classes_after"] is ReasonCode.CLASS


@pytest.fixture
def exchange(office: Office, partners: Partners, reviewer: Actor) -> Case:
    """An exchange over age that the first clerk approves."""
    partners.people[NUMBER] = answered(MEDICAL, classes="B2")
    case = acts.ready_to_decide(office, partners, reviewer, lodged(OVERAGE, applicant=OLD))
    with office.writing(reviewer) as work:
        decisions.approve(work, case.number, case.version)
    return acts.look(office, case.number)


def test_an_exchange_is_decided_by_two(office: Office, exchange: Case, reviewer: Actor, second: Actor) -> None:
    assert exchange.status is ApplicationStatus.UNDER_REVIEW
    assert exchange.decision_waits
    with pytest.raises(Refused) as caught, office.writing(reviewer) as work:
        decisions.agree(work, exchange.number, exchange.version)
    assert caught.value.reason is Reason.SECOND_PERSON_IS_PROPOSER
    with office.writing(second) as work:
        decisions.agree(work, exchange.number, exchange.version)
    assert acts.look(office, exchange.number).status is ApplicationStatus.APPROVED


def test_the_old_licence_is_taken_back_and_written_down_once(
    office: Office, exchange: Case, second: Actor, producer: Actor, dispatcher: Actor
) -> None:
    with office.writing(second) as work:
        decisions.agree(work, exchange.number, exchange.version)
    number = exchange.number
    made = production.produce(office, producer, number, acts.look(office, number).version)
    with office.writing(producer) as work:
        production.check_certificate(work, number, acts.look(office, number).version, str(made.certificate_number))
    waybill = dispatch.create_waybill(office, dispatcher, number)
    with office.reading(dispatcher) as work:
        assert dispatch.label(work, number, masked=True).recovery_required
    with pytest.raises(Refused), office.writing(dispatcher) as work:
        dispatch.recover_old(work, number, acts.look(office, number).version)  # it has not gone out yet
    with office.writing(dispatcher) as work:
        dispatch.post_letter(work, number, acts.look(office, number).version, waybill.waybill_number)
    with office.writing(dispatcher) as work:
        dispatch.recover_old(work, number, acts.look(office, number).version)
    with pytest.raises(Refused) as caught, office.writing(dispatcher) as work:
        dispatch.recover_old(work, number, acts.look(office, number).version)
    assert caught.value.reason is Reason.WRONG_STATUS
    with office.reading() as work:
        case = cases.get_case(work.session, number)
        assert case.recovered_at is not None
        assert [event.kind for event in case.events].count(EventKind.OLD_RECOVERED) == 1


@pytest.mark.parametrize("came", [True, False])
def test_a_photograph_that_was_taken_has_come(came: bool) -> None:
    """Else the licence would be made with the old one, and nobody would see that anything is missing."""
    taken: dict[str, Any] = {"reason": "broken", "photo": "taken"}
    attachments = [v1.Attachment(kind="licence_photo", jpeg="")] if came else []
    body = lodged(DAMAGE).model_copy(update={"declaration": taken, "attachments": attachments})
    declaration, record = declarations.read_of(DAMAGE, taken), read_record(answered())
    given = Comparison(
        body, record, TERMS[DAMAGE], TODAY, same_business_pending=False, declaration=declaration, regions=REGIONS
    )
    rows = {row.key: row for row in DESKS[DAMAGE].compare(given)}
    assert mismatches(rows) == ({} if came else {"photo": ReasonCode.PHOTO})
