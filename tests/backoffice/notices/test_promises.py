"""A promised day that moved is told once per case and day, by day, as it stands when it is sent, if it still matters."""

import threading
from datetime import datetime

import pytest
from sqlalchemy import select

from backoffice.notices.models import Notice, NoticeKind, NoticeState
from backoffice.office import Actor, Office
from backoffice.review import cases, decisions
from backoffice.staff.models import Role
from backoffice.worker import Worker
from backoffice.working_days import services
from domain.clock import SHANGHAI, FrozenClock
from domain.reasons import ReasonCode
from tests.backoffice import acts
from tests.backoffice.notices.test_notices import LINK
from tests.backoffice.partners import Partners
from tests.backoffice.working_days.test_tables import MONDAY_OFF, NOTICE, THIS_YEAR

TUESDAY_OFF_TOO = MONDAY_OFF.replace("to = 2026-11-23", "to = 2026-11-24")


@pytest.fixture
def chief(an_office: Office) -> Actor:
    return acts.add(an_office, "chief", Role.SUPERVISOR)


def enter(office: Office, chief: Actor, body: str) -> None:
    with office.writing(chief) as work:
        services.enter(work, 2026, body, NOTICE)


def at(clock: FrozenClock, day: int, hour: int, minute: int = 0) -> None:
    clock.advance((datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI) - clock.now()).total_seconds())


def told(office: Office, partners: Partners) -> list[str]:
    """Let the worker work, and return the days that were told in messages about moved days."""
    Worker(office, threading.Event()).tick()
    texts = [message["text"] for message in partners.messages.values() if "预计日期有变" in message["text"]]
    assert not any(LINK.search(text) for text in texts)
    return [text.partition("现预计")[2].partition("前")[0] for text in texts]


def states(office: Office) -> list[NoticeState]:
    with office.reading() as work:
        mine = select(Notice.state).where(Notice.kind == NoticeKind.DUE_MOVED).order_by(Notice.id)
        return list(work.session.scalars(mine))


def test_once_a_day_and_the_rest_in_the_morning(
    either_office: Office, chief: Actor, partners: Partners, clock: FrozenClock
) -> None:
    acts.take_in(either_office)
    enter(either_office, chief, MONDAY_OFF)
    assert told(either_office, partners) == ["11月26日"]
    enter(either_office, chief, TUESDAY_OFF_TOO)
    at(clock, 21, 7, 59)
    assert told(either_office, partners) == ["11月26日"], "not a second time that day, and not by night"
    at(clock, 21, 8)
    assert told(either_office, partners) == ["11月26日", "11月27日"]
    assert states(either_office) == [NoticeState.SENT] * 2


def test_what_moves_back_by_night_is_not_told(office: Office, chief: Actor, partners: Partners, clock: FrozenClock) -> None:
    acts.take_in(office)
    at(clock, 20, 20)
    enter(office, chief, MONDAY_OFF)
    assert told(office, partners) == []
    enter(office, chief, TUESDAY_OFF_TOO)
    assert states(office) == [NoticeState.WAITING], "it will tell the newest day"
    enter(office, chief, THIS_YEAR)
    at(clock, 21, 8)
    assert told(office, partners) == []
    assert states(office) == [NoticeState.DROPPED]
    enter(office, chief, MONDAY_OFF)
    assert told(office, partners) == ["11月26日"], "nothing was told before that would count"


def test_a_gateway_that_was_away_makes_no_message_by_night(
    office: Office, chief: Actor, partners: Partners, clock: FrozenClock
) -> None:
    acts.take_in(office)
    partners.down.add("messages")
    enter(office, chief, MONDAY_OFF)
    told(office, partners)
    at(clock, 20, 22)
    partners.down.clear()
    assert told(office, partners) == []
    at(clock, 21, 8)
    assert told(office, partners) == ["11月26日"]


def test_after_a_correction_the_new_day_is_told_and_none_while_it_is_waited_for(
    office: Office, chief: Actor, partners: Partners, clock: FrozenClock
) -> None:
    reviewer = acts.add(office, "lijing", Role.REVIEWER)
    case = acts.ready_to_decide(office, partners, reviewer)
    with office.writing(reviewer) as work:
        decisions.request_correction(work, case.number, case.version, (ReasonCode.ADDRESS,), ("delivery_address",))
    enter(office, chief, MONDAY_OFF)
    assert told(office, partners) == []
    at(clock, 24, 10)
    with office.writing(Actor(f"terminal:{case.terminal_id}")) as work:
        cases.supply_correction(work, case.number, cases.get_body(work, case.number))
    assert told(office, partners) == ["11月27日"]
    enter(office, chief, TUESDAY_OFF_TOO)
    held = acts.claim(office, reviewer, case.number)
    with office.writing(reviewer) as work:
        decisions.refer_to_window(work, case.number, held.version, (ReasonCode.DATA,))
    at(clock, 25, 10)
    assert told(office, partners) == ["11月27日"], "of what has ended nobody tells anything"
