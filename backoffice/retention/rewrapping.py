"""Another master key: every data key is wrapped anew by the newest one, and what wraps nothing any more is removed.

Objects stay as they are. Work is done in portions of one transaction each, and knows by itself what is left: killed anywhere
it goes on with the next run. A key that retention ends meanwhile stays ended (a row is changed only from what was read).
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select, update

from backoffice.audit import services as audit
from backoffice.fleet.models import TerminalLog
from backoffice.office import SYSTEM, Office, Work
from backoffice.retention.master_keys import MasterKeys
from backoffice.retention.models import EvidenceKey, FaceEvidence
from backoffice.retention.vault import wrapping
from backoffice.violations.models import HandlingNotice
from backoffice.violations.notices import room_of

AT_ONCE = 200
"""Rows in one transaction."""

REST = timedelta(hours=1)
"""So old the newest key must be before an older one goes: whoever wrapped by that has committed long ago."""

UNOPENED = "?"
"""Stands in a count for what no key opens that lies here."""


class StillNeeded(Exception):
    """An older master key must stay: `key_too_new` is the newest one, or older ones are `key_in_use`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Drawer:
    """Where data keys lie: a table, its primary key, and what each is bound to."""

    table: type[EvidenceKey] | type[FaceEvidence] | type[HandlingNotice] | type[TerminalLog]
    place: Any
    bound_to: Callable[[Any], str]


EVIDENCE = (
    Drawer(EvidenceKey, EvidenceKey.case_number, str),
    Drawer(HandlingNotice, HandlingNotice.id, room_of),
    Drawer(TerminalLog, TerminalLog.command, str),
)
FACES = (Drawer(FaceEvidence, FaceEvidence.case_number, str),)


@dataclass(frozen=True)
class Ring:
    """The master keys of one name, and everything that they wrap."""

    name: str
    keys: MasterKeys
    drawers: tuple[Drawer, ...]


def rings(office: Office) -> tuple[Ring, Ring]:
    """Return the office's master keys: of the evidence, and of live pictures."""
    return Ring("master", office.vault.masters, EVIDENCE), Ring("face-master", office.faces.masters, FACES)


def count(office: Office, ring: Ring) -> dict[str, int]:
    """Count the data keys by the file of the master key that wraps them."""
    found = Counter(dict.fromkeys(ring.keys.names(), 0))
    for drawer in ring.drawers:
        for page in _pages(office, drawer):
            found.update(ring.keys.wrapped_by(wrapped, _purpose(drawer, place)) or UNOPENED for place, wrapped in page)
    return dict(found)


def add(office: Office, ring: Ring) -> str:
    """Make another master key, which wraps from now on; returns its file."""
    name = ring.keys.add()
    with office.writing(SYSTEM) as work:
        audit.record(work, "keys.added", codes=(name,))
    return name


def rewrap(office: Office, ring: Ring) -> int:
    """Wrap everything by the newest master key that is not yet; returns how many data keys that were."""
    changed = 0
    while done := sum(_rewrap_page(office, ring, drawer, page) for drawer in ring.drawers for page in _pages(office, drawer)):
        changed += done  # once more: somebody may have wrapped by an older one and committed meanwhile
    if changed:
        with office.writing(SYSTEM) as work:
            audit.record(work, "keys.rewrapped", codes=(ring.keys.newest.name, str(changed)))
    return changed


def retire(office: Office, ring: Ring) -> list[str]:
    """Remove every older master key; raises :class:`StillNeeded`."""
    *older, newest = ring.keys.names()
    if not older:
        return []
    made_at = datetime.fromtimestamp(ring.keys.newest.stat().st_mtime, UTC)
    if office.clock.now() - made_at < REST:
        raise StillNeeded("key_too_new")
    if any(rows for name, rows in count(office, ring).items() if name != newest):
        raise StillNeeded("key_in_use")
    with office.writing(SYSTEM) as work:
        audit.record(work, "keys.retired", codes=tuple(older))
    for name in older:
        ring.keys.forget(name)
    return older


def _rewrap_page(office: Office, ring: Ring, drawer: Drawer, page: Sequence[tuple[Any, bytes]]) -> int:
    newest = ring.keys.newest.name
    old = [one for one in page if ring.keys.wrapped_by(one[1], _purpose(drawer, one[0])) not in {newest, None}]
    if not old:
        return 0
    with office.writing(SYSTEM) as work:
        return sum(_rewrap_one(work, ring, drawer, place, wrapped) for place, wrapped in old)


def _rewrap_one(work: Work, ring: Ring, drawer: Drawer, place: Any, wrapped: bytes) -> int:
    purpose = _purpose(drawer, place)
    anew = ring.keys.wrap(ring.keys.unwrap(wrapped, purpose), purpose)
    mine: ColumnElement[bool] = (drawer.place == place) & (drawer.table.wrapped == wrapped)
    return int(work.session.execute(update(drawer.table).where(mine).values(wrapped=anew)).rowcount)  # type: ignore[attr-defined]


def _pages(office: Office, drawer: Drawer) -> Iterator[list[tuple[Any, bytes]]]:
    told = select(drawer.place, drawer.table.wrapped).where(drawer.table.wrapped.is_not(None)).order_by(drawer.place)
    after: ColumnElement[bool] | None = None
    while True:
        with office.reading() as work:
            rows = work.session.execute((told if after is None else told.where(after)).limit(AT_ONCE)).all()
        if not rows:
            return
        yield [(place, wrapped) for place, wrapped in rows]
        after = drawer.place > rows[-1][0]


def _purpose(drawer: Drawer, place: Any) -> str:
    return wrapping(drawer.bound_to(place))
