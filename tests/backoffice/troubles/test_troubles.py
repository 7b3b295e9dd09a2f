"""What got stuck is seen by who can help, names nobody, and can be tried again."""

import re
import threading
from uuid import uuid4

import pytest
from sqlalchemy import select

from backoffice import errands
from backoffice.audit.models import AuditEntry
from backoffice.fleet.models import Terminal
from backoffice.intake.models import Lodgement, Quarantined
from backoffice.notices.models import Notice, NoticeState
from backoffice.office import SYSTEM, Actor, Office
from backoffice.refusals import Reason, Refused
from backoffice.review import cases
from backoffice.staff.models import Role
from backoffice.troubles import services
from backoffice.troubles.services import Trouble, TroubleKind
from backoffice.worker import Worker
from domain.clock import FrozenClock
from tests.backoffice import acts
from tests.backoffice.desk.conftest import SignIn
from tests.backoffice.partners import Partners
from tests.backoffice.people import NUMBER, SECRETS, application, registry_answer

PAGE = "/desk/fleet/troubles"


@pytest.fixture
def chief(office: Office) -> Actor:
    return acts.add(office, "chief", Role.SUPERVISOR)


def _tick(office: Office) -> None:
    Worker(office, threading.Event()).tick()


def _listed(office: Office, who: Actor) -> list[Trouble]:
    with office.reading(who) as work:
        return services.list_troubles(work)


def _retry(office: Office, who: Actor, errand_id: int | None) -> None:
    assert errand_id is not None
    with office.writing(who) as work:
        services.retry(work, errand_id)


def _put_aside(office: Office, number: str, why: str = "service_not_offered") -> Quarantined:
    with office.writing(SYSTEM) as work:
        if work.session.get(Terminal, "terminal-7") is None:
            work.session.add(
                Terminal(
                    terminal_id="terminal-7",
                    terminal_number=7,
                    place_zh="样本商场",
                    place_en="Sample mall",
                    public_key="A" * 43 + "=",
                    enrolled_at=work.now,
                )
            )
            work.session.flush()
        kept = Quarantined(
            idempotency_key=uuid4(),
            body_sha256="0" * 64,
            number=number,
            service="truck_pass",
            terminal_id="terminal-7",
            key_id="k",
            why=why,
            sealed=b"sealed",
            received_at=work.now,
        )
        work.session.add(kept)
    return kept


def test_a_refused_message_is_listed_and_sent_after_a_retry(
    office: Office, partners: Partners, clock: FrozenClock, chief: Actor
) -> None:
    partners.people[NUMBER] = registry_answer()
    partners.garbage.add("messages")
    number = acts.take_in(office)
    _tick(office)
    (trouble,) = _listed(office, chief)
    assert (trouble.kind, trouble.number, trouble.detail) == (TroubleKind.NOTICE, number, "accepted")
    with office.reading() as work:
        stuck = work.session.scalars(select(AuditEntry).where(AuditEntry.action == "errand.stuck.notice")).one()
    assert (stuck.subject, stuck.codes, stuck.at) == (f"{number}-accepted-1", ["partner_refused"], trouble.since)
    partners.garbage.clear()
    clock.advance(3600)
    _tick(office)
    assert not partners.messages  # nothing happens by itself
    _retry(office, chief, trouble.errand_id)
    _tick(office)
    with office.reading() as work:
        assert list(work.session.scalars(select(Notice.state))) == [NoticeState.SENT]
        retried = work.session.scalars(select(AuditEntry).where(AuditEntry.action == "errand.retried.notice")).one()
    assert (retried.actor, retried.subject) == ("chief", f"{number}-accepted-1")
    assert len(partners.messages) == 1
    assert not _listed(office, chief)


def test_a_stuck_query_is_listed_and_asked_again(office: Office, partners: Partners, chief: Actor) -> None:
    partners.garbage.add("driver-licences")
    number = acts.take_in(office)
    _tick(office)
    (trouble,) = _listed(office, chief)
    assert (trouble.kind, trouble.number, trouble.terminal_id) == (TroubleKind.REGISTRY_SNAPSHOT, number, None)
    partners.garbage.clear()
    partners.people[NUMBER] = registry_answer()
    _retry(office, chief, trouble.errand_id)
    _tick(office)
    assert acts.look(office, number).registry_taken_at is not None
    assert not _listed(office, chief)


def test_an_application_put_aside_is_listed_until_it_is_taken(office: Office, chief: Actor) -> None:
    number = application().number
    kept = _put_aside(office, number)
    (trouble,) = _listed(office, chief)
    assert (trouble.kind, trouble.number, trouble.detail) == (TroubleKind.QUARANTINE, number, "service_not_offered")
    assert trouble.errand_id is None
    acts.take_in(office)
    with office.writing(SYSTEM) as work:
        work.session.add(
            Lodgement(
                idempotency_key=kept.idempotency_key,
                number=number,
                terminal_id="terminal-7",
                sealed_sha256="0" * 64,
                lodged_at=work.now,
                received_at=work.now,
            )
        )
    assert not _listed(office, chief)


def test_another_district_s_troubles_are_not_seen_and_not_tried_again(office: Office, partners: Partners, chief: Actor) -> None:
    _put_aside(office, "2611200007000099")
    partners.garbage.add("driver-licences")
    number = acts.take_in(office)
    with office.writing(SYSTEM) as work:
        work.session.get_one(Terminal, "terminal-7").district = "500103"
        cases.get_case(work.session, number).district = "500103"
    _tick(office)
    here, there = (acts.add(office, code, Role.SUPERVISOR, districts=[code]) for code in ("500103", "500106"))
    (errand_id,) = [one.errand_id for one in _listed(office, chief) if one.kind is TroubleKind.REGISTRY_SNAPSHOT]
    assert _listed(office, here) == _listed(office, chief)
    assert not _listed(office, there)
    with pytest.raises(Refused, match=Reason.NOT_FOUND):
        _retry(office, there, errand_id)
    _retry(office, here, errand_id)


def test_only_what_is_stuck_can_be_tried_again_and_only_by_a_supervisor(
    office: Office, partners: Partners, chief: Actor, reviewer: Actor
) -> None:
    acts.take_in(office)
    with office.reading() as work:
        waiting = work.session.scalars(select(errands.Errand.id)).first()
    admin = acts.add(office, "admin", Role.ADMIN)
    refusals = [(chief, waiting, Reason.WRONG_STATUS), (chief, 999, Reason.NOT_FOUND)]
    refusals += [(who, waiting, Reason.ROLE_MISSING) for who in (admin, reviewer)]
    for who, errand_id, reason in refusals:
        with pytest.raises(Refused) as caught:
            _retry(office, who, errand_id)
        assert caught.value.reason is reason
    with pytest.raises(Refused):
        _listed(office, reviewer)


def test_what_is_tried_again_by_itself_is_said(
    signed_in: SignIn, desk_office: Office, partners: Partners, clock: FrozenClock
) -> None:
    caller = signed_in("chief", Role.SUPERVISOR)
    assert "也没有正在重试" in caller.get(PAGE).text
    partners.down.update({"driver-licences", "messages"})
    begun = clock.now()
    number = acts.take_in(desk_office)
    _tick(desk_office)
    clock.advance(errands.FIRST_DELAY_SECONDS)
    _tick(desk_office)
    page = caller.get(PAGE).text
    assert "登记库查询 1 件" in page
    assert "短信 1 件" in page
    assert f"正在重试，自 {begun:%m-%d %H:%M}" in page
    assert "没有须由人处理的异常" in page
    assert number not in page
    assert "正在重试 2 件" in caller.get(f"{PAGE}/count").text
    partners.down.clear()
    partners.people[NUMBER] = registry_answer()
    clock.advance(60)
    _tick(desk_office)
    assert "也没有正在重试" in caller.get(PAGE).text


def test_the_page_names_numbers_and_nobody(signed_in: SignIn, desk_office: Office, partners: Partners) -> None:
    partners.garbage.add("messages")
    partners.people[NUMBER] = registry_answer()
    number = acts.take_in(desk_office)
    _put_aside(desk_office, "2611200007000099", "seal_broken")
    _tick(desk_office)
    caller = signed_in("chief", Role.SUPERVISOR)
    page = caller.get(PAGE).text
    assert "短信被拒" in page
    assert "封装损坏" in page
    assert f'data-number="{number}"' in page
    assert not [secret for secret in SECRETS if secret in page]
    assert "待处理异常 2 件" in caller.get(f"{PAGE}/count").text
    (address,) = re.findall(r'action="([^"]+/retry)"', page)
    assert caller.post(address).headers["location"] == PAGE
    assert caller.post(address).headers["location"] == f"{PAGE}?said=wrong_status"
    caller.token = "forged"
    assert caller.post(address).status == 403


@pytest.mark.parametrize("role", list(Role))
def test_who_may_look_and_who_may_act(signed_in: SignIn, role: Role) -> None:
    caller = signed_in("somebody", role)
    allowed = 200 if role in services.READERS else 403
    assert [caller.get(path).status for path in (PAGE, f"{PAGE}/count")] == [allowed, allowed]
    assert caller.post(f"{PAGE}/1/retry").status == (303 if role is Role.SUPERVISOR else 403)
    if role is Role.ADMIN:
        assert "没有待处理的异常" in caller.get(PAGE).text
