"""Pages of the statistics: counts and lengths by period, district, service or terminal; the same as a file."""

from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from backoffice.audit import services as audit
from backoffice.board.view import days_of, round_up
from backoffice.desk.pages import Pages, PagesDep, Words
from backoffice.desk.rail import ROLES_OF
from backoffice.desk.typed_days import TypedDay, day_of, wrong_period
from backoffice.fleet.models import Terminal
from backoffice.office import clerk
from backoffice.staff.access import may
from backoffice.staff.models import StaffSession
from backoffice.statistics import counting, export
from backoffice.statistics.counting import PERIODS, By, Row, Wanted
from backoffice.statistics.models import Way
from domain.clock import SHANGHAI
from domain.services import WITHOUT_APPLICATION, ServiceSlug

HERE = "/desk/statistics"
SPAN = {By.DAY: 30, By.WEEK: 84, By.MONTH: 365}
"""Days looked back where nobody says how many."""

LONGEST = {By.DAY: 92, By.WEEK: 370, By.MONTH: 1100}
WAYS = (Way.APPROVED, Way.REJECTED, Way.REFERRED, Way.COMPLETED, Way.WITHDRAWN)
FILING = 100_000  # people: 人脸识别技术应用安全管理办法 (order 19 of 2025) §15; to be filed within 30 working days
CHART_HEIGHT = 96
MOST_ROWS = 120  # of the page; the file has them all

Reader = Annotated[StaffSession, Depends(may(*ROLES_OF["statistics"]))]
router = APIRouter(prefix=HERE)


def wanted_counts(
    pages: PagesDep,
    by: By = By.DAY,
    first: TypedDay = "",
    last: TypedDay = "",
    service: str = "",
    district: Annotated[str, Query(max_length=12)] = "",
    terminal: Annotated[str, Query(max_length=40)] = "",
) -> Wanted:
    """Return what the query string asks for, cut to whole periods and to a span that can be read."""
    today = pages.office.clock.now().astimezone(SHANGHAI).date()
    until = min(day_of(last) or today, today)
    since = min(day_of(first) or until - timedelta(days=SPAN.get(by, 30) - 1), until)
    since = max(since, until - timedelta(days=LONGEST.get(by, 1100)))
    chosen = ServiceSlug(service) if service in set(ServiceSlug) else None
    return Wanted(by, counting.period_of(by, since), until, chosen, district or None, terminal)


Asked = Annotated[Wanted, Depends(wanted_counts)]
Wrong = Annotated[dict[str, str], Depends(wrong_period)]


@router.get("")
def statistics_page(request: Request, session: Reader, pages: PagesDep, wanted: Asked, wrong: Wrong) -> HTMLResponse:
    """Show the counts."""
    with pages.office.reading(clerk(session.staff)) as work:
        table, beside = counting.table(work, wanted, MOST_ROWS), counting.beside(work, wanted)
        terminals = counting.terminals(work)
    name = _namer(pages, pages.words(request), wanted, terminals)
    return pages.page(
        request,
        session,
        "statistics.html",
        here="statistics",
        status=422 if wrong else 200,
        wanted=wanted,
        wrong=wrong,
        rows=table.shown,
        row_count=table.row_count,
        total=table.total,
        beside=beside,
        ways=WAYS,
        groupings=list(By),
        is_time=wanted.by in PERIODS,
        bars=_bars(table.shown[::-1], wanted) if wanted.by in PERIODS else None,
        name_of=name,
        days_of=lambda minutes: days_of(pages.office, minutes),
        is_complete=lambda row: _is_complete(row, wanted, pages),
        query=_query(wanted),
        services=[slug for slug in ServiceSlug if slug not in WITHOUT_APPLICATION],
        terminals=terminals,
    )


@router.get("/stored")
def stored_persons(request: Request, session: Reader, pages: PagesDep) -> HTMLResponse:
    """Return how many people's live pictures are kept; counted over all of them, so the page asks for it when it is there."""
    with pages.office.reading(clerk(session.staff)) as work:
        stored = counting.count_stored_persons(work)
    return pages.bare(request, "statistics_stored.html", stored=stored, filing=FILING)


@router.get("/table.csv")
def as_file(request: Request, session: Reader, pages: PagesDep, wanted: Asked) -> Response:
    """Return the table as a file; audited."""
    with pages.office.writing(clerk(session.staff)) as work:
        audit.record(work, "statistics.exported", None, (wanted.by.value, wanted.first.isoformat(), wanted.last.isoformat()))
        rows, terminals = counting.rows(work, wanted), counting.terminals(work)
    text = export.as_csv(
        rows,
        _namer(pages, pages.words(request), wanted, terminals),
        lambda minutes: days_of(pages.office, minutes),
        lambda row: _is_complete(row, wanted, pages),
    )
    name = f"statistics-{wanted.by.value}-{wanted.first.isoformat()}-{wanted.last.isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


def _is_complete(row: Row, wanted: Wanted, pages: Pages) -> bool:
    """Tell whether a period is over; what is no period is as complete as its span."""
    today = pages.office.clock.now().astimezone(SHANGHAI).date()
    end = counting.end_of(wanted.by, date.fromisoformat(row.key)) if wanted.by in PERIODS else wanted.last
    return end < today


def _namer(pages: Pages, words: Words, wanted: Wanted, terminals: list[Terminal]) -> Any:
    places = {one.terminal_id: f"{one.terminal_number:04d} {one.place_zh}" for one in terminals}

    def name(row: Row) -> str:
        if wanted.by is By.SERVICE:
            return words(f"desk.service_short.{row.key}")
        if wanted.by is By.DISTRICT:
            return pages.regions.get(row.key, row.key) or words("desk.board.no_district")
        if wanted.by is By.TERMINAL:
            return places.get(row.key, row.key)
        return _period_name(words, wanted.by, date.fromisoformat(row.key))

    return name


def _period_name(words: Words, by: By, first: date) -> str:
    if by is By.MONTH:
        return f"{first:%Y-%m}"
    return f"{first:%m-%d} – {counting.end_of(by, first):%m-%d}" if by is By.WEEK else words.day(first)


def _bars(rows: list[Row], wanted: Wanted) -> dict[str, Any]:
    top = round_up(max((max(row.received, row.finished) for row in rows), default=0))
    share = 100 / max(len(rows), 1)
    drawn = [
        {
            "row": row,
            "x": round(n * share, 2),
            "width": round(share, 2),
            "received": round(row.received / top * CHART_HEIGHT, 1),
            "finished": round(row.finished / top * CHART_HEIGHT, 1),
            "label": _label(wanted.by, date.fromisoformat(row.key), n, len(rows)),
        }
        for n, row in enumerate(rows)
    ]
    return {"top": top, "bars": drawn}


def _label(by: By, first: date, place: int, count: int) -> str:
    every = max(1, -(-count // 31))
    if place % every:
        return ""
    return f"{first:%m}" if by is By.MONTH else f"{first:%m-%d}" if count <= 13 else f"{first:%d}"


def _query(wanted: Wanted) -> str:
    parts = [f"first={wanted.first}", f"last={wanted.last}"]
    parts += [f"service={wanted.service}"] if wanted.service else []
    parts += [f"district={wanted.district}"] if wanted.district else []
    parts += [f"terminal={wanted.terminal_id}"] if wanted.terminal_id else []
    return "&".join(parts)
