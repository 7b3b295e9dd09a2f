"""The page of one case, whether it is opened or comes back with what was typed into an unfinished form."""

from fastapi import Request
from fastapi.responses import HTMLResponse

from backoffice.desk.pages import Pages
from backoffice.office import clerk
from backoffice.review import casefile
from backoffice.review.case_view import CaseView, Kept, Near, view_of
from backoffice.review.notes import list_notes
from backoffice.review.preview import preview
from backoffice.review.queue import QueueFilter, neighbours
from backoffice.staff.models import Role, StaffSession


def draw_case(request: Request, number: str, session: StaffSession, pages: Pages, kept: Kept) -> HTMLResponse:
    """Open one case in full and draw it; the view is audited."""
    view = _open(request, number, session, pages, kept)
    ticked = tuple(item.key for item in view.items if view.is_ticked(item))
    with pages.office.reading(clerk(session.staff)) as work:
        shown = preview(work, number, ticked, kept.note if kept.way == "correction" else "")
    return pages.page(
        request,
        session,
        "review_case.html",
        here="review",
        status=422 if kept.missing else 200,
        view=view,
        said=request.query_params.get("said"),
        preview=shown,
        may_take_over=session.staff.has_role(Role.SUPERVISOR),
    )


def _open(request: Request, number: str, session: StaffSession, pages: Pages, kept: Kept) -> CaseView:
    with pages.office.writing(clerk(session.staff)) as work:
        file = casefile.open_case(work, number)
        near = Near(*neighbours(work, number, QueueFilter()), list_notes(work, number), kept)
    return view_of(file, pages, pages.words(request), near)
