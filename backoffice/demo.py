"""Clerks and a technician for the sandbox: invented people whose passwords are random in every run and shown once."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from backoffice.fleet.errands import NewPin, allow
from backoffice.office import SYSTEM, Office, clerk
from backoffice.production import blanks
from backoffice.refusals import Reason, Refused
from backoffice.staff import second_factor, services
from backoffice.staff.models import Role

CLERKS = (
    ("lijing", "李静", (Role.REVIEWER, Role.PRODUCER, Role.PENALTIES)),
    ("wangmin", "王敏", (Role.REVIEWER, Role.DISPATCHER)),
    ("zhouhang", "周航", (Role.PRODUCER, Role.DISPATCHER)),
    ("chenzhihua", "陈志华", (Role.SUPERVISOR, Role.REVIEWER, Role.PENALTIES, Role.AUDITOR)),
    ("suntao", "孙涛", (Role.ADMIN,)),
)


TECHNICIAN = "0217"  # staff number
BLANKS = ("00001", "02000")
"""The range of invented blanks of each kind, enough for every visit to the sandbox."""


@dataclass(frozen=True)
class DemoClerk:
    """Who may sign in to the sandbox."""

    username: str
    display_name: str
    roles: tuple[Role, ...]
    password: str = field(repr=False)
    second_factor: str = field(repr=False)  # the secret of the codes, base32


def make_clerks(office: Office, clerks: Sequence[tuple[str, str, tuple[Role, ...]]] = CLERKS) -> list[DemoClerk]:
    """Make the demo clerks, or give them new passwords; raises Refused(refused_profile) outside of the sandbox."""
    if not office.settings.is_sandbox:
        raise Refused(Reason.REFUSED_PROFILE)
    made = []
    with office.writing(SYSTEM) as work:
        for username, display_name, roles in clerks:
            password = secrets.token_urlsafe(12)
            staff = services.add_or_renew(work, username, display_name, password, roles)
            made.append(DemoClerk(username, display_name, roles, password, second_factor.equip(work, staff)))
    return made


def make_technician(office: Office) -> NewPin:
    """Let the demo technician open the terminals, with a new PIN; raises like :func:`make_clerks`."""
    if not office.settings.is_sandbox:
        raise Refused(Reason.REFUSED_PROFILE)
    with office.writing(SYSTEM) as work:
        return allow(work, TECHNICIAN)


def make_blanks(office: Office) -> None:
    """Take blanks in for the demo producer, once; without them nothing could be made. Raises like :func:`make_clerks`."""
    if not office.settings.is_sandbox:
        raise Refused(Reason.REFUSED_PROFILE)
    with office.reading() as work:
        producer = clerk(next(one for one in services.list_staff(work.session) if one.has_role(Role.PRODUCER)))
        wanted = [stock.kind for stock in blanks.list_stock(work) if not stock.received]
    with office.writing(producer) as work:
        for place, kind in enumerate(wanted):
            blanks.receive(work, kind, f"50{26 + place}00", *BLANKS)
