"""The terminal without its face: devices, store, office and flow wired together by hand. Imports everything heavy."""

import logging
from collections.abc import Callable
from threading import Event, Lock, Thread

from backend_client import device_statuses
from backend_client.client import OfficeClient
from backend_client.identity import Identity, find_identity
from backend_client.line import Limits, OfficeLine
from domain.clock import Clock
from domain.failures import FailureCode, KnownFailure
from drivers.device import DeviceReport, DeviceStatus
from drivers.id_card_reader.contract import IdCardReader
from drivers.receipt_printer.contract import ReceiptPrinter
from drivers.supervisor import SupervisedDevice
from kiosk.audit.events import parse_events
from kiosk.bugs import tell_bug
from kiosk.face.contract import FaceVerifier, Preview
from kiosk.flow.devices import Place
from kiosk.flow.machine import Machine
from kiosk.flow.parts import Parts
from kiosk.flow.screen_state import Observer, Touch
from kiosk.hands import Hands
from kiosk.payments.orders import Orders
from kiosk.payments.watch import PaymentWatch
from kiosk.rulebook import load_rulebook
from kiosk.services.catalogue import PLANS, Catalogue
from kiosk.settings import Settings
from kiosk.steps import STEPS
from kiosk.store.room import StoreRoom
from kiosk.worker import Worker, answer_of
from payment.contract import PaymentTerminal

log = logging.getLogger(__name__)

HOUSEKEEPING_S = 1.0
STATUS_FILE_S = 30.0
CONNECT_LIMIT_S = 3.0
STOP_LIMIT_S = 12.0
OPEN_LIMIT_S = 10.0

OpenReader = Callable[[], IdCardReader]
OpenPrinter = Callable[[], ReceiptPrinter]


class Cabinet:
    """One terminal's insides.

    `open_reader` and `open_printer` open the devices (drivers' `open_*` with their settings); `face` has the camera,
    `payments` is the payment process.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        open_reader: OpenReader,
        open_printer: OpenPrinter,
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
        self._noted: dict[str, tuple[DeviceStatus, FailureCode | None]] = {}  # each device by its own thread
        self._ended = Event()
        self._reader = SupervisedDevice("id_card_reader", open_reader, clock)
        self._printer = SupervisedDevice("receipt_printer", open_printer, clock)
        self._face = face
        events = parse_events((settings.config_dir / "events.toml").read_text("utf-8"))
        self._store = StoreRoom(settings.state_dir, clock, events, lambda: self._identity)
        self._store_worker = Worker("store")
        self._office_worker = Worker("office")
        self._orders = Orders(payments, self._store, self._store_worker, clock)
        self._payment_watch = PaymentWatch(payments, clock)
        self._housekeeper = Thread(target=self._keep_house, name="housekeeper", daemon=True)
        self._hands = Hands(
            self._reader,
            self._printer,
            self._face,
            self._store,
            self._store_worker,
            self._office_worker,
            self._office_client,
            clock,
            payments,
            self._orders,
            self._payment_watch,
        )
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
        self._store_worker.start()
        self._office_worker.start()
        self._look_for_identity()
        opened = Event()
        self._store_worker.submit(self._open_store, lambda _: opened.set())
        self._reader.start()
        self._printer.start()
        self._face.start()
        self._reader.observe(lambda report: self._device_changed("id_card_reader", report))
        self._printer.observe(lambda report: self._device_changed("receipt_printer", report))
        self._face.observe(lambda report: self._device_changed("camera", report))
        self._payment_watch.observe(self._device_changed)
        self._payment_watch.start()
        self._housekeeper.start()
        opened.wait(OPEN_LIMIT_S)  # else the terminal would begin by saying that it is out of service
        self.machine.start()

    def stop(self) -> bool:
        """End in order: flow, devices, housekeeping, office, at last the store. False when something hung."""
        self._ended.set()
        stopped = [
            self.machine.stop(),
            self._reader.stop(STOP_LIMIT_S),
            self._printer.stop(STOP_LIMIT_S),
            self._face.stop(STOP_LIMIT_S),
            self._payment_watch.stop(STOP_LIMIT_S),
        ]
        if self._housekeeper.ident is not None:
            self._housekeeper.join(STOP_LIMIT_S)
        stopped.append(self._office_worker.stop(STOP_LIMIT_S))
        if self._client is not None:
            self._client.close()
        self._hands.note("terminal_stopped")
        stopped.append(self._store_worker.stop(STOP_LIMIT_S))
        self._store.close()
        return all(stopped)

    # -- wiring -----------------------------------------------------------------------------------------------------------

    def _assemble(self) -> Machine:
        rulebook = load_rulebook(self._settings, self._place)
        catalogue = Catalogue(rulebook.terms, self._reports, lambda: self._online, self._trouble)
        return Machine(
            Parts(
                clock=self._clock,
                times=self._settings.times,
                rulebook=rulebook,
                workers=self._hands,
                offers=catalogue,
                steps=STEPS,
                plans=PLANS,
                sandbox=self._settings.sandbox,
                face=self._settings.face,
            )
        )

    def _reports(self) -> dict[str, DeviceReport]:
        return {
            "id_card_reader": self._reader.report,
            "receipt_printer": self._printer.report,
            "camera": self._face.report,
            **self._payment_watch.reports,
        }

    def _place(self) -> Place | None:
        identity = self._identity
        return Place(identity.terminal_number, identity.place_zh, identity.place_en) if identity else None

    def _trouble(self) -> FailureCode | None:
        if self._identity is None:
            return FailureCode.TERMINAL_NOT_ENROLLED
        return None if self._store.is_sound else FailureCode.STORE_FAILED

    def _office_client(self) -> OfficeClient:
        """The client of the office's thread; made when the terminal is enrolled."""
        if self._identity is None:
            raise KnownFailure(FailureCode.TERMINAL_NOT_ENROLLED)
        if self._client is None:
            office = self._settings.office
            line = OfficeLine(office.url, Limits(CONNECT_LIMIT_S, self._settings.times.eligibility), office.ca_file)
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
        if not self._store.is_sound:
            self._store_worker.submit(self._store.prove, lambda _: None)
        elif not self._looking_at_line:
            self._looking_at_line = True
            self._store_worker.submit(self._look_at_line, self._looked_at_line)
            self._orders.close_due()
        written = self._status_written_at
        if written is None or self._clock.monotonic() - written >= STATUS_FILE_S:
            self._look_for_identity()  # the courier may have brought a new sealing key
            self._write_statuses()

    def _look_for_identity(self) -> None:
        found = answer_of(lambda: find_identity(self._settings.state_dir))
        self._identity = found if isinstance(found, Identity) else None

    def _look_at_line(self) -> None:
        contact = self._store.find_contact()
        self._online = contact is not None and contact.failure is None

    def _looked_at_line(self, _: object) -> None:
        self._looking_at_line = False

    def _device_changed(self, device: str, report: DeviceReport) -> None:
        known = report.status, report.failure
        if self._noted.get(device) == known:
            return  # only its details changed: pictures a second, a warning
        self._noted[device] = known
        details = {"device": device, "status": report.status.value}
        if report.failure:
            details["failure"] = report.failure.value
        self._hands.note("device_changed", **details)
        self._write_statuses()

    def _write_statuses(self) -> None:
        statuses = {device: report.status.value for device, report in self._reports().items()}
        try:
            with self._writing_statuses:  # the devices' threads and the housekeeper come here
                device_statuses.write(self._settings.state_dir, statuses, self._clock.now())
            self._status_written_at = self._clock.monotonic()
        except OSError as error:
            log.error("device statuses not written: %s", type(error).__name__)  # noqa: TRY400 - no path in the log
