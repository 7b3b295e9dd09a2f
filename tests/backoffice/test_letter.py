"""The walking thread: an application comes in, a letter leaves, the citizen is told."""

import threading

from backoffice.dispatch import services as dispatch
from backoffice.dispatch import tracking
from backoffice.dispatch.models import TrackingState
from backoffice.office import Office
from backoffice.production import services as production
from backoffice.review import desk
from backoffice.review.models import PersonJudgement
from backoffice.staff.models import Role
from backoffice.worker import Worker
from domain.application import ApplicationStatus
from domain.clock import FrozenClock
from tests.backoffice import acts
from tests.backoffice.partners import Partners
from tests.backoffice.people import ADDRESS, NUMBER, PHONE, application, registry_answer


def test_an_application_becomes_a_letter(either_office: Office, partners: Partners, clock: FrozenClock) -> None:
    office = either_office
    reviewer, producer, dispatcher = (
        acts.add(office, role.value, role) for role in (Role.REVIEWER, Role.PRODUCER, Role.DISPATCHER)
    )
    partners.people[NUMBER] = registry_answer()
    worker = Worker(office, threading.Event())

    number = acts.take_in(office, application())
    assert acts.look(office, number).status is ApplicationStatus.ACCEPTED
    worker.tick()
    assert acts.look(office, number).registry_taken_at is not None

    case = acts.claim(office, reviewer, number)
    with office.writing(reviewer) as work:
        case = desk.judge_person(work, number, case.version, PersonJudgement.SAME)
    case = acts.approve(office, reviewer, case)
    assert case.status is ApplicationStatus.APPROVED

    certificate = production.produce(office, producer, number, case.version)
    with office.writing(producer) as work:
        case = production.check_certificate(
            work, number, acts.look(office, number).version, str(certificate.certificate_number)
        )
    assert case.status is ApplicationStatus.PRODUCED

    waybill = dispatch.create_waybill(office, dispatcher, number)
    assert partners.letters[0]["address"] == ADDRESS
    with office.writing(dispatcher) as work:
        case = dispatch.post_letter(work, number, case.version, waybill.waybill_number)
    assert case.status is ApplicationStatus.POSTED
    worker.tick()
    texts = [message["text"] for message in partners.messages.values() if message["phone"] == PHONE]
    assert len(texts) == 2
    assert all(text.startswith("【重庆交管】（样本）") for text in texts)
    assert "已受理，预计11月25日前制作完成并交寄" in texts[0]
    assert waybill.waybill_number in texts[1]

    partners.tracking[waybill.waybill_number] = [{"at": clock.now().isoformat(), "state": "delivered", "text": "本人签收"}]
    clock.advance(3600)
    worker.tick()
    assert acts.look(office, number).status is ApplicationStatus.DELIVERED
    assert tracking.refresh_tracking(office, number).state is TrackingState.DELIVERED
