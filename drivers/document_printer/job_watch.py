"""One job on its way through a printer, followed until the printer will do nothing more, or until nobody can know."""

import logging
from threading import Event

from domain.clock import Clock
from domain.failures import FailureCode
from drivers.device import DeviceFailure
from drivers.document_printer.conversation import JobPhase, JobState, Talk
from drivers.document_printer.settings import DocumentPrinterSettings
from drivers.printing import PrintOutcome

log = logging.getLogger(__name__)

Verdict = tuple[PrintOutcome, FailureCode | None, int | None]

_END_OF_OTHERS = {  # not ended by this watch: by an earlier run or at the panel; by the printer itself
    JobPhase.CANCELLED: FailureCode.DEVICE_JOB_CANCELLED,
    JobPhase.ABORTED: FailureCode.DOCUMENT_PRINTER_FAULT,
}


class JobWatch:
    """One job on its way through the printer. `number` is None as long as it is known by its name only."""

    def __init__(self, talk: Talk, settings: DocumentPrinterSettings, clock: Clock, name: str, up_time: int) -> None:
        self.number: int | None = None
        self._talk = talk
        self._settings = settings
        self._clock = clock
        self._name = name
        self._up_time = up_time
        self._began = self._answered = clock.monotonic()
        self._standing_since: float | None = None
        self._why: FailureCode | None = None  # it is to end
        self._given_up_at = 0.0
        self._cancel_heard = False
        self._sheets: int | None = None  # the last count that was heard
        self._pause = Event()

    def follow(self, asked: int, cancelled: Event) -> Verdict:
        """Return what came out as soon as the printer will do nothing more, or as soon as that cannot be known."""
        while True:
            try:
                job = self._look()
            except DeviceFailure:
                job = None
            except LookupError:
                return self._unknown()
            if job is not None and job.is_over:
                return self._judge(job, asked)
            if self._is_hopeless():
                return self._unknown()
            self._cancel_if_needed(cancelled)
            (self._pause if cancelled.is_set() else cancelled).wait(self._settings.poll_s)

    def _look(self) -> JobState | None:
        """Ask for printer and job. Raises :class:`DeviceFailure`, and :class:`LookupError` when the printer forgot the job."""
        state = self._talk.look_at_printer()
        job = self._talk.find(self._name, self.number)
        if state.up_time < self._up_time or (job is None and self.number is not None):
            raise LookupError
        self._up_time = state.up_time
        if job is not None:
            now = self._clock.monotonic()
            self.number, self._answered, self._sheets = job.number, now, job.sheets
            self._note_standing(state.failure, job, now)
        return job

    def _note_standing(self, failure: FailureCode | None, job: JobState, now: float) -> None:
        if failure is None and job.phase is not JobPhase.STOPPED:
            self._standing_since = None
            return
        if self._standing_since is None:
            self._standing_since = now
        if now - self._standing_since >= self._settings.stand_limit_s:
            self._give_up(failure or FailureCode.DOCUMENT_PRINTER_FAULT)

    def _give_up(self, why: FailureCode) -> None:
        """Decide that the job is to end; the first reason counts."""
        if self._why is None:
            self._why, self._given_up_at = why, self._clock.monotonic()

    def _cancel_if_needed(self, cancelled: Event) -> None:
        if cancelled.is_set():
            self._give_up(FailureCode.DEVICE_JOB_CANCELLED)
        if self._clock.monotonic() - self._began >= self._settings.job_limit_s:
            self._give_up(FailureCode.DOCUMENT_PRINTER_FAULT)
        if self._why is None or self.number is None or self._cancel_heard:
            return
        try:
            self._talk.cancel(self._name, self.number)
            self._cancel_heard = True
        except DeviceFailure:
            log.warning("document printer: a cancel was not heard")  # it is said again after the next look

    def _is_hopeless(self) -> bool:
        now = self._clock.monotonic()
        if self._why is not None and now - self._given_up_at >= self._settings.cancel_limit_s:
            return True
        return now - self._answered >= self._settings.lost_limit_s

    def _judge(self, job: JobState, asked: int) -> Verdict:
        if job.forgotten or job.sheets is None:
            return self._unknown()
        if job.sheets >= asked:
            return PrintOutcome.DELIVERED, None, asked
        if job.phase is JobPhase.COMPLETED:
            return self._unknown()
        return PrintOutcome.NOT_DELIVERED, self._why or _END_OF_OTHERS[job.phase], job.sheets

    def _unknown(self) -> Verdict:
        return PrintOutcome.UNKNOWN, FailureCode.DOCUMENT_RESULT_UNKNOWN, self._sheets
