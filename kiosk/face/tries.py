"""The tries that the terminal asked for: one at a time, each answered exactly once. For the verifier's thread."""

import logging
from collections.abc import Callable, Mapping

from domain.faces import ReferenceKind
from domain.failures import FailureCode
from kiosk.bugs import tell_bug
from kiosk.face.contract import FaceProgress, FaceVerdict
from kiosk.face.wire import LONGEST_REFERENCE, Verify

log = logging.getLogger(__name__)

OnProgress = Callable[[FaceProgress], None]
OnResult = Callable[[FaceVerdict | FailureCode], None]
NEVER = float("inf")


def guarded(call: Callable[[], None]) -> None:
    """Make a call to a listener: its bug is told and goes no further."""
    try:
        call()
    except Exception as bug:  # noqa: BLE001 - the thread's edge: a listener's bug must not end the face process
        tell_bug(log, "listener of the face process", bug)


class Try:
    """One try, waiting or under way. Implements :class:`kiosk.face.contract.Handle`."""

    def __init__(
        self,
        cancel: Callable[["Try"], None],
        references: Mapping[ReferenceKind, bytes],
        on_progress: OnProgress,
        on_result: OnResult,
    ) -> None:
        self._cancel = cancel
        self._references = {kind: raw for kind, raw in references.items() if len(raw) <= LONGEST_REFERENCE}
        self._on_progress = on_progress
        self._on_result = on_result
        self.number = 0  # given when its turn comes
        self.cancelled = False
        self.until = NEVER  # monotonic moment at which the process must have answered; NEVER: it was not asked yet

    def cancel(self) -> None:
        """End it soon; the result still arrives. From any thread."""
        self._cancel(self)

    def order(self) -> Verify:
        """Return what the process is told; the references are kept no longer."""
        references, self._references = self._references, {}
        return Verify(number=self.number, references=references)

    def tell(self, progress: FaceProgress) -> None:
        """Hand progress on."""
        guarded(lambda: self._on_progress(progress))

    def answer(self, result: FaceVerdict | FailureCode) -> None:
        """Hand the result over."""
        guarded(lambda: self._on_result(result))


class Turnstile:
    """Lets one try through; another one may wait only for a try that was cancelled and is about to end."""

    def __init__(self) -> None:
        self.current: Try | None = None
        self._next: Try | None = None
        self._count = 0

    def enter(self, one: Try) -> None:
        """Let it through, have it wait, or answer ``device_busy``."""
        if self.current is None:
            self._count += 1
            self.current, one.number = one, self._count
        elif self.current.cancelled and self._next is None:
            self._next = one
        else:
            one.answer(FailureCode.DEVICE_BUSY)

    def find(self, number: int) -> Try | None:
        """Return the try under way if it has this number: an older one was answered already."""
        return self.current if self.current is not None and self.current.number == number else None

    def leave(self, result: FaceVerdict | FailureCode) -> None:
        """Answer the try under way; the one that waited is next."""
        one, self.current = self.current, None
        waiting, self._next = self._next, None
        if one is not None:
            one.answer(result)
        if waiting is not None:
            self.enter(waiting)

    def give_up(self, one: Try) -> None:
        """Answer a try that waits for its turn."""
        if one is self._next:
            self._next = None
            one.answer(FailureCode.DEVICE_JOB_CANCELLED)

    def refuse_all(self, code: FailureCode) -> None:
        """Answer whoever is there."""
        while self.current is not None:
            self.leave(code)
