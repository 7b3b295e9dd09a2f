"""Text messages: each exactly once, whatever happens on the way; Chinese and English; never a link."""

import re
import threading
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from backoffice import errands
from backoffice.errands import ErrandKind
from backoffice.notices import services as notices
from backoffice.notices.models import Notice, NoticeKind, NoticeState
from backoffice.office import Actor, Office
from backoffice.review import cases, decisions
from backoffice.review.clocks import OfficeHours
from backoffice.settings import Profile
from backoffice.worker import Worker
from domain.calendar import WorkingCalendar
from domain.clock import FrozenClock
from domain.reasons import ReasonCode
from domain.texts import Language
from tests.backoffice import acts
from tests.backoffice.partners import Partners
from tests.backoffice.people import NAME, NUMBER, PHONE, application

LINK = re.compile(r"https?:|www\.|\.(cn|com)\b")


def tick(office: Office) -> None:
    Worker(office, threading.Event()).tick()


def states(office: Office) -> list[NoticeState]:
    with office.reading() as work:
        return list(work.session.scalars(select(Notice.state).order_by(Notice.id)))


def test_sent_once_however_often_the_worker_looks(office: Office, partners: Partners, clock: FrozenClock) -> None:
    acts.take_in(office)
    for _ in range(3):
        tick(office)
        clock.advance(3600)
    assert states(office) == [NoticeState.SENT]
    assert sum(path == "/v1/messages" for path, _ in partners.requests) == 1


def test_a_line_cut_after_sending_makes_no_second_message(office: Office, partners: Partners, clock: FrozenClock) -> None:
    """The answer is lost, so it is asked again, with the same key: the gateway knows it."""
    acts.take_in(office)
    partners.deaf_after_work.add("messages")
    for _ in range(3):
        tick(office)
        clock.advance(60)
    partners.deaf_after_work.clear()
    tick(office)
    asked = [key for path, key in partners.requests if path == "/v1/messages"]
    assert len(asked) == 4
    assert len(set(asked)) == 1
    assert len(partners.messages) == 1
    assert states(office) == [NoticeState.SENT]


def test_a_gateway_that_is_down_is_asked_less_and_less(office: Office, partners: Partners, clock: FrozenClock) -> None:
    acts.take_in(office)
    partners.down.add("messages")
    for _ in range(120):
        tick(office)
        clock.advance(30)
    assert 8 <= sum(path == "/v1/messages" for path, _ in partners.requests) <= 20
    partners.down.clear()
    clock.advance(600)
    tick(office)
    assert states(office) == [NoticeState.SENT]


def test_what_the_gateway_refuses_is_left_to_staff(office: Office, partners: Partners, clock: FrozenClock) -> None:
    acts.take_in(office)
    partners.refusing.add("messages")
    for _ in range(3):
        tick(office)
        clock.advance(3600)
    assert states(office) == [NoticeState.REFUSED]
    assert sum(path == "/v1/messages" for path, _ in partners.requests) == 1
    with office.reading() as work:
        assert [errand.kind for errand in errands.list_stuck(work.session)] == [ErrandKind.NOTICE]


def test_nothing_is_sent_for_what_was_rolled_back(office: Office, partners: Partners) -> None:
    class Trouble(Exception):
        pass

    def fail() -> None:
        with office.writing(acts.TERMINAL) as work:
            cases.create_from_application(work, "terminal-7", application(), work.now)
            raise Trouble

    with pytest.raises(Trouble):
        fail()
    tick(office)
    assert partners.messages == {}


def test_two_messages_of_a_kind_are_two(office: Office, partners: Partners, reviewer: Actor) -> None:
    case = acts.ready_to_decide(office, partners, reviewer)
    for _ in range(2):
        with office.writing(reviewer) as work:
            version = cases.get_case(work.session, case.number).version
            decisions.request_correction(work, case.number, version, (ReasonCode.DATA,), ("phone",))
        with office.writing(acts.TERMINAL) as work:
            cases.supply_correction(work, case.number, application())
        acts.claim(office, reviewer, case.number)
    tick(office)
    assert sorted(key.rsplit("-", 2)[1] for key in partners.messages) == ["accepted", "correction", "correction"]


LONGEST = {Language.ZH: 350, Language.EN: 420}
"""Characters; a message travels in parts of 67, and English says the same in more of them."""


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", NoticeKind)
def test_every_message_can_be_worded(office: Office, kind: NoticeKind, language: Language) -> None:
    told = notices.Told(("R-STATE", "R-ADDR"), ("phone", "delivery_address"), "依据某条。", "1140027733000")
    text = worded(office, kind, told, language=language)
    assert text.startswith("【重庆交管】（样本）" if language is Language.ZH else "[Chongqing Traffic Police] (SAMPLE) ")
    assert not LINK.search(text)
    assert not any(secret in text for secret in (NAME, NUMBER, PHONE))
    assert "{" not in text
    assert len(text) <= LONGEST[language]


def test_a_rejection_says_why_and_what_can_be_done(office: Office) -> None:
    text = worded(office, NoticeKind.REJECTED, notices.Told(("R-STATE",)))
    assert "驾驶证目前的状态不能补证" in text
    assert "六十日内申请行政复议" in text


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("请点http://evil.example/x?a=1，补交", "请点（网址已略），补交"),
        ("见WWW.evil.cn/1。", "见（网址已略）。"),
        ("上evil.com看，或t.cn/abc；再来", "上（网址已略）看，或（网址已略）；再来"),
        ("app://open", "（网址已略）"),
        ("请到12123.gov.cn:80/x办", "请到（网址已略）办"),
        ("车速3.5米以下，依据§4.2.1，电话12123", "车速3.5米以下，依据§4.2.1，电话12123"),
    ],
)
def test_no_clerk_sends_a_link(office: Office, note: str, told: str) -> None:
    acts.take_in(office)
    with office.reading() as work:
        case = cases.get_case(work.session, application().number)
        text = notices.word(office, case, application(), NoticeKind.REJECTED, notices.Told((ReasonCode.DATA,), note=note))
    assert told in text
    assert note == told or note not in text


def test_a_correction_names_every_item(office: Office) -> None:
    text = worded(office, NoticeKind.CORRECTION, notices.Told(("R-DATA",), ("phone", "recipient")))
    assert "手机号码；收件人姓名" in text


@pytest.mark.parametrize("kind", [NoticeKind.RETURNED, NoticeKind.CORRECTION])
@pytest.mark.parametrize(("language", "where"), [(Language.ZH, "我的申请"), (Language.EN, "My applications")])
def test_what_can_be_done_at_a_terminal_says_under_which_entry(
    office: Office, kind: NoticeKind, language: Language, where: str
) -> None:
    assert where in worded(office, kind, notices.Told(items=("phone",), waybill="1140027733000"), language=language)


def test_without_a_calendar_no_date_is_promised(office: Office) -> None:
    terms = office.settings.review
    blind = replace(office, hours=OfficeHours(WorkingCalendar([]), terms.shift_begins, terms.shift_ends))
    text = worded(blind, NoticeKind.ACCEPTED, notices.Told())
    assert "已受理" in text
    assert "预计" not in text


def test_production_does_not_say_sample(office: Office) -> None:
    real = replace(office, settings=office.settings.model_copy(update={"profile": Profile.PRODUCTION}))
    assert "样本" not in worded(real, NoticeKind.ACCEPTED, notices.Told())


def worded(office: Office, kind: NoticeKind, told: notices.Told, **changes: Any) -> str:
    body = application(**changes)
    number = acts.take_in(office, body)
    return notices.word(office, acts.look(office, number), body, kind, told)
