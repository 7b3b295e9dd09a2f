"""How the fleet is: every terminal with its last heartbeat, judged by its age."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Select, select

from backoffice.fleet import pulse
from backoffice.fleet.models import ServiceSwitch, Terminal, TerminalState
from backoffice.fleet.pulse import Strip
from backoffice.fleet.services import NoSuchTerminal
from backoffice.office import Work
from backoffice.staff.scope import may_see, within


class Presence(StrEnum):
    """Whether a terminal is heard of."""

    OFFLINE = "offline"  # 离线
    LATE = "late"  # 迟到: more than three heartbeats did not come
    DEGRADED = "degraded"  # 缺项: it speaks, but a device does not work
    MAINTENANCE = "maintenance"  # 维护: staff took it out of service
    SILENT = "silent"  # 尚未报到: enrolled, never heard of
    ONLINE = "online"  # 在线
    REVOKED = "revoked"  # 已注销


class Cell(StrEnum):
    """How one device is, as its cell shows it."""

    FINE = "fine"
    DEGRADED = "degraded"
    FAULT = "fault"
    UNKNOWN = "unknown"


FINE = frozenset({"online", "busy", "starting"})
UNKNOWN = frozenset({"unknown", ""})
DEGRADED = frozenset({"user_error", "potential_fraud"})
HEARD = frozenset({Presence.ONLINE, Presence.DEGRADED, Presence.LATE, Presence.MAINTENANCE})
CALM = frozenset({Presence.ONLINE, Presence.REVOKED})


@dataclass(frozen=True)
class TerminalLine:
    """One terminal of the list."""

    terminal: Terminal
    state: TerminalState | None
    presence: Presence
    age: timedelta | None
    cells: dict[str, Cell]
    closed_for: str | None

    @property
    def is_heard(self) -> bool:
        """Tell whether what it said last still holds."""
        return self.presence in HEARD

    @property
    def needs_somebody(self) -> bool:
        """Tell whether it belongs to those on top of the list."""
        return self.presence not in CALM


@dataclass(frozen=True)
class Judge:
    """By what ages are judged: now, since when this office listens, and what is offline."""

    now: datetime
    listening: datetime | None
    offline_after: timedelta

    @classmethod
    def of(cls, work: Work) -> "Judge":
        """Return the judge of this moment."""
        minutes = work.office.settings.fleet.offline_minutes
        return cls(work.now, pulse.listening_since(work), timedelta(minutes=minutes))

    def line(self, terminal: Terminal, state: TerminalState | None, closed_for: str | None) -> TerminalLine:
        """Return how a terminal is."""
        age = self.now - state.received_at if state else None
        presence = self._presence(terminal, state, closed_for)
        told = state.devices if state else {}
        cells = {device: cell_of(status) if presence in HEARD else Cell.UNKNOWN for device, status in told.items()}
        return TerminalLine(terminal, state, presence, age, cells, closed_for)

    def _presence(self, terminal: Terminal, state: TerminalState | None, closed_for: str | None) -> Presence:
        if terminal.revoked_at is not None:
            return Presence.REVOKED
        if state is None:
            return Presence.SILENT
        waited = self.now - max(state.received_at, self.listening or state.received_at)
        if waited > self.offline_after:
            return Presence.OFFLINE
        if closed_for is not None:
            return Presence.MAINTENANCE
        if waited >= pulse.silence_of(state.every_seconds):
            return Presence.LATE
        broken = any(cell_of(status) is not Cell.FINE for status in state.devices.values()) or state.outbox_dead > 0
        return Presence.DEGRADED if broken else Presence.ONLINE


def list_terminals(work: Work) -> list[TerminalLine]:
    """Return every terminal that is any business of who asks, those that need somebody first."""
    wanted = _rows()
    if work.actor.staff is not None:
        wanted = wanted.where(within(work.actor.staff, Terminal.district))
    judge, order = Judge.of(work), list(Presence)
    lines = [judge.line(terminal, state, reason) for terminal, state, reason in work.session.execute(wanted)]
    return sorted(lines, key=lambda line: (order.index(line.presence), line.terminal.terminal_number))


def get_line(work: Work, terminal_id: str) -> TerminalLine:
    """Return one terminal; raises :class:`NoSuchTerminal`, also when it is no business of who asks."""
    found = work.session.execute(_rows().where(Terminal.terminal_id == terminal_id)).one_or_none()
    if found is None or (work.actor.staff is not None and not may_see(work.actor.staff, found[0].district)):
        raise NoSuchTerminal
    return Judge.of(work).line(*found)


def strips_of(work: Work, lines: Iterable[TerminalLine]) -> Mapping[str, Strip]:
    """Return the last 24 hours of each terminal of these lines."""
    return pulse.strips(work, [line.terminal.terminal_id for line in lines])


def cell_of(status: str) -> Cell:
    """Return the cell of a device status (`drivers.device.DeviceStatus` as the heartbeat carries it)."""
    if status in FINE:
        return Cell.FINE
    if status in UNKNOWN:
        return Cell.UNKNOWN
    return Cell.DEGRADED if status in DEGRADED else Cell.FAULT


def _rows() -> Select[Terminal, TerminalState | None, str | None]:
    return (
        select(Terminal, TerminalState, ServiceSwitch.reason)
        .outerjoin(TerminalState, TerminalState.terminal_id == Terminal.terminal_id)
        .outerjoin(ServiceSwitch, ServiceSwitch.terminal_id == Terminal.terminal_id)
    )
