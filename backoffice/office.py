"""The office put together: everything a business operation may need, made once from the settings and handed in."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from backoffice.database import Database
from backoffice.dispatch.post import Post
from backoffice.documents.press import Press
from backoffice.notices.sms import SmsGateway
from backoffice.refusals import Reason, Refused
from backoffice.registry.port import Registry
from backoffice.retention.vault import Vault
from backoffice.review.clocks import OfficeHours
from backoffice.settings import Settings
from backoffice.staff.models import Role, Staff
from backoffice.violations.book import Rulebook
from backoffice.working_days.standing import StandingCalendar
from domain.addresses import Region
from domain.clock import Clock
from domain.remedies import Remedies
from domain.rulebook import Notice
from domain.services import ServiceSlug, ServiceTerms
from domain.texts import TextBook


@dataclass(frozen=True)
class Actor:
    """Who acts: a member of staff, the system itself, or a terminal."""

    name: str  # user name, "system", or "terminal:<id>"
    staff: Staff | None = None

    def require(self, *roles: Role) -> Staff:
        """Return the member of staff who acts; raises Refused(role_missing) without one of `roles`."""
        if self.staff is None or not self.staff.has_role(*roles):
            raise Refused(Reason.ROLE_MISSING)
        return self.staff

    def require_whole_city(self, *roles: Role) -> Staff:
        """Return the member of staff who acts on what touches every district.

        Raises Refused(role_missing), and Refused(whole_city_only) for who has districts.
        """
        staff = self.require(*roles)
        if staff.districts:
            raise Refused(Reason.WHOLE_CITY_ONLY)
        return staff

    @property
    def staff_id(self) -> int | None:
        """Return the id of the member of staff, None for the system."""
        return self.staff.id if self.staff else None


SYSTEM = Actor("system")


def clerk(staff: Staff) -> Actor:
    """Return `staff` as the one who acts."""
    return Actor(staff.username, staff)


@dataclass(frozen=True)
class Office:
    """The collaborators of the business operations."""

    settings: Settings
    clock: Clock
    database: Database
    vault: Vault
    faces: Vault  # of live pictures: own folder, own master key
    registry: Registry
    post: Post
    sms: SmsGateway
    calendar: StandingCalendar  # files, and over them what supervisors entered
    hours: OfficeHours
    terms: Mapping[ServiceSlug, ServiceTerms]
    regions: tuple[Region, ...]
    texts: TextBook
    violations: Rulebook  # what may be handled, what codes mean, how fines are paid
    remedies: Remedies
    press: Press  # makes papers and signs them
    notice_texts: Mapping[str, Notice]  # what citizens agree to, by its id

    @contextmanager
    def writing(self, actor: Actor) -> Iterator["Work"]:
        """Give a unit of work that commits at its end; never call a partner inside it."""
        with self.database.writing() as session:
            self.calendar.look(session, self.clock.monotonic())
            yield Work(self, session, actor, self.clock.now(), commits=True)

    @contextmanager
    def reading(self, actor: Actor = SYSTEM) -> Iterator["Work"]:
        """Give a unit of work whose changes are thrown away."""
        with self.database.reading() as session:
            self.calendar.look(session, self.clock.monotonic())
            yield Work(self, session, actor, self.clock.now(), commits=False)


@dataclass(frozen=True)
class Work:
    """One unit of work: the office, an open transaction, who acts, and the moment it is done."""

    office: Office
    session: Session
    actor: Actor
    now: datetime
    commits: bool
