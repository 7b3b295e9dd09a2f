"""The second adapter: a queue of the local CUPS, for a printer that needs a filter before it understands a PDF.

CUPS is believed in nothing that concerns paper. Measured: it counts sheets when it has handed bytes over, says "completed" of a
job that the printer forgot, "canceled" while sheets still come out, and hands a job over a second time when it was killed at
the wrong moment. So the queue only carries the document, and what became of it is asked of the printer behind it, by the job's
name, which CUPS passes on:

* the job is over when the queue *and* the printer have ended it; once the printer has, the queue's is cancelled, that nothing
  may follow; a second job of the same name is cancelled on the printer as soon as it is seen;
* a cancel is said to both, and to whatever of that job comes to the printer later;
* when cupsd dies, the job is followed on the printer alone;
* without `device` nobody counts: whatever the queue says, the result is `UNKNOWN`.

A queue must give a job up that fails (``printer-error-policy=abort-job``), else it would print it in some later visit: with any
other policy nothing is printed. A queue that CUPS stopped (it does after an open cover) is switched on again here.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.failures import FailureCode
from drivers.device import DeviceFailure
from drivers.document_printer import wire
from drivers.document_printer.conversation import USER, Conversation, JobPhase, JobState, PrinterState
from drivers.document_printer.wire import Asked, Operation

log = logging.getLogger(__name__)

_WORKING, _STOPPED = 4, 5  # printer-state
_ABORT = "abort-job"
_QUEUE_KEYS = ("printer-state", "printer-is-accepting-jobs", "printer-error-policy", "queued-job-count")


@dataclass(frozen=True)
class QueueState:
    """How the queue is."""

    working: bool
    stopped: bool
    accepting: bool
    gives_up: bool  # a job that fails is not tried again
    queued: int

    @property
    def is_well(self) -> bool:
        """Tell whether a document may be given to it."""
        return self.accepting and self.gives_up and not self.stopped


class Queue(Conversation):
    """Everything that we say to CUPS about one queue."""

    def look_at_queue(self) -> QueueState:
        """Ask how the queue is; raises :class:`DeviceFailure`."""
        told = self.ask(Operation.GET_PRINTER_ATTRIBUTES, (wire.wanted(*_QUEUE_KEYS),)).printer
        return QueueState(
            working=told.get("printer-state") == (_WORKING,),
            stopped=told.get("printer-state") == (_STOPPED,),
            accepting=told.get("printer-is-accepting-jobs") == (1,),
            gives_up=told.get("printer-error-policy") == (_ABORT,),
            queued=next((count for count in told.get("queued-job-count", ()) if isinstance(count, int)), 0),
        )

    def resume(self) -> None:
        """Switch the queue on again; raises :class:`DeviceFailure`."""
        self.ask(Operation.RESUME_PRINTER, (wire.name("requesting-user-name", USER),))

    def find(self, name: str, number: int | None) -> JobState | None:
        """See :class:`Talk`. CUPS leaves a job that its backend ended "to stop" for ever: it has, when the queue is idle."""
        job = super().find(name, number)
        return replace(job, ending=self.look_at_queue().working) if job is not None and job.ending else job

    def wishes(self, media: str) -> Asked:
        """Return how a document is to be printed: without a banner page, too."""
        return *super().wishes(media), wire.keyword("job-sheets", "none")


class CupsConversation:
    """A :class:`drivers.document_printer.conversation.Talk` to a queue and, when it speaks IPP, the printer behind it."""

    def __init__(self, queue: Queue, device: Conversation | None) -> None:
        self._queue = queue
        self._device = device
        self._arrived = ""  # name of the job that was seen on the printer
        self._cancelled = ""  # name of the job that is to end

    def close(self) -> None:
        """Give both lines back."""
        self._queue.close()
        if self._device is not None:
            self._device.close()

    def look(self) -> PrinterState:
        """See :class:`Talk`; a queue that was stopped is switched on again."""
        try:
            queue = self._queue.look_at_queue()
            if queue.stopped:
                log.info("document printer: the queue was stopped and is switched on again")
                self._queue.resume()
                queue = self._queue.look_at_queue()
        except DeviceFailure as silent:
            raise DeviceFailure(FailureCode.PRINT_QUEUE_DOWN) from silent
        printer = self.look_at_printer()
        failure = printer.failure if queue.is_well else FailureCode.PRINT_QUEUE_DOWN
        return replace(printer, failure=failure, queued=max(printer.queued, queue.queued))

    def look_at_printer(self) -> PrinterState:
        """See :class:`Talk`; a queue only repeats what the printer behind it said some time ago."""
        return (self._device or self._queue).look_at_printer()

    def submit(self, pdf: bytes, job: str, media: str) -> int:
        """See :class:`Talk`; raises :class:`drivers.document_printer.conversation.Refused`."""
        self._arrived = self._cancelled = ""
        return self._queue.submit(pdf, job, media)

    def find(self, name: str, number: int | None) -> JobState | None:
        """See :class:`Talk`. The queue is asked first: what it has ended by then has come to the printer or never will."""
        try:
            queued, silence = self._queue.find(name, number), None
        except DeviceFailure as failure:
            queued, silence = None, failure
        if self._device is None:
            if silence is not None:
                raise silence
            return queued and replace(queued, sheets=None)
        arrived = self._device.all_named(name)
        if not arrived:
            return self._not_there(name, queued, silence)
        self._arrived = name
        return self._merge(queued, self._without_doubles(name, arrived))

    def cancel(self, name: str, number: int) -> None:
        """See :class:`Talk`: first where it waits, then where it is printed."""
        self._cancelled = name
        try:
            self._queue.cancel(name, number)
        finally:
            if self._device is not None:
                self._without_doubles(name, self._device.all_named(name))

    def end_leftovers(self) -> bool:
        """See :class:`Talk`."""
        left = self._queue.end_leftovers()
        return (self._device is not None and self._device.end_leftovers()) or left

    def _without_doubles(self, name: str, jobs: Sequence[JobState]) -> Sequence[JobState]:
        """Cancel on the printer what is not to be printed, or was given to it twice; return all of it."""
        device = self._device
        for job in jobs if name == self._cancelled else jobs[1:]:
            if device is not None and not job.is_over and not job.ending:
                device.cancel(name, job.number)
        return jobs

    def _not_there(self, name: str, queued: JobState | None, silence: DeviceFailure | None) -> JobState | None:
        """Say what to think of a job that the printer does not know."""
        if name == self._arrived:
            return None  # it was there: the printer forgot it
        if silence is not None:
            raise silence
        if queued is None:
            return None
        if queued.phase is JobPhase.COMPLETED:
            return replace(queued, sheets=None, forgotten=True)
        return replace(queued, sheets=0, forgotten=False)

    def _merge(self, queued: JobState | None, arrived: Sequence[JobState]) -> JobState:
        """Put together what the printer says; as long as the queue has not ended it, it is not over."""
        counts = [job.sheets for job in arrived if job.sheets is not None]
        sheets = sum(counts) if len(counts) == len(arrived) else None
        running = next((job for job in arrived if not job.is_over), None)
        waits = queued is not None and not queued.is_over
        if queued is not None and waits and running is None and not queued.ending:
            self._queue.cancel(queued.name, queued.number)
        shown = running or arrived[0]
        number = queued.number if queued is not None else shown.number
        phase = JobPhase.PROCESSING if waits and running is None else shown.phase
        return replace(shown, number=number, phase=phase, sheets=sheets)
