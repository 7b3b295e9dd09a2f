"""Example states of 我的申请 without a face: the number that is typed, and how far it is. Every number is invented."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

from domain import numbers
from domain.application import ApplicationStatus
from domain.clock import SHANGHAI
from domain.rulebook import parse_notice
from domain.services import End, HomeEntry, ServiceSlug
from domain.wire.v1_my_applications import Progress, Reached
from kiosk.flow.screen_state import Json, ScreenState
from kiosk.services import my_applications
from kiosk.services.consent import shown_notice
from kiosk.services.own_progress import NUMBER, PROGRESS, UNKNOWN, WORDS, facts_of
from ui.gallery.book import CONFIG
from ui.gallery.example import PERSON, Example

_S = ApplicationStatus
NOW = datetime(2026, 11, 22, 14, 20, tzinfo=SHANGHAI)
LODGED = numbers.allot(date(2026, 11, 16), 3, 17)
FACE_NOTICE: Path = CONFIG / "notices" / "face.toml"
WAY = (_S.ACCEPTED, _S.UNDER_REVIEW, _S.IN_PRODUCTION, _S.POSTED)


def progress_examples() -> Iterator[Example]:
    """Give every example."""
    yield Example("face_consent-progress", _consent(camera=True))
    yield Example("face_consent-progress_no_camera", _consent(camera=False))
    yield Example("face-to_progress", _face("to_office", decision="review"))
    yield Example("face-failed_progress", _face("failed", failure="face_process_gone"))
    yield Example("form-my_number_unknown", _form())
    yield Example("result-progress_posted", _result(_S.POSTED, "done", waybill="1180260000001"))
    yield Example("result-progress_correct", _result(_S.CORRECTION_REQUESTED, "attention"))
    yield Example("result-progress_returned", _result(_S.RETURNED_UNDELIVERED, "attention", waybill="1180260000002"))
    yield Example("result-progress_refused", _result(_S.REJECTED, "stopped"))
    yield Example("result-progress_unasked", _said("my_progress_unasked", "attention", []))


def _state(screen: str, step: str, view: Mapping[str, Json], *, can_go_back: bool = True) -> ScreenState:
    plan = my_applications.PLAN
    return ScreenState(
        serial=1,
        screen=screen,
        step=step,
        view=view,
        service=plan.slug.value,
        stations=plan.line,
        station=plan.place_on_line(step),
        person=PERSON,
        can_go_back=can_go_back,
        can_end=True,
        sandbox=True,
    )


def _consent(*, camera: bool) -> ScreenState:
    view: dict[str, Json] = {
        "notice": shown_notice(parse_notice(FACE_NOTICE.read_text("utf-8"))),
        "without": my_applications.PLAN.without_face,
        "service": HomeEntry.MY_APPLICATIONS.value,
        "reading": False,
        "camera": camera,
    }
    return _state("face_consent", "face_consent", view)


def _face(phase: str, **changes: Json) -> ScreenState:
    view: dict[str, Json] = {
        "phase": phase,
        "guidance": None,
        "stages": ["front", "left", "right"],
        "done": 0,
        "fraction": 0.0,
        "try": 3,
        "tries": 3,
        "decision": None,
        "failure": None,
        "without": my_applications.PLAN.without_face,
    }
    return _state("face", "face", {**view, **changes})


def _form() -> ScreenState:
    one: Json = {"name": NUMBER, "pad": "decision_number", "value": LODGED, "error": UNKNOWN, "required": True, "longest": 16}
    view: dict[str, Json] = {"words": NUMBER, "fields": [one], "active": NUMBER, "last": True, "complete": False}
    return _state("form", NUMBER, view)


def _result(status: ApplicationStatus, tone: str, waybill: str = "") -> ScreenState:
    way = WAY if waybill else (*WAY[:2], status)
    now = Progress(
        number=LODGED,
        service=ServiceSlug.DRIVER_LICENCE_REISSUE_LOSS,
        status=status,
        received_at=NOW - timedelta(days=6),
        reached=[Reached(status=one, at=NOW - timedelta(days=6 - days)) for days, one in enumerate(way)],
        due_date=date(2026, 11, 25),
        waybill=waybill,
    )
    return _said(WORDS.get(status, PROGRESS), tone, [fact.shown() for fact in facts_of(now, End.POST)])


def _said(words: str, tone: str, facts: list[Json]) -> ScreenState:
    view: dict[str, Json] = {
        "words": words,
        "tone": tone,
        "values": {},
        "big": None,
        "qr": None,
        "facts": facts,
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
    return _state("result", "progress", view, can_go_back=False)
