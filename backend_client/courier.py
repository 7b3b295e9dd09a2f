"""The courier: drains the outbox, tells the office once a minute how the terminal is, and drops old bodies.

At-least-once: a row is delivered only when the office's receipt has been committed here; the office recognises what it has by
key and hash. A courier may be killed at any moment.
"""

import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import structlog
from sqlalchemy import Engine

from backend_client import certificate, contact, device_statuses, identity, kept_changes, outbox
from backend_client.certificate import CertificateFolder
from backend_client.changes_gap import ChangesGap
from backend_client.client import OfficeClient, OfficeFailure
from backend_client.database import reading, writing
from backend_client.errand_runner import ErrandRunner
from backend_client.gap import Gap
from backend_client.identity import Identity
from backend_client.log import tail
from backend_client.office_calendar import CalendarRunner
from backend_client.orders import OfficeVoice
from backend_client.outbox import Claim
from backend_client.settings import CourierSettings
from domain.clock import Clock
from domain.failures import FailureCode, KnownFailure, StaffAction
from domain.wire.v1 import DeviceDown, Heartbeat, HeartbeatAnswer
from domain.wire.v1_fleet import CertificateQuestion

LINE_FAILURES = (FailureCode.NETWORK_DOWN, FailureCode.OFFICE_UNAVAILABLE, FailureCode.CLOCK_WRONG)
BACK_WITHIN = 5.0  # seconds in which waiting rows are tried once the line is back
LINE_DOWN_HEARTBEAT = 10.0  # seconds between heartbeats while nobody answers
PURGE_EVERY = 3600.0  # seconds
LONGEST_REST = 60.0  # seconds for which an office that is busy is spared
STORE_REST = 5.0  # seconds to leave a failing disk alone
RENEW_AGAIN = 3600.0  # seconds
LARGEST_OFFSET = 300.0  # seconds; beyond it the office refuses signatures

_ACTIONS = {
    FailureCode.OFFICE_REFUSED: StaffAction.MAINTAIN,
    FailureCode.TERMINAL_NOT_ENROLLED: StaffAction.CONFIGURE,
    FailureCode.CLOCK_WRONG: StaffAction.CONFIGURE,
}

_log = structlog.get_logger()


@dataclass(frozen=True)
class Post:
    """What a courier works with."""

    engine: Engine
    client: OfficeClient
    identity: Identity
    state_dir: Path


class Courier:
    """One terminal's courier; there is one process of it per terminal."""

    def __init__(self, post: Post, clock: Clock, settings: CourierSettings) -> None:
        self._engine = post.engine
        self._client = post.client
        self._identity = post.identity
        self._state_dir = post.state_dir
        self._clock = clock
        self._settings = settings
        voice = OfficeVoice(post.identity.terminal_id, lambda: self._identity.command_key)
        self._errands = ErrandRunner(post.client, clock, post.state_dir, voice)
        self._calendar = CalendarRunner(post.client, clock, post.state_dir, voice, settings.calendar)
        self._certificate = CertificateFolder(post.state_dir, clock)
        self._renew_again = clock.monotonic()
        self._next_beat = self._next_purge = clock.monotonic()
        self._line_down = True  # until somebody answers; what waited under an earlier courier goes soon then, too
        self._store_failed = False
        self._office_full_until = clock.monotonic()
        self._gap = Gap(post.engine, post.client, clock, settings.send_again_within)
        self._changes = ChangesGap(post.engine, post.client, clock, settings)

    def run(self, stop: threading.Event, alive: Callable[[], None] = lambda: None) -> None:
        """Work until `stop` is set; `alive` is called in every round."""
        while not stop.is_set():
            alive()
            try:
                busy = self.round()
                self._store_failed = False
            except KnownFailure as failure:  # the terminal's own disk; the line's failures end inside the round
                self._store_failed = True
                _log.error("store_failed", code=failure.code.value)
                stop.wait(STORE_REST)
                continue
            if not busy:
                stop.wait(self._settings.poll)

    def round(self) -> bool:
        """Do what is due now and tell whether a row was sent; raises :class:`KnownFailure` (``store_failed``)."""
        if self._clock.monotonic() >= self._next_beat:
            self._beat()
        if self._clock.monotonic() >= self._next_purge:
            self._purge()
        claim = self._claim()
        if claim:
            self._send(claim)
        return claim is not None

    def _claim(self) -> Claim | None:
        now = self._clock.now()
        with reading(self._engine) as connection:
            if not outbox.anything_due(connection, now):
                return None
        with writing(self._engine) as connection:
            return outbox.claim(connection, now, only_new=self._clock.monotonic() < self._office_full_until)

    def _send(self, claim: Claim) -> None:
        try:
            receipt = self._client.lodge(claim.key, claim.message, waited=claim.tries > 1)
        except KnownFailure as failure:
            self._note_failed(claim, failure)
            return
        with writing(self._engine) as connection:
            outbox.delivered(connection, receipt, self._clock.now())
        _log.info("delivered", number_tail=tail(receipt.number), tries=claim.tries)
        self._line_is(None, None)

    def _note_failed(self, claim: Claim, failure: KnownFailure) -> None:
        action = _ACTIONS.get(failure.code, StaffAction.NONE)
        number, now = claim.message.number, self._clock.now()
        answered = failure if isinstance(failure, OfficeFailure) else None
        if answered and answered.retry_after:  # it has too much to do: what has waited waits, who stands here goes first
            rest_until = self._clock.monotonic() + min(answered.retry_after, LONGEST_REST)
            self._office_full_until = max(self._office_full_until, rest_until)  # a shorter one does not take back a longer one
        with writing(self._engine) as connection:
            if answered and answered.final:
                outbox.died(connection, number, answered.problem or answered.code.value)
            else:
                retry_after = answered.retry_after if answered else None
                outbox.failed(connection, number, failure.code.value, action, now, retry_after)
        _log.warning(
            "not_delivered",
            number_tail=tail(number),
            tries=claim.tries,
            code=failure.code.value,
            dead=bool(answered and answered.final),
        )
        if failure.code in LINE_FAILURES:
            self._line_is(failure.code, self._offset_of(failure))

    def _beat(self) -> None:
        asked_at = self._clock.now()
        try:
            answer = self._client.heartbeat(self._heartbeat(asked_at))
        except KnownFailure as failure:
            _log.warning("heartbeat_failed", code=failure.code.value)
            self._next_beat = self._clock.monotonic() + min(LINE_DOWN_HEARTBEAT, self._settings.heartbeat)
            self._line_is(failure.code, self._offset_of(failure))
            return
        self._next_beat = self._clock.monotonic() + self._settings.heartbeat
        self._take_keys(answer)
        middle = asked_at + (self._clock.now() - asked_at) / 2
        offset = (answer.office_time - middle).total_seconds()
        self._line_is(FailureCode.CLOCK_WRONG if abs(offset) > LARGEST_OFFSET else None, offset)
        self._renew_certificate_when_due()
        self._errands.run()
        self._calendar.run()
        self._close_gap(answer.epoch)

    def _close_gap(self, epoch: str | None) -> None:
        try:
            self._gap.close(epoch)
            self._changes.close(epoch)
        except KnownFailure as failure:  # asked again after the next heartbeat
            _log.warning("gap_not_closed", code=failure.code.value)

    def _heartbeat(self, now: datetime) -> Heartbeat:
        with reading(self._engine) as connection:
            counts = outbox.counts(connection, now)
        devices = device_statuses.read(self._state_dir, now)
        told = device_statuses.read_down(self._state_dir, now)
        down = {device: DeviceDown(failure=one.failure, seconds=one.seconds) for device, one in told.items()}
        shown = self._certificate.find()
        standing = device_statuses.read_standing(self._state_dir, now)
        if self._store_failed:
            devices["terminal_store"] = "hardware_error"
        return Heartbeat(
            software_version=software_version(),
            sent_at=now,
            devices=devices,
            down=down,
            outbox_depth=counts.depth,
            outbox_oldest_seconds=counts.oldest_seconds,
            outbox_dead=counts.dead,
            every_seconds=max(round(self._settings.heartbeat), 1),
            disk_free_mb=_free_mb(self._state_dir),
            certificate=shown.fingerprint if shown else None,
            certificate_days=shown.days_left(now) if shown else None,
            levels=dict(standing.levels),
            ups_percent=standing.ups_percent,
            configuration=standing.configuration,
            rulebook=standing.rulebook,
        )

    def _take_keys(self, answer: HeartbeatAnswer) -> None:
        face_key = answer.face_key or self._identity.face_key  # an answer without one says nothing of the key that was told
        if (answer.sealing_key, face_key) != (self._identity.sealing_key, self._identity.face_key):
            self._identity = identity.keep_keys(self._state_dir, self._identity, answer.sealing_key, face_key)
            _log.info("sealing_key_changed")

        if self._identity.command_key is None and answer.command_key is not None:
            self._identity = identity.keep_command_key(self._state_dir, self._identity, answer.command_key)

    def _renew_certificate_when_due(self) -> None:
        """Have a certificate issued where there is none, or little of it is left; what fails is tried again in an hour."""
        shown, now = self._certificate.find(), self._clock.monotonic()
        if now < self._renew_again or (shown is not None and not shown.is_due(self._clock.now())):
            return
        self._renew_again = now + RENEW_AGAIN
        try:
            request = certificate.make_request(self._certificate.folder)
            answer = self._client.renew_certificate(CertificateQuestion(certificate_request=request))
            certificate.keep(self._certificate.folder, answer.certificate)
            _log.info("certificate_renewed")
        except (KnownFailure, OSError, certificate.CertificateUnfit) as failure:
            code = failure.code.value if isinstance(failure, KnownFailure) else type(failure).__name__
            _log.warning("certificate_not_renewed", code=code)

    def _line_is(self, failure: FailureCode | None, offset_seconds: float | None) -> None:
        """Note how the line is; when it is back after a failure, rows that waited for it go soon."""
        now = self._clock.now()
        with writing(self._engine) as connection:
            contact.note(connection, now, failure, offset_seconds)
            rows = outbox.hurry(connection, LINE_FAILURES, now, BACK_WITHIN) if self._line_down and failure is None else 0
        if self._line_down and failure is None:
            _log.info("line_back", rows=rows)
        self._line_down = failure is not None

    def _offset_of(self, failure: KnownFailure) -> float | None:
        office_time = failure.office_time if isinstance(failure, OfficeFailure) else None
        return (office_time - self._clock.now()).total_seconds() if office_time else None

    def _purge(self) -> None:
        self._next_purge = self._clock.monotonic() + PURGE_EVERY
        before = self._clock.now() - timedelta(days=self._settings.keep_delivered_days)
        with writing(self._engine) as connection:
            rows = outbox.purge(connection, before) + kept_changes.purge(connection, before)
        if rows:
            _log.info("purged", rows=rows)


def _free_mb(folder: Path) -> int | None:
    try:
        return min(shutil.disk_usage(folder).free // 1_000_000, 2**31 - 1)
    except OSError:
        return None


def software_version() -> str:
    """Return the version of the installed software."""
    try:
        return version("cq-traffic-kiosk")
    except PackageNotFoundError:
        return "source"
