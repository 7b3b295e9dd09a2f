"""The reader's frames are the literal ones of the protocol's tables, not the simulator's own."""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from domain.clock import SystemClock
from simulators.devices.chip import Chip
from simulators.devices.id_card_reader import IdCardReaderSimulator, ReaderFault
from simulators.world.people import load_people
from tests.simulators.serial_line import Line
from tests.simulators.waiting import until

HEADER = bytes.fromhex("AAAAAA9669")
RESET = HEADER + bytes.fromhex("000310FFEC")
STATUS = HEADER + bytes.fromhex("000311FFED")
MODULE_NUMBER = HEADER + bytes.fromhex("000312FFEE")
FIND = HEADER + bytes.fromhex("0003200122")
SELECT = HEADER + bytes.fromhex("0003200221")
READ = HEADER + bytes.fromhex("0003300132")
READ_FINGERPRINT = HEADER + bytes.fromhex("0003301023")
NEW_ADDRESS = HEADER + bytes.fromhex("0003300330")
FOUND = bytes.fromhex("AAAAAA96690008 00009F 00000000 97".replace(" ", ""))
SELECTED = bytes.fromhex("AAAAAA9669000C 000090 0000000000000000 9C".replace(" ", ""))
WHOLE_CARD = 1295  # bytes of the answer to "read text and photo"


def short(status: int) -> bytes:
    return HEADER + bytes((0, 4, 0, 0, status, 4 ^ status))


@pytest.fixture(scope="module")
def cards() -> dict[str, Chip]:
    return {person.id: person.chip() for person in load_people(date(2026, 11, 22)).values()}


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[IdCardReaderSimulator]:
    simulator = IdCardReaderSimulator(tmp_path / "pty" / "id-card-reader", SystemClock(), paced=False)
    simulator.start()
    yield simulator
    simulator.stop()


@pytest.fixture
def line(reader: IdCardReaderSimulator) -> Iterator[Line]:
    with Line(reader.port.link) as opened:
        yield opened


def select(line: Line) -> None:
    assert line.ask(FIND, len(FOUND)) == FOUND
    assert line.ask(SELECT, len(SELECTED)) == SELECTED


@pytest.mark.parametrize("request_", [RESET, STATUS])
def test_simple_commands_are_answered_ok(line: Line, request_: bytes) -> None:
    assert line.ask(request_, 11) == short(0x90)


def test_module_number_has_sixteen_bytes_in_a_frame_of_27(line: Line) -> None:
    answer = line.ask(MODULE_NUMBER, 27)
    assert answer[:10] == HEADER + bytes.fromhex("0014000090")
    assert len(answer) == 27


def test_no_card_is_not_found_and_cannot_be_selected(line: Line) -> None:
    assert line.ask(FIND, 11) == short(0x80)
    assert line.ask(SELECT, 11) == short(0x81)
    assert line.ask(READ, 11) == short(0x41)


def test_card_is_found_selected_and_read(reader: IdCardReaderSimulator, line: Line, cards: dict[str, Chip]) -> None:
    reader.lay(cards["chen_zhiyuan"])
    select(line)
    answer = line.ask(READ, WHOLE_CARD)
    assert len(answer) == WHOLE_CARD
    assert answer[5:14] == bytes.fromhex("0508 000090 0100 0400".replace(" ", ""))
    text = answer[14 : 14 + 256].decode("utf-16-le")
    assert text[:15].rstrip() == "陈志远"
    assert text[61:79] == "500103199001010010"
    assert answer[14 + 256 : 14 + 260] == b"SIMJ"
    check = 0
    for byte in answer[5:-1]:
        check ^= byte
    assert check == answer[-1]


def test_card_that_was_read_must_leave_before_it_is_found_again(
    reader: IdCardReaderSimulator, line: Line, cards: dict[str, Chip]
) -> None:
    reader.lay(cards["chen_zhiyuan"])
    select(line)
    line.ask(READ, WHOLE_CARD)
    assert reader.card_read
    assert line.ask(FIND, 11) == short(0x80)
    reader.take_away()
    reader.lay(cards["chen_zhiyuan"])
    assert line.ask(FIND, len(FOUND)) == FOUND


def test_card_without_new_address_says_91(reader: IdCardReaderSimulator, line: Line, cards: dict[str, Chip]) -> None:
    reader.lay(cards["chen_zhiyuan"])
    select(line)
    line.ask(READ, WHOLE_CARD)
    assert line.ask(NEW_ADDRESS, 11) == short(0x91)


def test_appended_address_is_seventy_bytes(reader: IdCardReaderSimulator, line: Line, cards: dict[str, Chip]) -> None:
    reader.lay(cards["tan_yujia"])
    select(line)
    answer = line.ask(NEW_ADDRESS, 11 + 70)
    assert answer[5:10] == bytes((0, 74, 0, 0, 0x90))
    assert answer[10:-1].decode("utf-16-le").startswith("重庆市九龙坡区石桥铺街道")


def test_fingerprints_are_refused_and_the_asking_is_remembered(
    reader: IdCardReaderSimulator, line: Line, cards: dict[str, Chip]
) -> None:
    reader.lay(cards["chen_zhiyuan"])
    select(line)
    assert line.ask(READ_FINGERPRINT, 11) == short(0x23)
    assert 0x3010 in reader.requests


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (HEADER + bytes.fromhex("0003200123"), 0x10),  # wrong checksum
        (HEADER + bytes.fromhex("FFFF2001"), 0x11),  # impossible length
        (HEADER + bytes.fromhex("000399019B"), 0x21),  # unknown command
        (HEADER + bytes.fromhex("0003600764"), 0x21),  # unknown speed
    ],
)
def test_wrong_requests_get_their_status(line: Line, sent: bytes, status: int) -> None:
    assert line.ask(sent, 11) == short(status)


def test_noise_before_a_request_is_skipped(line: Line) -> None:
    assert line.ask(b"\x00\xaa\xaa\x55" + STATUS, 11) == short(0x90)


def test_request_in_pieces_is_put_together(line: Line) -> None:
    for byte in STATUS:
        line.send(bytes((byte,)))
    assert line.receive(11) == short(0x90)


def test_two_requests_at_once_get_two_answers(line: Line) -> None:
    assert line.ask(STATUS + FIND, 22) == short(0x90) + short(0x80)


def test_baud_is_changed_after_the_answer(tmp_path: Path) -> None:
    reader = IdCardReaderSimulator(tmp_path / "reader", SystemClock())
    reader.start()
    with Line(reader.port.link) as line:
        assert line.ask(HEADER + bytes.fromhex("0003600162"), 11) == short(0x90)
        until(lambda: reader.port.baud == 57600)
    reader.stop()


def test_rf_size_is_taken_within_its_limits(line: Line) -> None:
    assert line.ask(HEADER + bytes.fromhex("000461FF508A"), 11) == short(0x10)
    assert line.ask(HEADER + bytes.fromhex("000461FF50CA"), 11) == short(0x90)
    assert line.ask(HEADER + bytes.fromhex("000461FF1082"), 11) == short(0x10)
    assert line.ask(HEADER + bytes.fromhex("000461FF108A"), 11) == short(0x21)


class TestFaults:
    def test_silent(self, reader: IdCardReaderSimulator, line: Line) -> None:
        reader.set_fault(ReaderFault.SILENT)
        line.send(STATUS)
        assert line.silent()
        reader.set_fault(None)
        assert line.ask(STATUS, 11) == short(0x90)

    def test_bad_checksum(self, reader: IdCardReaderSimulator, line: Line) -> None:
        reader.set_fault(ReaderFault.BAD_CHECKSUM)
        answer = line.ask(STATUS, 11)
        assert answer[:-1] == short(0x90)[:-1]
        assert answer[-1] != short(0x90)[-1]

    def test_truncated(self, reader: IdCardReaderSimulator, line: Line) -> None:
        reader.set_fault(ReaderFault.TRUNCATED)
        assert line.ask(STATUS, 7) == short(0x90)[:7]
        assert line.silent()

    def test_oversized(self, reader: IdCardReaderSimulator, line: Line) -> None:
        reader.set_fault(ReaderFault.OVERSIZED)
        assert int.from_bytes(line.ask(STATUS, 11)[5:7], "big") > 4096

    def test_forged_card_is_selected_but_not_authentic(
        self, reader: IdCardReaderSimulator, line: Line, cards: dict[str, Chip]
    ) -> None:
        reader.lay(cards["chen_zhiyuan"])
        reader.set_fault(ReaderFault.FORGED)
        select(line)
        assert line.ask(READ, 11) == short(0x32)

    def test_moved_card_is_not_read(self, reader: IdCardReaderSimulator, line: Line, cards: dict[str, Chip]) -> None:
        reader.lay(cards["chen_zhiyuan"])
        reader.set_fault(ReaderFault.MOVED)
        select(line)
        assert line.ask(READ, 11) == short(0x41)
        assert not reader.card_read

    def test_card_taken_between_select_and_read(
        self, reader: IdCardReaderSimulator, line: Line, cards: dict[str, Chip]
    ) -> None:
        reader.lay(cards["chen_zhiyuan"])
        select(line)
        reader.take_away()
        assert line.ask(READ, 11) == short(0x41)

    def test_pulled_plug_kills_the_port_and_comes_back_under_the_same_link(
        self, reader: IdCardReaderSimulator, line: Line
    ) -> None:
        reader.set_fault(ReaderFault.UNPLUGGED)
        assert not os.path.lexists(reader.port.link)
        with pytest.raises(OSError, match="Input/output error"):
            line.send(STATUS)
        reader.set_fault(None)
        with Line(reader.port.link) as again:
            assert again.ask(STATUS, 11) == short(0x90)

    def test_plugging_twice_and_unplugging_twice_is_harmless(self, reader: IdCardReaderSimulator) -> None:
        reader.start()
        reader.set_fault(ReaderFault.UNPLUGGED)
        reader.set_fault(ReaderFault.UNPLUGGED)
        assert not reader.port.plugged


def test_paced_card_takes_the_time_of_its_bytes(tmp_path: Path, cards: dict[str, Chip]) -> None:
    reader = IdCardReaderSimulator(tmp_path / "reader", SystemClock())
    reader.start()
    reader.lay(cards["chen_zhiyuan"])
    with Line(reader.port.link) as line:
        select(line)
        line.send(READ)
        first = line.receive(64)
        assert first[:5] == HEADER
        assert len(first) + len(line.receive(WHOLE_CARD - 64)) == WHOLE_CARD
    reader.stop()
