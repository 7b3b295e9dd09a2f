"""The rail: which desks there are, and who may sit at them."""

from dataclasses import dataclass

from backoffice.staff.models import Role, Staff


@dataclass(frozen=True)
class DeskEntry:
    """One desk of the office."""

    name: str  # text key `desk.rail.<name>`
    icon: str
    letter: str  # pressed after G
    path: str
    roles: frozenset[Role]


DESKS = (
    DeskEntry("intake", "inbox", "l", "/desk/intake", frozenset({Role.ACCEPTOR, Role.SUPERVISOR})),
    DeskEntry("review", "review", "s", "/desk/review", frozenset({Role.REVIEWER, Role.SUPERVISOR})),
    DeskEntry("production", "print", "z", "/desk/production", frozenset({Role.PRODUCER, Role.SUPERVISOR})),
    DeskEntry("dispatch", "post", "y", "/desk/dispatch", frozenset({Role.DISPATCHER, Role.SUPERVISOR})),
    DeskEntry("violations", "law", "w", "/desk/violations", frozenset({Role.PENALTIES, Role.SUPERVISOR})),
    DeskEntry("passes", "truck", "t", "/desk/passes", frozenset({Role.REVIEWER, Role.SUPERVISOR})),
    DeskEntry("payments", "pay", "k", "/desk/payments", frozenset({Role.ACCEPTOR, Role.SUPERVISOR, Role.AUDITOR})),
    DeskEntry("fleet", "fleet", "d", "/desk/fleet", frozenset({Role.ADMIN, Role.SUPERVISOR})),
    DeskEntry("board", "board", "b", "/desk/board", frozenset({Role.SUPERVISOR, Role.AUDITOR})),
    DeskEntry("statistics", "stat", "f", "/desk/statistics", frozenset({Role.SUPERVISOR, Role.AUDITOR})),
    DeskEntry("calendar", "cal", "n", "/desk/calendar", frozenset({Role.SUPERVISOR, Role.AUDITOR})),
    DeskEntry("retention", "box", "c", "/desk/retention", frozenset({Role.SUPERVISOR, Role.AUDITOR})),
    DeskEntry("people", "people", "r", "/desk/staff", frozenset({Role.ADMIN})),
    DeskEntry("audit", "audit", "j", "/desk/audit", frozenset({Role.AUDITOR, Role.SUPERVISOR})),
)
"""In the order of the work. Letters: the first letter of the desk's name in pinyin."""

ROLES_OF = {desk.name: desk.roles for desk in DESKS}


LEADING = (
    Role.SUPERVISOR,
    Role.REVIEWER,
    Role.ACCEPTOR,
    Role.PRODUCER,
    Role.DISPATCHER,
    Role.PENALTIES,
    Role.AUDITOR,
    Role.ADMIN,
)


def leading_role(staff: Staff) -> str:
    """Return the role by which somebody with several is addressed; `none` without any."""
    return next((role.value for role in LEADING if staff.has_role(role)), "none")


@dataclass(frozen=True)
class RailEntry:
    """One desk as this member of staff sees it."""

    name: str
    icon: str
    letter: str
    path: str | None  # None: not open for this person
    why: str  # text key of the reason, when closed


def rail_of(staff: Staff) -> tuple[RailEntry, ...]:
    """Return the rail of `staff`: closed desks stay in place with their reason."""
    return tuple(_entry(desk, staff) for desk in DESKS)


def _entry(desk: DeskEntry, staff: Staff) -> RailEntry:
    open_here = staff.has_role(*desk.roles)
    why = "" if open_here else "desk.rail.not_yours"
    return RailEntry(desk.name, desk.icon, desk.letter, desk.path if open_here else None, why)


def first_desk(staff: Staff) -> str | None:
    """Return the path of the first desk `staff` may sit at, if there is one."""
    return next((entry.path for entry in rail_of(staff) if entry.path), None)
