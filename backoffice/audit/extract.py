"""Extracts of the audit log, as file and on paper: each says who took it, when, and under which entry."""

import csv
import io
from dataclasses import dataclass
from datetime import datetime

from backoffice.audit import services as audit
from backoffice.audit.models import AuditEntry
from backoffice.audit.reading import LONGEST_EXTRACT, AuditFilter, list_entries
from backoffice.cells import BYTE_ORDER_MARK, cell
from backoffice.office import Work
from backoffice.staff.models import Role

COLUMNS = ("id", "at", "actor", "action", "subject", "codes", "chain_position", "seal")
SHEET = 34  # lines on one sheet of A4, landscape


@dataclass(frozen=True)
class Extract:
    """What was taken out."""

    entries: tuple[AuditEntry, ...]  # oldest first
    entry_id: int  # of the taking itself
    taker: str  # display name
    taken_at: datetime
    complete: bool

    @property
    def sheets(self) -> tuple[tuple[AuditEntry, ...], ...]:
        """Return the entries sheet by sheet; an empty extract has one empty sheet."""
        return tuple(self.entries[at : at + SHEET] for at in range(0, max(len(self.entries), 1), SHEET))


def take(work: Work, wanted: AuditFilter) -> Extract:
    """Take the filtered entries out; audited, and the entry's number stands on every sheet. Raises Refused(role_missing)."""
    staff = work.actor.require(Role.AUDITOR, Role.SUPERVISOR)
    found = list_entries(work, wanted, LONGEST_EXTRACT + 1)
    entries = tuple(reversed(found[:LONGEST_EXTRACT]))
    number = audit.record(work, "audit.extracted", wanted.subject or wanted.actor or None, (str(len(entries)),))
    return Extract(entries, number, staff.display_name, work.now, complete=len(found) <= LONGEST_EXTRACT)


def as_csv(taken: Extract) -> str:
    """Return the extract for a spreadsheet, with its foot as the last row."""
    out = io.StringIO()
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for entry in taken.entries:
        told = (entry.id, entry.at.isoformat(), entry.actor, entry.action, entry.subject, " ".join(entry.codes))
        writer.writerow([cell(value) for value in (*told, entry.chain_position, entry.seal)])
    rest = "" if taken.complete else f"first {LONGEST_EXTRACT} only"
    writer.writerow(
        [cell(value) for value in (taken.entry_id, taken.taken_at.isoformat(), taken.taker, "audit.extracted", rest)]
    )
    return out.getvalue()
