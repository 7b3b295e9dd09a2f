"""A press that came too late (409), at any desk: what did not happen, what has changed since and by whom, the ways on.

What had been typed comes back on this page, and from there into the form, in the body of a request: it is kept nowhere.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Form, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import select

from backoffice.audit.models import AuditEntry
from backoffice.audit.wording import AuditWords
from backoffice.desk.pages import PagesDep, Words
from backoffice.office import Work, clerk
from backoffice.review.trail import TrailItem
from backoffice.staff.models import Staff, StaffSession


@dataclass(frozen=True)
class ConflictRow:
    """One line of the table then, now, who."""

    label: str
    then: str
    now: str
    who: str = ""  # empty: unchanged
    when: datetime | None = None


@dataclass(frozen=True)
class Typed:
    """A field as it was typed. Its repr does not show what."""

    name: str  # of the form's field
    label: str  # text key
    text: str = field(repr=False)


@dataclass(frozen=True)
class Ways:
    """Where it goes on from here."""

    here: str  # the desk on the rail
    again: str  # address: look at it as it is now
    back: str  # address: leave it
    after: str = ""  # address: the next one that waits; empty: there is none
    put_back: str = ""  # address that draws the form again with what was typed, sent there as a form; empty: no form


@dataclass(frozen=True)
class Conflict:
    """The whole page."""

    deed: str  # what was pressed; text key `desk.conflict.deed.<deed>`
    kind: str  # what has changed; text key `desk.conflict.title_of.<kind>`
    name: str  # its number, or whatever it is called
    ways: Ways
    rows: tuple[ConflictRow, ...]
    who: str = ""  # empty: the system
    versions: tuple[int, int] | None = None  # what the page was based on, and what it is now
    since: tuple[TrailItem, ...] = ()  # what happened in between, newest first
    typed: tuple[Typed, ...] = ()
    ticked: tuple[str, ...] = ()


@dataclass(frozen=True)
class LastDeed:
    """What the audit log has of the last action of some sort; empty: nothing."""

    who: str = ""  # empty: the system
    at: datetime | None = None
    action: str = ""

    def told(self, words: Words) -> tuple[TrailItem, ...]:
        """Return it as a line of what happened in between."""
        if self.at is None:
            return ()
        what = AuditWords(words, {}).action(self.action)
        return (TrailItem(f"{self.at:%m-%d %H:%M}", "f1", f"{self.who or words('desk.system')} {what}"),)


def last_deed(work: Work, subject: str, *actions: str) -> LastDeed:
    """Return who did one of these actions to `subject` last, and when."""
    newest = select(AuditEntry).where(AuditEntry.subject == subject, AuditEntry.action.in_(actions))
    entry = work.session.scalar(newest.order_by(AuditEntry.id.desc()).limit(1))
    if entry is None:
        return LastDeed()
    staff = work.session.get(Staff, entry.staff_id) if entry.staff_id else None
    return LastDeed(staff.display_name if staff else "", entry.at, entry.action)


class Press:
    """One press of a form by one clerk: the version that its page showed, and the answer when that came too late."""

    def __init__(self, request: Request, pages: PagesDep) -> None:
        self.request = request
        self.pages = pages

    @property
    def words(self) -> Words:
        """Return the texts in the reader's language."""
        return self.pages.words(self.request)

    def too_late(self, session: StaffSession, find: Callable[[Work], Conflict]) -> Response:
        """Say what did not happen and what there is now; `find` reads it."""
        with self.pages.office.reading(clerk(session.staff)) as work:
            conflict = find(work)
        return self.answer(session, conflict)

    def answer(
        self, session: StaffSession, conflict: Conflict, template: str = "desk_conflict.html", **more: Any
    ) -> HTMLResponse:
        """Draw the page. The address stays where the form was: this answer has none of its own."""
        drawn = self.pages.page(self.request, session, template, here=conflict.ways.here, status=409, conflict=conflict, **more)
        drawn.headers["HX-Replace-Url"] = "false"
        return drawn


PressDep = Annotated[Press, Depends()]
Version = Annotated[int, Form()]
"""The version that the form's page showed; no acting form is without it."""
