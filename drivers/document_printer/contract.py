"""What the terminal may ask of a document printer 文档打印机 (A4), and what a document is."""

import re
from dataclasses import dataclass, field
from threading import Event
from typing import Protocol

from drivers.device import Device
from drivers.printing import PrintResult

JOB_NAME = re.compile(r"[a-z][a-z_]{0,39}")  # no digit and no Chinese character: nothing personal fits in


@dataclass(frozen=True)
class PrintableDocument:
    """A document for A4 paper. `job_name` says what it is (``penalty_decision``), never whose; printers show and keep it.

    Raises :class:`ValueError` for a job name with anything but small letters and ``_``, for no sheets, and for no PDF.
    """

    pdf: bytes = field(repr=False)
    sheets: int  # one-sided pages of the PDF
    job_name: str

    def __post_init__(self) -> None:
        if not JOB_NAME.fullmatch(self.job_name):
            raise ValueError("a job name has small letters and _ only")
        if self.sheets < 1 or not self.pdf.startswith(b"%PDF-"):
            raise ValueError("a document is a PDF of at least one sheet")


class DocumentPrinter(Device, Protocol):
    """A printer for A4. All calls block."""

    def print_document(self, document: PrintableDocument, job: str, cancelled: Event) -> PrintResult:
        """Print once, one-sided, under the name `job`, which no other job ever had; return what came out.

        Never raises for a fault of the printer: the fault is in the result. When `cancelled` is set, or the printer stands
        still for longer than its settings allow, the job is cancelled on the device and its end is awaited, so that no sheet
        falls into the next visit. `NOT_DELIVERED` is said only when it is certain that the document is not complete;
        `sheets_out` then says how many of its sheets came out all the same.
        """
        ...

    def settle(self, job: str, sheets: int) -> PrintResult:
        """Find out by its name what became of a job that somebody began and could not wait for; ends it when it still runs.

        Raises :class:`drivers.device.DeviceFailure` when the printer does not answer: then it may be asked again later.
        """
        ...
