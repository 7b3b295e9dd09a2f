"""What goes onto paper at the dispatch desk: labels, alone or by the sheet, and the hand-over list."""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from backoffice.audit import services as audit
from backoffice.desk.pages import Pages, PagesDep
from backoffice.desk.rail import ROLES_OF
from backoffice.dispatch import letters, services
from backoffice.dispatch.letters import Letters
from backoffice.dispatch.services import Label
from backoffice.office import clerk
from backoffice.staff.access import may
from backoffice.staff.models import StaffSession

Dispatcher = Annotated[StaffSession, Depends(may(*ROLES_OF["dispatch"]))]

ON_A_SHEET = 8
SHEETS_AT_ONCE = 5

router = APIRouter()


class PaperForm(StrEnum):
    """On what labels are printed."""

    A4 = "a4"  # 2 × 4 of 105 × 74.25 mm
    SINGLE = "single"  # 100 × 150 mm each


@router.get("/labels")
def labels_page(request: Request, session: Dispatcher, pages: PagesDep, form: PaperForm = PaperForm.A4) -> HTMLResponse:
    """Show the labels of everything that is ready to be posted, in full, for paper; every one is audited."""
    with pages.office.writing(clerk(session.staff)) as work:
        ready = [one.number for one in letters.list_letters(work, Letters.TO_POST) if one.is_ready]
        found = services.list_labels(work, ready[: ON_A_SHEET * SHEETS_AT_ONCE], masked=False)
    return show_labels(
        request, session, pages, found, form, here="dispatch", back="/desk/dispatch", address="/desk/dispatch/labels"
    )


def show_labels(
    request: Request,
    session: StaffSession,
    pages: Pages,
    found: list[Label],
    form: PaperForm,
    *,
    here: str,
    back: str,
    address: str,
) -> HTMLResponse:
    """Draw labels by the sheet; `address` is where they are asked for on the other paper."""
    sheets = [found[place : place + ON_A_SHEET] for place in range(0, len(found), ON_A_SHEET)]
    return pages.page(
        request,
        session,
        "dispatch_labels.html",
        here=here,
        labels=found,
        sheets=sheets,
        form=form,
        forms=tuple(PaperForm),
        back_to=back,
        address=address,
    )


@router.get("/hand-over")
def hand_over_list(request: Request, session: Dispatcher, pages: PagesDep) -> HTMLResponse:
    """Show the list 交接清单 that goes to the post with the letters, for paper."""
    with pages.office.writing(clerk(session.staff)) as work:
        entries = [entry for entry in letters.list_letters(work, Letters.TO_POST) if entry.is_ready]
        sheet = audit.record(work, "dispatch.hand_over_listed", codes=(str(len(entries)),))
    now = pages.office.clock.now()
    return pages.page(request, session, "dispatch_hand_over.html", here="dispatch", entries=entries, now=now, sheet=sheet)


@router.get("/{number}/label")
def label_page(request: Request, number: str, session: Dispatcher, pages: PagesDep) -> HTMLResponse:
    """Show the label in full, for paper; audited."""
    with pages.office.writing(clerk(session.staff)) as work:
        label = services.label(work, number, masked=False)
    return pages.page(request, session, "dispatch_label.html", here="dispatch", label=label, number=number)
