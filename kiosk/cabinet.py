"""The terminal without its face: devices, store, office and flow wired together by hand. Imports everything heavy."""

import logging
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from threading import Event, Lock, Thread
from typing import Any

from backend_client import device_statuses, errands
from backend_client.certificate import CertificateFolder
from backend_client.client import OfficeClient
from backend_client.contact import Contact
from backend_client.device_statuses import Down, Standing
from backend_client.identity import Identity, find_identity
from backend_client.line import Limits, OfficeLine
from domain.clock import Clock
from domain.failures import FailureCode, KnownFailure
from domain.rulebook import sha256_of
from drivers.cabinet.contract import CabinetBoard
from drivers.code_scanner.contract import CodeScanner
from drivers.device import DeviceReport, DeviceStatus
from drivers.document_camera.contract import DocumentCamera
from drivers.document_printer.contract import DocumentPrinter
from drivers.id_card_reader.contract import IdCardReader
from drivers.receipt_printer.contract import ReceiptPrinter
from drivers.speaker.contract import Speaker
from drivers.status_events import event_of
from drivers.supervisor import SupervisedDevice
from drivers.ups.contract import Ups
from kiosk.audit.events import parse_events
from kiosk.bugs import tell_bug
from kiosk.device_health import DeviceHealth
from kiosk.disk_room import DiskRoom
from kiosk.document_prints import DocumentPrints
from kiosk.exit_sensor import ExitSensor
from kiosk.face.contract import FaceVerifier, Preview
from kiosk.flow.devices import Place
from kiosk.flow.machine import RESTING, Machine
from kiosk.flow.parts import Parts
from kiosk.flow.screen_state import Observer, Touch
from kiosk.hands import Hands
from kiosk.lamps import LampKeeper
from kiosk.maintenance.back_room import BackRoom, Rooms
from kiosk.maintenance.orders import OrderTaker, Running
from kiosk.payments.holds import tell_holds
from kiosk.payments.orders import Orders
from kiosk.payments.watch import PaymentWatch
from kiosk.rulebook import load_rulebook
from kiosk.services.catalogue import EVERY, Catalogue
from kiosk.settings import Settings
from kiosk.steps import STEPS
from kiosk.store.room import StoreRoom
from kiosk.store.upkeep import FULL, Level
from kiosk.surroundings import Surroundings, supervise
from kiosk.watchman import Round, Watchman
from kiosk.worker import Worker, answer_of
from kiosk.working_days import TerminalCalendar
from payment.contract import PaymentTerminal

log = logging.getLogger(__name__)

HOUSEKEEPING_S = 1.0
STATUS_FILE_S = 30.0
CONNECT_LIMIT_S = 3.0
STOP_LIMIT_S = 12.0
OPEN_LIMIT_S = 10.0

UNHEARD = DeviceReport(DeviceStatus.STARTING)
ABSENT = frozenset({DeviceStatus.STARTING, DeviceStatus.NO_DEVICE, DeviceStatus.OFFLINE})


@dataclass(frozen=True)
class Openers:
    """How each device that the terminal owns itself is opened (drivers' `open_*` with their settings)."""

    reader: Callable[[], IdCardReader]
    printer: Callable[[], ReceiptPrinter]
    documents: Callable[[], DocumentPrinter]
    scanner: Callable[[], CodeScanner]
    papers: Callable[[], DocumentCamera]
    board: Callable[[], CabinetBoard] | None = None  # None: not fitted
    ups: Callable[[], Ups] | None = None
    speaker: Callable[[], Speaker] | None = None


class Cabinet:
    """One terminal's insides. `openers` open the devices; `face` has the camera, `payments` is the payment process."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        openers: Openers,
        face: FaceVerifier,
        payments: PaymentTerminal,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._identity: Identity | None = None
        self._client: OfficeClient | None = None
        self._online = False
        self._looking_at_line = False
        self._status_written_at: float | None = None
        self._writing_statuses = Lock()
        self._noted: dict[str, DeviceReport] = {}  # each device by its own thread
        self._ended = Event()
        self._supervise(openers)
        self._face = face
        events = parse_events((settings.config_dir / "events.toml").read_text("utf-8"))
        self._store = StoreRoom(settings.state_dir, clock, events, lambda: self._identity)
        self._store_worker = Worker("store")
        self._health = DeviceHealth(self._store, self._store_worker, clock)
        self._office_worker = Worker("office")
        holds = tell_holds(self._office_worker, self._office_client)
        self._orders = Orders(payments, self._store, self._store_worker, clock, holds)
        self._payment_watch = PaymentWatch(payments, clock)
        sensor = ExitSensor(self._board, clock)
        self._documents = DocumentPrints(self._document_printer, self._store, self._store_worker, sensor)
        self._housekeeper = Thread(target=self._keep_house, name="housekeeper", daemon=True)
        self._hands = self._join_hands(payments)
        self._disk = DiskRoom(settings.state_dir, settings.disk, self._hands.note)
        self._contact: Contact | None = None
        self._calendar = TerminalCalendar(settings.config_dir, settings.state_dir)
        self._watchman = self._hire_watchman(payments)
        self._lamps = LampKeeper(self._board) if self._board is not None else None
        self.back_room = self._open_back_room()
        running = Running(settings.rolled_out, settings.not_rolled_out)
        self._order_taker = OrderTaker(settings.state_dir, clock, self.back_room.standing, running, self._is_free)
        self._levels: dict[str, int] = {}
        self._rulebook = ""
        self._presence = ExitStack()
        self.machine = self._assemble()

    def observe(self, observer: Observer) -> None:
        """Have `observer` called with every screen, in the flow's thread. Call before :meth:`start`."""
        self.machine.observe(observer)

    def touch(self, touch: Touch) -> None:
        """Hand in a touch; from any thread."""
        self.machine.post(touch)

    @property
    def preview(self) -> Preview:
        """The live picture of the camera, for the screen."""
        return self._face.preview

    def is_ready(self) -> bool:
        """Tell whether somebody could be served now."""
        return self._trouble() is None

    def start(self) -> None:
        """Open the store and the devices, and begin to serve."""
        self._settings.state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._presence.enter_context(errands.running_terminal(self._settings.state_dir))
        self._store_worker.start()
        self._office_worker.start()
        self.back_room.start()
        self._look_for_identity()
        opened = Event()
        self._store_worker.submit(self._open_store, lambda _: opened.set())
        for device in self._devices:
            device.start()
            device.observe(partial(self._device_changed, device.name))
        self._face.start()
        self._face.observe(lambda report: self._device_changed("camera", report))
        self._payment_watch.observe(self._device_changed)
        self._payment_watch.start()
        self.surroundings.observe(self.back_room.look_around)
        if self._board is not None and self._lamps is not None:
            self._board.observe(self._lamps.board_changed)
            self.machine.observe(self._lamps.show)
        self._housekeeper.start()
        opened.wait(OPEN_LIMIT_S)  # else the terminal would begin by saying that it is out of service
        self.machine.start()

    def stop(self) -> bool:
        """End in order: flow, devices, housekeeping, office, at last the store. False when something hung."""
        self._ended.set()
        stopped = [
            self.machine.stop(),
            *(device.stop(STOP_LIMIT_S) for device in self._devices),
            self._face.stop(STOP_LIMIT_S),
            self._payment_watch.stop(STOP_LIMIT_S),
        ]
        if self._housekeeper.ident is not None:
            self._housekeeper.join(STOP_LIMIT_S)
        stopped.append(self.back_room.stop(STOP_LIMIT_S))
        stopped.append(self._office_worker.stop(STOP_LIMIT_S))
        if self._client is not None:
            self._client.close()
        self._hands.note("terminal_stopped")
        stopped.append(self._store_worker.stop(STOP_LIMIT_S))
        self._store.close()
        self._presence.close()
        return all(stopped)

    # -- wiring -----------------------------------------------------------------------------------------------------------

    def _supervise(self, openers: Openers) -> None:
        self._reader = SupervisedDevice("id_card_reader", openers.reader, self._clock)
        self._printer = SupervisedDevice("receipt_printer", openers.printer, self._clock)
        self._document_printer = SupervisedDevice("document_printer", openers.documents, self._clock)
        self._scanner = SupervisedDevice("code_scanner", openers.scanner, self._clock)
        self._document_camera = SupervisedDevice("document_camera", openers.papers, self._clock)
        self._devices: tuple[SupervisedDevice[Any], ...] = (
            self._reader,
            self._printer,
            self._document_printer,
            self._scanner,
            self._document_camera,
        )
        self._board = supervise("cabinet", openers.board, self._clock)
        self._ups = supervise("ups", openers.ups, self._clock)
        self._speaker = supervise("speaker", openers.speaker, self._clock)
        self._devices += tuple(device for device in (self._board, self._ups, self._speaker) if device is not None)
        self.surroundings = Surroundings(self._board, self._ups)

    def _hire_watchman(self, payments: PaymentTerminal) -> Watchman:
        return Watchman(
            Round(
                self._settings,
                self._clock,
                self.surroundings,
                self._hands,
                self._orders,
                payments,
                self._store,
                self._store_worker,
                self._is_resting,
                self._calendar,
            )
        )

    def _join_hands(self, payments: PaymentTerminal) -> Hands:
        return Hands(
            self._reader,
            self._printer,
            self._face,
            self._store,
            self._store_worker,
            self._office_worker,
            self._office_client,
            self._clock,
            payments,
            self._orders,
            self._payment_watch,
            self._documents,
            self._scanner,
            self._document_camera,
        )

    def _open_back_room(self) -> BackRoom:
        devices = {device.name: device for device in self._devices}
        return BackRoom(Rooms(self._settings, self._clock, self._hands, devices, self._reports, self._place))

    def _assemble(self) -> Machine:
        rulebook = replace(load_rulebook(self._settings, self._place), promised_by=self._calendar.promised_by)
        self._rulebook = sha256_of({slug.value: terms.sha256 for slug, terms in rulebook.terms.items()})
        catalogue = Catalogue(
            rulebook.terms, self._reports, lambda: self._online, self._against_a_visit, self._watchman.is_clock_wrong
        )
        return Machine(
            Parts(
                clock=self._clock,
                times=self._settings.times,
                rulebook=rulebook,
                workers=self._hands,
                offers=catalogue,
                steps=STEPS,
                plans=EVERY,
                sandbox=self._settings.sandbox,
                face=self._settings.face,
                backstage=self.back_room,
                outside=self._watchman,
            )
        )

    def _reports(self) -> dict[str, DeviceReport]:
        return {
            **{device.name: device.report for device in self._devices},
            "camera": self._face.report,
            **self._payment_watch.reports,
        }

    def _place(self) -> Place | None:
        identity = self._identity
        return Place(identity.terminal_number, identity.place_zh, identity.place_en) if identity else None

    def _trouble(self) -> FailureCode | None:
        if self._identity is None:
            return FailureCode.TERMINAL_NOT_ENROLLED
        if not self._store.is_sound:
            return FailureCode.STORE_FAILED
        return FailureCode.TAKEN_OUT_OF_SERVICE if self.back_room.standing.out_of_service else None

    def _against_a_visit(self) -> FailureCode | None:
        """Why nobody may begin now: also while a sheet of the visit before may come out."""
        busy = FailureCode.DEVICE_BUSY if self._documents.may_come_out else None
        return self._trouble() or self._watchman.trouble() or self._disk.trouble or busy

    def _is_resting(self) -> bool:
        return self.machine.state.screen in RESTING

    def _is_free(self) -> bool:
        return self._is_resting() and self.back_room.mode.state == "inactive"

    def _office_client(self) -> OfficeClient:
        """The client of the office's thread; made when the terminal is enrolled."""
        if self._identity is None:
            raise KnownFailure(FailureCode.TERMINAL_NOT_ENROLLED)
        if self._client is None:
            office = self._settings.office
            certificate = CertificateFolder(self._settings.state_dir, self._clock).to_present
            limits = Limits(CONNECT_LIMIT_S, self._settings.times.eligibility)
            line = OfficeLine(office.url, limits, office.ca_file, certificate)
            self._client = OfficeClient(line, self._identity, self._clock)
        return self._client

    def _open_store(self) -> None:
        self._store.open()
        self._store.note("terminal_started", {})

    # -- housekeeping -----------------------------------------------------------------------------------------------------

    def _keep_house(self) -> None:
        while not self._ended.wait(HOUSEKEEPING_S):
            try:
                self._keep_house_once()
            except Exception as bug:  # noqa: BLE001 - the thread's edge: housekeeping goes on
                tell_bug(log, "housekeeping", bug)

    def _keep_house_once(self) -> None:
        if self._identity is None:
            self._look_for_identity()
        self.back_room.look_for_errands()
        self._order_taker.look()
        if self._watchman.look(self._contact):
            self._write_statuses()
        self._disk.look()
        if not self._store.is_sound:
            self._store_worker.submit(self._store.prove, lambda _: None)
        elif not self._looking_at_line:
            self._looking_at_line = True
            self._store_worker.submit(self._look_at_line, self._looked_at_line)
            self._orders.close_due()
        written = self._status_written_at
        if written is None or self._clock.monotonic() - written >= STATUS_FILE_S:
            self._look_for_identity()  # the courier may have brought a new sealing key
            self._store_worker.submit(self._store.levels, self._levels_read)
            self._write_statuses()

    def _look_for_identity(self) -> None:
        found = answer_of(lambda: find_identity(self._settings.state_dir))
        self._identity = found if isinstance(found, Identity) else None

    def _look_at_line(self) -> None:
        self._contact = contact = self._store.find_contact()
        self._online = contact is not None and contact.failure is None

    def _looked_at_line(self, _: object) -> None:
        self._looking_at_line = False

    def _device_changed(self, device: str, report: DeviceReport) -> None:
        before, self._noted[device] = self._noted.get(device, UNHEARD), report
        event = event_of(before, report)
        if not (event.status or event.failure_came or event.failure_went):
            return  # only its details changed: pictures a second, a warning
        self._health.changed(device, report)
        details = {"device": device, "status": report.status.value}
        if report.failure:
            details["failure"] = report.failure.value
        self._hands.note("device_changed", **details)
        if device == self._document_printer.name and report.status not in ABSENT:
            self._documents.settle_left()
        self._write_statuses()

    def _standing(self) -> Standing:
        power = self.surroundings.power
        charge = power.charge_percent if power else None
        return Standing(self._levels, charge, self._settings.rolled_out, self._rulebook or None)

    def _levels_read(self, levels: list[Level] | FailureCode) -> None:
        if not isinstance(levels, FailureCode):
            known = {one.consumable: one.left for one in levels}
            self._levels = {name.value: min(100 * left // FULL[name], 100) for name, left in known.items() if left is not None}

    def _write_statuses(self) -> None:
        reports = {**self._reports(), **self._watchman.reports(), **self._disk.reports()}
        statuses = {device: report.status.value for device, report in reports.items()}
        down = {device: Down(failure, int(seconds)) for device, (failure, seconds) in self._health.down().items()}
        try:
            with self._writing_statuses:  # the devices' threads and the housekeeper come here
                device_statuses.write(self._settings.state_dir, statuses, self._clock.now(), down, self._standing())
            self._status_written_at = self._clock.monotonic()
        except OSError as error:
            log.error("device statuses not written: %s", type(error).__name__)  # noqa: TRY400 - no path in the log
