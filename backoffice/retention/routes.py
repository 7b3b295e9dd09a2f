"""Pages of the retention desk: what is kept and why, what goes next, what has gone, and legal holds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from backoffice.audit import services as audit
from backoffice.desk.pages import Pages, PagesDep
from backoffice.desk.rail import ROLES_OF
from backoffice.office import Work, clerk
from backoffice.refusals import Reason, Refused
from backoffice.retention import holds
from backoffice.retention.hold_models import HoldReason
from backoffice.retention.overview import overview
from backoffice.staff.access import may
from backoffice.staff.models import Role, StaffSession

HERE = "/desk/retention"
CHART_HEIGHT = 72

Reader = Annotated[StaffSession, Depends(may(*ROLES_OF["retention"]))]
Supervisor = Annotated[StaffSession, Depends(may(Role.SUPERVISOR))]
Word = Annotated[str, Query(max_length=60)]
router = APIRouter(prefix=HERE)


@dataclass(frozen=True)
class Typed:
    """The form of a hold as it was sent, and why nothing was held."""

    number: str = ""
    reason: str = ""
    reference: str = ""
    wrong: str = ""  # text key


@router.get("")
def retention_page(request: Request, session: Reader, pages: PagesDep, said: Word = "", done: Word = "") -> HTMLResponse:
    """Show the desk; looking is audited, for it names cases."""
    return _page(request, session, pages, said=said, done=done)


def _page(
    request: Request, session: StaffSession, pages: Pages, *, said: str = "", done: str = "", typed: Typed | None = None
) -> HTMLResponse:
    with pages.office.writing(clerk(session.staff)) as work:
        audit.record(work, "retention.viewed")
    with pages.office.reading(clerk(session.staff)) as work:
        shown = overview(work)
    most = max((faces + evidence for _, faces, evidence in shown.ahead), default=0) or 1
    return pages.page(
        request,
        session,
        "retention.html",
        here="retention",
        status=422 if typed else 200,
        shown=shown,
        bars=[(day, faces, evidence, CHART_HEIGHT / most) for day, faces, evidence in shown.ahead],
        reasons=list(HoldReason),
        said=said,
        done=done,
        typed=typed or Typed(),
        staff_id=session.staff.id,
        may_hold=session.staff.has_role(Role.SUPERVISOR),
    )


@router.post("/holds")
def set_hold(
    request: Request,
    session: Supervisor,
    pages: PagesDep,
    number: Annotated[str, Form(max_length=32)] = "",
    reason: Annotated[str, Form(max_length=32)] = "",
    reference: Annotated[str, Form(max_length=60)] = "",
) -> Response:
    """Hold a case; a form that does not do comes back as it was typed."""
    plain = "".join(letter for letter in number if letter.isalnum())
    if reason not in set(HoldReason):
        return _page(request, session, pages, typed=Typed(number, "", reference, "desk.retention.reason_missing"))
    try:
        with pages.office.writing(clerk(session.staff)) as work:
            holds.set_hold(work, plain, HoldReason(reason), reference)
    except Refused as refused:
        is_reference = refused.reason is Reason.REFERENCE_INVALID
        wrong = "desk.retention.reference_wrong" if is_reference else f"desk.refusal.{refused.reason}"
        return _page(request, session, pages, typed=Typed(number, reason, reference, wrong))
    return RedirectResponse(f"{HERE}?done=set", status_code=303)


@router.post("/holds/{hold_id}/{deed}")
def change_hold(hold_id: int, deed: str, session: Supervisor, pages: PagesDep) -> Response:
    """Ask that a hold be lifted, agree to that, or decline it."""
    deeds = {"ask": holds.ask_to_lift, "agree": holds.agree_to_lift, "keep": holds.keep_on}
    if deed not in deeds:
        return Response(status_code=404)
    return _do(pages, session, deed, lambda work: deeds[deed](work, hold_id))


def _do(pages: Pages, session: StaffSession, done: str, act: Callable[[Work], object]) -> Response:
    try:
        with pages.office.writing(clerk(session.staff)) as work:
            act(work)
    except Refused as refused:
        return RedirectResponse(f"{HERE}?said={refused.reason}", status_code=303)
    return RedirectResponse(f"{HERE}?done={done}", status_code=303)
