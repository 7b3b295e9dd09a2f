"""The part of a terminal that prints documents, with a real store and a real driver: also as a process that can be killed.

``python -m tests.kiosk.printing_terminal STATE_DIR SETTINGS_JSON`` prints one document and waits to be killed.
"""

import sys
from pathlib import Path
from queue import Queue
from threading import Event
from typing import Any
from uuid import uuid4

from domain.clock import SystemClock
from drivers.document_printer.contract import DocumentPrinter
from drivers.document_printer.hardware import DocumentPrinterSettings, open_document_printer
from drivers.supervisor import Rhythm, SupervisedDevice
from kiosk.audit.events import parse_events
from kiosk.document_prints import DocumentPrints
from kiosk.exit_sensor import ExitSensor
from kiosk.store.print_ledger import DocumentEntry
from kiosk.store.room import StoreRoom
from kiosk.worker import Worker
from tests.drivers.document_printer.conftest import DOCUMENT
from tests.paths import CONFIG

QUICK = Rhythm(report_every_s=0.05, first_retry_s=0.02, longest_retry_s=0.1)
LIMIT_S = 20.0


class PrintingTerminal:
    """Store, printer and what stands between them, wired as in the cabinet."""

    def __init__(self, state_dir: Path, settings: DocumentPrinterSettings) -> None:
        clock = SystemClock()
        events = parse_events((CONFIG / "events.toml").read_text("utf-8"))
        self.store = StoreRoom(state_dir, clock, events, lambda: None)
        self.worker = Worker("store")
        self.printer = SupervisedDevice[DocumentPrinter](
            "document_printer", lambda: open_document_printer(settings, clock), clock, QUICK
        )
        self.prints = DocumentPrints(self.printer, self.store, self.worker, ExitSensor(None, clock))

    def start(self) -> None:
        """Open the store; ask for what was left as soon as the printer speaks, as the cabinet does."""
        self.worker.start()
        self.ask_store(self.store.open)
        self.printer.start()
        self.printer.observe(lambda _: self.prints.settle_left())

    def stop(self) -> None:
        """End in order."""
        assert self.printer.stop(LIMIT_S)
        assert self.worker.stop(LIMIT_S)
        self.store.close()

    def ask_store(self, call: Any) -> Any:
        """Return what a call of the store answers."""
        answers: Queue[Any] = Queue()
        self.worker.submit(call, answers.put)
        return answers.get(timeout=LIMIT_S)

    def open_documents(self) -> list[DocumentEntry]:
        """What the ledger still has open."""
        found: list[DocumentEntry] = self.ask_store(self.store.open_documents)
        return found


def main() -> None:
    """Print one document and wait to be killed."""
    terminal = PrintingTerminal(Path(sys.argv[1]), DocumentPrinterSettings.model_validate_json(sys.argv[2]))
    terminal.start()
    terminal.prints.print(uuid4(), DOCUMENT, lambda _: None)
    Event().wait()


if __name__ == "__main__":
    main()
