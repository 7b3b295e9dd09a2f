"""Pages of the working-day tables: a year as months, its versions, entering another table after a preview."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from backoffice.desk.pages import Pages, PagesDep
from backoffice.desk.rail import ROLES_OF
from backoffice.desk.typed_days import day_of, wrong_days
from backoffice.office import clerk
from backoffice.refusals import Reason, Refused
from backoffice.staff.access import may
from backoffice.staff.models import Role, StaffSession
from backoffice.working_days import alarms, services, view
from backoffice.working_days.services import Source

HERE = "/desk/calendar"
FIRST_YEAR, LAST_YEAR = 2020, 2099
LARGEST = 20_000  # bytes of a table; a real one has less than two thousand
SHOWN_MOVES = 100

Reader = Annotated[StaffSession, Depends(may(*ROLES_OF["calendar"]))]


def of_the_city(session: Annotated[StaffSession, Depends(may(Role.SUPERVISOR))]) -> StaffSession:
    """Return the session of a supervisor of the whole city: a table moves days in every district."""
    clerk(session.staff).require_whole_city(Role.SUPERVISOR)
    return session


Supervisor = Annotated[StaffSession, Depends(of_the_city)]
Year = Annotated[int, Query(ge=FIRST_YEAR, le=LAST_YEAR)]
FormYear = Annotated[int, Form(ge=FIRST_YEAR, le=LAST_YEAR)]
Line = Annotated[str, Form(max_length=120)]
PublishedOn = Annotated[str, Form(max_length=20)]
router = APIRouter(prefix=HERE)


def source_of(
    title: Line = "",
    number: Annotated[str, Form(max_length=60)] = "",
    published_on: PublishedOn = "",
) -> Source:
    """Return the notice that a form names."""
    return Source(title, number, day_of(published_on))


def wrong_of(published_on: PublishedOn = "") -> dict[str, str]:
    """Return what was typed for the notice's day and is none."""
    return wrong_days(published_on=published_on)


Named = Annotated[Source, Depends(source_of)]
Wrong = Annotated[dict[str, str], Depends(wrong_of)]


@router.get("")
def calendar_page(
    request: Request, session: Reader, pages: PagesDep, year: Year | None = None, moved: int | None = None
) -> HTMLResponse:
    """Show one year; `moved`: how many cases a table that was just entered moved."""
    office = pages.office
    today = office.clock.now().date()
    chosen = year or today.year
    with office.reading(clerk(session.staff)) as work:
        versions = services.list_versions(work, chosen)
        undated = services.count_undated(work)
        missing = alarms.list_alarms(work)
    table = office.calendar.years.get(chosen)
    return pages.page(
        request,
        session,
        "calendar.html",
        here="calendar",
        year=chosen,
        years=sorted({today.year, today.year + 1, chosen, *office.calendar.years}),
        table=table,
        months=view.months_of(table, today) if table else (),
        spans=list(view.spans_of(table.holidays)) if table else (),
        versions=versions,
        undated=undated,
        alarms=missing,
        moved=moved,
        may_enter=session.staff.has_role(Role.SUPERVISOR) and not session.staff.districts,
    )


@router.get("/enter")
def enter_page(request: Request, session: Supervisor, pages: PagesDep, year: Year) -> HTMLResponse:
    """Show the form for another table."""
    return _form(
        request, session, pages, year, view.draft_of(year, pages.office.calendar.years.get(year)), Source("", "", None)
    )


@router.post("/preview")
def preview(
    request: Request,
    session: Supervisor,
    pages: PagesDep,
    year: FormYear,
    source: Named,
    wrong: Wrong,
    body: Annotated[str, Form(max_length=LARGEST)] = "",
    file: UploadFile | None = None,
) -> HTMLResponse:
    """Check a table and show what it would change; nothing counts yet."""
    text = body.replace("\r\n", "\n")
    if file is not None and file.filename:
        raw = file.file.read(LARGEST + 1)
        if len(raw) > LARGEST:
            return _form(request, session, pages, year, text, source, ("too_long",))
        text = raw.decode("utf-8", errors="replace").replace("\r\n", "\n")
    if wrong:
        return _form(request, session, pages, year, text, source, wrong=wrong)
    try:
        with pages.office.reading(clerk(session.staff)) as work:
            found = services.preview(work, year, text)
    except Refused as refused:
        if refused.reason is not Reason.TABLE_INVALID:
            raise
        return _form(request, session, pages, year, text, source, refused.items)
    today = pages.office.clock.now().date()
    return pages.page(
        request,
        session,
        "calendar_preview.html",
        here="calendar",
        year=year,
        body=text,
        source=source,
        found=found,
        months=view.months_of(found.table, today, frozenset({*found.days_off, *found.days_on})),
        shown_moves=found.moves[:SHOWN_MOVES],
        complete=found.table.provisional or source.is_complete,
    )


@router.post("/edit")
def edit(
    request: Request,
    session: Supervisor,
    pages: PagesDep,
    year: FormYear,
    source: Named,
    body: Annotated[str, Form(max_length=LARGEST)] = "",
) -> HTMLResponse:
    """Lead from the preview back to the form as it was filled in."""
    return _form(request, session, pages, year, body.replace("\r\n", "\n"), source)


@router.post("/enter")
def enter(
    request: Request,
    session: Supervisor,
    pages: PagesDep,
    year: FormYear,
    source: Named,
    body: Annotated[str, Form(max_length=LARGEST)],
) -> Response:
    """Let a table count."""
    text = body.replace("\r\n", "\n")
    try:
        with pages.office.writing(clerk(session.staff)) as work:
            moved = services.enter(work, year, text, source)
    except Refused as refused:
        if refused.reason in (Reason.ROLE_MISSING, Reason.WHOLE_CITY_ONLY):
            raise
        return _form(request, session, pages, year, text, source, refused.items or ("notice",))
    return RedirectResponse(f"{HERE}?year={year}&moved={moved}", status_code=303)


def _form(
    request: Request,
    session: StaffSession,
    pages: Pages,
    year: int,
    body: str,
    source: Source,
    problems: tuple[str, ...] = (),
    *,
    wrong: Mapping[str, str] = MappingProxyType({}),
) -> HTMLResponse:
    said = [tuple(problem.partition(":")[::2]) for problem in problems]
    status = 422 if problems or wrong else 200
    return pages.page(
        request,
        session,
        "calendar_enter.html",
        here="calendar",
        status=status,
        year=year,
        body=body,
        source=source,
        problems=said,
        wrong=wrong,
    )
