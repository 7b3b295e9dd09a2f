"""The pad's frames are the literal ones of public descriptions, its block that of a published vector."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from simulators.devices.chip_card.des import decrypt, encrypt
from simulators.devices.pin_pad import PinPadFault, PinPadSimulator
from simulators.devices.zt588 import check_value, compose, pin_block, take_frame, unspell
from tests.simulators.serial_line import Line
from tests.simulators.waiting import until

ASK = bytes.fromhex("02 303031 33 03 3031".replace(" ", ""))  # "3": the description
MASTER = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
PIN_KEY = bytes.fromhex("1122334455667788AABBCCDDEEFF0011")
ACCOUNT = "202000069232"  # of 6222020000692323215: the last twelve digits without the check digit


@pytest.fixture
def pad(tmp_path: Path) -> Iterator[PinPadSimulator]:
    pad = PinPadSimulator(tmp_path / "pty" / "pin-pad", MASTER, paced=False)
    pad.start()
    yield pad
    pad.stop()


@pytest.fixture
def line(pad: PinPadSimulator) -> Iterator[Line]:
    with Line(pad.port.link) as opened:
        yield opened


def ask(line: Line, text: str, size: int) -> str:
    """Send a command; return the text of an answer with `size` characters."""
    found = take_frame(bytearray(line.ask(compose(text.encode()), 7 + size)))
    assert found is not None
    return found.decode("latin-1")


def load_key(line: Line) -> None:
    assert ask(line, "5637", 1) == "5"
    reply = ask(line, "2004032" + encrypt(MASTER, PIN_KEY).hex().upper(), 17)
    assert reply == "2" + check_value(PIN_KEY).hex().upper()


def start_pin(line: Line) -> None:
    load_key(line)
    assert ask(line, f"640 006{ACCOUNT}", 1) == "6"


def test_the_description_is_asked_by_the_published_frame(line: Line) -> None:
    answer = line.ask(ASK, 154)
    assert answer[:5] == b"\x021473"
    text = take_frame(bytearray(answer))
    assert text is not None
    assert len(text) == 147
    assert text[127:139] == b"ZT588S2.13.4"
    assert unspell(text[99:119])[:1] == b"\x04"  # keys are there, no input, sound on


def test_fresh_from_power_it_spells_without_letters(line: Line) -> None:
    reply = ask(line, "2004032" + encrypt(MASTER, PIN_KEY).hex().upper(), 17)
    assert unspell(reply[1:].encode()) == check_value(PIN_KEY)
    assert not set(reply) & set("ABCDEF")


def test_a_pin_becomes_a_block_of_format_0(pad: PinPadSimulator, line: Line) -> None:
    start_pin(line)
    assert pad.press_pin_keys("123456", "enter") == 7
    assert line.receive(7) == b"******\r"
    reply = ask(line, "7", 21)
    assert reply[:5] == "70008"
    clear = decrypt(PIN_KEY, bytes.fromhex(reply[5:]))
    assert clear == bytes(
        a ^ b for a, b in zip(bytes.fromhex("06123456FFFFFFFF"), bytes.fromhex(f"0000{ACCOUNT}"), strict=True)
    )


def test_the_vector_of_ansi_x9_24() -> None:
    """PIN 1234, card 4012345678909, the first key of the sequence FFFF9876543210E00001."""
    block = pin_block("1234", "401234567890")
    assert block.hex().upper() == "041274EDCBA9876F"
    assert encrypt(bytes.fromhex("042666B49184CF5C68DE9628D0397B36"), block).hex().upper() == "1B9C1845EB993A7A"


def test_clear_takes_everything_away_and_too_few_digits_end_nothing(pad: PinPadSimulator, line: Line) -> None:
    start_pin(line)
    pad.press_pin_keys("999", "clear")
    pad.press_pin_keys("12345", "enter")
    assert pad.taking_pin
    assert line.receive(10) == b"***\x08*****\r"
    assert ask(line, "7", 1) == "\xef"
    assert pad.press_pin_keys("678", "enter") == 2  # a seventh digit does nothing
    assert not pad.taking_pin


def test_cancel_and_time_out_end_it(pad: PinPadSimulator, line: Line) -> None:
    start_pin(line)
    pad.press_pin_keys("12", "cancel")
    assert line.receive(3) == b"**\x1b"
    assert not pad.taking_pin
    assert ask(line, "5201", 1) == "5"
    start_pin(line)
    assert line.receive(1) == b"\x80"
    assert not pad.taking_pin


def test_without_an_entry_keys_do_nothing(pad: PinPadSimulator, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulators.devices.pin_pad.WAIT_FOR_ENTRY_S", 0.01)
    assert pad.press_pin_keys("123456", "enter") == 0
    assert line.silent()


@pytest.mark.parametrize(("text", "error"), [(f"640@006{ACCOUNT}", "\xeb"), ("5033", "\xec")])
def test_digits_in_clear_are_refused_and_counted(pad: PinPadSimulator, line: Line, text: str, error: str) -> None:
    load_key(line)
    assert ask(line, text, 1) == error
    assert pad.clear_text_requests == 1
    assert not pad.taking_pin


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("1003130", "\xec"),  # a plain key
        ("5031", "\xec"),  # wipe
        ("20040", "\xe8"),
        ("2014032" + "0" * 32, "\xe4"),  # under a key that is not there
        ("2004031" + "0" * 16, "\xe3"),
        ("2004032" + "X" * 32, "\xe9"),
        (f"648 006{ACCOUNT}", "\xe4"),
        (f"640!006{ACCOUNT}", "\xeb"),
        (f"640 003{ACCOUNT}", "\xeb"),
        ("640 00612", "\xeb"),
        ("7", "\xef"),
        ("9", "\xeb"),
    ],
)
def test_what_it_does_not_do(line: Line, text: str, error: str) -> None:
    load_key(line)
    assert ask(line, text, 1) == error


@pytest.mark.parametrize(
    ("fault", "texts"),
    [
        (PinPadFault.KEYS_LOST, {"2004032" + "0" * 32: "\xe2", f"640 006{ACCOUNT}": "\xe4"}),
        (PinPadFault.TAMPERED, {"3": "\xe0", "5637": "\xed"}),
    ],
)
def test_faults_with_a_name(pad: PinPadSimulator, line: Line, fault: PinPadFault, texts: dict[str, str]) -> None:
    load_key(line)
    pad.set_fault(fault)
    assert {text: ask(line, text, 1) for text in texts} == texts


def test_faults_of_the_line(pad: PinPadSimulator, line: Line) -> None:
    pad.set_fault(PinPadFault.SILENT)
    line.send(ASK)
    assert line.silent()
    pad.set_fault(PinPadFault.BAD_CHECKSUM)
    assert take_frame(bytearray(line.ask(ASK, 154))) is None
    pad.set_fault(PinPadFault.TRUNCATED)
    line.send(ASK)
    assert len(line.receive(154, limit=0.3)) == 102
    pad.set_fault(PinPadFault.UNPLUGGED)
    assert not pad.port.link.exists()
    pad.set_fault(None)
    until(pad.port.link.exists)


def test_a_broken_frame_is_not_answered(line: Line) -> None:
    line.send(ASK[:-1] + b"9")
    assert line.silent()
    assert len(line.ask(b"noise" + ASK, 154)) == 154


@pytest.mark.parametrize(("digits", "key"), [("12a", None), ("12", "shift")])
def test_no_such_key(pad: PinPadSimulator, digits: str, key: str | None) -> None:
    with pytest.raises(ValueError, match="key"):
        pad.press_pin_keys(digits, key)
