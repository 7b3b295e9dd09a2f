"""The back room of a running terminal: implements :class:`kiosk.maintenance.workshop.Workshop` over its devices and store."""

import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from backend_client import errands
from backend_client.courier import software_version
from backend_client.errands import Errand
from domain.clock import Clock
from domain.failures import FailureCode, KnownFailure, parse_failures
from domain.texts import TextBook, parse_texts
from drivers.device import DeviceReport, SelfTestResult
from drivers.printing import PrintOutcome, PrintResult
from drivers.supervisor import SupervisedDevice
from kiosk.bugs import tell_bug
from kiosk.documents.readiness import (
    Readiness,
    ReportNotMade,
    ReportPress,
    print_test,
    readiness_data,
    readiness_report,
)
from kiosk.flow.backstage import Way
from kiosk.flow.devices import Handle, OnResult, Place
from kiosk.hands import Hands
from kiosk.maintenance.checks import CHECKS, Ground
from kiosk.maintenance.mode import Mode
from kiosk.maintenance.payment_tests import PAYMENT_DEVICES, PaymentTests
from kiosk.maintenance.sign_in import SignedIn, sign_in
from kiosk.maintenance.standing import Standing
from kiosk.maintenance.trials import TRIALS, test_slip
from kiosk.maintenance.workshop import CHECKED, DEVICES, Exported, Records, Shown
from kiosk.settings import Settings
from kiosk.store.upkeep import Consumable
from kiosk.surroundings import Seen
from kiosk.worker import Uncancellable, Worker

log = logging.getLogger(__name__)

FACE_LIMIT_S = 60.0
KEPT_TESTS = 200
STICKS = ("/media/*", "/media/*/*", "/run/media/*/*")
CAMERA = "camera"


@dataclass(frozen=True)
class Rooms:
    """What the back room has of the terminal, handed in by hand."""

    settings: Settings
    clock: Clock
    hands: Hands
    devices: Mapping[str, SupervisedDevice[Any]]
    reports: Callable[[], Mapping[str, DeviceReport]]
    place: Callable[[], Place | None]


class BackRoom:
    """See :class:`kiosk.maintenance.workshop.Workshop`. `start` and `stop` go with the terminal's."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        settings = rooms.settings
        self.mode = Mode()
        self.standing = Standing(settings.state_dir, rooms.clock)
        self._worker = Worker("maintenance")
        self._payments = PaymentTests(rooms.hands.payments, rooms.clock)
        self._press = ReportPress()
        self._key: bool | None = None
        self._errand: Errand | None = None
        self._done: set[UUID] = set()  # errands of this run; their files go a moment later
        self._texts = _texts(settings.config_dir)
        self._failures = parse_failures((settings.config_dir / "failures.toml").read_text("utf-8"))

    def start(self) -> None:
        """Begin to work."""
        self._worker.start()

    def stop(self, limit_s: float) -> bool:
        """End; False when something hung."""
        return self._worker.stop(limit_s)

    # -- asked for --------------------------------------------------------------------------------------------------------

    def is_asked_for(self) -> bool:
        """See the protocol."""
        return self.mode.state == "enter_pending"

    @property
    def closed_for(self) -> str | None:
        """See the protocol."""
        return self.standing.out_of_service

    def ask(self, way: Way) -> None:
        """See the protocol."""
        if self.mode.request_entry(way):
            self.note("maintenance_asked", way=way.value)

    def look_around(self, seen: Seen) -> None:
        """Hear of the key switch: turned to service it asks to be let in, turned back it withdraws."""
        before, self._key = self._key, seen.cabinet.service_key if seen.cabinet else None
        if self._key and not before:
            self.ask(Way.KEY)
        elif self._key is False:
            self.mode.withdraw(Way.KEY)

    def look_for_errands(self) -> None:
        """See whether a self-test is wanted; called again and again, never in the flow's thread."""
        if self._errand is None:
            waiting = errands.waiting(self._rooms.settings.state_dir)
            self._errand = next((errand for errand in waiting if errand.errand not in self._done), None)
        if self._errand is not None:
            self.ask(Way.ERRAND)

    # -- the workshop -----------------------------------------------------------------------------------------------------

    def reports(self) -> Mapping[str, DeviceReport]:
        """See the protocol."""
        return self._rooms.reports()

    def place(self) -> Place | None:
        """See the protocol."""
        return self._rooms.place()

    def key_is_on(self) -> bool | None:
        """See the protocol."""
        return self._key

    def sign_in(self, number: str, pin: str, on_result: OnResult[SignedIn]) -> Handle:
        """See the protocol."""
        state_dir = self._rooms.settings.state_dir
        return self._worker.submit(lambda: sign_in(state_dir, self.standing, number, pin), on_result)

    def test(self, part: str, on_result: OnResult[SelfTestResult]) -> Handle:
        """See the protocol."""
        device = self._rooms.devices.get(part)
        if device is not None:
            return device.submit(lambda opened, _: _tested(opened), lambda result: on_result(_as_test(result)))
        return self._worker.submit(lambda: self._test(part), on_result)

    def _test(self, part: str) -> SelfTestResult:
        if part in CHECKS:
            return CHECKS[part](self._ground())
        if part == CAMERA:
            return self._rooms.hands.face.self_test(FACE_LIMIT_S)
        if part in PAYMENT_DEVICES:
            return self._payments.test(part)
        return SelfTestResult(passed=False, failure=FailureCode.DEVICE_UNPLUGGED)

    def keep_test(self, part: str, result: SelfTestResult) -> None:
        """See the protocol."""
        hands = self._rooms.hands
        hands.store_worker.submit(lambda: hands.store.keep_self_test(part, result), _only_failures)

    def try_out(self, device: str, on_shown: Callable[[Shown], None], on_result: OnResult[None]) -> Handle:
        """See the protocol."""
        supervised, trial = self._rooms.devices.get(device), TRIALS.get(device)
        if device == "receipt_printer":
            return self._print_slip(on_result)
        if device == "document_printer":
            return self._print_page(on_result)
        if device == CAMERA:
            on_shown(Shown("live"))
            return self._rooms.hands.take_licence_photo(lambda _: None, lambda photo: on_result(_nothing(photo)))
        if supervised is None or trial is None:
            return self._worker.submit(_no_such_device, on_result)
        return supervised.submit(lambda opened, cancelled: trial(opened, cancelled, on_shown), on_result)

    def read_records(self, on_result: OnResult[Records]) -> Handle:
        """See the protocol."""
        return self._rooms.hands.store_worker.submit(self._records, on_result)

    def refill(self, consumable: Consumable, on_result: OnResult[None]) -> Handle:
        """See the protocol."""
        hands = self._rooms.hands
        return hands.store_worker.submit(lambda: hands.store.refill(consumable), on_result)

    def switch_service(self, reason: str | None, on_result: OnResult[None]) -> Handle:
        """See the protocol."""
        return self._worker.submit(lambda: self._switch(reason), on_result)

    def print_report(self, results: Mapping[str, SelfTestResult], staff: str, on_result: OnResult[None]) -> Handle:
        """See the protocol."""

        def made(document: Any) -> None:
            if isinstance(document, FailureCode):
                on_result(document)
            else:
                self._rooms.hands.print_document(uuid4(), document, lambda printed: on_result(_as_answer(printed)))

        self._with_records(lambda told: readiness_report(self._press, *told), results, staff, made)
        return Uncancellable()

    def export_report(self, results: Mapping[str, SelfTestResult], staff: str, on_result: OnResult[Exported]) -> Handle:
        """See the protocol."""
        self._with_records(
            lambda told: self._write(readiness_report(self._press, *told).pdf, told[1]), results, staff, on_result
        )
        return Uncancellable()

    def errand(self) -> Errand | None:
        """See the protocol."""
        return self._errand

    def settle_errand(self, errand: Errand, results: Mapping[str, SelfTestResult], refused: str | None = None) -> None:
        """See the protocol."""
        parts = [errands.part_of(name, _code(result)) for name, result in results.items()]
        found = errands.as_found(errand, self.now(), parts, refused)
        self._done.add(errand.errand)
        self._errand = None
        self._worker.submit(lambda: self._settle(found), _only_failures)

    def note(self, event: str, **details: str | int | bool) -> None:
        """See the protocol."""
        self._rooms.hands.note(event, **details)

    def now(self) -> datetime:
        """See the protocol."""
        return self._rooms.clock.now()

    # -- in worker threads ------------------------------------------------------------------------------------------------

    def _settle(self, found: errands.Found) -> None:
        try:
            errands.settle(self._rooms.settings.state_dir, found)
        except OSError as error:
            raise KnownFailure(FailureCode.STORE_FAILED) from error

    def _switch(self, reason: str | None) -> None:
        try:
            self.standing.take_out(reason)
        except OSError as error:
            raise KnownFailure(FailureCode.STORE_FAILED) from error

    def _records(self) -> Records:
        store = self._rooms.hands.store
        return Records(store.self_tests(KEPT_TESTS), store.outages(), store.levels(), store.waiting())

    def _print_slip(self, on_result: OnResult[None]) -> Handle:
        place = self.place()
        slip = test_slip(self._texts, place.terminal_number if place else 0, f"{self.now():%Y-%m-%d %H:%M:%S}")
        return self._rooms.hands.print_receipt(uuid4(), slip, lambda printed: on_result(_as_answer(printed)))

    def _print_page(self, on_result: OnResult[None]) -> Handle:
        def made(document: Any) -> None:
            if isinstance(document, FailureCode):
                on_result(document)
            else:
                self._rooms.hands.print_document(uuid4(), document, lambda printed: on_result(_as_answer(printed)))

        self._worker.submit(lambda: _made(lambda: print_test(self._press, self.place(), self._texts, self.now())), made)
        return Uncancellable()

    def _with_records(
        self,
        make: Callable[[tuple[dict[str, Any], datetime]], Any],
        results: Mapping[str, SelfTestResult],
        staff: str,
        on_result: Callable[[Any], None],
    ) -> None:
        """Read the records in the store's thread, then make the report in the back room's."""

        def read(found: Records | FailureCode) -> None:
            records = Records() if isinstance(found, FailureCode) else found  # a broken store is what the report shall tell
            self._worker.submit(lambda: _made(lambda: make((self._told(records, results, staff), self.now()))), on_result)

        self.read_records(read)

    def _told(self, records: Records, results: Mapping[str, SelfTestResult], staff: str) -> dict[str, Any]:
        told = Readiness(
            place=self.place(),
            moment=self.now(),
            staff=staff,
            version=software_version(),
            results=results,
            levels=records.levels,
            waiting=records.waiting,
            sandbox=self._rooms.settings.sandbox,
            out_of_service=self.standing.out_of_service is not None,
            expected=self.parts(),
        )
        return readiness_data(told, self._texts, self._failures)

    def parts(self) -> tuple[str, ...]:
        """Return the names of everything that this cabinet has, in the order of the overview."""
        there = self.reports()
        return (*(name for name in DEVICES if name in there), *CHECKED)

    def _write(self, pdf: bytes, moment: datetime) -> Exported:
        folder = find_stick() or self._rooms.settings.state_dir / errands.FOLDER / "reports"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        place = self.place()
        name = f"readiness-{place.terminal_number if place else 0:04d}-{moment:%Y%m%d-%H%M%S}.pdf"
        part = folder / f"{name}.part"
        with part.open("wb") as file:
            file.write(pdf)
            file.flush()
            os.fsync(file.fileno())
        part.replace(folder / name)
        return Exported(name)

    def _ground(self) -> Ground:
        settings, clock = self._rooms.settings, self._rooms.clock
        office = settings.office
        return Ground(settings.config_dir, settings.state_dir, office.url, office.ca_file, settings.face.engine, clock)


def find_stick() -> Path | None:
    """Return the folder of a stick that is plugged in and mounted, if there is one."""
    for pattern in STICKS:
        for path in sorted(Path("/").glob(pattern[1:])):
            if path.is_mount() and os.access(path, os.W_OK):
                return path
    return None


def _texts(config_dir: Path) -> TextBook:
    paths = [*sorted((config_dir / "texts").glob("maintenance*.toml")), config_dir / "texts" / "receipt_test.toml"]
    return parse_texts(path.read_text("utf-8") for path in paths)


def _made(make: Callable[[], Any]) -> Any:
    try:
        return make()
    except (ReportNotMade, OSError) as error:
        tell_bug(log, "report", error)
        raise KnownFailure(FailureCode.TERMINAL_FAULT) from error


def _tested(device: Any) -> SelfTestResult:
    result: SelfTestResult = device.self_test()
    return result


def _as_test(result: SelfTestResult | FailureCode) -> SelfTestResult:
    """A device that is gone has failed its test with what it is gone with."""
    return SelfTestResult(passed=False, failure=result) if isinstance(result, FailureCode) else result


def _as_answer(printed: PrintResult | FailureCode) -> Any:
    if isinstance(printed, FailureCode):
        return printed
    if printed.outcome is PrintOutcome.DELIVERED:
        return None
    return printed.failure or FailureCode.DOCUMENT_RESULT_UNKNOWN


def _nothing(result: object) -> Any:
    """What a camera saw goes nowhere; that it failed is told."""
    return result if isinstance(result, FailureCode) else None


def _code(result: SelfTestResult) -> str | None:
    return None if result.passed else (result.failure or FailureCode.TERMINAL_FAULT).value


def _no_such_device() -> None:
    raise KnownFailure(FailureCode.DEVICE_UNPLUGGED)


def _only_failures(result: object) -> None:
    if isinstance(result, FailureCode):
        log.error("store: %s", result.value)
