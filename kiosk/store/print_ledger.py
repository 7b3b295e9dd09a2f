"""The print ledger 打印台账: a row before paper is asked of a printer, its outcome afterwards. Nothing is printed twice.

A slip is known by its application. A document on A4 is known by its application and the hash of its PDF; its job on the printer
has a name of its own, by which it is found again after a crash. When it is certain that it was not complete, and only then, it
may be tried once more: with another row and another name.
"""

import hashlib
from dataclasses import dataclass
from secrets import token_hex
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, text

from backend_client.database import reading, writing
from domain.clock import Clock
from domain.failures import FailureCode
from drivers.document_printer.contract import PrintableDocument
from drivers.printing import PrintOutcome, PrintResult
from kiosk.audit.log import AuditLog

JOB_HEX_BYTES = 6  # of chance in the name of a job


@dataclass(frozen=True)
class DocumentEntry:
    """A document that was entered: its row, the name of its job, how many sheets it has."""

    row: int
    job: str
    sheets: int


class PrintLedger:
    """What was printed. One thread at a time."""

    def __init__(self, engine: Engine, clock: Clock, audit: AuditLog) -> None:
        self._engine = engine
        self._clock = clock
        self._audit = audit

    def begin(self, key: UUID) -> int | None:
        """Enter the slip of the application `key` and return its row; None when it was handed to the printer before.

        Raises :class:`domain.failures.KnownFailure` (``store_failed``): then nothing may be printed.
        """
        with writing(self._engine) as connection:
            entry = connection.execute(
                text(
                    "INSERT INTO print_ledger (application_key, submitted_at) VALUES (:key, :now)"
                    " ON CONFLICT (application_key, document, attempt) DO NOTHING RETURNING id"
                ),
                {"key": str(key), "now": self._clock.now().isoformat()},
            ).scalar_one_or_none()
            if entry is not None:
                self._note(connection, "print_submitted", entry=int(entry))
        return int(entry) if entry is not None else None

    def begin_document(self, key: UUID, document: PrintableDocument) -> DocumentEntry | PrintResult:
        """Enter a document and return its entry; what became of it instead, when it must not be printed (again).

        Raises :class:`domain.failures.KnownFailure` (``store_failed``): then nothing may be printed.
        """
        sha256 = hashlib.sha256(document.pdf).hexdigest()
        with writing(self._engine) as connection:
            last = _last_attempt(connection, key, sha256)
            if last is not None and last["outcome"] != PrintOutcome.NOT_DELIVERED.value:
                return _result_of(last)
            attempt = last["attempt"] + 1 if last else 1
            entry = self._enter(connection, key, document, sha256, attempt)
            self._note(connection, "print_submitted", entry=entry.row)
        return entry

    def open_documents(self) -> list[DocumentEntry]:
        """Return the documents of which nobody has said what became of them."""
        with reading(self._engine) as connection:
            rows = connection.execute(
                text("SELECT id, job, sheets FROM print_ledger WHERE outcome IS NULL AND job IS NOT NULL ORDER BY id")
            )
            return [DocumentEntry(*row) for row in rows]

    def settle(self, entry: int, result: PrintResult) -> None:
        """Write what became of a slip; raises :class:`domain.failures.KnownFailure` (``store_failed``)."""
        details: dict[str, str | int] = {"entry": entry, "outcome": result.outcome.value}
        if result.failure:
            details["failure"] = result.failure.value
        with writing(self._engine) as connection:
            self._write(connection, entry, result)
            self._note(connection, "print_settled", **details)

    def recover(self) -> int:
        """At boot: a slip whose process died between submit and outcome is unknown; return how many are now.

        A document stays open: its printer can be asked.
        """
        with writing(self._engine) as connection:
            unsettled = "SELECT id FROM print_ledger WHERE outcome IS NULL AND job IS NULL ORDER BY id"
            entries = connection.execute(text(unsettled)).scalars().all()
            for entry in entries:
                self._write(connection, entry, PrintResult(PrintOutcome.UNKNOWN, FailureCode.RECEIPT_RESULT_UNKNOWN))
                self._note(connection, "print_forgotten", entry=entry)
        return len(entries)

    def _enter(
        self, connection: Connection, key: UUID, document: PrintableDocument, sha256: str, attempt: int
    ) -> DocumentEntry:
        job = f"{document.job_name}-{token_hex(JOB_HEX_BYTES)}"
        row = connection.execute(
            text(
                "INSERT INTO print_ledger (application_key, document, attempt, job, sheets, submitted_at)"
                " VALUES (:key, :document, :attempt, :job, :sheets, :now) RETURNING id"
            ),
            {
                "key": str(key),
                "document": sha256,
                "attempt": attempt,
                "job": job,
                "sheets": document.sheets,
                "now": self._clock.now().isoformat(),
            },
        ).scalar_one()
        return DocumentEntry(int(row), job, document.sheets)

    def _write(self, connection: Connection, entry: int, result: PrintResult) -> None:
        connection.execute(
            text(
                "UPDATE print_ledger SET outcome = :outcome, failure = :failure, sheets_out = :out, settled_at = :now"
                " WHERE id = :id"
            ),
            {
                "outcome": result.outcome.value,
                "failure": result.failure.value if result.failure else None,
                "out": result.sheets_out,
                "now": self._clock.now().isoformat(),
                "id": entry,
            },
        )

    def _note(self, connection: Connection, event: str, **details: str | int) -> None:
        self._audit.append(connection, self._clock.now(), event, details)


def _last_attempt(connection: Connection, key: UUID, sha256: str) -> dict[str, Any] | None:
    row = connection.execute(
        text(
            "SELECT attempt, outcome, failure, sheets, sheets_out FROM print_ledger"
            " WHERE application_key = :key AND document = :document ORDER BY attempt DESC LIMIT 1"
        ),
        {"key": str(key), "document": sha256},
    ).one_or_none()
    return dict(row._mapping) if row else None  # noqa: SLF001 - SQLAlchemy's documented way to a mapping


def _result_of(row: dict[str, Any]) -> PrintResult:
    """Return what the ledger knows; a document that is still on its way is unknown to whoever asks a second time."""
    if row["outcome"] is None:
        return PrintResult(PrintOutcome.UNKNOWN, FailureCode.DOCUMENT_RESULT_UNKNOWN, None, row["sheets"])
    failure = FailureCode(row["failure"]) if row["failure"] else None
    return PrintResult(PrintOutcome(row["outcome"]), failure, row["sheets_out"], row["sheets"])
