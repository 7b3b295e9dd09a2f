"""What the violations desk says of a press that came too late."""

from fastapi.responses import Response

from backoffice.desk.conflict import Conflict, ConflictRow, Press, Typed, Ways
from backoffice.desk.pages import Words
from backoffice.office import Work
from backoffice.review.models import CaseEvent, EventKind
from backoffice.review.trail import name_of, trail_item
from backoffice.staff.models import StaffSession
from backoffice.violations import desk
from backoffice.violations.models import Statement, StatementStep

HERE = "/desk/violations"
WAITS = (StatementStep.OPEN, StatementStep.FORWARDED)
STEP_AFTER = {
    EventKind.STATEMENT_FORWARDED: StatementStep.FORWARDED,
    EventKind.STATEMENT_ADOPTED: StatementStep.ADOPTED,
    EventKind.STATEMENT_DECLINED: StatementStep.DECLINED,
}


def statement_late(press: Press, session: StaffSession, deed: str, number: str, version: int, answer: str = "") -> Response:
    """Tell of a statement that it is not as the page showed it; raises Refused(not_found)."""

    def find(work: Work) -> Conflict:
        statement = desk.get_statement(work, number)
        steps = [event for event in statement.case.events if event.kind in STEP_AFTER]
        later = steps[max(len(steps) - (statement.version - version), 0) :]  # every step makes one version of it
        return Conflict(
            deed=deed,
            kind="case",
            name=number,
            ways=_ways(work, statement),
            rows=(_row(steps, later, press.words),),
            who=name_of(later[-1]) if later else "",
            versions=(version, statement.version),
            since=tuple(trail_item(event, press.words) for event in reversed(later)),
            typed=(Typed("answer", "desk.violations.answer", answer),) if answer.strip() else (),
        )

    return press.too_late(session, find)


def _ways(work: Work, statement: Statement) -> Ways:
    number = statement.case_number
    waiting = (one.number for one in desk.list_statements(work, StatementStep.OPEN) if one.number != number)
    after = next(waiting, "")
    back = f"{HERE}/{number}/again" if statement.step in WAITS else ""
    return Ways("violations", f"{HERE}/{number}", HERE, f"{HERE}/{after}" if after else "", back)


def _row(steps: list[CaseEvent], later: list[CaseEvent], words: Words) -> ConflictRow:
    before = steps[: len(steps) - len(later)]
    then = STEP_AFTER[before[-1].kind] if before else StatementStep.OPEN
    now = STEP_AFTER[steps[-1].kind] if steps else StatementStep.OPEN
    newest = later[-1] if later else None
    return ConflictRow(
        label=words("desk.conflict.status"),
        then=words(f"desk.violations.step.{then}"),
        now=words(f"desk.violations.step.{now}"),
        who=(name_of(newest) or words("desk.system")) if newest else "",
        when=newest.at if newest else None,
    )
