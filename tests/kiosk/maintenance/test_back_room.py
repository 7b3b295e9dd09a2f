"""The back room with a real store, real threads and devices on a table: errands, sign-in, trials, counters, reports."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text

from backend_client import errands
from backend_client.database import database_path, open_database
from backend_client.errands import Errand, Orderer
from domain.clock import SystemClock
from domain.failures import FailureCode
from domain.staff_pin import SALT_BYTES, hash_pin
from drivers.cabinet.contract import CabinetState
from drivers.printing import PrintOutcome, PrintResult
from kiosk.flow.screen_state import ScreenState
from kiosk.maintenance.console import NoSuchPart, TerminalBusy, ask_terminal, self_test
from kiosk.surroundings import Seen
from tests.kiosk.office import OneKeyOffice
from tests.kiosk.stage import settings
from tests.kiosk.test_cabinet import PATIENCE_S, Table

PIN = "20261122"
KEY_ON, KEY_OFF = (CabinetState(False, on, False, False, False, 0) for on in (True, False))


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Table]:
    its_settings = settings(tmp_path)
    OneKeyOffice().enrol(its_settings.state_dir)
    errands.keep_technicians(its_settings.state_dir, {"0217": hash_pin(PIN, b"s" * SALT_BYTES)})
    table = Table(its_settings)
    table.cabinet.start()
    table.rest()
    yield table
    assert table.cabinet.stop()


def see(table: Table, page: str, fulfilled: Callable[[ScreenState], bool] = lambda _: True) -> ScreenState:
    return table.wait(page, lambda state: state.view.get("page") == page and fulfilled(state))


def sign_in(table: Table, pin: str = PIN) -> None:
    table.touch("corner_held")
    see(table, "sign_in")
    for digit in "0217" + pin:
        table.touch("digit", digit=digit)


def audit(table: Table) -> list[str]:
    engine = open_database(database_path(table.settings.state_dir))
    with engine.connect() as connection:
        events = connection.execute(text("SELECT event FROM audit_log ORDER BY seq")).scalars().all()
    engine.dispose()
    return list(events)


def until(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_technician_signs_in_without_the_office_and_prints_a_slip(table: Table) -> None:
    sign_in(table, "00000000")
    see(table, "sign_in", lambda state: state.view["body"]["outcome"] == "wrong")  # type: ignore[index, call-overload]
    for digit in "0217" + PIN:
        table.touch("digit", digit=digit)
    see(table, "overview")
    table.touch("test", name="receipt_printer")
    see(table, "trial", lambda state: state.view["body"]["phase"] == "judging")  # type: ignore[index, call-overload]
    table.touch("judge", on=True)
    see(table, "trial", lambda state: state.view["body"]["phase"] == "done")  # type: ignore[index, call-overload]
    table.touch("leave")
    table.see("attract")
    until(lambda: "maintenance_left" in audit(table))
    noted = [event for event in audit(table) if event.startswith(("maintenance", "self_test", "print"))]
    assert noted == [
        "maintenance_asked",
        "maintenance_entered",
        "maintenance_refused",
        "maintenance_signed_in",
        "maintenance_act",
        "print_submitted",
        "print_settled",
        "self_test",
        "maintenance_left",
    ]


def test_the_key_lets_in_and_out(table: Table) -> None:
    table.cabinet.back_room.look_around(Seen(KEY_ON))
    see(table, "sign_in")
    table.cabinet.back_room.look_around(Seen(KEY_ON))
    table.cabinet.back_room.look_around(Seen(KEY_OFF))
    table.see("attract")
    table.cabinet.back_room.look_around(Seen(None))
    assert not table.cabinet.back_room.is_asked_for()


def test_a_printer_that_prints_nothing_fails_its_test(table: Table) -> None:
    table.printer.result = PrintResult(PrintOutcome.NOT_DELIVERED, FailureCode.RECEIPT_PAPER_OUT)
    sign_in(table)
    see(table, "overview")
    table.touch("test", name="receipt_printer")
    state = see(table, "trial", lambda state: state.view["body"]["phase"] == "done")  # type: ignore[index, call-overload]
    assert "receipt_paper_out" in repr(state.view)


def test_paper_is_counted_by_the_ledger_and_anew_after_a_refill(table: Table) -> None:
    sign_in(table)
    see(table, "overview")
    for _ in range(2):
        table.touch("test", name="receipt_printer")
        see(table, "trial", lambda state: state.view["body"]["phase"] == "judging")  # type: ignore[index, call-overload]
        table.touch("judge", on=True)
        table.touch("back")
        table.touch("back")
        see(table, "overview")
    table.touch("show", name="supplies")
    see(table, "supplies", lambda state: "'used': 2, 'left': None" in repr(state.view))
    table.touch("refill", name="receipt_paper")
    see(table, "supplies", lambda state: "'used': 0, 'left': 350" in repr(state.view))


def test_the_report_is_printed_and_written(table: Table) -> None:
    sign_in(table)
    see(table, "overview")
    table.touch("show", name="report")
    see(table, "report")
    table.touch("print")
    see(table, "report", lambda state: state.view["body"]["phase"] == "printed")  # type: ignore[index, call-overload]
    table.touch("export")
    state = see(table, "report", lambda state: state.view["body"]["phase"] == "exported")  # type: ignore[index, call-overload]
    name = str(state.view["body"]["file"])  # type: ignore[index, call-overload]
    written = table.settings.state_dir / errands.FOLDER / "reports" / name
    assert written.read_bytes().startswith(b"%PDF-")


def test_the_console_asks_the_running_terminal(table: Table) -> None:
    clock = SystemClock()
    table.reader.failure = FailureCode.ID_READER_FAULT
    results = self_test(table.settings, clock, ["id_card_reader", "disk"], dict, PATIENCE_S)
    assert {name: result.failure for name, result in results.items()} == {
        "id_card_reader": FailureCode.ID_READER_FAULT,
        "disk": None,
    }
    table.see("attract")
    assert errands.waiting(table.settings.state_dir) == []
    with pytest.raises(NoSuchPart, match="dishwasher"):
        self_test(table.settings, clock, ["dishwasher"], dict)


def test_an_errand_waits_for_the_end_of_a_visit(table: Table) -> None:
    table.touch("wake")
    table.see("home")
    with pytest.raises(TerminalBusy):
        ask_terminal(table.settings, SystemClock(), ["disk"], 1.5)
    assert table.state.screen == "home"
    table.touch("end")
    table.touch("end_confirmed")


def test_an_errand_of_the_office_is_left_for_the_courier_and_survives_a_kill(tmp_path: Path, table: Table) -> None:
    errand = Errand(uuid4(), Orderer.OFFICE, ("disk",))
    errands.post(table.settings.state_dir, errand)
    until(lambda: bool(errands.done(table.settings.state_dir, Orderer.OFFICE)))
    [found] = errands.done(table.settings.state_dir, Orderer.OFFICE)
    assert (found.errand, [part.name for part in found.parts], found.refused) == (errand.errand, ["disk"], None)
    table.see("attract")


def test_a_closed_terminal_is_closed_after_a_restart(tmp_path: Path) -> None:
    its_settings = settings(tmp_path)
    OneKeyOffice().enrol(its_settings.state_dir)
    first = Table(its_settings)
    first.cabinet.back_room.standing.take_out("moving")
    second = Table(its_settings)
    second.cabinet.start()
    try:
        state = second.see("out_of_service")
        assert (state.view["failure"], state.view["reason"]) == ("taken_out_of_service", "moving")
        second.cabinet.back_room.standing.take_out(None)
        second.see("attract")
    finally:
        assert second.cabinet.stop()
