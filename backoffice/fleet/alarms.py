"""Alarms of the fleet, on transition only: one row when something comes, closed when it goes, never the same one twice.

Judged by when heartbeats came in here. An office that was away hears everybody late at once: ages count from the moment since
when it listens and since when this worker looks, and when nobody at all is heard it is the office's own alarm.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select

from backoffice.audit import services as audit
from backoffice.fleet import pulse, terminal_commands
from backoffice.fleet.models import FleetAlarm, ServiceSwitch, Terminal, TerminalState
from backoffice.fleet.overview import Cell, cell_of
from backoffice.office import SYSTEM, Office, Work
from backoffice.refusals import Reason, Refused
from backoffice.settings import FleetSettings
from backoffice.staff.models import Role
from backoffice.staff.scope import may_see, within

EVERYBODY = ""  # in place of a terminal: the whole fleet
FEW = 2  # so many terminals silent at once, and nobody else heard: the office's own trouble
FORGET_EVERY = timedelta(hours=1)


class AlarmKind(StrEnum):
    """What can be wrong."""

    OFFICE_DEAF = "office_deaf"  # no terminal is heard at all
    OFFLINE = "offline"
    DEVICE_DOWN = "device_down"
    LEVEL_LOW = "level_low"
    CERTIFICATE_SOON = "certificate_soon"
    OUTBOX_OLD = "outbox_old"
    OUTBOX_DEAD = "outbox_dead"
    CLOCK_OFF = "clock_off"
    DISK_LOW = "disk_low"
    CALENDAR_MISSING = "calendar_missing"  # the terminal has no table of working days for a year it needs soon


Wrong = tuple[str, AlarmKind, str]  # terminal, what, part


@dataclass(frozen=True)
class ShownAlarm:
    """One alarm with its terminal (None: the whole fleet)."""

    alarm: FleetAlarm
    terminal: Terminal | None


@dataclass(frozen=True)
class _Heard:
    terminal_id: str
    enrolled: bool
    state: TerminalState | None
    closed: bool


class AlarmWatch:
    """One worker's watch over the fleet; :meth:`scan` is called again and again."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._since: datetime | None = None
        self._forgotten_at: datetime | None = None

    def scan(self) -> None:
        """Raise what came, end what went, escalate what nobody saw to; forget what is old once an hour."""
        with self._office.writing(SYSTEM) as work:
            self._since = self._since or work.now
            heard = [one for one in _fleet(work) if one.enrolled]
            silent = _silent(work, heard, self._since)
            _settle(work, set(_wrong(heard, silent, self._office.settings.fleet)), silent)
            _escalate(work)
            if self._forgotten_at is None or work.now - self._forgotten_at >= FORGET_EVERY:
                self._forgotten_at = work.now
                pulse.forget_old(work)
                terminal_commands.forget_old_logs(work)


def list_open(work: Work) -> list[ShownAlarm]:
    """Return the open alarms that are any business of who asks: escalated and not acknowledged ones first, then the oldest."""
    staff = work.actor.require(Role.ADMIN, Role.SUPERVISOR)
    rows = work.session.execute(
        select(FleetAlarm, Terminal)
        .outerjoin(Terminal, Terminal.terminal_id == FleetAlarm.terminal_id)
        .where(FleetAlarm.ended_at.is_(None), (FleetAlarm.terminal_id == EVERYBODY) | within(staff, Terminal.district))
        .order_by(FleetAlarm.since, FleetAlarm.id)
    )
    shown = [ShownAlarm(alarm, terminal) for alarm, terminal in rows]
    return sorted(shown, key=lambda one: (one.alarm.acknowledged_at is not None, one.alarm.escalated_at is None))


def history(work: Work, terminal_id: str, limit: int = 8) -> list[FleetAlarm]:
    """Return the newest alarms of a terminal, open ones first, and first of them that it is not heard."""
    mine = select(FleetAlarm).where(FleetAlarm.terminal_id == terminal_id)
    order = (FleetAlarm.ended_at.is_not(None), FleetAlarm.kind != AlarmKind.OFFLINE.value, FleetAlarm.since.desc())
    return list(work.session.scalars(mine.order_by(*order).limit(limit)))


def acknowledge(work: Work, alarm_id: int) -> str:
    """Say that somebody sees to it, and return whose it is; raises Refused (role_missing, not_found)."""
    staff = work.actor.require(Role.ADMIN, Role.SUPERVISOR)
    alarm = work.session.get(FleetAlarm, alarm_id)
    terminal = work.session.get(Terminal, alarm.terminal_id) if alarm and alarm.terminal_id != EVERYBODY else None
    if alarm is None or (terminal is not None and not may_see(staff, terminal.district)):
        raise Refused(Reason.NOT_FOUND)
    if alarm.acknowledged_at is None:
        alarm.acknowledged_at, alarm.acknowledged_by = work.now, staff.id
        audit.record(work, "terminal.alarm_acknowledged", subject=alarm.terminal_id or None, codes=(alarm.kind,))
    return alarm.terminal_id


def count_open(work: Work) -> Mapping[str, int]:
    """Return how many alarms of each kind are open."""
    rows = work.session.execute(
        select(FleetAlarm.kind, func.count()).where(FleetAlarm.ended_at.is_(None)).group_by(FleetAlarm.kind)
    )
    return dict(rows.all())


def _fleet(work: Work) -> Iterable[_Heard]:
    rows = work.session.execute(
        select(Terminal, TerminalState, ServiceSwitch.reason)
        .outerjoin(TerminalState, TerminalState.terminal_id == Terminal.terminal_id)
        .outerjoin(ServiceSwitch, ServiceSwitch.terminal_id == Terminal.terminal_id)
    )
    for terminal, state, reason in rows:
        yield _Heard(terminal.terminal_id, terminal.revoked_at is None, state, reason is not None)


def _silent(work: Work, heard: Iterable[_Heard], since: datetime) -> set[str]:
    """Return the terminals that have not been heard for too long, by what this office could hear."""
    listening = max(since, pulse.listening_since(work) or since)
    longest = timedelta(minutes=work.office.settings.fleet.offline_minutes)
    states = (one.state for one in heard if one.state is not None)
    return {state.terminal_id for state in states if work.now - max(state.received_at, listening) > longest}


def _is_deaf(heard: Iterable[_Heard], silent: set[str]) -> bool:
    known = sum(one.state is not None for one in heard)
    return known >= FEW and len(silent) == known


def _wrong(heard: list[_Heard], silent: set[str], limits: FleetSettings) -> Iterable[Wrong]:
    """Return everything that is wrong now."""
    if _is_deaf(heard, silent):
        yield EVERYBODY, AlarmKind.OFFICE_DEAF, ""
        return
    for one in heard:
        if one.state is None or one.closed:
            continue
        if one.terminal_id in silent:
            yield one.terminal_id, AlarmKind.OFFLINE, ""
        else:
            yield from ((one.terminal_id, kind, part) for kind, part in _troubles(one.state, limits))


def _troubles(state: TerminalState, limits: FleetSettings) -> Iterable[tuple[AlarmKind, str]]:
    """Return what a terminal that is heard complains of."""
    yield from _devices_in_trouble(state, limits)
    for name, left in state.levels.items():
        if left <= limits.level_low_percent:
            yield AlarmKind.LEVEL_LOW, name
    if state.certificate_days is not None and state.certificate_days < limits.certificate_soon_days:
        yield AlarmKind.CERTIFICATE_SOON, ""
    if state.outbox_depth and state.outbox_oldest_seconds > limits.outbox_old_minutes * 60:
        yield AlarmKind.OUTBOX_OLD, ""
    if state.outbox_dead:
        yield AlarmKind.OUTBOX_DEAD, ""
    if abs(state.clock_offset_seconds) > limits.clock_off_seconds:
        yield AlarmKind.CLOCK_OFF, ""
    if state.disk_free_mb is not None and state.disk_free_mb < limits.disk_low_mb:
        yield AlarmKind.DISK_LOW, ""


def _devices_in_trouble(state: TerminalState, limits: FleetSettings) -> Iterable[tuple[AlarmKind, str]]:
    faults = [device for device, status in state.devices.items() if cell_of(status) is Cell.FAULT]
    for device in faults:
        told = state.down.get(device)
        lasted = told.get("seconds") if told else None
        down_for = lasted if isinstance(lasted, int) else 0
        if device == "calendar":  # no device: nobody counts for how long, and it mends itself as soon as there is a table
            yield AlarmKind.CALENDAR_MISSING, ""
        elif down_for >= limits.device_down_minutes * 60:
            yield AlarmKind.DEVICE_DOWN, device


def _settle(work: Work, wrong: set[Wrong], unknown: set[str]) -> None:
    """Make the open alarms those that are wrong now; of terminals that are not heard what was open stays."""
    open_ones = {
        (row.terminal_id, AlarmKind(row.kind), row.part): row
        for row in work.session.scalars(select(FleetAlarm).where(FleetAlarm.ended_at.is_(None)))
    }
    for key, row in open_ones.items():
        if key not in wrong and row.terminal_id not in unknown:
            row.ended_at = work.now
            audit.record(work, "terminal.alarm_ended", subject=row.terminal_id or None, codes=(row.kind,))
    for terminal_id, kind, part in sorted(wrong - open_ones.keys()):
        work.session.add(FleetAlarm(terminal_id=terminal_id, kind=kind.value, part=part, since=work.now))
        audit.record(work, "terminal.alarm_raised", subject=terminal_id or None, codes=(kind.value, *((part,) if part else ())))


def _escalate(work: Work) -> None:
    before = work.now - timedelta(minutes=work.office.settings.fleet.escalate_minutes)
    forgotten = select(FleetAlarm).where(
        FleetAlarm.ended_at.is_(None),
        FleetAlarm.acknowledged_at.is_(None),
        FleetAlarm.escalated_at.is_(None),
        FleetAlarm.since <= before,
    )
    for row in work.session.scalars(forgotten):
        row.escalated_at = work.now
        audit.record(work, "terminal.alarm_escalated", subject=row.terminal_id or None, codes=(row.kind,))
