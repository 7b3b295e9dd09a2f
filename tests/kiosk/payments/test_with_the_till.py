"""The terminal and the real payment process's till, socket and journal, with a pad and a host of the sandbox."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from domain.clock import SystemClock
from domain.wire.v1 import ApplicationBody
from kiosk.audit.events import parse_events
from kiosk.flow.visit import Confirmed
from kiosk.store.room import StoreRoom
from payment.client import PaymentClient
from payment.contract import PaymentOutcome
from payment.server import Server
from simulators.partners.acquirer import AcquirerFault
from tests.kiosk.office import OneKeyOffice
from tests.kiosk.stage import FEE_FEN, Stage, settings
from tests.kiosk.test_cabinet import Table, rows
from tests.paths import CONFIG
from tests.payment.counter import Counter

pytestmark = pytest.mark.expects_log


class House:
    """A terminal and its payment process on one state directory; each can be taken away and brought back."""

    def __init__(self, folder: Path) -> None:
        self.settings = settings(folder)
        self.identity = OneKeyOffice().enrol(self.settings.state_dir)
        self.counter = Counter(self.settings.state_dir, answer_limit_s=1.0)
        self.server: Server | None = None
        self.table: Table | None = None

    def open_payment(self) -> None:
        self.server = Server(self.settings.payment_socket, self.counter.till)
        self.server.start()

    def close_payment(self) -> None:
        if self.server is not None:
            self.server.stop()
            self.settings.payment_socket.unlink()
            self.server = None

    def open_terminal(self) -> Table:
        self.table = Table(self.settings, PaymentClient(self.settings.payment_socket))
        self.table.cabinet.start()
        return self.table

    def close_terminal(self) -> None:
        if self.table is not None:
            assert self.table.cabinet.stop()
            self.table = None

    def walk_to_the_slot(self) -> Table:
        table = self.open_terminal()
        table.walk_to_sign()
        table.lodge_without_face()
        table.wait("slot", lambda state: state.view.get("phase") == "insert")
        return table

    def leave_unpaid(self, body: ApplicationBody) -> Confirmed:
        """What a terminal leaves that was killed between the durable act and the money."""
        events = parse_events((CONFIG / "events.toml").read_text("utf-8"))
        store = StoreRoom(self.settings.state_dir, SystemClock(), events, lambda: self.identity)
        store.open()
        confirmed = store.confirm(uuid4(), body)
        store.close()
        return confirmed

    def statuses(self) -> list[object]:
        return [row[0] for row in rows(self.settings, "SELECT status FROM applications ORDER BY id")]

    def order(self) -> UUID:
        [(order,)] = rows(self.settings, "SELECT order_id FROM applications")
        return UUID(str(order))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    house.open_payment()
    yield house
    house.close_terminal()
    house.close_payment()
    house.counter.close()


@pytest.fixture
def body(tmp_path: Path) -> ApplicationBody:
    (tmp_path / "stage").mkdir()
    stage = Stage(tmp_path / "stage", fee_fen=FEE_FEN)
    stage.walk_to("pay")
    body = stage.hands.waiting("confirm").asked[1]
    assert isinstance(body, ApplicationBody)
    return body


def insert_and_type(house: House, table: Table) -> None:
    house.counter.slot.insert("debit")
    table.wait("pin", lambda state: state.view.get("phase") == "pin")
    threading.Thread(target=house.counter.pad.press_pin_keys, args=("123456", "enter")).start()


def test_a_fee_is_paid_and_its_application_lodged(house: House) -> None:
    table = house.walk_to_the_slot()
    insert_and_type(house, table)
    table.wait("take card", lambda state: state.view.get("phase") == "take_card")
    house.counter.slot.pull()
    shown = table.wait("approved", lambda state: state.view.get("phase") == "approved")
    assert shown.view["card"]
    table.touch("next")
    table.wait("number", lambda state: state.screen == "submitted" and state.view["number"] != "")
    assert house.statuses() == ["lodged"]
    [transaction] = house.counter.host.transactions()
    assert (transaction["order"], transaction["state"], transaction["amount_fen"]) == (str(house.order()), "held", FEE_FEN)
    [(payment,)] = rows(house.settings, "SELECT payment FROM outbox")
    paid = json.loads(str(payment)) if not isinstance(payment, dict) else payment
    assert (paid["order_id"], paid["reference"]) == (str(house.order()), transaction["reference"])


def test_an_answer_that_is_lost_charges_nothing_and_says_so(house: House) -> None:
    table = house.walk_to_the_slot()
    house.counter.host.set_fault(AcquirerFault.LOSE_ANSWER)
    insert_and_type(house, table)
    table.wait("take card", lambda state: state.view.get("phase") == "take_card")
    house.counter.host.set_fault(None)
    house.counter.slot.pull()
    table.wait("said", lambda state: state.view.get("phase") in {"not_charged", "unknown"})
    house.counter.till.recover()
    table.wait("not charged", lambda state: state.view.get("phase") == "not_charged")
    table.touch("without")
    table.see("advice")
    table.wait("lapsed", lambda _: house.statuses() == ["abandoned"])
    assert [row["state"] for row in house.counter.host.transactions()] == ["reversed"]


def test_a_terminal_killed_after_the_money_lodges_it_at_its_next_start(house: House, body: ApplicationBody) -> None:
    confirmed = house.leave_unpaid(body)
    assert house.counter.pay(order=confirmed.order_id).outcome is PaymentOutcome.APPROVED
    table = house.open_terminal()
    table.wait("lodged", lambda _: house.statuses() == ["lodged"])
    assert rows(house.settings, "SELECT state FROM outbox") == [("ready",)]
    assert table.state.screen == "attract"


def test_a_terminal_killed_before_the_money_leaves_an_order_that_never_charges(house: House, body: ApplicationBody) -> None:
    confirmed = house.leave_unpaid(body)
    table = house.open_terminal()
    table.wait("lapsed", lambda _: house.statuses() == ["abandoned"])
    assert house.counter.pay(order=confirmed.order_id).outcome is PaymentOutcome.NOT_CHARGED
    assert house.counter.host.transactions() == []


def test_leaving_at_the_slot_closes_the_order(house: House) -> None:
    table = house.walk_to_the_slot()
    table.touch("end")
    table.touch("end_confirmed")
    table.see("goodbye")
    table.wait("lapsed", lambda _: house.statuses() == ["abandoned"])


def test_a_payment_process_that_is_gone_greys_the_service_out_until_it_is_back(house: House) -> None:
    house.close_payment()
    table = house.open_terminal()
    table.rest()
    table.touch("wake")
    table.wait("greyed", lambda state: "unavailable.device.bank_card_reader" in repr(state.view))
    house.open_payment()
    table.wait("offered", lambda state: "'slug': 'driver_licence_reissue_loss', 'available': True" in repr(state.view))


def test_a_payment_process_that_dies_at_the_slot_charges_nothing(house: House) -> None:
    table = house.walk_to_the_slot()
    house.counter.till.stop()
    house.close_payment()
    shown = table.wait("told", lambda state: state.view.get("phase") == "not_charged")
    assert shown.view["outcome"] == "not_charged"
    house.counter.till = house.counter.new_till()
    house.counter.till.start()
    table.touch("without")
    table.see("advice")
    assert house.statuses() == ["confirmed"], "nobody can say yet that it was not charged"
    house.open_payment()
    table.wait("lapsed", lambda _: house.statuses() == ["abandoned"])


def test_who_ends_with_the_card_in_is_asked_for_it_until_it_is_out(house: House) -> None:
    table = house.walk_to_the_slot()
    house.counter.slot.insert("debit")
    table.wait("pin", lambda state: state.view.get("phase") == "pin")
    table.touch("end")
    table.touch("end_confirmed")
    table.see("goodbye")
    table.reader.take()
    table.wait("id card out", lambda state: "'thing': 'id_card', 'taken': True" in repr(state.view))
    table.wait("lapsed", lambda _: house.statuses() == ["abandoned"])
    assert "'thing': 'bank_card', 'taken': False" in repr(table.state.view)
    house.counter.slot.pull()
    table.wait("bank card out", lambda state: "'thing': 'bank_card', 'taken': True" in repr(state.view))
