"""What is said between the terminal and an IPP printer (RFC 8011), in words of our own: how it is, and what a job is doing."""

import logging
import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from domain.failures import FailureCode
from drivers.device import DeviceFailure
from drivers.document_printer import wire
from drivers.document_printer.wire import Answer, Asked, Attributes, MalformedAnswer, Operation, Value
from drivers.transport.ipp_line import IppLine

log = logging.getLogger(__name__)

USER = "kiosk"
OUR_JOB = re.compile(r"[a-z][a-z_]{0,39}-[0-9a-f]{12}")
PAPER_LOW, TONER_LOW = "paper_low", "toner_low"
_STOPPED = 5  # printer-state
_SUCCESS = range(0x0100)
_NO_SUCH_JOB = {0x0404, 0x0406, 0x0407}  # not possible, not found, gone
_BUSY = 0x0507
_ENDING = "processing-to-stop-point"  # told to end, and not yet at its end
_LOST_HISTORY = "cups-ipp-missing-job-history"  # CUPS says "completed" of a job that the printer forgot
_PRINTER_KEYS = (
    "printer-state",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
    "printer-up-time",
    "queued-job-count",
    "printer-input-tray",
    "printer-make-and-model",
)
_JOB_KEYS = ("job-id", "job-name", "job-state", "job-state-reasons", "job-impressions-completed", "job-media-sheets-completed")
# A printer says media-empty-error, -warning or -report of the same empty tray, according to what it does just then.
_BLOCKING = {
    "media-jam": FailureCode.DOCUMENT_PAPER_JAM,
    "cover-open": FailureCode.DOCUMENT_COVER_OPEN,
    "door-open": FailureCode.DOCUMENT_COVER_OPEN,
    "interlock-open": FailureCode.DOCUMENT_COVER_OPEN,
    "input-tray-missing": FailureCode.DOCUMENT_COVER_OPEN,
    "media-empty": FailureCode.DOCUMENT_PAPER_OUT,
    "media-needed": FailureCode.DOCUMENT_PAPER_OUT,
    "toner-empty": FailureCode.DOCUMENT_TONER_OUT,
    "marker-supply-empty": FailureCode.DOCUMENT_TONER_OUT,
    "marker-waste-full": FailureCode.DOCUMENT_TONER_OUT,
    "output-area-full": FailureCode.DOCUMENT_OUTPUT_FULL,
    "output-tray-missing": FailureCode.DOCUMENT_OUTPUT_FULL,
    "paused": FailureCode.DOCUMENT_PRINTER_FAULT,
    "shutdown": FailureCode.DOCUMENT_PRINTER_FAULT,
    "spool-area-full": FailureCode.DOCUMENT_PRINTER_FAULT,
}
_WARNING = {
    "media-low": PAPER_LOW,
    "toner-low": TONER_LOW,
    "marker-supply-low": TONER_LOW,
    "marker-waste-almost-full": TONER_LOW,
}


@dataclass(frozen=True)
class PrinterState:
    """How the printer is."""

    failure: FailureCode | None
    warnings: tuple[str, ...]
    up_time: int  # seconds since it was switched on
    queued: int  # jobs that it has not finished
    sheets_left: int | None  # in all its trays; None: it does not know
    model: str


class JobPhase(IntEnum):
    """RFC 8011 §5.3.7."""

    PENDING = 3
    HELD = 4
    PROCESSING = 5
    STOPPED = 6
    CANCELLED = 7
    ABORTED = 8
    COMPLETED = 9


@dataclass(frozen=True)
class JobState:
    """What a job is doing."""

    number: int
    name: str
    phase: JobPhase
    sheets: int | None  # that came out; None: it does not count
    forgotten: bool  # the phase is a guess of something between us and the printer
    ending: bool = False  # it is to end and still works: sheets may come out

    @property
    def is_over(self) -> bool:
        """Tell whether the printer will do nothing more for it."""
        return self.phase >= JobPhase.CANCELLED and not self.ending


class Refused(Exception):
    """The printer understood and will not do it."""

    def __init__(self, code: FailureCode) -> None:
        super().__init__(code.value)
        self.code = code


class Talk(Protocol):
    """What the driver says, whoever stands between it and the paper. Calls raise :class:`DeviceFailure` as the line does."""

    def close(self) -> None:
        """Give the lines back."""
        ...

    def look(self) -> PrinterState:
        """Ask how everything is that a new job needs."""
        ...

    def look_at_printer(self) -> PrinterState:
        """Ask how the printer itself is, which may have a job already."""
        ...

    def submit(self, pdf: bytes, job: str, media: str) -> int:
        """Hand over a document and return the number of its job; raises :class:`Refused`."""
        ...

    def find(self, name: str, number: int | None) -> JobState | None:
        """Return what the job of this name is doing, by its number when that is known; None when nobody has it (any more)."""
        ...

    def cancel(self, name: str, number: int) -> None:
        """Ask for the end of a job; that it is over is seen only by looking."""
        ...

    def end_leftovers(self) -> bool:
        """Cancel jobs of ours that nobody waits for; tell whether there were any."""
        ...


class Conversation:
    """Everything that we say to one printer: a :class:`Talk`."""

    def __init__(self, line: IppLine, limit_s: float, submit_limit_s: float) -> None:
        self._line = line
        self._limit_s = limit_s
        self._submit_limit_s = submit_limit_s

    def close(self) -> None:
        """Give the line back."""
        self._line.close()

    def look(self) -> PrinterState:
        """Ask how the printer is."""
        answer = self.ask(Operation.GET_PRINTER_ATTRIBUTES, (wire.wanted(*_PRINTER_KEYS),))
        if answer.status not in _SUCCESS:
            raise DeviceFailure(FailureCode.DEVICE_SILENT)
        return read_printer(answer.printer)

    look_at_printer = look

    def submit(self, pdf: bytes, job: str, media: str) -> int:
        """Hand over a document and return the number of its job; raises :class:`Refused`."""
        asked = (
            wire.name("requesting-user-name", USER),
            wire.name("job-name", job),
            wire.mime("document-format", "application/pdf"),
        )
        request = wire.request(Operation.PRINT_JOB, self._line.uri, asked, self.wishes(media), pdf)
        answer = _parse(self._line.ask(request, self._submit_limit_s))
        if answer.status not in _SUCCESS:
            raise Refused(FailureCode.DEVICE_BUSY if answer.status == _BUSY else FailureCode.DOCUMENT_PRINTER_FAULT)
        job_state = next(iter(jobs_of(answer)), None)
        number = job_state.number if job_state else _number(answer.jobs, "job-id")
        if number is None:
            raise DeviceFailure(FailureCode.DEVICE_SILENT)  # it has the job and does not say which it is
        return number

    def wishes(self, media: str) -> Asked:
        """Return how a document is to be printed."""
        return wire.integer("copies", 1), wire.keyword("media", media), wire.keyword("sides", "one-sided")

    def find(self, name: str, number: int | None) -> JobState | None:
        """See :class:`Talk`; the printer forgets jobs when it is switched off."""
        if number is None:
            return next(iter(self.all_named(name)), None)
        asked = (wire.integer("job-id", number), wire.name("requesting-user-name", USER), wire.wanted(*_JOB_KEYS))
        answer = self.ask(Operation.GET_JOB_ATTRIBUTES, asked)
        return next((job for job in jobs_of(answer) if job.name == name), None)  # numbers begin anew after a power cut

    def all_named(self, name: str) -> tuple[JobState, ...]:
        """Return the jobs of this name, whether they are over or not, the oldest first."""
        found = {job.number: job for which in ("not-completed", "completed") for job in self._jobs(which) if job.name == name}
        return tuple(found[number] for number in sorted(found))

    def cancel(self, name: str, number: int) -> None:  # noqa: ARG002 - a printer is asked by number
        """See :class:`Talk`."""
        self.ask(Operation.CANCEL_JOB, (wire.integer("job-id", number), wire.name("requesting-user-name", USER)))

    def end_leftovers(self) -> bool:
        """See :class:`Talk`."""
        left = [job for job in self._jobs("not-completed") if OUR_JOB.fullmatch(job.name) and not job.is_over]
        for job in left:
            log.warning("document printer: a job that nobody waits for is cancelled")
            self.cancel(job.name, job.number)
        return bool(left)

    def _jobs(self, which: str) -> tuple[JobState, ...]:
        asked = (wire.name("requesting-user-name", USER), wire.keyword("which-jobs", which), wire.wanted(*_JOB_KEYS))
        return jobs_of(self.ask(Operation.GET_JOBS, asked))

    def ask(self, operation: Operation, asked: Asked) -> Answer:
        """Ask one thing; raises `DEVICE_SILENT` for what is no answer, or one that we cannot use."""
        answer = _parse(self._line.ask(wire.request(operation, self._line.uri, asked), self._limit_s))
        if answer.status not in _SUCCESS and answer.status not in _NO_SUCH_JOB:
            raise DeviceFailure(FailureCode.DEVICE_SILENT)
        return answer


def _parse(data: bytes) -> Answer:
    try:
        return wire.parse(data)
    except MalformedAnswer as cause:
        raise DeviceFailure(FailureCode.DEVICE_SILENT) from cause


def read_printer(told: Attributes) -> PrinterState:
    """Put a printer's attributes into our words."""
    reasons = tuple(str(reason) for reason in told.get("printer-state-reasons", ()))
    failure = _first(reasons, _BLOCKING)
    if failure is None and (_int(told, "printer-state") == _STOPPED or _int(told, "printer-is-accepting-jobs") == 0):
        failure = FailureCode.DOCUMENT_PRINTER_FAULT
    warnings = (word for start, word in _WARNING.items() if any(reason.startswith(start) for reason in reasons))
    return PrinterState(
        failure=failure,
        warnings=tuple(dict.fromkeys(warnings)),
        up_time=_int(told, "printer-up-time") or 0,
        queued=_int(told, "queued-job-count") or 0,
        sheets_left=_sheets_left(told.get("printer-input-tray", ())),
        model=str(next(iter(told.get("printer-make-and-model", ())), "")),
    )


def jobs_of(answer: Answer) -> tuple[JobState, ...]:
    """Put the jobs of an answer into our words; what lacks number or state is no job."""
    return tuple(job for told in answer.jobs if (job := _read_job(told)) is not None)


def _read_job(told: Attributes) -> JobState | None:
    number, phase = _int(told, "job-id"), _int(told, "job-state")
    if number is None or phase not in set(JobPhase):
        return None
    sheets = _int(told, "job-media-sheets-completed")
    return JobState(
        number=number,
        name=str(next(iter(told.get("job-name", ())), "")),
        phase=JobPhase(phase),
        sheets=_int(told, "job-impressions-completed") if sheets is None else sheets,
        forgotten=_LOST_HISTORY in told.get("job-state-reasons", ()),
        ending=_ENDING in told.get("job-state-reasons", ()),
    )


def _first(reasons: tuple[str, ...], meanings: dict[str, FailureCode]) -> FailureCode | None:
    return next((code for start, code in meanings.items() if any(reason.startswith(start) for reason in reasons)), None)


def _sheets_left(trays: tuple[Value, ...]) -> int | None:
    """Add up what the trays hold (PWG 5100.13 printer-input-tray); None as soon as an automatic one does not know."""
    levels = []
    for tray in trays:
        told = dict(part.split("=", 1) for part in str(tray).split(";") if "=" in part)
        if told.get("type", "").startswith("sheetFeedAuto") and told.get("name") != "auto":
            levels.append(int(told["level"]) if told.get("level", "").isdecimal() else None)
    known = [level for level in levels if level is not None]
    return sum(known) if levels and len(known) == len(levels) else None


def _number(jobs: tuple[Attributes, ...], key: str) -> int | None:
    return next((number for told in jobs if (number := _int(told, key)) is not None), None)


def _int(told: Attributes, key: str) -> int | None:
    value = next(iter(told.get(key, ())), None)
    return value if isinstance(value, int) else None
