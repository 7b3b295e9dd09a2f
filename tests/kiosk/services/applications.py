"""A citizen's way to the own applications, and what an office might answer; everything is invented."""

from datetime import date, timedelta
from typing import Any

from domain.application import ApplicationStatus
from domain.reasons import ReasonCode
from domain.services import HomeEntry, ServiceSlug
from domain.wire.v1_my_applications import AskedItem, ChangeAnswer, MyApplication, MyApplicationsAnswer, OwnDocument
from tests.kiosk.stage import START, Stage

MINE = HomeEntry.MY_APPLICATIONS
FIRST, SECOND = "2611220001000017", "2611220001000025"
SIGNED = OwnDocument(id="signed_copy", kind="signed_copy")
_S = ApplicationStatus


def own(status: ApplicationStatus = _S.ACCEPTED, number: str = FIRST, **changes: Any) -> MyApplication:
    """One own application."""
    values: dict[str, Any] = {
        "number": number,
        "service": ServiceSlug.DRIVER_LICENCE_REISSUE_LOSS,
        "status": status,
        "received_at": START - timedelta(days=1),
        "status_since": START - timedelta(hours=2),
        "due_date": date(2026, 11, 25),
        "version": 4,
        "address": "渝中区∗∗∗∗",
    }
    return MyApplication(**(values | changes))


def to_correct(*items: str, **changes: Any) -> MyApplication:
    """An application for which the office asked for these items."""
    asked = [AskedItem(item=item, code=ReasonCode.DATA) for item in items]
    return own(_S.CORRECTION_REQUESTED, asked=asked, note="请补齐", may_withdraw=True, **changes)


def answer(*applications: MyApplication) -> MyApplicationsAnswer:
    return MyApplicationsAnswer(verified=True, applications=list(applications))


def done(one: MyApplication, refund_fen: int = 0) -> ChangeAnswer:
    return ChangeAnswer(application=one, refund_fen=refund_fen)


def come(stage: Stage) -> None:
    """Card and face, up to the question what was lodged."""
    stage.wake()
    stage.touch("choose", slug=MINE.value)
    stage.walk_to("my_applications")


def see(stage: Stage, *applications: MyApplication) -> None:
    """The list."""
    come(stage)
    stage.answer("my_applications", answer(*applications))


def open_one(stage: Stage, one: MyApplication) -> None:
    """The list, and this one of it."""
    see(stage, one, own(number=SECOND))
    stage.touch("open", number=one.number)
