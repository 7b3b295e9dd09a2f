"""Example states of the maintenance mode. Staff, places and numbers are invented."""

from collections.abc import Iterator, Mapping

from kiosk.flow.screen_state import Json
from kiosk.maintenance.workshop import CHECKED, DEVICES, LOOKED_AT, TOUCH
from ui.gallery.example import Example, off_line

PLACE: Json = {"zh": "渝中区解放碑", "en": "Jiefangbei", "number": "0003"}
PARTS = (DEVICES[0], TOUCH, *DEVICES[1:], *CHECKED)
PAPER_OUT, PAPER_LOW, NOT_TESTED = "document_printer", "receipt_printer", "certificate"


def maintenance_examples() -> Iterator[Example]:
    """Give every page of the maintenance mode."""
    yield from _sign_in()
    yield from _overview()
    yield from _device()
    yield from _trial()
    yield from _all_tests()
    yield from _report()
    yield from _service()
    yield _page("supplies", "supplies", {"levels": _levels()})
    yield _page("supplies-new", "supplies", {"levels": _levels(known=False)})
    rows: list[Json] = [
        {"name": part, "at": f"11-2{2 - at // 12} {13 - at % 12:02d}:05", "failure": "device_silent" if at % 7 == 3 else None}
        for at, part in enumerate((*PARTS, *PARTS))
    ]
    yield _page("history", "history", {"rows": rows})
    yield _page("history-empty", "history", {"rows": []})


def _page(name: str, page: str, body: Mapping[str, Json], *, closed: str | None = None, staff: str = "0217") -> Example:
    view: dict[str, Json] = {
        "page": page,
        "staff": staff,
        "since": "13:56" if staff else "",
        "place": PLACE,
        "closed": closed,
        "leaving": False,
        "body": dict(body),
    }
    can_go_back = page not in {"sign_in", "overview", "unattended"}
    return Example(f"maintenance-{name}", off_line("maintenance", view, can_go_back=can_go_back))


def _sign_in() -> Iterator[Example]:
    def asked(name: str, **changes: Json) -> Example:
        body: dict[str, Json] = {
            "field": "number",
            "number": "",
            "digits": 0,
            "outcome": None,
            "locked_minutes": 0,
            "working": False,
        }
        return _page(name, "sign_in", {**body, **changes}, staff="")

    yield asked("sign_in", number="02")
    yield asked("sign_in_pin", field="pin", number="0217", digits=5)
    yield asked("sign_in_working", field="pin", number="0217", working=True)
    yield asked("sign_in_wrong", outcome="wrong")
    yield asked("sign_in_locked", outcome="locked", locked_minutes=4)
    yield asked("sign_in_nobody", outcome="nobody")


def _row(name: str, *, well: bool = False) -> dict[str, Json]:
    kind, failure, warning, status = "ok", None, None, "online"
    if name == PAPER_OUT and not well:
        kind, failure, status = "fault", "document_paper_out", "user_error"
    elif name == PAPER_LOW and not well:
        kind, warning = "attention", "paper_near_end"
    elif name == NOT_TESTED and not well:
        kind, status = "neutral", "untested"
    tested = "" if name == NOT_TESTED and not well else "11-22 09:30"
    return {
        "name": name,
        "number": PARTS.index(name) + 1,
        "kind": kind,
        "status": status,
        "failure": failure,
        "warning": warning,
        "tested_at": tested,
        "test_passed": True if tested else None,
        "looked_at": name in LOOKED_AT,
    }


def _levels(*, known: bool = True) -> list[Json]:
    used = {"receipt_paper": (310, 40), "document_paper": (168, 332), "toner": (1490, 1110)}
    return [
        {"name": name, "used": spent, "left": left if known else None, "refilled": "11-19 08:10" if known else ""}
        for name, (spent, left) in used.items()
    ]


def _overview() -> Iterator[Example]:
    worst: Json = {**_row(PAPER_OUT), "services": ["violation_handling", "plate_replace"]}
    body: dict[str, Json] = {
        "rows": [_row(name) for name in PARTS],
        "worst": worst,
        "services_open": 12,
        "services_paused": 2,
        "waiting": 1,
        "levels": _levels(),
    }
    well: dict[str, Json] = {
        **body,
        "rows": [_row(name, well=True) for name in PARTS],
        "worst": None,
        "services_open": 14,
        "services_paused": 0,
        "waiting": 0,
    }
    yield _page("overview", "overview", body)
    yield _page("overview_well", "overview", well)
    yield _page("overview_closed", "overview", well, closed="repair")


def _device() -> Iterator[Example]:
    events: list[Json] = [
        {"at": "11-22 13:02", "what": "fault", "failure": "document_paper_out", "minutes": None},
        {"at": "11-22 09:30", "what": "test", "failure": None, "minutes": None},
        {"at": "11-20 16:41", "what": "fault", "failure": "document_paper_jam", "minutes": 12},
        {"at": "11-20 16:55", "what": "test", "failure": "test_judged_bad", "minutes": None},
    ]
    details: list[Json] = [{"key": "model", "value": "LaserPrint 2600"}, {"key": "firmware", "value": "V2.11"}]
    printer: dict[str, Json] = {
        **_row(PAPER_OUT),
        "is_device": True,
        "details": details,
        "services": ["violation_handling"],
        "events": events,
    }
    yield _page("device", "device", printer)
    disk: dict[str, Json] = {
        **_row("disk"),
        "is_device": False,
        "details": [{"key": "free_mb", "value": "61240"}, {"key": "total_mb", "value": "118000"}],
        "services": [],
        "events": [],
    }
    yield _page("device_disk", "device", disk)


def _trial() -> Iterator[Example]:
    def shown(name: str, part: str, phase: str, **changes: Json) -> Example:
        body: dict[str, Json] = {
            "name": part,
            "phase": phase,
            "passed": None,
            "failure": None,
            "shown": "",
            "picture": "",
            "details": [],
        }
        return _page(name, "trial", {**body, **changes})

    yield shown("trial", PAPER_OUT, "judging")
    yield shown("trial_testing", PAPER_OUT, "testing")
    yield shown("trial_card", "id_card_reader", "doing", shown="lay_card")
    yield shown("trial_lamps", "cabinet", "doing", shown="receipt")
    yield shown("trial_camera", "camera", "doing", shown="live")
    yield shown("trial_touch", TOUCH, "doing")
    yield shown("trial_passed", "speaker", "done", passed=True)
    yield shown("trial_failed", PAPER_OUT, "done", passed=False, failure="document_paper_jam")


def _all_tests() -> Iterator[Example]:
    parts = [part for part in PARTS if part != TOUCH]

    def rows(tested: int, failed: str) -> list[Json]:
        return [
            {
                "name": part,
                "state": ("failed" if part == failed else "passed")
                if at < tested
                else "running"
                if at == tested
                else "waiting",
                "failure": "document_paper_out" if part == failed and at < tested else None,
            }
            for at, part in enumerate(parts)
        ]

    count = len(parts)
    begun: dict[str, Json] = {"rows": rows(8, PAPER_OUT), "over": False, "failed": 1, "count": count, "tested": 8}
    over: dict[str, Json] = {"rows": rows(count, PAPER_OUT), "over": True, "failed": 1, "count": count, "tested": count}
    yield _page("all_tests", "all_tests", begun)
    yield _page("all_tests_over", "all_tests", over)
    yield _page("unattended", "unattended", begun, staff="")


def _report() -> Iterator[Example]:
    count = len(PARTS) - 1  # all but the touch screen
    body: dict[str, Json] = {
        "phase": "offer",
        "file": "",
        "failure": None,
        "count": count,
        "passed": count - 2,
        "failed": [PAPER_OUT],
        "untested": [NOT_TESTED],
    }
    well: dict[str, Json] = {**body, "passed": count, "failed": [], "untested": []}
    yield _page("report", "report", body)
    yield _page("report_printing", "report", {**well, "phase": "printing"})
    yield _page("report_exported", "report", {**well, "phase": "exported", "file": "readiness-0003-20261122-141500.pdf"})
    yield _page("report_failed", "report", {**well, "phase": "failed", "failure": "document_paper_out"})


def _service() -> Iterator[Example]:
    reasons: list[Json] = ["repair", "supplies", "cleaning", "moving", "ordered"]
    body: dict[str, Json] = {"reasons": reasons, "working": False, "failure": None}
    yield _page("service", "service", body)
    yield _page("service_closed", "service", body, closed="repair")
