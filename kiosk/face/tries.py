"""The tries that the terminal asked for: one at a time, each answered exactly once. For the verifier's thread."""

import logging
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from domain.faces import ReferenceKind
from domain.failures import FailureCode
from kiosk.bugs import tell_bug
from kiosk.face.contract import FaceProgress, FaceVerdict, LicencePhoto
from kiosk.face.wire import LONGEST_REFERENCE, TakePhoto, Verify

log = logging.getLogger(__name__)

OnProgress = Callable[[FaceProgress], None]
OnResult = Callable[[FaceVerdict | FailureCode], None]
OnPhoto = Callable[[LicencePhoto | FailureCode], None]
NEVER = float("inf")

R = TypeVar("R")


def guarded(call: Callable[[], None]) -> None:
    """Make a call to a listener: its bug is told and goes no further."""
    try:
        call()
    except Exception as bug:  # noqa: BLE001 - the thread's edge: a listener's bug must not end the face process
        tell_bug(log, "listener of the face process", bug)


class Try(Generic[R]):
    """One try, waiting or under way. Implements :class:`kiosk.face.contract.Handle`."""

    def __init__(
        self,
        cancel: Callable[["Try[Any]"], None],
        limit_s: float,
        on_progress: OnProgress,
        on_result: Callable[[R | FailureCode], None],
    ) -> None:
        self._cancel = cancel
        self._on_progress = on_progress
        self._on_result = on_result
        self.limit_s = limit_s  # that the process gives it
        self.number = 0  # given when its turn comes
        self.cancelled = False
        self.until = NEVER  # monotonic moment at which the process must have answered; NEVER: it was not asked yet

    def cancel(self) -> None:
        """End it soon; the result still arrives. From any thread."""
        self._cancel(self)

    def order(self) -> Verify | TakePhoto:
        """Return what the process is told."""
        raise NotImplementedError

    def tell(self, progress: FaceProgress) -> None:
        """Hand progress on."""
        guarded(lambda: self._on_progress(progress))

    def answer(self, result: R | FailureCode) -> None:
        """Hand the result over."""
        guarded(lambda: self._on_result(result))


class FaceTry(Try[FaceVerdict]):
    """Whether it is the same person."""

    def __init__(
        self,
        cancel: Callable[[Try[Any]], None],
        limit_s: float,
        references: Mapping[ReferenceKind, bytes],
        on_progress: OnProgress,
        on_result: OnResult,
    ) -> None:
        super().__init__(cancel, limit_s, on_progress, on_result)
        self._references = {kind: raw for kind, raw in references.items() if len(raw) <= LONGEST_REFERENCE}

    def order(self) -> Verify:
        """Return what the process is told; the references are kept no longer."""
        references, self._references = self._references, {}
        return Verify(number=self.number, references=references)


class PhotoTry(Try[LicencePhoto]):
    """The photograph of a licence."""

    def order(self) -> TakePhoto:
        """Return what the process is told."""
        return TakePhoto(number=self.number)


class Turnstile:
    """Lets one try through; another one may wait only for a try that was cancelled and is about to end."""

    def __init__(self) -> None:
        self.current: Try[Any] | None = None
        self._next: Try[Any] | None = None
        self._count = 0

    def enter(self, one: Try[Any]) -> None:
        """Let it through, have it wait, or answer ``device_busy``."""
        if self.current is None:
            self._count += 1
            self.current, one.number = one, self._count
        elif self.current.cancelled and self._next is None:
            self._next = one
        else:
            one.answer(FailureCode.DEVICE_BUSY)

    def find(self, number: int) -> Try[Any] | None:
        """Return the try under way if it has this number: an older one was answered already."""
        return self.current if self.current is not None and self.current.number == number else None

    def leave(self, result: FaceVerdict | LicencePhoto | FailureCode) -> None:
        """Answer the try under way; the one that waited is next."""
        one, self.current = self.current, None
        waiting, self._next = self._next, None
        if one is not None:
            one.answer(result)
        if waiting is not None:
            self.enter(waiting)

    def give_up(self, one: Try[Any]) -> None:
        """Answer a try that waits for its turn."""
        if one is self._next:
            self._next = None
            one.answer(FailureCode.DEVICE_JOB_CANCELLED)

    def refuse_all(self, code: FailureCode) -> None:
        """Answer whoever is there."""
        while self.current is not None:
            self.leave(code)
