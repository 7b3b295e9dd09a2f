"""The store room: opens the database, notices when it fails, and comes back by itself when the fault is gone."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Engine, text

from backend_client import contact, kept_changes, outbox
from backend_client.database import PragmaRefused, database_path, open_database, reading, writing
from backend_client.identity import Identity
from domain.clock import Clock
from domain.failures import FailureCode, KnownFailure
from domain.wire.v1 import ApplicationBody, ApplicationReceipt, PaidFee
from domain.wire.v1_recovery import Change
from drivers.device import SelfTestResult
from drivers.document_printer.contract import PrintableDocument
from drivers.printing import PrintResult
from kiosk.audit.events import Detail, EventType
from kiosk.audit.log import AuditLog
from kiosk.flow.visit import Confirmed, Saved
from kiosk.store.applications import ApplicationStore, find_number
from kiosk.store.health import HealthHistory, Outage, read_outages
from kiosk.store.migrations import NewerDatabase, migrate
from kiosk.store.print_ledger import DocumentEntry, PrintLedger
from kiosk.store.upkeep import Consumable, KeptTest, Level, levels, refill, self_tests

log = logging.getLogger(__name__)

R = TypeVar("R")


class StoreRoom:
    """Everything the terminal keeps. All calls block and raise :class:`KnownFailure` (``store_failed``) when it cannot be used.

    Used by one worker thread; `is_sound` may be read by any.
    """

    def __init__(
        self,
        state_dir: Path,
        clock: Clock,
        events: Mapping[str, EventType],
        identity: Callable[[], Identity | None],
    ) -> None:
        self._path = database_path(state_dir)
        self._clock = clock
        self._audit = AuditLog(events)
        self._identity = identity
        self._engine: Engine | None = None
        self.is_sound = False

    def open(self, settle: bool = True) -> None:
        """Open, migrate and (the terminal itself) settle what the last run left; may be called again after a failure."""
        try:
            engine = open_database(self._path)
            migrate(engine, self._path)
        except (KnownFailure, PragmaRefused, NewerDatabase, OSError) as error:
            log.error("store cannot be opened: %s", type(error).__name__)  # noqa: TRY400 - a message of SQLite may quote content
            raise KnownFailure(FailureCode.STORE_FAILED) from error
        self._engine = engine
        if settle:
            self._applications(engine).recover()
            self._ledger(engine).recover()
            HealthHistory(engine).recover()
        self.is_sound = True

    def close(self) -> None:
        """Give the file back."""
        if self._engine is not None:
            self._engine.dispose()
        self._engine, self.is_sound = None, False

    def prove(self) -> None:
        """Find out whether it can be written (again)."""
        if self._engine is None:
            self.open()
            return
        self._sound(_write_probe)

    def lodge(self, key: UUID, body: ApplicationBody, pictures: Sequence[bytes] = ()) -> Saved:
        """See :meth:`kiosk.store.applications.ApplicationStore.lodge`."""
        return self._sound(lambda engine: self._applications(engine).lodge(key, body, pictures))

    def confirm(self, key: UUID, body: ApplicationBody, pictures: Sequence[bytes] = ()) -> Confirmed:
        """See :meth:`kiosk.store.applications.ApplicationStore.confirm`."""
        return self._sound(lambda engine: self._applications(engine).confirm(key, body, pictures))

    def settle(self, key: UUID, paid: PaidFee) -> Saved:
        """See :meth:`kiosk.store.applications.ApplicationStore.settle`."""
        return self._sound(lambda engine: self._applications(engine).settle(key, paid))

    def abandon(self, key: UUID) -> None:
        """See :meth:`kiosk.store.applications.ApplicationStore.abandon`."""
        self._sound(lambda engine: self._applications(engine).abandon(key))

    def keep_change(self, message: Change) -> None:
        """Keep, sealed, what the office has just done for a citizen, in case it comes out of a backup."""
        self._sound(lambda engine: self._keep_change(engine, message))

    def hurry_home(self) -> int:
        """Have everything that waits for a later try sent now; return how many matters are not settled or not sent yet."""
        return self._sound(self._hurry_home)

    def unsettled(self) -> list[Confirmed]:
        """See :meth:`kiosk.store.applications.ApplicationStore.unsettled`."""
        return self._read(lambda engine: self._applications(engine).unsettled())

    def find_receipt(self, key: UUID) -> ApplicationReceipt | None:
        """Return the office's receipt for the application `key` when the courier has brought it back."""
        return self._read(lambda engine: _find_receipt(engine, key))

    def begin_print(self, key: UUID) -> int | None:
        """See :meth:`kiosk.store.print_ledger.PrintLedger.begin`."""
        return self._sound(lambda engine: self._ledger(engine).begin(key))

    def begin_document(self, key: UUID, document: PrintableDocument) -> DocumentEntry | PrintResult:
        """See :meth:`kiosk.store.print_ledger.PrintLedger.begin_document`."""
        return self._sound(lambda engine: self._ledger(engine).begin_document(key, document))

    def open_documents(self) -> list[DocumentEntry]:
        """See :meth:`kiosk.store.print_ledger.PrintLedger.open_documents`."""
        return self._read(lambda engine: self._ledger(engine).open_documents())

    def settle_print(self, entry: int, result: PrintResult) -> None:
        """See :meth:`kiosk.store.print_ledger.PrintLedger.settle`."""
        self._sound(lambda engine: self._ledger(engine).settle(entry, result))

    def note(self, event: str, details: Mapping[str, Detail]) -> None:
        """Append one audit event."""
        self._sound(lambda engine: self._append(engine, event, details))

    def keep_self_test(self, device: str, result: SelfTestResult) -> None:
        """Keep the outcome of a device's self-test."""
        self._sound(lambda engine: self._keep_self_test(engine, device, result))

    def begin_outage(self, outage: Outage) -> None:
        """See :meth:`kiosk.store.health.HealthHistory.begin`."""
        self._sound(lambda engine: HealthHistory(engine).begin(outage))

    def end_outage(self, device: str, ended_at: datetime, lasted_s: float) -> None:
        """See :meth:`kiosk.store.health.HealthHistory.end`."""
        self._sound(lambda engine: HealthHistory(engine).end(device, ended_at, lasted_s))

    def outages(self, device: str | None = None) -> list[Outage]:
        """Return when devices were down, newest first; see :func:`kiosk.store.health.outages`."""
        return self._read(lambda engine: read_outages(engine, device))

    def self_tests(self, limit: int) -> list[KeptTest]:
        """See :func:`kiosk.store.upkeep.self_tests`."""
        return self._read(lambda engine: _kept_tests(engine, limit))

    def levels(self) -> list[Level]:
        """See :func:`kiosk.store.upkeep.levels`."""
        return self._read(_levels)

    def waiting(self) -> int:
        """Return how many applications wait for the office."""
        return self._read(self._count_waiting)

    def refill(self, consumable: Consumable) -> None:
        """Count what is used of a consumable from now on."""
        self._sound(lambda engine: self._refill(engine, consumable))

    def find_contact(self) -> contact.Contact | None:
        """Return how the courier's last exchange with the office was."""
        return self._read(_find_contact)

    def _applications(self, engine: Engine) -> ApplicationStore:
        return ApplicationStore(engine, self._clock, self._audit, self._identity)

    def _ledger(self, engine: Engine) -> PrintLedger:
        return PrintLedger(engine, self._clock, self._audit)

    def _hurry_home(self, engine: Engine) -> int:
        now = self._clock.now()
        with writing(engine) as connection:
            outbox.hurry(connection, tuple(FailureCode), now, 0.0)
            counts = outbox.counts(connection, now)
        return counts.depth - counts.dead + len(self._applications(engine).unsettled())

    def _keep_change(self, engine: Engine, message: Change) -> None:
        identity = self._identity()
        if identity is None:
            raise KnownFailure(FailureCode.TERMINAL_NOT_ENROLLED)
        with writing(engine) as connection:
            kept_changes.keep(connection, message, identity, self._clock.now())

    def _append(self, engine: Engine, event: str, details: Mapping[str, Detail]) -> None:
        with writing(engine) as connection:
            self._audit.append(connection, self._clock.now(), event, details)

    def _keep_self_test(self, engine: Engine, device: str, result: SelfTestResult) -> None:
        failure = result.failure.value if result.failure else None
        details: dict[str, Detail] = {"device": device, "passed": result.passed}
        now = self._clock.now()
        with writing(engine) as connection:
            connection.execute(
                text("INSERT INTO self_tests (at, device, passed, failure) VALUES (:at, :device, :passed, :failure)"),
                {"at": now.isoformat(), "device": device, "passed": int(result.passed), "failure": failure},
            )
            self._audit.append(connection, now, "self_test", details | ({"failure": failure} if failure else {}))

    def _count_waiting(self, engine: Engine) -> int:
        with reading(engine) as connection:
            return outbox.counts(connection, self._clock.now()).depth

    def _refill(self, engine: Engine, consumable: Consumable) -> None:
        now = self._clock.now()
        with writing(engine) as connection:
            refill(connection, consumable, now)
            self._audit.append(connection, now, "consumable_refilled", {"consumable": consumable.value})

    def _sound(self, call: Callable[[Engine], R]) -> R:
        """Do a call that writes; its failure means the store is not sound until it is proved again."""
        if self._engine is None:
            raise KnownFailure(FailureCode.STORE_FAILED)
        try:
            result = call(self._engine)
        except KnownFailure as failure:
            self.is_sound = self.is_sound and failure.code is not FailureCode.STORE_FAILED
            raise
        self.is_sound = True
        return result

    def _read(self, call: Callable[[Engine], R]) -> R:
        if self._engine is None:
            raise KnownFailure(FailureCode.STORE_FAILED)
        return call(self._engine)


def _write_probe(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(
            text(
                "INSERT INTO counters (name, day, value) VALUES ('probe', '', 1)"
                " ON CONFLICT (name, day) DO UPDATE SET value = (value + 1) % 1000"
            )
        )


def _find_receipt(engine: Engine, key: UUID) -> ApplicationReceipt | None:
    with reading(engine) as connection:
        number = find_number(connection, key)
        entry = outbox.find(connection, number) if number else None
    if entry is None or not entry.delivered or entry.received_at is None or entry.status is None:
        return None
    return ApplicationReceipt(
        number=entry.number, status=entry.status, received_at=entry.received_at, due_date=entry.due_date, replayed=False
    )


def _kept_tests(engine: Engine, limit: int) -> list[KeptTest]:
    with reading(engine) as connection:
        return self_tests(connection, limit)


def _levels(engine: Engine) -> list[Level]:
    with reading(engine) as connection:
        return levels(connection)


def _find_contact(engine: Engine) -> contact.Contact | None:
    with reading(engine) as connection:
        return contact.find(connection)
