"""Example states of the violation query. Every plate, number and place is invented; the photographs are drawn."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from PIL import Image, ImageDraw

from domain.clock import SHANGHAI
from domain.licences import LicenceState
from domain.vehicles import OwnerKind, VehicleState
from domain.violations import HandlingBar
from domain.wire.v1_violations import LicenceStanding, OwnVehicle, UnpaidDecision, Violation, ViolationAnswer
from kiosk.flow.screen_state import Json, ScreenState
from kiosk.services import violation_list as listed
from ui.gallery.example import Example

SLUG = "violation_query"
STATIONS = ("station.read", "station.face", "station.query")
PERSON = "张∗"
NOW = datetime(2026, 11, 22, 14, 20, tzinfo=SHANGHAI)
BLUE, GREEN, YELLOW = "渝A8K2D6", "渝AD36921", "渝B71K35"

LICENCE = LicenceStanding(
    number="500∗∗∗∗∗∗∗∗∗∗∗0010",
    classes="C1",
    states=[LicenceState.NORMAL],
    points=3,
    points_limit=12,
    valid_to=date(2031, 3, 18),
)


def vehicle(plate: str, kind: str, *states: VehicleState) -> OwnVehicle:
    """Return one own vehicle."""
    return OwnVehicle(
        plate=plate,
        plate_kind=kind,
        owner_kind=OwnerKind.INDIVIDUAL,
        states=list(states) or [VehicleState.NORMAL],
        inspection_valid_to=date(2027, 3, 31),
    )


def record(number: int, **changes: Any) -> Violation:
    """Return one record; a later number is an older one."""
    values: dict[str, Any] = {
        "record_number": f"5001032611{number:06d}",
        "plate": BLUE,
        "plate_kind": "02",
        "captured_at": NOW - timedelta(days=3 * number + 14, minutes=37 * number),
        "place": "渝中区中山三路与上清寺路口",
        "code": "1625",
        "text": "驾驶机动车违反道路交通信号灯通行",
        "points": 6,
        "fine_fen": 20000,
        "provision": "《中华人民共和国道路交通安全法》第三十八条",
        "basis": "《中华人民共和国道路交通安全法》第九十条",
        "agency": "重庆市公安局渝中区分局交巡警支队",
        "pictures": 3,
        "bars": [],
    }
    return Violation(**(values | changes))


RECORDS = [
    record(1, bars=[HandlingBar.POINTS_REACH_LIMIT]),
    record(2, code="1039", text="违反规定停放机动车", points=0, fine_fen=10000, place="渝北区金开大道1066号", pictures=4),
    record(
        3,
        plate=GREEN,
        plate_kind="52",
        code="1116",
        text="违反禁令标志指示",
        points=1,
        fine_fen=10000,
        place="四川省邻水县G65包茂高速1602公里",
        bars=[HandlingBar.OTHER_AREA],
        pictures=1,
    ),
    record(4, plate=YELLOW, plate_kind="01", code="1018", text="机动车不在机动车道内行驶", points=None, fine_fen=None,
           bars=[HandlingBar.PENALTY_UNKNOWN, HandlingBar.KEY_VEHICLE], pictures=0),
    record(5, plate="川Z9F8A2", plate_kind="02", code="1120", text="驾驶人未按规定使用安全带", points=0, fine_fen=0,
           bars=[HandlingBar.NOT_OWN_VEHICLE], pictures=2),
]  # fmt: skip
DECISION = UnpaidDecision(
    decision_number="5001031900000017",
    plate=BLUE,
    code="1019",
    text="违反规定使用专用车道",
    decided_on=date(2026, 10, 26),
    points=0,
    fine_fen=10000,
    pay_until=date(2026, 11, 10),
    surcharge_fen=3600,
    days_late=12,
)
ANSWER = ViolationAnswer(
    verified=True,
    as_of=NOW,
    overview=[],
    unpaid=1,
    licence=LICENCE,
    vehicles=[vehicle(BLUE, "02", VehicleState.VIOLATION_PENDING), vehicle(GREEN, "52"), vehicle(YELLOW, "01")],
    violations=RECORDS,
    decisions=[DECISION],
    ticket="t",
)


def state(
    answer: ViolationAnswer, selected: str | None = None, chosen: str | None = None, index: int = 0, **changes: Json
) -> ScreenState:
    """Return the screen as the step would make it; `changes` replace values of the view."""
    rows = listed.rows_of(answer, chosen) if answer.verified else []
    found = next((row for row in rows if listed.id_of(row) == selected), rows[0] if rows else None)
    count = found.pictures if isinstance(found, Violation) else 0
    pictures: list[Json] = [{"source": f"image://evidence/example{place}", "state": "shown"} for place in range(count)]
    chosen_picture: Any = pictures[index] if pictures else {"source": None, "state": "none"}
    view: dict[str, Json] = {
        "phase": _phase(answer),
        "as_of": listed.minute(answer.as_of),
        "can_verify": False,
        "face_tried": False,
        "handling_offered": False,
        "payment_offered": False,
        "slip": "none",
        "slip_failure": None,
        "picture_full": False,
        "filter": chosen,
        "selected": listed.id_of(found) if found else None,
        "licence": listed.shown_licence(answer.licence),
        "vehicles": [listed.shown_vehicle(one, answer) for one in answer.vehicles],
        "filters": listed.filters_of(answer) if answer.verified else [],
        "rows": [listed.shown(row, listed.plate_kinds(answer)) for row in rows],
        "count": len(answer.violations),
        **listed.totals(rows),
        "overview": [{"plate": one.plate, "violations": one.violations} for one in answer.overview],
        "unpaid": answer.unpaid,
        "picture": {**chosen_picture, "index": index, "count": count},
        "pictures": pictures,
    }
    return _screen({**view, **changes})


def _phase(answer: ViolationAnswer) -> str:
    if not answer.verified:
        return "overview"
    return "none" if listed.is_empty(answer) else "shown"


def _screen(view: Mapping[str, Json]) -> ScreenState:
    return ScreenState(
        serial=1,
        screen="violations",
        view=view,
        service=SLUG,
        stations=STATIONS,
        station=2,
        person=PERSON,
        pictures={f"example{place}": photograph(place) for place in range(4)} | {"garbage": b"no picture at all"},
        can_go_back=view["picture_full"] is True,
        can_end=True,
        sandbox=True,
    )


@cache
def photograph(place: int) -> bytes:
    """Draw a crossing with a car, a little further on each picture; 3:2, as cameras take them."""
    image = Image.new("RGB", (960, 640), "#C9D6E2")
    draw = ImageDraw.Draw(image)
    draw.polygon([(0, 260), (380, 215), (580, 215), (960, 260), (960, 640), (0, 640)], fill="#8FA08A")
    draw.polygon([(380, 215), (580, 215), (900, 640), (60, 640)], fill="#5B6B79")
    draw.rectangle((180, 410, 780, 426), fill="#FFFFFF")
    draw.rectangle((590, 40, 740, 110), fill="#14263A")
    for lamp, colour in enumerate(("#D8412B", "#3B4650", "#3B4650")):
        draw.ellipse((604 + 45 * lamp, 55, 644 + 45 * lamp, 95), fill=colour)
    x, y, side = 470 - 20 * place, 480 - 70 * place, 190 - 38 * place
    draw.rounded_rectangle((x - side, y - side // 2, x + side, y + side // 2), side // 6, fill="#F2F5F7")
    draw.polygon(
        [
            (x - side * 0.7, y - side // 2),
            (x - side * 0.45, y - side),
            (x + side * 0.45, y - side),
            (x + side * 0.7, y - side // 2),
        ],
        fill="#33506B",
    )
    draw.rectangle((x - side // 3, y + 4, x + side // 3, y + 4 + side // 4), fill="#1B568F")
    draw.text((16, 600), "2026-11-08 08:17:42", fill="#FFFFFF")
    file = io.BytesIO()
    image.save(file, "JPEG", quality=80)
    return file.getvalue()


def many(count: int = 30) -> ViolationAnswer:
    """Return an answer with very much in it."""
    records = [record(number, plate=(BLUE, GREEN, YELLOW)[number % 3], plate_kind=("02", "52", "01")[number % 3],
                      bars=[HandlingBar.KEY_VEHICLE] if number % 4 == 0 else []) for number in range(count)]  # fmt: skip
    vehicles = [*ANSWER.vehicles, *(vehicle(f"渝D{number}6H7{number}", "02") for number in range(1, 6))]
    return ANSWER.model_copy(update={"violations": records, "vehicles": vehicles})


def violation_examples() -> Iterator[Example]:
    """Give every example."""
    for name, shown in (*_lists(), *_one(), *_quiet(), *_overviews()):
        yield Example(name, shown)


def _lists() -> Iterator[tuple[str, ScreenState]]:
    yield "violations", state(ANSWER)
    yield "violations-vehicle", state(ANSWER, chosen=GREEN)
    yield "violations-on_licence", state(ANSWER, chosen="licence")
    yield "violations-licence_alone", state(ANSWER.model_copy(update={"violations": RECORDS[:3]}), chosen="licence")
    yield "violations-decision", state(ANSWER, selected=DECISION.decision_number, chosen=BLUE)
    yield "violations-decisions_only", state(ANSWER.model_copy(update={"violations": []}))
    yield "violations-thirty", state(many())
    yield "violations-two", state(ANSWER.model_copy(update={"violations": RECORDS[1:3], "decisions": []}), index=2)
    loading: dict[str, Json] = {"source": None, "state": "loading"}
    failed: dict[str, Json] = {"source": None, "state": "failed"}
    garbage: dict[str, Json] = {"source": "image://evidence/garbage", "state": "shown"}
    for name, one in (("loading", loading), ("failed", failed), ("garbage", garbage)):
        yield f"violations-{name}", state(ANSWER, pictures=[one, one, one], picture={**one, "index": 0, "count": 3})
    yield "violations-printing", state(ANSWER, slip="printing")
    yield "violations-printed", state(ANSWER, slip="delivered")
    yield "violations-no_paper", state(ANSWER, slip="not_delivered", slip_failure="receipt_paper_out")
    yield "violations-print_unknown", state(ANSWER, slip="unknown", slip_failure="receipt_result_unknown")
    yield "violations-here", state(ANSWER, handling_offered=True)
    yield "violations-idle", replace(state(ANSWER), idle_seconds_left=14)


def _one() -> Iterator[tuple[str, ScreenState]]:
    yield "violations-whole", state(ANSWER, picture_full=True)
    yield "violations-whole_four", state(ANSWER, selected=RECORDS[1].record_number, index=2, picture_full=True)
    yield "violations-whole_unknown", state(ANSWER, selected=RECORDS[3].record_number, picture_full=True)
    yield "violations-whole_decision", state(ANSWER, selected=DECISION.decision_number, picture_full=True)


def _quiet() -> Iterator[tuple[str, ScreenState]]:
    nothing = ANSWER.model_copy(update={"violations": [], "decisions": [], "unpaid": 0})
    yield "violations-none", state(nothing)
    yield "violations-none_at_all", state(nothing.model_copy(update={"vehicles": [], "licence": None}))
    yield "violations-none_many", state(nothing.model_copy(update={"vehicles": many().vehicles}))


def _overviews() -> Iterator[tuple[str, ScreenState]]:
    def counts(*open_ones: int) -> ViolationAnswer:
        overview = [{"plate": f"渝A∗∗2D{place}", "violations": one} for place, one in enumerate(open_ones)]
        return ViolationAnswer.model_validate({"verified": False, "as_of": NOW, "overview": overview, "unpaid": 1})

    yield "violations-overview", state(counts(2, 1), can_verify=True)
    yield "violations-overview_tried", state(counts(2, 0), face_tried=True)
    yield "violations-overview_many", state(counts(2, 1, 0, 0, 3, 1, 0, 4), can_verify=True)
    yield "violations-overview_none", state(counts())
