"""The thread that empties the camera and keeps only its newest picture, so that a slow reader never sees an old one."""

import logging
import traceback
from threading import Condition, Event, Thread

from domain.clock import Clock
from domain.failures import FailureCode
from drivers.device import DeviceFailure
from drivers.frames import Frame, Image
from drivers.transport.video.source import Source, VideoSettings
from drivers.transport.video.watch import Watch

log = logging.getLogger(__name__)

_TRIES = 3  # pictures in a row that may fail before the source counts as lost
_WANTED_FOR_S = 1.0  # after the last call of `next_frame` every picture is kept for so long
_AT_REST_S = 0.2  # between pictures that are kept while nobody asks: enough to notice a covered or a frozen camera
_POLL_S = 0.05


class PictureStream:
    """An opened source, its thread and its newest picture. Raises `DEVICE_SILENT` when there is no first picture."""

    def __init__(self, source: Source, settings: VideoSettings, clock: Clock) -> None:
        self._source = source
        self._clock = clock
        self._silent_after_s = max(settings.silent_after_s, 3 / settings.fps)
        self._pace = _Pace(settings.fps, clock) if source.loops else None
        self._watch = Watch()
        self._rate = _Rate()
        self._changed = Condition()
        self._stopping = Event()
        self._ended: FailureCode | None = None
        self._wanted_at = clock.monotonic()
        self._grabbed = 0
        self._grabbed_at = clock.monotonic()
        self._newest = self._first_frame()
        self._thread = Thread(target=self._work, name="camera", daemon=True)
        self._thread.start()

    @property
    def newest(self) -> Frame:
        """The newest picture that was kept."""
        return self._newest

    @property
    def fps(self) -> int:
        """Pictures a second, 0 until it was measured; changes only when the rate has changed a good deal."""
        return self._rate.said

    @property
    def brightness(self) -> float:
        """Mean grey level of the newest picture, 0..255."""
        return self._watch.brightness

    def lost(self) -> FailureCode | None:
        """Say why no more pictures come: the source ended, or has been silent for too long."""
        if self._ended is not None:
            return self._ended
        silent = self._clock.monotonic() - self._grabbed_at > self._silent_after_s
        return FailureCode.DEVICE_SILENT if silent else None

    def spoilt(self) -> FailureCode | None:
        """Say what is wrong with the pictures that come: frozen, covered."""
        return self._watch.failure

    def next_frame(self, after: int, limit_s: float) -> Frame | None:
        """Return the newest picture with a number greater than `after` (0: any); None when there is none in `limit_s` seconds.

        Raises :class:`drivers.device.DeviceFailure` with what :meth:`lost` or :meth:`spoilt` says.
        """
        until = self._clock.monotonic() + limit_s
        with self._changed:
            while True:
                self._wanted_at = now = self._clock.monotonic()
                failure = self.lost() or self.spoilt()
                if failure is not None:
                    raise DeviceFailure(failure)
                if self._newest.number > after:
                    return self._newest
                if now >= until:
                    return None
                self._changed.wait(min(until - now, _POLL_S))

    def close(self) -> None:
        """End the thread and release the source; may be called twice.

        A device that blocks longer than its own limit is released by the thread itself as soon as it lets go.
        """
        self._stopping.set()
        self._thread.join(self._silent_after_s + 1)

    # -- the thread -------------------------------------------------------------------------------------------------------

    def _work(self) -> None:
        try:
            self._capture()
        except Exception as bug:  # noqa: BLE001 - the thread's edge: the camera ends, loudly
            self._tell_bug(bug)
            self._end(FailureCode.TERMINAL_FAULT)
        finally:
            self._source.close()

    def _capture(self) -> None:
        failed = 0
        while failed < _TRIES and self._wait_for_turn():
            failed = 0 if self._take() else failed + 1
        if failed:
            silent = self._clock.monotonic() - self._grabbed_at >= self._silent_after_s * 0.9
            self._end(FailureCode.DEVICE_SILENT if silent else FailureCode.DEVICE_UNPLUGGED)

    def _wait_for_turn(self) -> bool:
        if self._pace is not None:
            self._pace.wait(self._stopping)
        return not self._stopping.is_set()

    def _take(self) -> bool:
        """Take one picture; keep it when somebody wants pictures, or to see how the camera is. False when there was none."""
        if not self._source.grab():
            return False
        now = self._clock.monotonic()
        if now - self._wanted_at > _WANTED_FOR_S and now - self._newest.taken_at < _AT_REST_S:
            self._count(now)
            return True
        image = self._source.retrieve()
        if image is None:
            return False
        self._count(now)
        self._keep(image, now)
        return True

    def _count(self, now: float) -> None:
        self._grabbed += 1
        self._grabbed_at = now
        self._rate.count(now)

    def _keep(self, image: Image, now: float) -> None:
        self._watch.look(image, now)
        with self._changed:
            self._newest = Frame(self._grabbed, now, image)
            self._changed.notify_all()

    def _end(self, code: FailureCode) -> None:
        with self._changed:
            self._ended = code
            self._changed.notify_all()

    def _tell_bug(self, bug: Exception) -> None:
        # Frames quote our code; the message of an exception might quote an address.
        log.error("camera: bug in the thread: %s\n%s", type(bug).__name__, "".join(traceback.format_tb(bug.__traceback__)))

    def _first_frame(self) -> Frame:
        for _ in range(_TRIES):
            image = self._source.retrieve() if self._source.grab() else None
            if image is not None:
                now = self._clock.monotonic()
                self._count(now)
                self._watch.look(image, now)
                return Frame(self._grabbed, now, image)
        raise DeviceFailure(FailureCode.DEVICE_SILENT)


class _Pace:
    """Plays a film or a pattern at its rate instead of as fast as it can be read."""

    def __init__(self, fps: float, clock: Clock) -> None:
        self._interval_s = 1 / fps
        self._clock = clock
        self._due = clock.monotonic() + self._interval_s

    def wait(self, stopping: Event) -> None:
        """Wait until the next picture is due."""
        while (pause := self._due - self._clock.monotonic()) > 0:
            if stopping.wait(min(pause, _POLL_S)):
                return
        self._due = max(self._due + self._interval_s, self._clock.monotonic())


class _Rate:
    """Pictures a second, measured over at least a second; small changes are not worth a new report."""

    def __init__(self) -> None:
        self.said = 0
        self._since: float | None = None
        self._counted = 0

    def count(self, now: float) -> None:
        """Count one picture."""
        if self._since is None:
            self._since = now
            return
        self._counted += 1
        if now - self._since < 1:
            return
        measured = self._counted / (now - self._since)
        if abs(measured - self.said) > 0.3 * self.said:
            self.said = max(1, round(measured))
        self._since, self._counted = now, 0
