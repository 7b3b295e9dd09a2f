"""How the fleet is: every terminal with its last heartbeat, judged by its age."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select

from backoffice.fleet.models import Terminal, TerminalState
from backoffice.office import Work

LATE_AFTER = timedelta(minutes=3)
OFFLINE_AFTER = timedelta(minutes=7)


class Presence(StrEnum):
    """Whether a terminal is heard of."""

    OFFLINE = "offline"  # 离线
    LATE = "late"  # 迟到
    DEGRADED = "degraded"  # 缺项: it speaks, but a device does not work
    SILENT = "silent"  # 尚未报到: enrolled, never heard of
    REVOKED = "revoked"  # 已注销
    ONLINE = "online"  # 在线


class Cell(StrEnum):
    """How one device is, as its cell shows it."""

    FINE = "fine"
    DEGRADED = "degraded"
    FAULT = "fault"
    UNKNOWN = "unknown"


FINE = frozenset({"online", "busy", "starting"})
UNKNOWN = frozenset({"unknown", ""})
DEGRADED = frozenset({"user_error", "potential_fraud"})


@dataclass(frozen=True)
class TerminalLine:
    """One terminal of the list."""

    terminal: Terminal
    state: TerminalState | None
    presence: Presence
    age: timedelta | None
    cells: dict[str, Cell]


def list_terminals(work: Work) -> list[TerminalLine]:
    """Return every terminal, those that need somebody first."""
    rows = work.session.execute(
        select(Terminal, TerminalState).outerjoin(TerminalState, TerminalState.terminal_id == Terminal.terminal_id)
    )
    order = list(Presence)
    lines = [_line(terminal, state, work.now) for terminal, state in rows]
    return sorted(lines, key=lambda line: (order.index(line.presence), line.terminal.terminal_number))


def _line(terminal: Terminal, state: TerminalState | None, now: datetime) -> TerminalLine:
    age = now - state.received_at if state else None
    presence = _presence(terminal, state, age)
    known = presence in {Presence.ONLINE, Presence.DEGRADED, Presence.LATE}
    cells = {device: cell_of(status) if known else Cell.UNKNOWN for device, status in (state.devices if state else {}).items()}
    return TerminalLine(terminal, state, presence, age, cells)


def _presence(terminal: Terminal, state: TerminalState | None, age: timedelta | None) -> Presence:
    if terminal.revoked_at is not None:
        return Presence.REVOKED
    if state is None or age is None:
        return Presence.SILENT
    if age > OFFLINE_AFTER:
        return Presence.OFFLINE
    if age > LATE_AFTER:
        return Presence.LATE
    broken = any(cell_of(status) is not Cell.FINE for status in state.devices.values()) or state.outbox_dead > 0
    return Presence.DEGRADED if broken else Presence.ONLINE


def cell_of(status: str) -> Cell:
    """Return the cell of a device status (`drivers.device.DeviceStatus` as the heartbeat carries it)."""
    if status in FINE:
        return Cell.FINE
    if status in UNKNOWN:
        return Cell.UNKNOWN
    return Cell.DEGRADED if status in DEGRADED else Cell.FAULT
