"""Pages of the audit desk: the chain, who saw whose data, what the rules point at, extracts. Looking is itself an entry."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import select

from backoffice.audit import extract, questions, reading, services
from backoffice.audit.reading import AuditFilter
from backoffice.audit.rules import Rule
from backoffice.audit.services import ChainReport
from backoffice.audit.wording import AuditWords
from backoffice.desk.pages import Pages, PagesDep, Words
from backoffice.desk.rail import ROLES_OF
from backoffice.desk.typed_days import TypedDay, day_of, wrong_period
from backoffice.fleet.models import Terminal
from backoffice.office import Work, clerk
from backoffice.refusals import Refused
from backoffice.staff.access import Clerk, csrf_checked, may
from backoffice.staff.models import Role, StaffSession
from backoffice.staff.services import list_staff

HERE = "/desk/audit"
LISTS = ("entries", "clerks", "persons", "questions")
"""The lists under the keys 1 … 4."""
LONGEST_PERIOD = timedelta(days=92)

Reader = Annotated[StaffSession, Depends(may(*ROLES_OF["audit"]))]
Auditor = Annotated[StaffSession, Depends(may(Role.AUDITOR))]
Word = Annotated[str, Query(max_length=60)]

router = APIRouter()


def wanted_filter(
    pages: PagesDep,
    first: TypedDay = "",
    last: TypedDay = "",
    actor: Word = "",
    action: Word = "",
    subject: Word = "",
    before: Annotated[int, Query(ge=0, le=2**62)] = 0,
    *,
    personal: bool = False,
) -> AuditFilter:
    """Return the filter of the query: today, or for one subject any day, if nothing else is said; at most a quarter.

    A day that is none counts as not said; the page says so (`typed_days`).
    """
    today = pages.office.clock.now().date()
    until = min(day_of(last) or today, today)
    since = day_of(first) or (today if not subject else today - LONGEST_PERIOD)
    return AuditFilter(max(min(since, until), until - LONGEST_PERIOD), until, actor, action, subject, personal, before)


Wanted = Annotated[AuditFilter, Depends(wanted_filter)]
Wrong = Annotated[dict[str, str], Depends(wrong_period)]


@router.get(HERE)
def audit_page(
    request: Request,
    session: Reader,
    pages: PagesDep,
    wanted: Wanted,
    wrong: Wrong,
    shown: Word = "entries",
    *,
    verify: bool = False,
) -> HTMLResponse:
    """Show one list; with `verify` recompute the whole chain. Looking is audited with the filter."""
    shown = shown if shown in LISTS else LISTS[0]
    with pages.office.writing(clerk(session.staff)) as work:
        services.record(work, "audit.viewed", wanted.subject or wanted.actor or None, _codes(wanted, shown))
    with pages.office.reading(clerk(session.staff)) as work:
        context = _context(work, pages.words(request), wanted, shown)
    report = _report(pages) if verify else None
    return pages.page(
        request,
        session,
        "audit_list.html",
        here="audit",
        status=422 if wrong else 200,
        wanted=wanted,
        wrong=wrong,
        wording=_wording(request, pages),
        shown=shown,
        lists=LISTS,
        today=pages.office.clock.now(),
        report=report,
        query=_query(wanted),
        query_without=lambda **changes: _query(wanted, **changes),
        may_ask=session.staff.has_role(Role.AUDITOR),
        **context,
    )


def _context(work: Work, words: Words, wanted: AuditFilter, shown: str) -> dict[str, Any]:
    first, last = wanted.first or work.now.date(), wanted.last or work.now.date()
    looked = reading.looked_at(work, first, last)
    entries = reading.list_entries(work, wanted) if shown == "entries" else []
    pointed: dict[int, str] = {}
    for hint in looked.hints:
        pointed.update(dict.fromkeys(hint.entries, hint.rule.value))
    hours, asked = reading.by_hour(work, last), questions.list_questions(work)
    return {
        "entries": entries,
        "looked": looked,
        "pointed": pointed,
        "asked": {one.entry_id: one for one in asked},
        "questions": asked,
        "hours": hours,
        "most": max(*hours, 1),
        "names": names_of(work, words, [wanted.actor, *(entry.actor for entry in entries)]),
        "staff_names": {member.id: member.display_name for member in list_staff(work.session)},
        "actors": reading.actors(work),
        "waiting": sum(entry.seal is None for entry in entries),
        "older": entries[-1].id if len(entries) == reading.PAGE else 0,
    }


def _codes(wanted: AuditFilter, shown: str) -> tuple[str, ...]:
    told = (wanted.first, wanted.last, wanted.action, "personal" if wanted.personal else "", shown)
    return tuple(str(one) for one in told if one)


def _query(wanted: AuditFilter, **changes: object) -> str:
    told = {**vars(wanted), "before": 0, **changes}
    return urlencode({name: str(value) for name, value in told.items() if value})


@router.get(f"{HERE}/extract.csv")
def extract_as_csv(session: Reader, pages: PagesDep, wanted: Wanted) -> Response:
    """Return the filtered entries as a file whose foot says who took it, when, and under which entry."""
    with pages.office.writing(clerk(session.staff)) as work:
        taken = extract.take(work, wanted)
    name = f"audit-{taken.entry_id}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(extract.as_csv(taken), media_type="text/csv; charset=utf-8", headers=headers)


@router.get(f"{HERE}/extract")
def extract_page(request: Request, session: Reader, pages: PagesDep, wanted: Wanted) -> HTMLResponse:
    """Return the filtered entries as sheets of paper with the same foot on each."""
    with pages.office.writing(clerk(session.staff)) as work:
        taken = extract.take(work, wanted)
        names = names_of(work, pages.words(request), [entry.actor for entry in taken.entries])
    back, wording = f"{HERE}?{_query(wanted)}", _wording(request, pages)
    return pages.bare(request, "audit_extract.html", taken=taken, names=names, wanted=wanted, back=back, wording=wording)


@router.post(f"{HERE}/questions")
def ask(
    session: Auditor, pages: PagesDep, rule: Annotated[Rule, Form()], entry: Annotated[int, Form(ge=1, le=2**62)]
) -> Response:
    """Ask whoever made an entry to explain it."""
    with pages.office.writing(clerk(session.staff)) as work:
        questions.ask(work, rule, entry)
    return RedirectResponse(f"{HERE}?shown=questions", status_code=303)


@router.get("/desk/explanations")
def own_questions(request: Request, session: Clerk, pages: PagesDep, said: Word = "") -> HTMLResponse:
    """Show a member of staff what the auditor asks of them."""
    return _own_page(request, session, pages, said)


def _own_page(
    request: Request, session: StaffSession, pages: Pages, said: str = "", typed: tuple[int, str] = (0, "")
) -> HTMLResponse:
    with pages.office.reading(clerk(session.staff)) as work:
        asked = questions.list_questions(work, of=session.staff.id)
    wording, status = _wording(request, pages), 422 if typed[0] else 200
    return pages.page(
        request,
        session,
        "audit_own.html",
        here="explanations",
        status=status,
        questions=asked,
        said=said,
        typed=typed,
        wording=wording,
    )


@router.post("/desk/explanations/{question_id}")
def answer(
    request: Request,
    question_id: int,
    session: Annotated[StaffSession, Depends(csrf_checked)],
    pages: PagesDep,
    text: Annotated[str, Form(max_length=600)] = "",
) -> Response:
    """Answer a question put to oneself; an answer that is not taken comes back as it was typed."""
    try:
        with pages.office.writing(clerk(session.staff)) as work:
            questions.answer(work, question_id, text)
    except Refused as refused:
        return _own_page(request, session, pages, refused.reason.value, (question_id, text))
    return RedirectResponse("/desk/explanations", status_code=303)


def _wording(request: Request, pages: Pages) -> AuditWords:
    return AuditWords(pages.words(request), pages.regions)


def names_of(work: Work, words: Words, actors: Iterable[str]) -> dict[str, str]:
    """Return what everybody of the staff is called, and each terminal among `actors` by its number."""
    staff = {member.username: member.display_name for member in list_staff(work.session)}
    wanted = {actor.removeprefix("terminal:") for actor in actors if actor.startswith("terminal:")}
    chosen = select(Terminal.terminal_id, Terminal.terminal_number).where(Terminal.terminal_id.in_(wanted))
    terminals = work.session.execute(chosen)
    named = {f"terminal:{key}": words("desk.audit.terminal", number=f"{number:04d}") for key, number in terminals}
    return {"system": words("desk.system"), **staff, **named}


def _report(pages: Pages) -> ChainReport:
    with pages.office.reading() as work:
        return services.verify(work.session)
