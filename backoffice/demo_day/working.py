"""What the demo's clerks do with a case: each step by the operation of its desk, errands done at once."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Concatenate, ParamSpec

from sqlalchemy import select

from backoffice import errands
from backoffice.dispatch import returns
from backoffice.dispatch import services as dispatch
from backoffice.dispatch.models import CallOutcome, ReturnReason
from backoffice.dispatch.tracking import refresh_tracking
from backoffice.errands import ErrandKind
from backoffice.jobs.work import HANDLERS
from backoffice.office import SYSTEM, Actor, Office, Work
from backoffice.partners import PartnerDown
from backoffice.production import batches
from backoffice.production import services as production
from backoffice.refusals import Reason, Refused
from backoffice.review import cases, decisions, desk
from backoffice.review.casefile import open_case
from backoffice.review.catalogue import DESKS
from backoffice.review.models import Case, PersonJudgement
from backoffice.staff.scope import may_see
from domain.application import ApplicationStatus

P = ParamSpec("P")
SAID_SOON = frozenset({"photo", "delivery_address", "phone", "contact_address", "pass_papers"})
AT_ONCE = frozenset({ErrandKind.AT_ONCE, ErrandKind.NOTICE, ErrandKind.REGISTRY_SNAPSHOT})


@dataclass(frozen=True)
class Clerks:
    """The demo's clerks by what they do; reviewers may be bound to districts."""

    reviewers: tuple[Actor, ...]
    producers: tuple[Actor, ...]
    dispatchers: tuple[Actor, ...]
    supervisors: tuple[Actor, ...]
    acceptor: Actor
    penalties: Actor
    auditor: Actor
    administrator: Actor

    def reviewer_of(self, case: Case, turn: int) -> Actor:
        """Return whose turn it is among those who may see the case."""
        able = [one for one in self.reviewers if one.staff is not None and may_see(one.staff, case.district)]
        return able[turn % len(able)]


def standing(office: Office, numbers: Sequence[str], *statuses: ApplicationStatus) -> list[str]:
    """Return those of `numbers` that stand in one of `statuses`, in their order."""
    with office.reading() as work:
        found = set(work.session.scalars(select(Case.number).where(Case.number.in_(numbers), Case.status.in_(statuses))))
    return [number for number in numbers if number in found]


def look(office: Office, number: str) -> Case:
    """Return a case as it is now."""
    with office.reading() as work:
        return cases.get_case(work.session, number)


def do(office: Office, who: Actor, act: Callable[Concatenate[Work, P], object], *told: P.args, **more: P.kwargs) -> None:
    """Do one thing in one transaction."""
    with office.writing(who) as work:
        act(work, *told, **more)


def settle(office: Office) -> None:
    """Do what the worker would do now: registry asked, messages sent."""
    for _ in range(4):
        with office.writing(SYSTEM) as work:
            due = [one for one in errands.take_due(work.session, work.now, 200) if one.kind in AT_ONCE]
        for request in due:
            with suppress(PartnerDown, Refused):
                HANDLERS[request.kind](office, request.subject)
                with office.writing(SYSTEM) as work:
                    errands.finish(work.session, request.kind, request.subject)
        if not due:
            return


def open_and_claim(office: Office, who: Actor, number: str) -> None:
    """Look at a case as the page does, ask the registry anew, and claim it."""
    desk.refresh_registry(office, who, number)
    do(office, who, open_case, number)
    do(office, who, desk.claim, number, look(office, number).version)


def judge(office: Office, who: Actor, number: str, judgement: PersonJudgement = PersonJudgement.SAME) -> None:
    """Judge the photographs and accept every change."""
    do(office, who, desk.judge_person, number, look(office, number).version, judgement)
    with office.writing(who) as work:
        changed = [row.key for row in open_case(work, number).rows if row.verdict.value == "changed"]
    for key in changed:
        do(office, who, desk.accept_change, number, look(office, number).version, key)


def approve(office: Office, who: Actor, number: str) -> None:
    """Approve, or propose to where two must; what may be overridden is, with a note."""
    try:
        do(office, who, decisions.approve, number, look(office, number).version)
    except Refused as refused:
        if refused.reason is not Reason.MISMATCH_STANDS:
            raise
        note = "公民说明住处失窃，已提供报案回执，情况属实。"
        do(office, who, decisions.approve, number, look(office, number).version, override=True, note=note)


def ask_for_correction(office: Office, who: Actor, number: str, turn: int) -> None:
    """Ask the citizen to correct one item, another one each turn."""
    items = [item for item in DESKS[look(office, number).service].correctable.items() if item[0] in SAID_SOON]
    item, code = items[turn % len(items)]
    do(office, who, decisions.request_correction, number, look(office, number).version, (code,), (item,))


def supply(office: Office, number: str) -> None:
    """The citizen supplies what was asked for, at a terminal."""
    with office.writing(Actor(f"terminal:{look(office, number).terminal_id}")) as work:
        cases.supply_correction(work, number, cases.get_body(work, number))


def make_batch(office: Office, who: Actor, numbers: list[str], *, checked: bool) -> str:
    """Put cases into a batch and print them; `checked`: look at each once more and hand the batch over."""
    with office.writing(who) as work:
        batch = batches.open_batch(work, numbers).number
    while batches.print_next(office, who, batch):
        pass
    if checked:
        with office.reading(who) as work:
            entries = batches.list_items(work, batch)
        for entry in entries:
            do(office, who, production.check_certificate, entry.number, entry.version, entry.certificate_number or "")
        do(office, who, batches.close, batch)
    return batch


def order_waybill(office: Office, who: Actor, number: str) -> str:
    """Get the waybill of a letter."""
    return dispatch.create_waybill(office, who, number).waybill_number


def post(office: Office, who: Actor, number: str) -> None:
    """Hand a letter to the post."""
    waybill = order_waybill(office, who, number)
    do(office, who, dispatch.post_letter, number, look(office, number).version, waybill)


def track(office: Office, numbers: list[str]) -> None:
    """Ask the post where these letters are."""
    for number in standing(office, numbers, ApplicationStatus.POSTED, ApplicationStatus.RESENT):
        refresh_tracking(office, number)


def take_back(office: Office, who: Actor, number: str, place: str, *, held: bool) -> None:
    """Register a letter that came back; `held`: keep it at the window for the citizen."""
    with office.reading() as work:
        waybill = dispatch.find_waybill(work.session, cases.get_case(work.session, number))
    if waybill is None or look(office, number).status is not ApplicationStatus.RETURNED_UNDELIVERED:
        return
    do(office, who, returns.register, waybill.waybill_number, ReturnReason.ADDRESS_UNCLEAR, place)
    version = look(office, number).version
    do(office, who, returns.record_call, number, version, CallOutcome.WILL_FETCH if held else CallOutcome.NOT_REACHED)
    if held:
        do(office, who, returns.hold_for_pickup, number, version)
