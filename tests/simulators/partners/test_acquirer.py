"""The acquirer's host over TCP, spoken to with messages put together by hand."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from domain.clock import SystemClock
from simulators.devices.chip_card.cryptogram import card_key, cryptogram, session_key
from simulators.devices.chip_card.des import decrypt, encrypt
from simulators.devices.zt588 import pin_block
from simulators.partners.acquirer import AcquirerFault, AcquirerHost
from simulators.partners.iso8583 import Message, Unreadable, chip_objects, mac, read, write
from simulators.partners.issuer import SIGNED, Issuer
from simulators.partners.sale_checks import opened_pin
from simulators.world.bank_cards import CardApplication, load_bank_cards
from tests.simulators.waiting import until

LIMIT_S = 10.0
DEBIT = load_bank_cards()["debit"].applications[0]
OWN = {41: "50000001", 42: "898500000000001"}


@dataclass
class Terminal:
    """Speaks to the host as a terminal does."""

    host: AcquirerHost
    pin_key: bytes = field(default=b"")
    mac_key: bytes = field(default=b"")

    def exchange(self, kind: str, fields: dict[int, str | bytes], key: bytes | None = None) -> Message | None:
        answer = self.send(write(kind, fields, key))
        return read(answer[2:]) if answer else None

    def send(self, data: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.host.port), LIMIT_S) as line:
            line.settimeout(LIMIT_S)
            line.sendall(data)
            return b"".join(iter(lambda: line.recv(4096), b""))

    def sign_on(self) -> Message | None:
        answer = self.exchange("0800", {11: "000001", **OWN, 60: "00000001003", 63: "001"})
        if answer is not None and answer.text(39) == "00":
            keys = answer.data(62)
            self.pin_key, self.mac_key = decrypt(self.host.masters.pin, keys[:16]), decrypt(self.host.masters.mac, keys[20:36])
            assert encrypt(self.pin_key, bytes(8))[:4] == keys[16:20]
            assert encrypt(self.mac_key, bytes(8))[:4] == keys[36:]
        return answer

    def sale(self, trace: str = "000042", /, **changes: str | bytes) -> dict[int, str | bytes]:
        """Return the fields of a sale with a right PIN and a right cryptogram; `f4="…"` changes a field."""
        amount = str(changes.get("f4", "000000001000"))
        block = encrypt(self.pin_key, pin_block("123456", DEBIT.number[-13:-1]))
        fields: dict[int, str | bytes] = {
            2: DEBIT.number,
            3: "000000",
            4: amount,
            11: trace,
            14: DEBIT.expiry,
            22: "051",
            23: "001",
            25: "00",
            26: "12",
            35: f"{DEBIT.number}D{DEBIT.expiry}220",
            **OWN,
            48: "ab" * 16,
            49: "156",
            52: block,
            53: "2600000000000000",
            55: chip_data(DEBIT, amount),
            60: "22000001003",
        }
        return fields | {int(name[1:]): value for name, value in changes.items()}

    def sell(self, trace: str = "000042", /, **changes: str | bytes) -> Message:
        answer = self.exchange("0200", self.sale(trace, **changes), self.mac_key)
        assert answer is not None
        return answer

    def reverse(self, trace: str = "000042") -> str:
        return self.reversal(trace).text(39)

    def reversal(self, trace: str) -> Message:
        fields: dict[int, str | bytes] = {
            3: "000000",
            4: "000000001000",
            11: trace,
            22: "051",
            25: "00",
            39: "98",
            **OWN,
            49: "156",
            60: "22000001003",
            61: f"000001{trace}1122",
        }
        answer = self.exchange("0400", fields, self.mac_key)
        assert answer is not None
        return answer


def chip_data(card: CardApplication, amount: str, counter: int = 7) -> bytes:
    """Return field 55 with the cryptogram of this card."""
    values = {
        "9F02": amount,
        "9F03": "0" * 12,
        "9F1A": "0156",
        "95": "8000040000",
        "5F2A": "0156",
        "9A": "261122",
        "9C": "00",
        "9F37": "01020304",
        "82": "1C00",
        "9F36": f"{counter:04X}",
        "9F10": "07010103A0000001",
        "9F27": "80",
    }
    objects = {tag: bytes.fromhex(value) for tag, value in values.items()}
    session = session_key(card_key(card.master_key, card.number, card.sequence), objects["9F36"])
    objects["9F26"] = cryptogram(session, b"".join(objects[tag] for tag in SIGNED) + objects["9F10"][3:7])
    return b"".join(bytes.fromhex(tag) + bytes([len(value)]) + value for tag, value in objects.items())


@pytest.fixture
def host() -> Iterator[AcquirerHost]:
    host = AcquirerHost(Issuer(), SystemClock())
    host.start()
    yield host
    host.stop()


@pytest.fixture
def terminal(host: AcquirerHost) -> Terminal:
    terminal = Terminal(host)
    assert terminal.sign_on() is not None
    return terminal


def states(host: AcquirerHost) -> list[str]:
    return [row["state"] for row in host.transactions()]


def test_keys_are_fresh_at_every_sign_on(terminal: Terminal) -> None:
    before = terminal.pin_key, terminal.mac_key
    terminal.sign_on()
    assert not set(before) & {terminal.pin_key, terminal.mac_key}
    assert terminal.host.sign_ons == 2


def test_a_sale_is_held_and_its_answer_is_signed(terminal: Terminal) -> None:
    answer = terminal.sell()
    assert (answer.kind, answer.text(39), answer.text(11), len(answer.text(37)), len(answer.text(38))) == (
        *("0210", "00", "000042"),
        *(12, 6),
    )
    assert mac(terminal.mac_key, answer.signed) == answer.data(64)
    assert chip_objects(answer.data(55))["91"][8:] == b"00"
    (row,) = terminal.host.transactions()
    assert row["order"] == "abababab-abab-abab-abab-abababababab"
    assert (row["state"], row["card"]) == ("held", "622202∗∗∗∗∗∗∗∗∗3215")
    assert DEBIT.number not in repr(terminal.host.transactions())


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"f41": "50000002"}, "97"),
        ({"f42": "898500000000002"}, "03"),
        ({"f2": "6222020000692323216"}, "14"),
        ({"f35": f"{DEBIT.number}D3511220"}, "14"),
        ({"f4": "000000002000", "f55": chip_data(DEBIT, "000000001000")}, "13"),
        ({"f4": "000000000000"}, "13"),
        ({"f4": "000000100001"}, "51"),
        ({"f52": bytes(8)}, "55"),
        ({"f22": "021"}, "30"),
        ({"f55": chip_data(DEBIT, "000000001000")[:-1] + b"\0"}, "05"),
        ({"f55": b"\x9f"}, "30"),
    ],
)
def test_objections(terminal: Terminal, changes: dict[str, str | bytes], code: str) -> None:
    assert terminal.sell(**changes).text(39) == code
    assert "held" not in states(terminal.host)


def test_refusals_and_answers_to_reversals_are_signed(terminal: Terminal) -> None:
    refusal = terminal.sell(f4="000000000000")
    assert mac(terminal.mac_key, refusal.signed) == refusal.data(64)
    for trace in ("000042", "000077"):
        reversal = terminal.reversal(trace)
        assert mac(terminal.mac_key, reversal.signed) == reversal.data(64)


def test_a_wrong_mac_is_not_looked_at(terminal: Terminal) -> None:
    answer = terminal.exchange("0200", terminal.sale(), bytes(16))
    assert answer is not None
    assert (answer.text(39), states(terminal.host)) == ("A0", [])


def test_the_third_wrong_pin_locks_the_card_until_reset(terminal: Terminal) -> None:
    wrong = encrypt(terminal.pin_key, pin_block("000000", DEBIT.number[-13:-1]))
    codes = [terminal.sell(f"{trace:06d}", f52=wrong).text(39) for trace in range(1, 4)]
    assert codes == ["55", "55", "75"]
    assert terminal.sell("000009").text(39) == "75"
    terminal.host.reset()
    assert terminal.sell("000010").text(39) == "00"


def test_the_same_trace_is_no_second_sale(terminal: Terminal) -> None:
    assert [terminal.sell().text(39) for _ in range(2)] == ["00", "94"]
    assert states(terminal.host) == ["held"]


def test_a_reversal_is_done_once_and_answered_always(terminal: Terminal) -> None:
    terminal.sell()
    assert [terminal.reverse() for _ in range(3)] == ["00"] * 3
    assert states(terminal.host) == ["reversed"]
    assert terminal.reverse("000077") == "25"
    assert terminal.sell("000077").text(39) == "94", "a request that was reversed before it came must not come to life"


def test_what_is_held_is_not_there_twice(terminal: Terminal) -> None:
    assert terminal.sell("000001", f4="000000060000").text(39) == "00"
    assert terminal.sell("000002", f4="000000060000").text(39) == "51"
    terminal.reverse("000001")
    assert terminal.sell("000003", f4="000000060000").text(39) == "00"


@pytest.mark.parametrize(("fault", "recorded"), [(AcquirerFault.LOSE_REQUEST, []), (AcquirerFault.LOSE_ANSWER, ["held"])])
def test_lost_on_the_way(terminal: Terminal, fault: AcquirerFault, recorded: list[str]) -> None:
    terminal.host.set_fault(fault, once=True)
    assert terminal.exchange("0200", terminal.sale(), terminal.mac_key) is None
    assert states(terminal.host) == recorded
    assert terminal.reverse() == ("00" if recorded else "25")
    assert terminal.host.fault is None


def test_wrong_mac_and_garbage(terminal: Terminal) -> None:
    terminal.host.set_fault(AcquirerFault.WRONG_MAC)
    answer = terminal.sell()
    assert mac(terminal.mac_key, answer.signed) != answer.data(64)
    terminal.host.set_fault(AcquirerFault.GARBAGE)
    garbage = terminal.send(write("0200", terminal.sale("000043"), terminal.mac_key))
    assert len(garbage) == 66
    assert states(terminal.host) == ["held", "held"]


def test_a_late_answer_waits_until_the_terminal_has_gone(terminal: Terminal) -> None:
    terminal.host.set_fault(AcquirerFault.LATE_ANSWER)
    with socket.create_connection(("127.0.0.1", terminal.host.port), LIMIT_S) as line:
        line.sendall(write("0200", terminal.sale(), terminal.mac_key))
        until(lambda: states(terminal.host) == ["held"])
        line.settimeout(0.1)
        with pytest.raises(TimeoutError):
            line.recv(1)


def test_down_the_port_refuses_and_stays_the_same(terminal: Terminal) -> None:
    port = terminal.host.port
    for _ in range(3):
        terminal.host.set_fault(AcquirerFault.DOWN)
        with pytest.raises(ConnectionRefusedError):
            terminal.sign_on()
        terminal.host.set_fault(None)
        assert terminal.sign_on() is not None
    assert terminal.host.port == port


def test_declined_and_sign_on_refused(terminal: Terminal) -> None:
    terminal.host.set_fault(AcquirerFault.DECLINE)
    assert terminal.sell().text(39) == "51"
    terminal.host.set_fault(AcquirerFault.SIGN_ON_REFUSED)
    answer = terminal.sign_on()
    assert answer is not None
    assert (answer.text(39), answer.data(62)) == ("05", b"")


@pytest.mark.parametrize("data", [b"", b"\0", b"\0\0", b"\xff\xff", b"\0\x05hello", b"\0\x20" + bytes(32)])
def test_nonsense_is_not_answered(terminal: Terminal, data: bytes) -> None:
    with socket.create_connection(("127.0.0.1", terminal.host.port), LIMIT_S) as line:
        line.settimeout(LIMIT_S)
        line.sendall(data)
        line.shutdown(socket.SHUT_WR)
        assert line.recv(1) == b""
    assert terminal.sell().text(39) == "00"


@pytest.mark.parametrize(
    "body", [bytes(11) + b"\x02\x00" + bytes([0x40]) + bytes(7) + b"\x99", bytes(11) + b"\x02\x00" + bytes(8) + b"rest"]
)
def test_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read(body)


def test_the_mac_of_published_code() -> None:
    """Two public sources agree: fold, spell, encrypt the first half, mix in the second, encrypt again, first eight digits."""
    key, message = bytes.fromhex("1122334455667788"), b"0123456789ABCDEF"
    folded = bytes(a ^ b for a, b in zip(message[:8], message[8:], strict=True)).hex().upper().encode()
    half = bytes(a ^ b for a, b in zip(encrypt(key, folded[:8]), folded[8:], strict=True))
    assert mac(key, message) == encrypt(key, half).hex().upper().encode()[:8]


@pytest.mark.parametrize(("pin", "number"), [("1234", "4012345678909"), ("123456", DEBIT.number)])
def test_a_block_opens_for_its_own_card_only(pin: str, number: str) -> None:
    block = pin_block(pin, number[-13:-1])
    assert opened_pin(block, number) == pin
    assert opened_pin(block, "6217000000000000004") is None
