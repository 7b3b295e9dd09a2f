"""A promised day that moved: the citizen is told the newest one, once per case and day, by day, and only if it still matters.

The message is worded when it is sent, from the case as it stands then: what moves twice before that, or back again, is one
message or none. What was told last is kept sealed in the message itself.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from backoffice import errands
from backoffice.errands import ErrandKind
from backoffice.notices.models import Notice, NoticeKind, NoticeState
from backoffice.office import Work
from backoffice.review.models import Case
from domain.application import PENDING, ApplicationStatus
from domain.clock import SHANGHAI

RUNNING = PENDING - {ApplicationStatus.CORRECTION_REQUESTED}
"""Where a day is promised: while a citizen corrects, nothing is; then the day that follows is told."""


def is_to_be_told(case: Case, last_told: date | None) -> bool:
    """Tell whether the promised day of a case is another one than the citizen knows, and still to come about."""
    return case.status in RUNNING and case.due_date is not None and case.due_date != last_told


def next_time(work: Work, case: Case) -> datetime | None:
    """Return when the citizen may be told; None: a message waits already and will say the newest day."""
    mine = select(Notice).where(Notice.case_number == case.number, Notice.kind == NoticeKind.DUE_MOVED)
    mine = mine.where(Notice.state != NoticeState.DROPPED)
    newest = work.session.scalar(mine.order_by(Notice.id.desc()).limit(1))
    if newest is None:
        return by_day(work, work.now)
    if newest.state is NoticeState.WAITING:
        return None
    told_on = (newest.sent_at or newest.created_at).astimezone(SHANGHAI).date()
    tomorrow = datetime.combine(told_on + timedelta(days=1), work.office.settings.notices.told_from, SHANGHAI)
    return by_day(work, max(work.now, tomorrow))


def by_day(work: Work, moment: datetime) -> datetime:
    """Return `moment`, or the next morning where it is night."""
    hours, local = work.office.settings.notices, moment.astimezone(SHANGHAI)
    if local.time() < hours.told_from:
        return datetime.combine(local.date(), hours.told_from, SHANGHAI)
    if local.time() >= hours.told_until:
        return datetime.combine(local.date() + timedelta(days=1), hours.told_from, SHANGHAI)
    return local


def put_off(work: Work, notice: Notice) -> bool:
    """Leave a message that came due by night until the morning; tell whether it was."""
    morning = by_day(work, work.now)
    if morning <= work.now:
        return False
    errands.owe(work.session, ErrandKind.NOTICE, notice.idempotency_key, work.now, first_at=morning)
    return True
