"""The pulse of the fleet: when each terminal was heard, in pieces of 40 minutes, and since when this office listens.

Everything is judged from the moments at which heartbeats came in here. What an office did not hear because it was away itself
is nobody's fault: ages count from the moment since when it listens.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import accumulate, groupby

from sqlalchemy import delete, select

from backoffice.fleet.models import FleetListening, HeartbeatCell, ServiceSwitch, TerminalState
from backoffice.fleet.upsert import insert_into
from backoffice.office import Work

CELL = timedelta(minutes=40)
CELLS_SHOWN = 36
CELLS_KEPT = 108  # three days
MISSED = 3  # more than so many heartbeats that did not come are a silence
ONLY_ROW = 1


class Beat(StrEnum):
    """How a terminal was in one piece of time."""

    SEEN = "seen"
    LATE = "late"
    MISSING = "missing"
    CLOSED = "closed"
    UNKNOWN = "unknown"  # before it was enrolled


@dataclass(frozen=True)
class Strip:
    """The last 24 hours of a terminal, oldest piece first, and which share of the time since its first beat it was heard."""

    beats: tuple[Beat, ...]
    heard_percent: float | None

    @property
    def marks(self) -> list[tuple[int, int, Beat]]:
        """Return each stretch of like pieces: its place in the drawing, how many pieces, how they were."""
        stretches = [(beat, len(list(pieces))) for beat, pieces in groupby(self.beats)]
        ends = accumulate(length for _, length in stretches)
        return [(end - length, length, beat) for (beat, length), end in zip(stretches, ends, strict=True)]


def cell_of(moment: datetime) -> int:
    """Return the number of the piece in which `moment` lies."""
    return int(moment.timestamp() // CELL.total_seconds())


def silence_of(every_seconds: int) -> timedelta:
    """Return the age at which more than three heartbeats are missing."""
    return timedelta(seconds=(MISSED + 1) * max(every_seconds, 1))


def beat(work: Work, terminal_id: str, every_seconds: int) -> None:
    """Count one heartbeat; call it before the state of the terminal is replaced."""
    heard = work.session.scalar(select(TerminalState.received_at).where(TerminalState.terminal_id == terminal_id))
    closed = work.session.scalar(select(ServiceSwitch.reason).where(ServiceSwitch.terminal_id == terminal_id)) is not None
    gap = int(heard is not None and work.now - max(heard, listening_since(work) or heard) >= silence_of(every_seconds))
    values = {"terminal_id": terminal_id, "cell": cell_of(work.now), "beats": 1, "gaps": gap}
    wanted = insert_into(work.session, HeartbeatCell).values(
        {**values, "every_seconds": max(every_seconds, 1), "closed": closed}
    )
    again = {"beats": HeartbeatCell.beats + 1, "gaps": HeartbeatCell.gaps + gap, "closed": closed}
    work.session.execute(wanted.on_conflict_do_update(index_elements=["terminal_id", "cell"], set_=again))


def begin_to_listen(work: Work) -> None:
    """Say that this office hears terminals from now on: at the first heartbeat after it was started."""
    wanted = insert_into(work.session, FleetListening).values({"id": ONLY_ROW, "since": work.now})
    work.session.execute(wanted.on_conflict_do_update(index_elements=["id"], set_={"since": work.now}))


def listening_since(work: Work) -> datetime | None:
    """Return since when the office listens; None: it never heard anybody."""
    return work.session.scalar(select(FleetListening.since).where(FleetListening.id == ONLY_ROW))


def forget_old(work: Work) -> None:
    """Forget the pieces of more than three days ago."""
    work.session.execute(delete(HeartbeatCell).where(HeartbeatCell.cell <= cell_of(work.now) - CELLS_KEPT))


def strips(work: Work, terminal_ids: Collection[str]) -> Mapping[str, Strip]:
    """Return the last 24 hours of these terminals."""
    last = cell_of(work.now)
    wanted = select(HeartbeatCell).where(HeartbeatCell.cell > last - CELLS_SHOWN, HeartbeatCell.terminal_id.in_(terminal_ids))
    cells: dict[str, dict[int, HeartbeatCell]] = {}
    for row in work.session.scalars(wanted):
        cells.setdefault(row.terminal_id, {})[row.cell] = row
    return {terminal_id: _strip(cells.get(terminal_id, {}), last) for terminal_id in terminal_ids}


def _strip(cells: Mapping[int, HeartbeatCell], last: int) -> Strip:
    first = min(cells, default=last + 1)
    beats = tuple(Beat.UNKNOWN if cell < first else _beat(cells.get(cell)) for cell in range(last - CELLS_SHOWN + 1, last + 1))
    if last not in cells and last - 1 in cells:
        beats = (*beats[:-1], Beat.UNKNOWN)  # a piece that has only just begun is not missing
    return Strip(beats, _heard(cells, first, last))


def _beat(cell: HeartbeatCell | None) -> Beat:
    if cell is None:
        return Beat.MISSING
    if cell.closed:
        return Beat.CLOSED
    return Beat.LATE if cell.gaps else Beat.SEEN


def _heard(cells: Mapping[int, HeartbeatCell], first: int, last: int) -> float | None:
    """Return the share of heartbeats that came, per cent, in whole pieces: the first and the present one are none."""
    whole = [cells.get(cell) for cell in range(first + 1, last)]
    if not whole:
        return None
    shares = (min(cell.beats * cell.every_seconds / CELL.total_seconds(), 1.0) if cell else 0.0 for cell in whole)
    return round(100 * sum(shares) / len(whole), 1)
