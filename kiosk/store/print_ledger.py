"""The print ledger 打印台账: a row before a slip is handed to the printer, its outcome afterwards. Nothing is printed twice."""

from uuid import UUID

from sqlalchemy import Connection, Engine, text

from backend_client.database import writing
from domain.clock import Clock
from domain.failures import FailureCode
from drivers.receipt_printer.contract import PrintOutcome, PrintResult
from kiosk.audit.log import AuditLog


class PrintLedger:
    """One slip per application. One thread at a time."""

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
                    " ON CONFLICT (application_key) DO NOTHING RETURNING id"
                ),
                {"key": str(key), "now": self._clock.now().isoformat()},
            ).scalar_one_or_none()
            if entry is not None:
                self._note(connection, "print_submitted", entry=int(entry))
        return int(entry) if entry is not None else None

    def settle(self, entry: int, result: PrintResult) -> None:
        """Write what became of a slip; raises :class:`domain.failures.KnownFailure` (``store_failed``)."""
        details: dict[str, str | int] = {"entry": entry, "outcome": result.outcome.value}
        if result.failure:
            details["failure"] = result.failure.value
        with writing(self._engine) as connection:
            self._write(connection, entry, result)
            self._note(connection, "print_settled", **details)

    def recover(self) -> int:
        """At boot: whoever died between submit and outcome cannot know; return how many are unknown now."""
        with writing(self._engine) as connection:
            entries = connection.execute(text("SELECT id FROM print_ledger WHERE outcome IS NULL ORDER BY id")).scalars().all()
            for entry in entries:
                self._write(connection, entry, PrintResult(PrintOutcome.UNKNOWN, FailureCode.RECEIPT_RESULT_UNKNOWN))
                self._note(connection, "print_forgotten", entry=entry)
        return len(entries)

    def _write(self, connection: Connection, entry: int, result: PrintResult) -> None:
        connection.execute(
            text("UPDATE print_ledger SET outcome = :outcome, failure = :failure, settled_at = :now WHERE id = :id"),
            {
                "outcome": result.outcome.value,
                "failure": result.failure.value if result.failure else None,
                "now": self._clock.now().isoformat(),
                "id": entry,
            },
        )

    def _note(self, connection: Connection, event: str, **details: str | int) -> None:
        self._audit.append(connection, self._clock.now(), event, details)
