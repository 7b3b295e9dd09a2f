"""Defences 陈述申辩 and objections 异议 of the demo: said at a terminal, taken, answered as far as their story goes."""

from dataclasses import dataclass, replace
from datetime import timedelta

from backoffice.audit import services as audit
from backoffice.demo_day import lodging, working
from backoffice.demo_day.citizens import vehicle_of
from backoffice.demo_day.lodging import Coming
from backoffice.demo_day.world import City
from backoffice.office import Actor, Office
from backoffice.review import cases
from backoffice.violations import desk
from backoffice.violations.notices import NoticeDesk
from backoffice.violations.services import ViolationDesk
from domain.people import DocumentKind
from domain.texts import Language
from domain.violations import CaptureKind, ViolationRecord
from domain.wire import v1
from domain.wire.v1_handling import NoticeQuestion, PenaltyNotice
from domain.wire.v1_violations import ViolationQuestion


@dataclass(frozen=True)
class Story:
    """What a camera saw, what its driver says, how far that gets. `ends`: open, forwarded, adopted, declined."""

    days_ago: int  # working days
    way: str  # defend, object
    ends: str
    code: str
    points: int
    fine_fen: int
    said: str
    answer: str = ""


STORIES = (
    Story(0, "defend", "open", "1117", 1, 10000, "当时标线被积水遮住，看不清，请求核查路面情况。"),
    Story(1, "object", "open", "1018", 0, 10000, "照片上的车不是我的车，车型和颜色都不一样。"),
    Story(2, "object", "forwarded", "1625", 6, 20000, "信号灯故障，黄灯一直没有变，路口有民警指挥放行。"),
    Story(
        3,
        "defend",
        "adopted",
        "1117",
        1,
        10000,
        "为避让救护车压了线，有行车记录仪录像。",
        "经调取录像，避让救护车属实，予以采纳。",
    ),
    Story(
        4,
        "object",
        "adopted",
        "1018",
        0,
        10000,
        "该时段车辆停在修理厂，有进厂单，疑似套牌。",
        "采集单位核实为套牌车，记录撤销。",
    ),
    Story(
        4, "defend", "declined", "1357", 3, 15000, "我看到没有人过才走的。", "经核查录像，行人已进入斑马线，未停车让行属实。"
    ),
    Story(
        5,
        "object",
        "declined",
        "1018",
        0,
        10000,
        "我认为走的是右转车道。",
        "采集单位核查：录像清晰，车辆在非机动车道内行驶属实。",
    ),
    Story(5, "defend", "open", "1357", 3, 15000, "行人在路边打电话，没有要过马路的意思，请看录像。"),
    Story(0, "object", "open", "1117", 1, 10000, "导航和路牌都指示可以掉头，标线是新画的。"),
    Story(0, "defend", "open", "1373", 3, 20000, "道路施工，现场工人指挥我借道逆行，有照片。"),
    Story(3, "object", "forwarded", "1117", 1, 10000, "拍照的路口我没有去过，请核对号牌。"),
    Story(4, "object", "forwarded", "1018", 0, 10000, "机动车道被围挡占用，只能借道，请实地核实。"),
    Story(
        5,
        "defend",
        "declined",
        "1117",
        1,
        10000,
        "送孩子上学，着急没有看清。",
        "陈述的情形不属于不予处罚的情形，事实清楚，证据确凿。",
    ),
)
"""The first ones have everything, so that even a small city does."""
EVERY_STATE = 7
PLACES = ("长江一路与中山三路路口", "石杨路杨家坪正街路口", "南坪西路江南大道路口", "金开大道礼嘉大道路口")
AGENCY = "重庆市公安局交巡警总队"


def record_of(coming: Coming, story: Story, office: Office) -> ViolationRecord:
    """Return what a camera saw some days before."""
    citizen, vehicle = coming.citizen, vehicle_of(coming.citizen)
    return ViolationRecord(
        record_number=f"{citizen.region_code}{7_900_000_000 + citizen.seed * 37}",
        plate=vehicle.plate,
        plate_kind=vehicle.plate_kind,
        captured_at=office.clock.now() - timedelta(days=9 + citizen.seed % 5, minutes=citizen.seed * 11 % 500),
        place=PLACES[citizen.seed % len(PLACES)],
        code=story.code,
        points=story.points,
        fine_fen=story.fine_fen,
        agency_code=f"{citizen.region_code}000000",
        agency=AGENCY,
        capture=CaptureKind.CAMERA,
        reviewed=True,
        disputed=False,
        pictures=3,
    )


def lodge(office: Office, city: City, coming: Coming, story: Story) -> str:
    """Let somebody read the notice at a terminal and say what there is to say; returns the number of the case."""
    whose = coming.citizen.number
    city.people[whose], city.vehicles[whose] = coming.citizen, vehicle_of(coming.citizen)
    city.records[whose] = record_of(coming, story, office)
    body = lodging.make_body(office, replace(coming, score=coming.score or 0.61), "")
    notice = _read_notice(office, coming, body)
    declared = {
        "way": story.way,
        "notice_id": str(notice.notice_id),
        "records": [one.record_number for one in notice.penalties],
        "statement": story.said,
    }
    told = {
        "declaration": declared,
        "consents": [_consent(notice, body)],
        "delivery": body.delivery.model_copy(update={"service_method": "sms"}),
    }
    body = body.model_copy(update=told)
    with office.writing(Actor(f"terminal:{coming.terminal_id}")) as work:
        cases.create_from_application(work, coming.terminal_id, body, work.now)
        audit.record(work, "application.received", subject=body.number)
    working.settle(office)
    return body.number


def _read_notice(office: Office, coming: Coming, body: v1.ApplicationBody) -> PenaltyNotice:
    question = ViolationQuestion(
        kind=DocumentKind.RESIDENT_ID_CARD,
        number=body.applicant.number,
        name=body.applicant.name,
        valid_to=body.applicant.valid_to,
        face=body.face,
    )
    answer = ViolationDesk(office).answer(coming.terminal_id, question)
    numbers = [one.record_number for one in answer.violations]
    told = NoticeDesk(office).notice(coming.terminal_id, NoticeQuestion(ticket=answer.ticket or "", record_numbers=numbers))
    if told.notice is None:
        raise LookupError("nothing stands against handling what the demo invents")
    return told.notice


def _consent(notice: PenaltyNotice, body: v1.ApplicationBody) -> v1.Consent:
    return v1.Consent(
        notice_id=str(notice.notice_id),
        version=notice.version,
        sha256=notice.sha256_zh,
        language=Language.ZH,
        agreed_at=body.confirmed_at,
    )


def answer(office: Office, officer: Actor, number: str, story: Story) -> None:
    """Let the clerk of penalties look at it and do what its story says."""
    opened = desk.open_statement(office, officer, number)
    if story.way == "object" and story.ends != "open":
        working.do(office, officer, desk.forward, number, opened.statement.version)
    version = desk.open_statement(office, officer, number).statement.version
    if story.ends == "adopted":
        desk.adopt(office, officer, number, version, story.answer)
    elif story.ends == "declined":
        desk.decline(office, officer, number, version, story.answer)
    working.settle(office)
