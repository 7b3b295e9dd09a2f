"""Pages of the review desk that only show: the queue, one case, its photographs."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from backoffice.board import escalations
from backoffice.desk.live import drawn_anew
from backoffice.desk.marks import horizon, working_day_bar
from backoffice.desk.pages import PagesDep
from backoffice.desk.rail import ROLES_OF
from backoffice.office import Office, Work, clerk
from backoffice.refusals import Reason, Refused
from backoffice.review import action_routes, casefile, live
from backoffice.review.attachment_view import ADDRESS
from backoffice.review.case_page import draw_case
from backoffice.review.case_view import Kept
from backoffice.review.photographs import as_picture
from backoffice.review.queue import COUNTED, QueueEntry, QueueFilter, QueueList, Urgency, count_queues, list_queue
from backoffice.review.queue_view import LISTS, address_of, groups_of, row_of
from backoffice.staff.access import OfficeDep, may
from backoffice.staff.models import StaffSession

Reviewer = Annotated[StaffSession, Depends(may(*ROLES_OF["review"]))]
BY_TIME = frozenset({QueueList.REVIEW, QueueList.CORRECTED})
"""Lists in the order of the stage's time, with its distribution drawn above."""

KEPT = frozenset({"correction", "reject", "refer"})
"""Dialogs whose ticks come back after a press that came too late."""

PAGE = 100  # rows; what stands behind them is a key away
Ticks = Annotated[list[str], Query(default_factory=list, max_length=40)]

LIVE = ("live", "live-2", "live-3")
"""The live pictures by their address, best first."""

router = APIRouter(prefix="/desk/review")
router.include_router(action_routes.router)


def wanted_filter(
    queue: Annotated[QueueList, Query(alias="list")] = QueueList.REVIEW,
    overdue: bool = False,
    mismatch: bool = False,
    region: str = "",
    find: Annotated[str, Query(max_length=32)] = "",
) -> QueueFilter:
    """Return the filter of the query string."""
    regions = (region,) if region else ()
    return QueueFilter(queue, region_codes=regions, only_overdue=overdue, only_mismatch=mismatch, find=find.replace(" ", ""))


Wanted = Annotated[QueueFilter, Depends(wanted_filter)]


@router.get("")
def queue_page(
    request: Request,
    session: Reviewer,
    pages: PagesDep,
    wanted: Wanted,
    done: str = "",
    at: str = "",
    waits: bool = False,
    after: Annotated[str, Query(max_length=16)] = "",
) -> HTMLResponse:
    """Show one page of one list of the queue; `after`: the last number of the page before."""
    office, words = pages.office, pages.words(request)
    with office.reading(clerk(session.staff)) as work:
        since = live.newest_event(work)
        found = list_queue(work, wanted, limit=PAGE + 1, after=after or None)
        counts = count_queues(work)
        levels = escalations.levels_of(work, [entry.number for entry in found])
    entries, more = found[:PAGE], len(found) > PAGE and wanted.queue is not QueueList.DECIDED
    by_time = wanted.queue in BY_TIME
    dues = [entry.stage_due_at for entry in entries if entry.stage_due_at] if by_time else []
    return pages.page(
        request,
        session,
        "review_queue.html",
        here="review",
        wanted=wanted,
        done=done,
        at=at,
        waits=waits,
        lists=LISTS,
        counts=counts,
        levels=levels,
        counted=COUNTED,
        after=after,
        last=entries[-1].number if more else "",
        since=since,
        arrived=0,
        groups=groups_of(entries, pages, words, by_urgency=by_time),
        tally=_tally(entries),
        horizon=horizon(dues, office.clock.now(), pages.shift, office.hours) if by_time else None,
        legend=_legend(),
        most_urgent=_most_urgent(entries) if wanted.queue is QueueList.REVIEW else None,
        next_lists=[queue for queue in LISTS if counts[queue] and queue is not wanted.queue][:3],
        regions=pages.regions.items(),
        **_addresses(wanted),
    )


def _addresses(wanted: QueueFilter) -> dict[str, Any]:
    return {
        "query": address_of(wanted),
        "query_overdue": address_of(replace(wanted, only_overdue=not wanted.only_overdue)),
        "query_mismatch": address_of(replace(wanted, only_mismatch=not wanted.only_mismatch)),
    }


def _tally(entries: list[QueueEntry]) -> dict[str, int]:
    overdue = sum(entry.urgency is Urgency.OVERDUE for entry in entries)
    within = sum(entry.urgency is Urgency.WITHIN_HOUR for entry in entries)
    return {"overdue": overdue, "within_hour": within, "after": len(entries) - overdue - within}


def _most_urgent(entries: list[QueueEntry]) -> QueueEntry | None:
    return next((entry for entry in entries if entry.holder is None and not entry.mine), None)


def _legend() -> list[tuple[object, str]]:
    return [
        (working_day_bar(1.7, 3), "desk.queue.legend_used"),
        (working_day_bar(3.5, 3), "desk.queue.legend_over"),
        (working_day_bar(1.2, 3, paused=True), "desk.queue.legend_paused"),
    ]


@router.get("/tabs")
def tabs(request: Request, session: Reviewer, pages: PagesDep, wanted: Wanted) -> HTMLResponse:
    """Return the lists with their counts, which change in place."""
    with pages.office.reading(clerk(session.staff)) as work:
        counts = count_queues(work)
    return pages.bare(request, "review_tabs.html", wanted=wanted, lists=LISTS, counts=counts, counted=COUNTED)


@router.get("/arrivals")
def arrivals(request: Request, session: Reviewer, pages: PagesDep, wanted: Wanted, since: int, empty: bool = False) -> Response:
    """Return the pill 新到 n 件; a page that shows nothing yet is drawn anew instead."""
    with pages.office.reading(clerk(session.staff)) as work:
        arrived = live.arrivals(work, wanted, since)
    if arrived and empty:
        return drawn_anew(f"/desk/review?{address_of(wanted)}")
    return pages.bare(request, "review_arrivals.html", arrived=arrived, query=address_of(wanted))


@router.get("/{number}/summary")
def summary(request: Request, number: str, session: Reviewer, pages: PagesDep) -> HTMLResponse:
    """Return the masked summary of the chosen row; not a view of the case, so not audited."""
    with pages.office.reading(clerk(session.staff)) as work:
        entries = list_queue(work, QueueFilter(QueueList.ALL_OPEN, find=number), limit=1)
    if not entries:
        return HTMLResponse("")
    return pages.bare(request, "review_summary.html", row=row_of(entries[0], pages, pages.words(request)))


@router.get("/{number}")
def case_page(request: Request, number: str, session: Reviewer, pages: PagesDep, tick: Ticks, kept: str = "") -> HTMLResponse:
    """Open one case in full; the view is audited. `kept` and `tick`: what a press that came too late had ticked."""
    return draw_case(request, number, session, pages, Kept(kept, tuple(tick)) if kept in KEPT else Kept())


@router.get("/{number}/photos/{which}")
def photograph(number: str, which: str, session: Reviewer, office: OfficeDep, level: bool = False) -> Response:
    """Serve one photograph to who works on the case now; audited, refusals too, and never cached.

    With `level` its eyes stand at the common line where the terminal measured them; otherwise it is as it came.
    """
    try:
        with office.writing(clerk(session.staff)) as work:
            picture = _read_photograph(work, number, which)
            if picture is not None and level:
                picture = casefile.levelled(work, number, which, picture)
    except Refused as refused:
        _note_refused(office, session, number, which, refused)
        raise
    if picture is None:
        return Response(status_code=404)
    return Response(picture, media_type="image/jpeg")


def _read_photograph(work: Work, number: str, which: str) -> bytes | None:
    if which == "chip":
        return as_picture(casefile.chip_photo(work, number))
    if which in LIVE:
        return as_picture(casefile.live_photo(work, number, LIVE.index(which)))
    if which.startswith(ADDRESS):
        place = which.removeprefix(ADDRESS)
        return casefile.attachment(work, number, int(place)) if place.isascii() and place.isdigit() and len(place) < 3 else None
    return casefile.registry_photo(work, number) if which == "registry" else None


def _note_refused(office: Office, session: StaffSession, number: str, which: str, refused: Refused) -> None:
    if refused.reason is Reason.PHOTO_CLOSED:
        with office.writing(clerk(session.staff)) as work:
            casefile.note_photo_refused(work, number, which)
