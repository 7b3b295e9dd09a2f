"""The own applications: asked for with document and face, shown stage by stage. Pure functions over the office's answer."""

from collections.abc import Callable, Mapping
from typing import Literal

from domain import numbers
from domain.application import ApplicationStatus
from domain.clock import SHANGHAI
from domain.corrections import LODGED_ANEW
from domain.failures import FailureCode
from domain.reasons import ReasonCode
from domain.services import End
from domain.wire.v1_my_applications import MyApplication, MyApplicationsAnswer, MyApplicationsQuestion, Myself
from kiosk.flow.contents import Matter
from kiosk.flow.devices import Handle, Workers
from kiosk.flow.outcome import STAY, Advice, Advise, Outcome
from kiosk.flow.screen_state import Json
from kiosk.flow.visit import OwnEntry, Person, Visit
from kiosk.services.eligibility import document_of

_S = ApplicationStatus
Stage = Literal["accepted", "review", "production", "post", "delivered", "completed"]
Tone = Literal["ok", "attention", "fault", "neutral"]

WAYS: Mapping[End, tuple[Stage, ...]] = {
    End.POST: ("accepted", "review", "production", "post", "delivered"),
    End.COMPLETED: ("accepted", "review", "completed"),
}
PLACES: Mapping[ApplicationStatus, tuple[Stage, Tone]] = {
    _S.RECEIVED: ("accepted", "ok"),
    _S.ACCEPTED: ("accepted", "ok"),
    _S.UNDER_REVIEW: ("review", "ok"),
    _S.CORRECTION_REQUESTED: ("review", "attention"),
    _S.REJECTED: ("review", "fault"),
    _S.REFER_TO_WINDOW: ("review", "attention"),
    _S.APPROVED: ("review", "ok"),
    _S.IN_PRODUCTION: ("production", "ok"),
    _S.PRODUCED: ("production", "ok"),
    _S.POSTED: ("post", "ok"),
    _S.RESENT: ("post", "ok"),
    _S.RETURNED_UNDELIVERED: ("post", "attention"),
    _S.HELD_FOR_PICKUP: ("post", "attention"),
    _S.DELIVERED: ("delivered", "ok"),
    _S.COMPLETED: ("completed", "ok"),
    _S.WITHDRAWN: ("accepted", "neutral"),
}
ENDED = frozenset({_S.DELIVERED, _S.COMPLETED})
PROMISED = frozenset({_S.RECEIVED, _S.ACCEPTED, _S.UNDER_REVIEW, _S.APPROVED, _S.IN_PRODUCTION, _S.PRODUCED})  # the clock runs
QR_CODES = ("pass_qr",)  # which of the codes of a case go into a QR


def myself(visit: Visit) -> Myself:
    """Return who asks; raises :class:`LookupError` when no card was read."""
    document = document_of(visit)
    return Myself(
        kind=document.kind,
        number=document.number,
        name=document.name,
        valid_to=document.valid_to,
        face=visit.person.face.check,
    )


class OwnApplications:
    """The inquiry: what this person has lodged."""

    def is_settled(self, matter: Matter) -> bool:
        """Tell whether the office has answered."""
        return matter.person.own.answer is not None

    def send(self, matter: Matter, workers: Workers, on_result: Callable[[object], None]) -> Handle:
        """Ask."""
        return workers.ask_my_applications(MyApplicationsQuestion(person=myself(matter.visit)), on_result)

    def take(self, matter: Matter, workers: Workers, result: object) -> Outcome | None:
        """Keep what a verified person is told; whom the office does not know by his face is sent to window and hotline."""
        if not isinstance(result, MyApplicationsAnswer):
            return None
        workers.note("my_applications_answered", verified=result.verified)
        if not result.verified:
            return Advise(Advice("window", reasons=(ReasonCode.FACE,)))
        matter.person.own.answer = result
        return STAY

    def miss(self, workers: Workers, failure: FailureCode) -> None:
        """Say that nothing was shown."""
        workers.note("my_applications_answered", verified=False, failure=failure.value)


def applications_of(person: Person) -> list[MyApplication]:
    """Return the own applications, newest first."""
    return person.own.answer.applications if person.own.answer else []


def looked_at(person: Person) -> MyApplication | None:
    """Return the application that is looked at."""
    return next((one for one in applications_of(person) if one.number == person.own.number), None)


def may_correct(one: MyApplication) -> bool:
    """Tell whether everything that was asked for can be supplied at a terminal."""
    return bool(one.asked) and not {item.item for item in one.asked} & LODGED_ANEW


def look_again(visit: Visit) -> None:
    """Forget what the office said, so that it is asked anew; nothing is under way any more."""
    visit.person.own = OwnEntry()


# -- what is shown ------------------------------------------------------------------------------------------------------------


def shown_line(one: MyApplication, ends: End) -> dict[str, Json]:
    """Return the line of stages: their names, the place on it, what it is like there, whether it has come to its end."""
    stage, tone = PLACES.get(one.status, ("accepted", "ok"))
    way = WAYS[ends]
    at = way.index(stage) if stage in way else len(way) - 1
    return {"stages": [*way], "at": at, "tone": tone, "ended": one.status in ENDED}


def shown_row(one: MyApplication, ends: End) -> dict[str, Json]:
    """Return one application as the list shows it."""
    return {
        "number": one.number,
        "number_shown": numbers.grouped(one.number),
        "service": one.service.value,
        "day": day_of(one),
        "status": one.status.value,
        **shown_line(one, ends),
    }


def shown_whole(one: MyApplication, ends: End) -> dict[str, Json]:
    """Return everything of one application, and what may be done about it."""
    codes = (one.codes[name] for name in QR_CODES if one.codes.get(name))
    return {
        **shown_row(one, ends),
        "facts": _facts(one),
        "reasons": [reason.value for reason in one.reasons],
        "asked": [{"item": item.item, "code": item.code.value} for item in one.asked],
        "note": one.note,
        "refund_fen": one.refund_fen,
        "paid_fen": one.paid_fen,
        "qr": next(codes, None),
        "may_correct": may_correct(one),
        "may_withdraw": one.may_withdraw,
        "may_readdress": one.may_readdress,
        "documents": len(one.documents),
    }


def day_of(one: MyApplication) -> str:
    """Return the day on which the office received it."""
    return one.received_at.astimezone(SHANGHAI).date().isoformat()


def _facts(one: MyApplication) -> list[Json]:
    """Return the rows that have something to say."""
    since = one.status_since.astimezone(SHANGHAI).date().isoformat()
    rows = {
        "number": numbers.grouped(one.number),
        "received": day_of(one),
        "since": since if since != day_of(one) else "",
        "due": one.due_date.isoformat() if one.due_date and one.status in PROMISED else "",
        "waybill": one.waybill,
        "address": one.address,
        "pass_number": one.codes.get("pass_number", ""),
        "paid": _yuan(one.paid_fen),
        "refund": _yuan(one.refund_fen),
    }
    return [
        {"key": f"my_application.row.{name}", "value": value, "value_key": None, "plate": None}
        for name, value in rows.items()
        if value
    ]


def _yuan(fen: int) -> str:
    return f"¥{fen / 100:.2f}" if fen else ""
