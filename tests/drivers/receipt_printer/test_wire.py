"""ESC/POS bytes and the printer's answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.failures import FailureCode
from drivers.receipt_printer import wire


def status(
    printer: int = 0x12, offline_cause: int = 0x12, error_cause: int = 0x12, paper: int = 0x12
) -> tuple[FailureCode | None, bool]:
    parsed = wire.parse_status(printer, offline_cause, error_cause, paper)
    return parsed.failure, parsed.near_end


def test_a_ready_printer() -> None:
    assert status() == (None, False)
    assert status(printer=0x16) == (None, False)  # the drawer's pin is nobody's business


def test_each_fault_bit() -> None:
    assert status(printer=0x1A)[0] is FailureCode.RECEIPT_PRINTER_OFFLINE
    assert status(offline_cause=0x16)[0] is FailureCode.RECEIPT_COVER_OPEN
    assert status(offline_cause=0x32)[0] is FailureCode.RECEIPT_PAPER_OUT
    assert status(offline_cause=0x52)[0] is FailureCode.RECEIPT_PRINTER_OFFLINE
    assert status(error_cause=0x1A)[0] is FailureCode.RECEIPT_CUTTER_FAULT
    assert status(paper=0x1E) == (None, True)
    assert status(paper=0x72)[0] is FailureCode.RECEIPT_PAPER_OUT
    assert status(paper=0x32)[0] is FailureCode.RECEIPT_PAPER_OUT


def test_what_a_hand_can_put_right_comes_first() -> None:
    assert status(0x1A, 0x76, 0x1A, 0x7E) == (FailureCode.RECEIPT_COVER_OPEN, True)
    assert status(0x1A, 0x72, 0x1A)[0] is FailureCode.RECEIPT_PAPER_OUT
    assert status(0x1A, 0x52, 0x1A)[0] is FailureCode.RECEIPT_CUTTER_FAULT


def test_answers_are_told_apart_by_their_fixed_bits() -> None:
    for byte in range(256):
        bits = f"{byte:08b}"
        assert wire.is_status_answer(byte) == (bits[0] + bits[3] + bits[6:] == "0110"), bits
        assert wire.is_answer_in_turn(byte) == (bits[0] + bits[3] == "00"), bits


def test_a_written_line() -> None:
    assert wire.text_line("渝A", 2, bold=True, centred=True) == b"\x1b3\x38\x1ba\x01\x1bE\x01\x1d!\x11\xd3\xe5A\n"
    assert wire.text_line("x", 1, bold=False, centred=False) == b"\x1b3\x20\x1ba\x00\x1bE\x00\x1d!\x00x\n"


@pytest.mark.parametrize(
    ("char", "known"), [("渝", True), ("A", True), ("“", True), ("䶮", False), ("𠮷", False), ("∗", False)]
)
def test_which_characters_the_printer_knows(char: str, known: bool) -> None:
    assert wire.knows(char) is known


def test_a_qr_code() -> None:
    assert wire.qr_code("12", 6) == (
        b"\x1ba\x01\x1d(k\x04\x001A2\x00\x1d(k\x03\x001C\x06\x1d(k\x03\x001E1\x1d(k\x05\x001P012\x1d(k\x03\x001Q0"
    )


def test_a_picture() -> None:
    assert wire.raster(b"\xff\x00\xff\x00", 2) == b"\x1ba\x00\x1dv0\x00\x02\x00\x02\x00\xff\x00\xff\x00"


@given(st.lists(st.sampled_from([b"\x10", b"\x04", b"\x05", b"\x14", b"\x01"])).map(b"".join))
def test_no_picture_spells_a_real_time_command(rows: bytes) -> None:
    sent = wire.raster(rows, 1)
    assert len(sent) == 11 + len(rows)
    assert not any(command in sent[11:] for command in (b"\x10\x04", b"\x10\x05", b"\x10\x14"))


def test_blank_lines() -> None:
    assert wire.feed(3) == b"\x1bd\x03"
