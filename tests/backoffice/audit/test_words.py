"""What an auditor reads is in words: every action that the code records, and the codes that have a meaning."""

import re
from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import backoffice
from backoffice.applicants.sent_again import Why
from backoffice.audit import questions
from backoffice.audit import services as audit
from backoffice.audit.rules import Rule
from backoffice.audit.wording import AuditWords
from backoffice.board.models import Level
from backoffice.desk.pages import Words
from backoffice.desk.typed_days import day_of
from backoffice.errands import ErrandKind
from backoffice.fleet.alarms import AlarmKind
from backoffice.office import Office, clerk
from backoffice.retention.hold_models import HoldReason
from backoffice.review.cases import STAGES
from backoffice.review.models import EventKind, PersonJudgement
from backoffice.staff.models import Role
from backoffice.staff.services import find_staff
from domain.reasons import ReasonCode
from domain.services import ServiceSlug
from domain.texts import Language
from domain.wire.v1_recovery import ChangeKind
from tests.backoffice.acts import add
from tests.backoffice.desk.conftest import SignIn, desk_office, http, password_hash, served, signed_in

__all__ = ["desk_office", "http", "password_hash", "served", "signed_in"]

RECORDED = re.compile(r'audit\.record\(\s*work,\s*"([a-z_.]+)"')
CARRIED = {
    "case.change_not_taken": (*ChangeKind, *Why),
    "case.escalated": (*Level, *STAGES.values()),
    "case.rejected": tuple(ReasonCode),
    "case.held_at_intake": ("signature_missing", "consent_unknown", "region_unknown", "time_ahead"),
    "case.person_judged": tuple(PersonJudgement),
    "hold.set": tuple(HoldReason),
    "staff.added": tuple(Role),
    "terminal.alarm_raised": tuple(AlarmKind),
    "phone_code.asked": (*ServiceSlug, "sent", "too_soon", "limit"),
    "eligibility.answered": ("eligible", "refused", "verify_first"),
}


def wording(office: Office) -> AuditWords:
    return AuditWords(Words(office, Language.ZH), {"500103": "渝中区"})


def test_what_is_recorded_has_a_word(office: Office) -> None:
    sources = [path.read_text(encoding="utf-8") for path in Path(backoffice.__path__[0]).rglob("*.py")]
    actions = {action for source in sources for action in RECORDED.findall(source)}
    assert len(actions) > 50
    actions |= {f"case.{kind}" for kind in EventKind}
    actions |= {f"errand.{done}.{kind}" for done in ("stuck", "retried") for kind in ErrandKind}
    words = wording(office)
    assert not sorted(action for action in actions if words.action(action) == action)
    bare = [(action, code) for action, codes in CARRIED.items() for code in codes if words.code(action, str(code)) == code]
    assert not bare


def test_a_word_fits_what_was_done(office: Office) -> None:
    words = wording(office)
    assert words.code("hold.set", "audit") == "审计检查"
    assert words.code("audit.viewed", "entries") == "操作链"
    assert (words.code("case.escalated", "promise"), words.code("case.escalated", "review")) == ("超承诺期限", "审核")
    assert words.code("staff.added", "500103") == "渝中区"
    assert words.code("batch.closed", "P261120-01") == "P261120-01"  # a number stays a number


@given(st.dates(date(1990, 1, 1), date(2210, 1, 1)))
def test_days_are_typed_as_iso(day: date) -> None:
    known = date(2000, 1, 1) <= day <= date(2199, 12, 31)
    assert day_of(day.isoformat()) == (day if known else None)
    assert day_of(day.strftime("%m/%d/%Y")) is None
    assert day_of(day.strftime("%Y%m%d")) is None


def test_a_day_that_is_none_is_said_and_kept(signed_in: SignIn) -> None:
    caller = signed_in("fenglan", Role.AUDITOR)
    for typed in ("2026-02-30", "11/23/2026", "2026-1-2", "２０２６-１１-２３"):
        answer = caller.get(f"/desk/audit?first={typed}&last=2026-11-20")
        assert (answer.status, f'name="first" value="{typed}"' in answer.text) == (422, True)
        assert 'data-test="form.problem">' in answer.text
        assert 'type="date"' not in answer.text
    page = caller.get("/desk/audit?first=2026-11-19&last=2026-11-20").text
    assert 'name="first" value="2026-11-19"' in page


def test_an_answer_that_is_not_taken_comes_back(signed_in: SignIn, desk_office: Office) -> None:
    auditor, caller = add(desk_office, "fenglan", Role.AUDITOR), signed_in("lijing", Role.REVIEWER)
    with desk_office.reading() as work:
        asked_one = find_staff(work.session, "lijing")
    assert asked_one is not None
    with desk_office.writing(clerk(asked_one)) as work:
        number = audit.record(work, "case.viewed", "2611200007000012")
    with desk_office.writing(auditor) as work:
        asked = questions.ask(work, Rule.NIGHT, number)
        work.session.flush()
        question_id = asked.id
    for text, wrong in (("  ", "请写明理由"), ("他的证号 11010519491231002X", "证件号或卡号")):
        answer = caller.post(f"/desk/explanations/{question_id}", text=text)
        assert (answer.status, wrong in answer.text, f'value="{text}"' in answer.text) == (422, True, True)
    assert caller.post(f"/desk/explanations/{question_id}", text="复核投诉").status == 303
