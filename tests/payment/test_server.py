"""The socket between terminal and payment process: whoever is at its other end, no money is lost and no line says too much."""

import queue
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from domain.failures import FailureCode
from drivers.device import DeviceStatus
from payment import server
from payment.backends.built_in.journal import FILE_NAME
from payment.client import PaymentClient
from payment.contract import PaymentOutcome, PaymentPhase, PaymentResult
from payment.server import Server
from payment.wire import LONGEST_LINE, SOCKET_NAME, Line, Request
from simulators.partners.acquirer import AcquirerFault
from tests.payment.counter import AUTHENTICATE, CARDS, FEE, Counter, Customer
from tests.simulators.waiting import until

LIMIT_S = 30.0

pytestmark = pytest.mark.expects_log


@pytest.fixture
def path(counter: Counter) -> Iterator[Path]:
    path = counter.state_dir / SOCKET_NAME
    served = Server(path, counter.till)
    served.start()
    yield path
    served.stop()


def pay(counter: Counter, path: Path, order: UUID, customer: Customer) -> PaymentResult | FailureCode:
    results: queue.SimpleQueue[PaymentResult | FailureCode] = queue.SimpleQueue()
    PaymentClient(path).pay(order, FEE, customer.tell, results.put)
    result = results.get(timeout=LIMIT_S)
    customer.leave()
    return result


def ask(path: Path, line: bytes) -> bytes:
    """Send one line as it is; return everything that comes back."""
    with socket.socket(socket.AF_UNIX) as raw:
        raw.settimeout(LIMIT_S)
        raw.connect(str(path))
        raw.sendall(line)
        raw.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: raw.recv(65536), b""))


def test_a_payment_over_the_socket(counter: Counter, path: Path) -> None:
    customer, order = Customer(counter), uuid4()
    paid = pay(counter, path, order, customer)
    assert isinstance(paid, PaymentResult)
    assert paid.outcome is PaymentOutcome.APPROVED
    assert customer.phases == ["insert", "reading", "pin", "working"]
    client = PaymentClient(path)
    assert client.ask_result(Request(do="query", order=order)) == paid
    assert client.ask_result(Request(do="close", order=order)) == paid
    assert {name: report.status for name, report in client.reports().items()} == dict.fromkeys(
        ("bank_card_reader", "pin_pad", "acquirer"), DeviceStatus.ONLINE
    )


def test_choosing_and_cancelling_over_the_socket(counter: Counter, path: Path) -> None:
    results: queue.SimpleQueue[PaymentResult | FailureCode] = queue.SimpleQueue()
    customer = Customer(counter, "two_applications", typing=[])
    conversation = PaymentClient(path).pay(uuid4(), FEE, customer.tell, results.put)
    until(lambda: "choose" in customer.phases)
    conversation.choose(1)
    until(lambda: "pin" in customer.phases)
    conversation.cancel()
    result = results.get(timeout=LIMIT_S)
    customer.leave()
    assert isinstance(result, PaymentResult)
    assert (result.outcome, result.reason, counter.states()) == (PaymentOutcome.NOT_CHARGED, "cancelled", [])


def test_the_socket_is_private_and_says_when_nobody_is_there(counter: Counter, path: Path, tmp_path: Path) -> None:
    assert path.stat().st_mode & 0o777 == 0o660
    away = PaymentClient(tmp_path / "nobody.sock")
    assert away.ask_result(Request(do="query", order=uuid4())) is FailureCode.PAYMENT_PROCESS_GONE
    assert {report.failure for report in away.reports().values()} == {FailureCode.PAYMENT_PROCESS_GONE}
    customer = Customer(counter)
    assert pay(counter, tmp_path / "nobody.sock", uuid4(), customer) is FailureCode.PAYMENT_PROCESS_GONE


def test_a_terminal_that_dies_before_the_request_has_cancelled(counter: Counter, path: Path) -> None:
    order = uuid4()
    customer = Customer(counter, card=None)
    with socket.socket(socket.AF_UNIX) as raw:
        raw.connect(str(path))
        raw.sendall(Request(do="pay", order=order, amount_fen=FEE).model_dump_json().encode() + b"\n")
        until(lambda: counter.slot.asked_for)
    assert pay_when_free(counter, path, order, customer) is PaymentOutcome.APPROVED
    assert counter.states() == ["held"]


def pay_when_free(counter: Counter, path: Path, order: UUID, customer: Customer) -> PaymentOutcome | None:
    """Pay as soon as the till has noticed that nobody is there any more."""
    customer.card = "debit"
    for _ in range(500):
        result = pay(counter, path, order, customer)
        if isinstance(result, PaymentResult):
            return result.outcome
        assert result is FailureCode.DEVICE_BUSY
        threading.Event().wait(0.02)
    return None


def test_a_terminal_that_dies_after_the_request_finds_its_payment(counter: Counter, path: Path) -> None:
    order = uuid4()
    counter.slot.insert("debit")
    raw = socket.socket(socket.AF_UNIX)
    counter.slot.before = lambda command: raw.close() if command[1] == AUTHENTICATE else None
    raw.connect(str(path))
    raw.sendall(Request(do="pay", order=order, amount_fen=FEE).model_dump_json().encode() + b"\n")
    assert counter.pad.press_pin_keys("123456", "enter") == 7
    query = Request(do="query", order=order)
    client = PaymentClient(path)

    def outcome() -> PaymentOutcome | None:
        result = client.ask_result(query)
        return result.outcome if isinstance(result, PaymentResult) else None

    until(lambda: outcome() is PaymentOutcome.APPROVED)
    assert counter.states(order) == ["held"]


def test_two_terminals_at_once(counter: Counter, path: Path) -> None:
    second: list[PaymentResult | FailureCode] = []
    other = Customer(counter, card=None)
    at_phase = {PaymentPhase.PIN: lambda: second.append(pay_quietly(counter, path, other))}
    first = pay(counter, path, uuid4(), Customer(counter, at_phase=at_phase))
    assert isinstance(first, PaymentResult)
    assert (first.outcome, second) == (PaymentOutcome.APPROVED, [FailureCode.DEVICE_BUSY])
    assert other.seen == []


def pay_quietly(counter: Counter, path: Path, customer: Customer) -> PaymentResult | FailureCode:
    results: queue.SimpleQueue[PaymentResult | FailureCode] = queue.SimpleQueue()
    PaymentClient(path).pay(uuid4(), FEE, customer.tell, results.put)
    return results.get(timeout=LIMIT_S)


def test_an_unclear_order_is_clarified_when_it_is_closed(counter: Counter, path: Path) -> None:
    order = uuid4()
    counter.host.set_fault(AcquirerFault.LOSE_ANSWER)
    unclear = pay(counter, path, order, Customer(counter))
    assert isinstance(unclear, PaymentResult)
    assert unclear.outcome is PaymentOutcome.UNKNOWN
    counter.host.set_fault(None)
    closed = PaymentClient(path).ask_result(Request(do="close", order=order))
    assert isinstance(closed, PaymentResult)
    assert (closed.outcome, counter.states()) == (PaymentOutcome.NOT_CHARGED, ["reversed"])


def test_what_is_owed_is_brought_home_when_the_terminal_asks(counter: Counter, path: Path) -> None:
    counter.host.set_fault(AcquirerFault.LOSE_ANSWER)
    assert isinstance(pay(counter, path, uuid4(), Customer(counter)), PaymentResult)
    assert left(PaymentClient(path)) == 1
    counter.host.set_fault(None)
    assert left(PaymentClient(path)) == 0
    assert counter.states() == ["reversed"]
    assert left(PaymentClient(path.with_name("nobody.sock"))) is FailureCode.PAYMENT_PROCESS_GONE


def left(client: PaymentClient) -> int | FailureCode:
    answers: queue.SimpleQueue[int | FailureCode] = queue.SimpleQueue()
    client.recover(answers.put)
    return answers.get(timeout=LIMIT_S)


@pytest.mark.parametrize(
    "line", [b"\n", b"{}\n", b"not json\n", b'{"do": "pay"', b'{"do": "steal"}\n', b"x" * (LONGEST_LINE + 9)]
)
def test_garbage_is_not_answered_and_harms_nobody(path: Path, line: bytes) -> None:
    with suppress(BrokenPipeError, ConnectionResetError):  # it may be shown out in the middle of its speech
        assert ask(path, line) == b""
    assert Line.model_validate_json(ask(path, b'{"do": "recover"}\n')).left == 0


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b'{"do": "pay", "amount_fen": 1000}\n', FailureCode.TERMINAL_FAULT),
        (b'{"do": "query"}\n', FailureCode.TERMINAL_FAULT),
    ],
)
def test_a_request_without_its_order(path: Path, line: bytes, expected: FailureCode) -> None:
    assert Line.model_validate_json(ask(path, line)).failure is expected


def test_no_secret_leaves(counter: Counter, path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Planted: the card number, its track and its PIN. Looked for: socket lines, journal, log, the host's own list."""
    caplog.set_level("DEBUG")
    spoken: list[bytes] = []
    counter.slot.insert("debit")
    with socket.socket(socket.AF_UNIX) as raw:
        raw.settimeout(LIMIT_S)
        raw.connect(str(path))
        raw.sendall(Request(do="pay", order=uuid4(), amount_fen=FEE).model_dump_json().encode() + b"\n")
        typing = threading.Thread(target=counter.pad.press_pin_keys, args=("123456", "enter"))
        typing.start()
        spoken += iter(lambda: raw.recv(65536), b"")
        typing.join()
    counter.host.set_fault(AcquirerFault.LOSE_ANSWER, once=True)
    counter.pay()
    account = CARDS["debit"].applications[0]
    files = b"".join(file.read_bytes() for file in counter.state_dir.glob(f"{FILE_NAME}*"))
    logged = caplog.text.encode()
    everything = [b"".join(spoken), files, logged, repr(counter.host.transactions()).encode()]
    packed = bytes.fromhex(account.number + "0")[:9]
    for place in everything:
        assert place or place is logged  # nothing says that a payment writes into the log
        assert account.number.encode() not in place
        assert packed not in place
        assert f"{account.number}D".encode() not in place
        assert f'"{account.pin}"'.encode() not in place
    assert b"622202" in everything[0]


def test_who_says_nothing_is_shown_out(counter: Counter, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "REQUEST_LIMIT_S", 0.1)
    with socket.socket(socket.AF_UNIX) as silent:
        silent.settimeout(LIMIT_S)
        silent.connect(str(path))
        assert silent.recv(1) == b""


def test_of_too_many_visitors_the_last_are_shown_out(path: Path) -> None:
    with ExitStack() as room:
        visitors = [room.enter_context(socket.socket(socket.AF_UNIX)) for _ in range(server.MOST_VISITORS + 1)]
        for visitor in visitors:
            visitor.settimeout(LIMIT_S)
            visitor.connect(str(path))
        assert visitors[-1].recv(1) == b""
        visitors[0].sendall(b'{"do": "recover"}\n')
        assert visitors[0].recv(65536)
    until(lambda: PaymentClient(path).reports()["acquirer"].status is DeviceStatus.ONLINE)
