"""The terminal's insides with their own threads, a real store and devices on a table."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from backend_client import device_statuses, outbox
from backend_client.database import database_path, open_database, reading, writing
from domain.application import ApplicationStatus
from domain.clock import SystemClock
from domain.failures import FailureCode
from domain.wire.v1 import ApplicationReceipt
from drivers.device import DeviceReport, DeviceStatus
from drivers.printing import PrintOutcome, PrintResult
from kiosk.audit.log import verify
from kiosk.cabinet import Cabinet, Openers
from kiosk.flow.screen_state import ScreenState, Touch
from kiosk.settings import Settings
from kiosk.steps.face_consent import SHORTEST_LOOK_S as FACE_CONSENT_LOOK_S
from kiosk.steps.notices import SHORTEST_LOOK_S
from payment.contract import PaymentTerminal
from tests.kiosk.devices import (
    TableDocumentCamera,
    TableDocumentPrinter,
    TableFace,
    TablePayments,
    TablePrinter,
    TableReader,
    TableScanner,
)
from tests.kiosk.office import OneKeyOffice
from tests.kiosk.stage import DUE, SIGNATURE, a_citizen, settings

PATIENCE_S = 20.0


class Table:
    """A cabinet on a table, and a citizen at it."""

    def __init__(self, its_settings: Settings, payments: PaymentTerminal | None = None) -> None:
        self.settings = its_settings
        self.reader, self.printer, self.face = TableReader(), TablePrinter(), TableFace()
        self.documents, self.scanner = TableDocumentPrinter(), TableScanner()
        self.payments = TablePayments()
        self.papers = TableDocumentCamera()
        openers = Openers(
            lambda: self.reader, lambda: self.printer, lambda: self.documents, lambda: self.scanner, lambda: self.papers
        )
        self.cabinet = Cabinet(its_settings, SystemClock(), openers, self.face, payments or self.payments)

    @property
    def state(self) -> ScreenState:
        return self.cabinet.machine.state

    def touch(self, action: str, **payload: object) -> None:
        self.cabinet.touch(Touch(action, payload))  # type: ignore[arg-type]  # tests hand in plain values

    def wait(self, what: str, fulfilled: Callable[[ScreenState], bool]) -> ScreenState:
        deadline = time.monotonic() + PATIENCE_S
        while not fulfilled(self.state):
            assert time.monotonic() < deadline, f"never: {what}; shown: {self.state.screen}"
            time.sleep(0.005)
        return self.state

    def see(self, screen: str) -> ScreenState:
        return self.wait(screen, lambda state: state.screen == screen)

    def rest(self) -> None:
        """Wait until the terminal is ready for somebody."""
        self.wait("ready", lambda state: state.screen == "attract" and self.cabinet.is_ready())

    def walk_to_sign(self) -> None:
        self.rest()
        self.touch("wake")
        self.wait("offered", lambda state: "'available': True" in repr(state.view))
        self.touch("choose", slug="driver_licence_reissue_loss")
        self.see("read_id_card")
        self.reader.lay(a_citizen())
        self.see("declare")
        self.wait("offline", lambda state: state.view["phase"] == "offline")
        self.touch("choose", question="reason", option="lost")
        self.touch("declare", on=True)
        self.touch("next")
        self.take_photo()
        for notice in ("privacy", "truth", "driver_licence_reissue_loss"):
            self.agree(notice)
        self.touch("next")
        self.touch("use_id_card")
        self.touch("type", field="phone", text="13896204417")
        self.touch("next")
        self.touch("next")
        self.see("sign")
        self.touch("stroke", points=SIGNATURE)

    def take_photo(self) -> None:
        self.see("licence_photo")
        self.touch("start")
        self.wait("photograph", lambda state: state.view["phase"] == "shown")
        self.touch("use")

    def agree(self, notice: str) -> None:
        """Touch until the look was long enough."""

        def agreed(state: ScreenState) -> bool:
            if notice not in repr(state.view):
                return False
            time.sleep(SHORTEST_LOOK_S / 2)
            self.touch("agree", id=notice)
            rows = state.view.get("notices", [])
            return any(row["id"] == notice and row["agreed"] for row in rows)  # type: ignore[index, union-attr, call-overload]

        self.wait(notice, agreed)

    def lodge_without_face(self) -> None:
        self.touch("next")
        self.see("face_consent")
        time.sleep(FACE_CONSENT_LOOK_S)
        self.touch("without_face")

    def deliver(self) -> str:
        """What the courier does when the office answers."""
        engine = open_database(database_path(self.settings.state_dir))
        clock = SystemClock()
        try:
            with writing(engine) as connection:
                claim = outbox.claim(connection, clock.now())
                assert claim
                number = claim.message.number
                receipt = ApplicationReceipt(
                    number=number, status=ApplicationStatus.ACCEPTED, received_at=clock.now(), due_date=DUE, replayed=False
                )
                outbox.delivered(connection, receipt, clock.now())
        finally:
            engine.dispose()
        return number


@pytest.fixture
def office() -> OneKeyOffice:
    return OneKeyOffice()


@pytest.fixture
def table(tmp_path: Path, office: OneKeyOffice) -> Iterator[Table]:
    its_settings = settings(tmp_path)
    office.enrol(its_settings.state_dir)
    table = Table(its_settings)
    table.cabinet.start()
    yield table
    assert table.cabinet.stop()


def rows(its_settings: Settings, query: str) -> list[tuple[object, ...]]:
    engine = open_database(database_path(its_settings.state_dir))
    try:
        with reading(engine) as connection:
            return [tuple(row) for row in connection.execute(text(query))]
    finally:
        engine.dispose()


@pytest.mark.expects_log
def test_a_visit_is_stored_sealed_printed_and_told_apart_by_the_office(table: Table, office: OneKeyOffice) -> None:
    table.walk_to_sign()
    table.lodge_without_face()
    table.wait("saved", lambda state: state.screen == "submitted" and state.view["phase"] == "sending")
    number = table.deliver()
    shown = table.wait("received", lambda state: state.view.get("receipt") == "delivered")
    assert shown.view["phase"] == "received"
    assert shown.view["number"] == f"{number[:4]} {number[4:8]} {number[8:12]} {number[12:]}"
    assert shown.view["due_date"] == DUE.isoformat()
    assert len(table.printer.printed) == 1
    table.reader.take()
    table.wait("taken", lambda state: state.view.get("card_left") is False)
    table.touch("finish")
    table.see("goodbye")
    table.touch("finish")
    table.see("attract")
    sealed = rows(table.settings, "SELECT sealed FROM outbox")[0][0]
    assert isinstance(sealed, bytes)
    assert office.open(number, sealed).delivery.phone == "13896204417"
    assert rows(table.settings, "SELECT outcome FROM print_ledger") == [("delivered",)]


@pytest.mark.expects_log
def test_nothing_personal_lies_on_the_disk(table: Table) -> None:
    table.walk_to_sign()
    table.lodge_without_face()
    table.wait("saved", lambda state: state.screen == "submitted" and state.view["phase"] != "saving")
    secrets = ["张三丰", "500103199001010010", "13896204417", "民权路28号"]
    found = [
        (path.name, secret)
        for path in table.settings.state_dir.rglob("*")
        if path.is_file()
        for secret in secrets
        if secret.encode() in path.read_bytes()
    ]
    assert found == []


@pytest.mark.expects_log
def test_the_ledger_is_written_before_the_printer_is_asked(table: Table) -> None:
    seen: list[list[tuple[object, ...]]] = []
    table.printer.before = lambda: seen.append(rows(table.settings, "SELECT outcome FROM print_ledger"))
    table.printer.result = PrintResult(PrintOutcome.UNKNOWN, FailureCode.RECEIPT_RESULT_UNKNOWN)
    table.walk_to_sign()
    table.lodge_without_face()
    table.wait("saved", lambda state: state.screen == "submitted" and state.view["phase"] == "sending")
    table.deliver()
    table.wait("unknown", lambda state: state.view.get("receipt") == "unknown")
    assert seen == [[(None,)]]
    table.touch("finish")
    table.see("goodbye")


@pytest.mark.expects_log
def test_a_disk_that_fails_at_the_signature_gives_no_number_and_may_be_tried_again(table: Table) -> None:
    table.walk_to_sign()
    engine = open_database(database_path(table.settings.state_dir))
    with writing(engine) as connection:
        connection.execute(
            text("CREATE TRIGGER disk_full BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END")
        )
    table.lodge_without_face()
    shown = table.see("advice")
    assert (shown.view["kind"], shown.view["failure"]) == ("not_saved", "store_failed")
    with writing(engine) as connection:
        connection.execute(text("DROP TRIGGER disk_full"))
    engine.dispose()
    assert rows(table.settings, "SELECT count(*) FROM applications") == [(0,)]
    table.touch("retry")
    table.wait("saved", lambda state: state.screen == "submitted" and state.view["number"] != "")
    assert rows(table.settings, "SELECT value FROM counters WHERE name = 'application'") == [(1,)]


@pytest.mark.expects_log
def test_a_reader_that_goes_away_greys_the_service_out_and_comes_back_by_itself(table: Table) -> None:
    table.rest()
    table.touch("wake")
    table.wait("offered", lambda state: "'available': True" in repr(state.view))
    table.reader.failure = FailureCode.DEVICE_UNPLUGGED
    table.wait("greyed", lambda state: "unavailable.device.id_card_reader" in repr(state.view))
    table.touch("choose", slug="driver_licence_reissue_loss")
    table.reader.failure = None
    table.wait("offered again", lambda state: "'available': True" in repr(state.view))
    assert table.state.screen == "home"


@pytest.mark.expects_log
def test_no_visit_begins_while_a_page_of_the_last_one_may_come_out(table: Table) -> None:
    table.rest()
    table.documents.failure = FailureCode.DEVICE_BUSY  # it ends a job that nobody waits for
    assert table.see("out_of_service").view["failure"] == "device_busy"
    table.touch("wake")
    table.documents.failure = None
    table.see("attract")


@pytest.mark.expects_log
def test_a_terminal_that_is_not_enrolled_serves_nobody_until_it_is(tmp_path: Path, office: OneKeyOffice) -> None:
    its_settings = settings(tmp_path)
    table = Table(its_settings)
    table.cabinet.start()
    try:
        shown = table.see("out_of_service")
        assert shown.view["failure"] == "terminal_not_enrolled"
        office.enrol(its_settings.state_dir)
        table.see("attract")
    finally:
        assert table.cabinet.stop()


@pytest.mark.expects_log
def test_statuses_and_audit_are_kept_for_the_fleet(table: Table) -> None:
    table.rest()
    table.touch("wake")
    table.see("home")
    table.touch("end")
    table.touch("end_confirmed")
    table.see("goodbye")
    statuses = device_statuses.read(table.settings.state_dir, SystemClock().now())
    own = ("id_card_reader", "receipt_printer", "document_printer", "code_scanner", "document_camera")
    devices = (*own, "camera", "bank_card_reader", "pin_pad", "acquirer")
    assert statuses == dict.fromkeys(devices, "online")
    for fps in ("30", "29"):
        table.face.become(DeviceReport(DeviceStatus.ONLINE, details=(("fps", fps),)))
    table.face.become(DeviceReport(DeviceStatus.NO_DEVICE, FailureCode.DEVICE_UNPLUGGED))
    table.cabinet.stop()
    assert device_statuses.read_down(table.settings.state_dir, SystemClock().now())["camera"].failure == "device_unplugged"
    outages = rows(table.settings, "SELECT device, failure, ended_at FROM device_outages")
    assert outages == [("camera", "device_unplugged", None)]
    changes = [str(row[0]) for row in rows(table.settings, "SELECT details FROM audit_log WHERE event = 'device_changed'")]
    of_camera = [change for change in changes if '"device":"camera"' in change]
    assert len(of_camera) == 2, "pictures a second are no change of the device"
    events = [row[0] for row in rows(table.settings, "SELECT event FROM audit_log ORDER BY seq")]
    assert {"terminal_started", "device_changed", "visit_begun", "visit_ended"} <= set(events)
    assert events[-1] == "terminal_stopped"
    engine = open_database(database_path(table.settings.state_dir))
    with reading(engine) as connection:
        assert verify(connection).intact
    engine.dispose()
