"""Example states of 我的申请. Every number, address and sentence is invented."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from domain.application import ApplicationStatus
from domain.clock import SHANGHAI
from domain.reasons import ReasonCode
from domain.services import End, ServiceSlug
from domain.wire.v1_my_applications import AskedItem, MyApplication, OwnDocument
from kiosk.flow.screen_state import Json, ScreenState
from kiosk.services import my_applications
from kiosk.services.own_applications import shown_row, shown_whole
from ui.gallery.example import PERSON, Example

_S = ApplicationStatus
_V = ServiceSlug
NOW = datetime(2026, 11, 22, 14, 20, tzinfo=SHANGHAI)
ENDS = {
    _V.CONTACT_CHANGE_DRIVER: End.COMPLETED,
    _V.TRUCK_PASS: End.COMPLETED,
    _V.VIOLATION_HANDLING: End.COMPLETED,
}
SIGNED = OwnDocument(id="signed_copy", kind="signed_copy")
DECISIONS = [OwnDocument(id=f"decision_{n}", kind="penalty_decision", sheets=1) for n in (1, 2)]
ITEMS = {
    "phone": ReasonCode.DATA,
    "delivery_address": ReasonCode.ADDRESS,
    "photo": ReasonCode.PHOTO,
    "person": ReasonCode.FACE,
}


def own(days: int, service: ServiceSlug, status: ApplicationStatus, **changes: Any) -> MyApplication:
    """Return one application that was received `days` ago."""
    values: dict[str, Any] = {
        "number": f"2611220001{days:05d}5",
        "service": service,
        "status": status,
        "received_at": NOW - timedelta(days=days, minutes=7),
        "status_since": NOW - timedelta(hours=3),
        "due_date": date(2026, 11, 25),
        "version": 3,
        "address": "渝中区∗∗∗∗",
        "documents": [SIGNED],
    }
    return MyApplication(**(values | changes))


def asked(*items: str) -> list[AskedItem]:
    """Return what was asked for."""
    return [AskedItem(item=item, code=ITEMS.get(item, ReasonCode.DATA)) for item in items]


ALL = [
    own(1, _V.DRIVER_LICENCE_RENEW_DAMAGE, _S.CORRECTION_REQUESTED, may_withdraw=True, paid_fen=1000,
        asked=asked("phone", "delivery_address", "photo"), note="门牌号看不出是哪一栋，照片闭眼了，请重拍"),
    own(2, _V.PLATE_REPLACE, _S.UNDER_REVIEW, may_withdraw=True, paid_fen=10000),
    own(4, _V.TRUCK_PASS, _S.COMPLETED, address="", due_date=None,
        codes={"pass_number": "YB261122-0007", "pass_qr": "TP1.YB261122-0007"}),
    own(9, _V.DRIVER_LICENCE_REISSUE_LOSS, _S.POSTED, waybill="1180260000001", paid_fen=1000),
    own(14, _V.VEHICLE_LICENCE_REPLACE, _S.RETURNED_UNDELIVERED, waybill="1180260000002", paid_fen=1500, may_readdress=True),
    own(31, _V.VIOLATION_HANDLING, _S.COMPLETED, address="", due_date=None, documents=[*DECISIONS, SIGNED]),
    own(60, _V.PLATE_REISSUE, _S.REJECTED, reasons=[ReasonCode.DATA, ReasonCode.PHOTO], note="请先到窗口核对登记信息",
        due_date=None, paid_fen=10000, refund_fen=10000),
    own(90, _V.CONTACT_CHANGE_DRIVER, _S.WITHDRAWN, address="", due_date=None),
]  # fmt: skip


def _ends(one: MyApplication) -> End:
    return ENDS.get(one.service, End.POST)


def _screen(
    phase: str, one: MyApplication | None = None, rows: list[MyApplication] | None = None, **changes: Json
) -> ScreenState:
    plan = my_applications.PLAN
    view: dict[str, Json] = {
        "phase": phase,
        "rows": [shown_row(row, _ends(row)) for row in rows or []],
        "one": shown_whole(one, _ends(one)) if one else None,
        "documents": [],
        "moved_on": False,
        "busy": False,
        **changes,
    }
    return ScreenState(
        serial=1,
        screen="applications",
        view=view,
        service=plan.slug.value,
        stations=plan.line,
        station=plan.place_on_line("applications"),
        person=PERSON,
        can_go_back=phase not in {"list", "none"},
        can_end=True,
        sandbox=True,
    )


def _papers(one: MyApplication, *states: str, failure: str | None = None) -> list[Json]:
    rows: list[Json] = [
        {"id": made.id, "kind": made.kind, "sheets": made.sheets, "state": state, "failure": failure}
        for made, state in zip(one.documents, states, strict=True)
    ]
    return rows


def _result(words: str, facts: list[tuple[str, str | None, str | None]], big: str | None = None) -> ScreenState:
    rows: list[Json] = [{"key": key, "value": value, "value_key": value_key, "plate": None} for key, value, value_key in facts]
    view: dict[str, Json] = {
        "words": words,
        "tone": "done",
        "values": {},
        "big": big,
        "qr": None,
        "facts": rows,
        "print": None,
        "print_failure": None,
        "paper": None,
        "sheets_asked": None,
        "sheets_out": None,
        "instead": None,
        "can_move_on": False,
        "again": True,
        "can_finish": True,
    }
    plan = my_applications.PLAN
    last = plan.place_on_line("result")
    return replace(_screen("list"), screen="result", step="result", view=view, station=last, can_go_back=False)


def application_examples() -> Iterator[Example]:
    """Give every example."""
    for name, state in (*_lists(), *_wholes(), *_results()):
        yield Example(name, state)


def _lists() -> Iterator[tuple[str, ScreenState]]:
    yield "applications", _screen("list", rows=ALL)
    yield "applications-few", _screen("list", rows=ALL[1:3])
    yield "applications-moved_on", _screen("list", rows=ALL[:2], moved_on=True)
    yield "applications-none", _screen("none")


def _wholes() -> Iterator[tuple[str, ScreenState]]:
    correction, review, passed, posted, returned, handled, refused, _ = ALL
    yield "applications-correction", _screen("detail", correction)
    many = correction.model_copy(update={"asked": asked("phone", "delivery_address", "recipient", "photo", "person")})
    yield "applications-correction_many", _screen("detail", many)
    anew = own(
        3, _V.CONTACT_CHANGE_DRIVER, _S.CORRECTION_REQUESTED, asked=asked("email", "postcode"), note="", may_withdraw=True
    )
    yield "applications-correction_anew", _screen("detail", anew)
    yield "applications-review", _screen("detail", review)
    yield "applications-pass", _screen("detail", passed)
    yield "applications-posted", _screen("detail", posted)
    yield "applications-returned", _screen("detail", returned)
    yield "applications-refused", _screen("detail", refused)
    yield "applications-withdraw", _screen("withdraw", review)
    yield (
        "applications-documents",
        _screen("documents", handled, documents=_papers(handled, "delivered", "printing", "none"), busy=True),
    )
    troubled = _papers(posted, "not_delivered", failure="document_paper_out")
    yield "applications-documents_trouble", _screen("documents", posted, documents=troubled)


def _results() -> Iterator[tuple[str, ScreenState]]:
    of: tuple[str, str | None, str | None] = ("my_change.row.of", None, "service.driver_licence_renew_damage.name")
    number: tuple[str, str | None, str | None] = ("my_application.row.number", "2611 2200 0100 0015", None)
    now: tuple[str, str | None, str | None] = ("my_application.row.status", None, "application_status.accepted")
    yield "result-corrected", _result("my_corrected", [of, number, now, ("my_application.row.due", "2026-11-26", None)])
    gone: tuple[str, str | None, str | None] = ("my_application.row.status", None, "application_status.withdrawn")
    yield "result-withdrawn", _result("my_withdrawn", [of, number, gone], "¥10.00")
    back: tuple[str, str | None, str | None] = ("my_application.row.status", None, "application_status.returned_undelivered")
    address: tuple[str, str | None, str | None] = ("my_application.row.address", "沙坪坝区∗∗∗∗", None)
    yield "result-readdressed", _result("my_readdressed", [of, number, back, address])
